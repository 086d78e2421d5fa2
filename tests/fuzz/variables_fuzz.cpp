// Variables are put in once and whole; what comes out is read as an address or a path by the rules for text
// that nobody trusts. Lines of the input: the text, then `name=value` each.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backend/template.hpp"
#include "sluice/endpoint.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return line;
}

// The obvious way: between two '#' stands a name, the value takes the place of all three.
std::string slowly(std::string_view text, const std::vector<Named>& variables) {
  std::string out;
  bool is_name = false;
  std::string piece;
  for (char c : text) {
    if (c != '#') {
      piece += c;
      continue;
    }
    if (!is_name) {
      out += piece;
    } else {
      for (const Named& v : variables)
        if (v.name == piece) {
          out += v.value;
          break;
        }
    }
    piece.clear();
    is_name = !is_name;
  }
  return out + piece;
}

void check_address(std::string_view text) {
  for (Scheme scheme : {Scheme::Http, Scheme::Https}) {
    const auto at = backend::read_endpoint(text, scheme);
    if (!at) continue;
    expect(!at->host.empty() && at->port != 0);
    expect(at->host.find_first_of("/@?#[] \r\n%") == std::string::npos);
    for (char c : at->host) expect(c < 'A' || c > 'Z');
    const bool is_v6 = at->host.find(':') != std::string::npos;
    const std::string again = (is_v6 ? "[" + at->host + "]" : at->host) + ":" + std::to_string(at->port);
    const auto same = backend::read_endpoint(again, scheme);
    expect(same && same->host == at->host && same->port == at->port && same->address == at->address);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view text = take_line(rest);
  std::vector<Named> variables;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::size_t equals = line.find('=');
    if (equals != line.npos) variables.push_back({line.substr(0, equals), line.substr(equals + 1)});
  }
  const auto made = backend::expand(text, variables);
  if (!made) {
    expect(made.error().at < text.size() && text[made.error().at] == '#');
    return 0;
  }
  expect(*made == slowly(text, variables));
  check_address(*made);
  if (backend::is_path_template(*made))
    expect(made->starts_with('/') && !backend::has_dot_segment(*made) &&
           made->find_first_of("?# \r\n\\") == std::string::npos);
  return 0;
}
