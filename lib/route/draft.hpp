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
  std::uint32_t hashes = 0;
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

  std::vector<Draft>& all() noexcept { return drafts_; }
  std::string_view text(const Draft& draft) const noexcept {
    return std::string_view(text_).substr(draft.text, draft.text_bytes);
  }
  std::span<const std::uint8_t> places(const Draft& draft) const noexcept {
    return {places_.data() + draft.places, draft.variables};
  }

  /// The hash of each segment as Split computes it; 0 of a variable.
  std::span<const std::uint64_t> hashes(const Draft& draft) const noexcept {
    return {hashes_.data() + draft.hashes, draft.length};
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
  std::vector<std::uint64_t> hashes_;
  std::unordered_map<std::string, std::uint32_t> names_;
  std::vector<std::uint32_t> taken_;  // n of every literal `xn`
};

}  // namespace sluice::route
