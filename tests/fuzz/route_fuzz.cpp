// A set of APIs and requests, a line each, answer in the compiled table as in the slow matcher:
//
//     GET /a/{x}      an API; "GET* /a" is a prefix
//     ? GET /a/b      a request, its path as it is matched
//
// Lines that are neither are left out, so are illegal patterns and APIs that another one is identical to.
#include <cstdint>
#include <string>
#include <string_view>

#include "route/compare.hpp"

using namespace sluice;

namespace {

constexpr std::size_t kMostApis = 100;

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

struct Input {
  std::vector<twin::Route> routes;
  std::vector<compare::Question> questions;

  void read(std::string_view line) {
    if (line.starts_with("? ")) {
      line.remove_prefix(2);
      const std::size_t space = line.find(' ');
      if (space == std::string_view::npos || !route::method_of(line.substr(0, space))) return;
      if (line.substr(space + 1).starts_with('/'))
        questions.push_back({std::string(line.substr(0, space)), std::string(line.substr(space + 1))});
      return;
    }
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || routes.size() == kMostApis) return;
    std::string_view method = line.substr(0, space);
    const bool is_prefix = method.ends_with('*');
    if (is_prefix) method.remove_suffix(1);
    const std::string_view path = line.substr(space + 1);
    if (method != "ANY" && !route::method_of(method)) return;
    if (!route::read_pattern(path, is_prefix ? route::Mode::Prefix : route::Mode::Normal)) return;
    const twin::Route added{static_cast<std::uint32_t>(routes.size() + 1), std::string(method),
                            std::string(path), is_prefix};
    if (std::ranges::none_of(routes, [&](const auto& r) { return twin::is_identical(r, added); }))
      routes.push_back(added);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input;
  for (std::string_view rest(reinterpret_cast<const char*>(data), size); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    input.read(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (input.routes.empty()) return 0;
  const auto table = route::compile(compare::specs_of(input.routes));
  expect(table.table.has_value());
  for (const compare::Question& q : input.questions)
    expect(compare::answer_of(*table, q) == twin::match(input.routes, q.method, q.path));
  return 0;
}
