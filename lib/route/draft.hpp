// An API on its way into a table: its pattern reduced to what is sorted, hashed and stored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "route/reading.hpp"
#include "route/tables.hpp"

namespace sluice::route {

/// Gives texts numbers in the order of their first appearance. Borrows them.
class Numbers {
 public:
  std::uint32_t of(std::string_view name);
  std::span<const std::string_view> names() const noexcept { return names_; }

 private:
  std::unordered_map<std::string_view, std::uint32_t> known_;
  std::vector<std::string_view> names_;
};

struct Draft {
  std::uint64_t order = 0;  ///< the first segments' kinds, so that smaller is better; see precedes()
  std::uint32_t spec = 0;
  std::uint32_t leaf = 0;
  std::uint32_t text = 0;  ///< place in Drafts::text
  std::uint32_t places = 0;
  std::uint32_t starts = 0;
  std::uint32_t names = 0;  ///< place in Tables::text
  std::uint16_t text_bytes = 0;
  std::uint16_t length = 0;
  Shape shape = Shape::Exact;
  Method method = Method::Get;
  std::uint8_t variables = 0;
};

/// All drafts, and the memory that they share.
class Drafts {
 public:
  explicit Drafts(Tables& tables) noexcept : tables_(tables) {}

  /// Adds the API; the leaf is the caller's to set. Errors: PatternIllegal and MethodIllegal as a Problem.
  std::optional<Problem> add(const Spec& spec, std::uint32_t number);

  /// Makes room for so many patterns of so many bytes together.
  void reserve(std::size_t patterns, std::size_t bytes) {
    drafts_.reserve(patterns);
    text_.reserve(bytes);
    starts_.reserve(bytes / 8 + 2 * patterns);
  }
  std::vector<Draft>& all() noexcept { return drafts_; }
  std::string_view text(const Draft& draft) const noexcept {
    return std::string_view(text_).substr(draft.text, draft.text_bytes);
  }
  std::span<const std::uint8_t> places(const Draft& draft) const noexcept {
    return {places_.data() + draft.places, draft.variables};
  }

  bool is_variable(const Draft& draft, std::size_t i) const noexcept {
    for (const std::uint8_t place : places(draft))
      if (place >= i) return place == i;
    return false;
  }

  /// What stands in the segments from `first` to `last`, slashes between them included; they must be there.
  std::size_t range_bytes(const Draft& draft, std::size_t first, std::size_t last) const noexcept {
    const std::uint16_t* starts = starts_.data() + draft.starts;
    return starts[last + 1] - starts[first] - 1u;
  }
  /// A glance at it, as nodes take it of a path, never 0; 0 where a variable is among them, or the pattern
  /// ends before.
  std::uint64_t glance(const Draft& draft, std::size_t first, std::size_t last) const noexcept {
    if (last >= draft.length) return 0;
    for (const std::uint8_t place : places(draft))
      if (place >= first && place <= last) return 0;
    return Words(text(draft)).glance(starts_[draft.starts + first] + 1u, range_bytes(draft, first, last)) | 1;
  }
  /// The hash of a literal segment.
  std::uint64_t hash(const Draft& draft, std::size_t i) const noexcept {
    return Words(text(draft)).hash(starts_[draft.starts + i] + 1u, range_bytes(draft, i, i));
  }

  /// Same shape: the same segments are variables, and the same follows them.
  bool is_same_shape(const Draft& a, const Draft& b) const noexcept;
  bool is_same_pattern(const Draft& a, const Draft& b) const noexcept;
  /// Best first; equal patterns stand together, ANY behind the methods.
  bool precedes(const Draft& a, const Draft& b) const noexcept;

  /// A path segment that no pattern has as a literal.
  std::string fresh_segment() const;

 private:
  void take(Draft& draft, std::string_view pattern, Mode mode);
  std::uint32_t intern_names(std::string_view pattern);
  unsigned kind_at(const Draft& draft, std::size_t i) const noexcept;
  void note_literal(std::string_view literal);

  Tables& tables_;
  Reading reading_;
  std::vector<Draft> drafts_;
  std::string text_;
  std::vector<std::uint8_t> places_;
  std::vector<std::uint16_t> starts_;  // of each draft: its slashes, and its end
  std::unordered_map<std::string, std::uint32_t> names_;
  std::vector<std::uint32_t> taken_;  // n of every literal `xn`
};

}  // namespace sluice::route
