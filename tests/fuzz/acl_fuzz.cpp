// A list compiles exactly when each of its entries is a range and none repeats another; then it answers as a
// scan of its entries, and names the entry that decided.
#include <cstdint>
#include <string>
#include <vector>

#include "sluice/acl.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

struct Plain {
  std::vector<std::string> texts;
  std::vector<Range> ranges;
  bool is_legal = true;

  explicit Plain(const std::string& list) {
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t comma = list.find(',', at);
      texts.push_back(list.substr(at, comma == std::string::npos ? comma : comma - at));
      at = comma == std::string::npos ? comma : comma + 1;
      const auto range = read_range(texts.back());
      is_legal = is_legal && range;
      if (!range) continue;
      for (const Range& earlier : ranges) is_legal = is_legal && !(earlier == *range);
      ranges.push_back(*range);
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Plain plain(text);
  const auto list = acl::compile(acl::Deny, text);
  expect(list.has_value() == plain.is_legal);
  if (!list) {
    expect(!list.error().all.empty());
    for (const acl::Fault& fault : list.error().all) expect(fault.text == plain.texts[fault.index]);
    return 0;
  }
  for (const Range& range : plain.ranges) {
    for (const Address& address : {range.first, range.last}) {
      std::uint32_t first = 0;
      while (!plain.ranges[first].contains(address)) ++first;
      const acl::Verdict verdict = list->ask(address);
      expect(!verdict.is_allowed && verdict.entry == first && verdict.text == plain.texts[first]);
    }
  }
  return 0;
}
