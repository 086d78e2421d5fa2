// The one door to RE2: a pattern, compiled once, that matches whole texts in time linear in their length.
// Where the build has no RE2, compiling answers `Unsupported` for everything but plain text, which never
// needs an engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sluice/result.hpp"

namespace sluice::regex {

enum class Problem : std::uint8_t { Illegal, TooLong, Unsupported, OutOfMemory };

inline constexpr std::size_t kPatternBytes = 2048;  ///< longest pattern
inline constexpr std::size_t kTextBytes = 65536;    ///< longer texts do not match

/// Immutable.   Threads: any.
class Pattern {
 public:
  static Result<Pattern, Problem> compile(std::string_view text) noexcept;

  /// True where the whole of `text` matches.
  bool matches(std::string_view text) const noexcept;

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

 private:
  struct Program;
  Pattern() noexcept;
  std::string plain_;                       // the whole pattern, where it is plain text
  std::unique_ptr<const Program> program_;  // null: plain
};

}  // namespace sluice::regex
