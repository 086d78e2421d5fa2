// Arbitrary bytes as a configuration. Whatever they are, reading and checking end; findings are one line of
// printable text each, at most a syntax error alone; and what could be read is written as a document that
// reads, checks and writes the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "config/check.hpp"
#include "config/read.hpp"

using namespace sluice;

namespace {

constexpr std::size_t kMessageBytes = 1024;

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

bool is_printable(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  return true;
}

void expect_sound(const Diagnostic& found) {
  expect(!found.message.empty() && found.message.size() <= kMessageBytes);
  expect(is_printable(found.message) && is_printable(found.pointer) && is_printable(found.other));
  expect(found.pointer.empty() || found.pointer.front() == '/');
}

bool is_same(const Diagnostic& a, const Diagnostic& b) {
  return a.pointer == b.pointer && a.row == b.row && a.message == b.message && a.other == b.other;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = config::read(text, config::Strictness::Lenient);
  bool has_error = false;
  for (const Diagnostic& found : read.diagnostics) {
    expect_sound(found);
    has_error = has_error || found.severity == Severity::Error;
    if (found.pointer.empty()) expect(read.diagnostics.size() == 1);
  }
  expect(read.ok == !has_error);
  if (!read.ok) return 0;
  const auto findings = config::check(read.configuration);
  for (const Diagnostic& found : findings) expect_sound(found);
  const std::string written = config::write(read.configuration);
  const auto again = config::read(written, config::Strictness::Strict);
  expect(again.ok && again.diagnostics.empty() && config::write(again.configuration) == written);
  const auto same = config::check(again.configuration);
  expect(same.size() == findings.size());
  for (std::size_t i = 0; i < same.size(); ++i) expect(is_same(same[i], findings[i]));
  return 0;
}
