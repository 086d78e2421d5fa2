// Whatever a request holds, the call that comes of it keeps its shape: one origin-form target under the
// configured path, complete lines of header fields, and a destination that the request had no part in.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/backend.hpp"
#include "sluice/params.hpp"
#include "sluice/target.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

const std::vector<backend::Declared> kDeclared{{.name = "p", .place = Place::Path},
                                               {.name = "q"},
                                               {.name = "X-H", .place = Place::Header},
                                               {.name = "d", .passes = false}};
const std::vector<params::Spec> kChecks{{.name = "p", .place = Place::Path},
                                        {.name = "q", .type = params::Type::Number, .max_size = 9},
                                        {.name = "X-H", .place = Place::Header},
                                        {.name = "d"}};

backend::Spec spec_of(bool is_prefix) {
  using backend::Origin;
  return {
      .http = {.path = is_prefix ? "/v1" : "/v1/{a}/x{b}", .address = "backend.example.com:81"},
      .params = is_prefix
                    ? std::vector<backend::ParamSpec>{{.name = "X-Q", .place = Place::Header, .value = "q"}}
                    : std::vector<backend::ParamSpec>{{.name = "a", .place = Place::Path, .value = "p"},
                                                      {.name = "b", .place = Place::Path, .value = "q"},
                                                      {.name = "c", .place = Place::Query, .value = "X-H"},
                                                      {.name = "X-P", .place = Place::Header, .value = "p"},
                                                      {.origin = Origin::System,
                                                       .name = "t",
                                                       .place = Place::Query,
                                                       .value = "handleTime"}},
      .appends_remainder = is_prefix};
}

void check(const backend::Call& call, bool is_prefix) {
  expect(call.host == "backend.example.com" && call.port == 81);
  expect(call.target.starts_with("/v1") &&
         (call.target.size() == 3 || call.target[3] == '/' || call.target[3] == '?'));
  const std::string_view path = call.target.substr(0, call.target.find('?'));
  expect(path.find('#') == path.npos && (std::string(path) + "/").find("/../") == std::string::npos);
  if (!is_prefix) expect(std::ranges::count(path, '/') == 3);
  expect(
      std::ranges::none_of(path, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }));
  expect(call.headers.front().name == "Host" && call.headers.front().value == "backend.example.com:81");
  for (const Header& header : call.headers.subspan(1)) {
    expect(header.name != "Host" && header.name != "host" && header.name != "Connection");
    if (header.name == "X-P" || header.name == "X-Q")
      expect(header.value.find_first_of(std::string_view("\r\n\0", 3)) == header.value.npos);
  }
}

}  // namespace

// Input: target, line feed, value of X-H, line feed, a field name, line feed, its value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string_view parts[4];
  for (std::string_view& part : parts) {
    part = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
  }
  const auto target = http::split_target(parts[0], "GET");
  if (!target || http::check_query(target->query) != Reason::None) return 0;
  const std::vector<Header> headers{{"X-H", parts[1]}, {parts[2], parts[3]}};
  const Request request{.method = "GET", .target = parts[0], .headers = headers};
  const auto checks = params::compile(kChecks);
  const Facts facts{.request_id = "r", .received_ms = 5};
  std::vector<char> path_room(size), value_room(size + 1024), room(8 * size + 4096);
  for (const PathMode mode : {PathMode::Strict, PathMode::Apig, PathMode::Raw}) {
    const auto path = http::read_path(target->path, mode, path_room);
    if (!path) continue;
    const Named capture{"p", path->substr(1)};
    const bool has_capture = capture.value.find('/') == capture.value.npos;
    const auto values = params::check(*checks, request, {&capture, has_capture ? 1u : 0u}, value_room);
    if (!values) continue;
    for (const bool is_prefix : {false, true}) {
      const auto compiled = backend::compile(spec_of(is_prefix), kDeclared);
      const backend::Inbound inbound{request, facts, *path, *path, values->values, mode};
      const auto built = backend::build(*compiled, inbound, {}, {.host = compiled->host()}, room);
      if (built) check(built->call, is_prefix);
      if (!built) expect(built.error() == Reason::MappingImpossible);
    }
  }
  return 0;
}
