// Patterns by RE2. Its memory for one pattern is bounded, so a pattern whose automaton would explode is
// refused when it is compiled; matching falls back to a slower, still linear, automaton when its cache is
// full. RE2 says nothing on standard error here.
#include <re2/re2.h>

#include <new>

#include "regex/pattern.hpp"
#include "regex/plain.hpp"

namespace sluice::regex {

struct Pattern::Program {
  re2::RE2 re;
};

Pattern::Pattern() noexcept = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern, Problem> Pattern::compile(std::string_view text) noexcept {
  constexpr std::int64_t memory_bytes = 1 << 20;
  if (text.size() > kPatternBytes) return Problem::TooLong;
  try {
    Pattern pattern;
    pattern.plain_ = is_plain(text) ? std::string(text) : std::string();
    if (is_plain(text)) return pattern;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory_bytes);
    pattern.program_.reset(new Program{re2::RE2(re2::StringPiece(text.data(), text.size()), options)});
    if (!pattern.program_->re.ok()) return Problem::Illegal;
    return pattern;
  } catch (const std::bad_alloc&) {
    return Problem::OutOfMemory;
  }
}

bool Pattern::matches(std::string_view text) const noexcept {
  if (program_ == nullptr) return text == plain_;
  if (text.size() > kTextBytes) return false;
  try {
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), program_->re);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace sluice::regex
