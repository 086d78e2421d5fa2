// Arbitrary bytes as YAML. Reading ends; what is read fits the bounds of aliases, and is written as a text
// that reads as the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "json/write.hpp"
#include "yaml/yaml.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

std::string as_json(const json::Tree& tree) {
  json::Writer out;
  json::put(out, tree.root());
  return std::string(out.written());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tree = yaml::read({reinterpret_cast<const char*>(data), size});
  if (!tree) {
    expect(!tree.error().what.empty());
    return 0;
  }
  const auto again = yaml::read(yaml::write(tree->root()));
  expect(again && as_json(*again) == as_json(*tree));
  return 0;
}
