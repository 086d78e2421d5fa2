// Patterns without an engine: plain text only.
#include <new>

#include "regex/pattern.hpp"
#include "regex/plain.hpp"

namespace sluice::regex {

struct Pattern::Program {};

Pattern::Pattern() noexcept = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern, Problem> Pattern::compile(std::string_view text) noexcept {
  if (text.size() > kPatternBytes) return Problem::TooLong;
  if (!is_plain(text)) return Problem::Unsupported;
  try {
    Pattern pattern;
    pattern.plain_ = text;
    return pattern;
  } catch (const std::bad_alloc&) {
    return Problem::OutOfMemory;
  }
}

bool Pattern::matches(std::string_view text) const noexcept { return text == plain_; }

}  // namespace sluice::regex
