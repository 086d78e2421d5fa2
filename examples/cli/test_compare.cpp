#include "test_compare.hpp"

namespace cli {
namespace {

using json::Kind;

std::string text_of(const json::Value& value) {
  json::Writer out;
  copy(value, out);
  return std::string(out.view());
}

void compare(const json::Value& wanted, const json::Value& got, std::vector<Difference>& into);

void compare_members(const json::Value& wanted, const json::Value& got, std::vector<Difference>& into) {
  json::Object members(got);
  for (const auto& [name, value] : json::Object(wanted).all()) {
    const auto found = members.find(name);
    if (found)
      compare(value, *found, into);
    else
      into.push_back({got.pointer() + json::pointer_part(name), text_of(value), ""});
  }
}

void compare(const json::Value& wanted, const json::Value& got, std::vector<Difference>& into) {
  if (wanted.kind() == Kind::Object && got.kind() == Kind::Object) return compare_members(wanted, got, into);
  if (wanted.kind() == Kind::Array && got.kind() == Kind::Array) {
    const auto all_wanted = wanted.elements();
    const auto all_got = got.elements();
    if (all_wanted.size() == all_got.size()) {
      for (std::size_t i = 0; i < all_wanted.size(); ++i) compare(all_wanted[i], all_got[i], into);
      return;
    }
  }
  std::string one = text_of(wanted), other = text_of(got);
  if (wanted.kind() != got.kind() || one != other)
    into.push_back({got.pointer(), std::move(one), std::move(other)});
}

}  // namespace

std::vector<Difference> differences(const json::Value& wanted, const json::Value& got) {
  std::vector<Difference> all;
  compare(wanted, got, all);
  return all;
}

}  // namespace cli
