// Arbitrary bytes as the parts of a request: lines, the rest being the body.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/request.hpp"

namespace fuzz {

inline void expect(bool holds) {
  if (!holds) __builtin_trap();
}

/// Takes texts off the front of the input, each up to a line end.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  std::string_view line() {
    const std::size_t end = rest_.find('\n');
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// Method, target, host, then `name:value` lines up to an empty one, then the body.
struct Message {
  explicit Message(Input input) {
    request.method = input.line();
    request.target = input.line();
    request.host = input.line();
    for (std::string_view line = input.line(); !line.empty(); line = input.line()) {
      const std::size_t colon = line.find(':');
      headers.push_back(
          {line.substr(0, colon), colon == std::string_view::npos ? "" : line.substr(colon + 1)});
    }
    request.headers = headers;
    body = input.rest();
  }
  Message(const Message&) = delete;

  void add(std::string_view name, std::string_view value) {
    headers.push_back({name, value});
    request.headers = headers;
  }

  sluice::Request request;
  std::vector<sluice::Header> headers;
  std::string_view body;
};

}  // namespace fuzz
