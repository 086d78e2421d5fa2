// Arbitrary bytes as a Swagger file. Importing ends; a file or an entry that fails says why in one line; what
// is taken is a configuration that is written and read again, and that is exported.
#include <cstdint>
#include <string>
#include <string_view>

#include "sluice/document.hpp"
#include "sluice/swagger.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

void expect_line(std::string_view message) {
  expect(!message.empty() && message.find_first_of("\r\n") == message.npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = swagger::import_apis(text, {}, {.openapi3 = true});
  expect(!result.out_of_memory && !to_json(result).empty());
  if (!result.ok) {
    expect_line(result.message);
    return 0;
  }
  for (const swagger::Failed& one : result.failure) expect_line(one.message);
  const auto document = write_document(result.configuration);
  expect(document.has_value());
  const Document again = read_document(*document);
  expect(again.ok && *write_document(again.configuration) == *document);
  if (result.configuration.groups.empty()) return 0;
  const auto file = swagger::export_group(result.configuration, {.define = swagger::Define::Dev}, {});
  expect(file.ok && swagger::import_apis(file.text, {}).ok);
  return 0;
}
