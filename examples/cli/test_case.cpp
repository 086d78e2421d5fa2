#include "test_case.hpp"

#include "fault.hpp"

namespace cli {
namespace {

constexpr std::int64_t kMostRepeats = 1'000'000;

json::Value expectation_of(json::Object& members) {
  const auto expect = members.find("expect");
  if (!expect) throw Fault{"missing_member", "/expect is missing", "/expect"};
  if (expect->kind() != json::Kind::Object) throw Fault{"wrong_type", "/expect must be an object", "/expect"};
  return *expect;
}

std::int64_t repeats_of(json::Object& members) {
  const auto repeat = members.find("repeat");
  if (!repeat) return 1;
  const std::int64_t count = repeat->integer();
  if (count < 1 || count > kMostRepeats) throw Fault{"bad_value", "/repeat must be 1 to 1000000", "/repeat"};
  return count;
}

}  // namespace

TestCase::TestCase(const json::Value& value) : TestCase(json::Object(value)) {}

TestCase::TestCase(json::Object members)
    : expect_(expectation_of(members)),
      name_(members.text("case").value_or("")),
      repeat_(repeats_of(members)),
      input_(members) {
  members.refuse_others();
}

}  // namespace cli
