// Signed header names and the lines that they stand for. Fields are found through a small hash table, built
// in one pass over the request: 64 chains of field numbers, each in the order of the fields.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.hpp"
#include "sign/name.hpp"
#include "sign/sink.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"

namespace sluice::sign {

inline constexpr std::size_t kMaxFields = 256;
inline constexpr std::size_t kMaxAdded = 3;
inline constexpr std::size_t kMaxSigned = 64;

/// Steps through the names of `a;b;c`.
class Names {
 public:
  explicit Names(std::string_view joined) noexcept : joined_(joined), at_(joined.empty() ? 1 : 0) {}
  bool next(std::string_view& name) noexcept {
    if (at_ > joined_.size()) return false;
    const std::size_t end = find_either(joined_, at_, ';', ';');
    name = {joined_.data() + at_, end - at_};
    at_ = end + 1;
    return true;
  }

 private:
  std::string_view joined_;
  std::size_t at_;
};

/// Whether `name` is one of `a;b;c`. The last one is looked at first: names are sorted, and X-Sdk-Date mostly
/// is the last.
inline bool has_name(std::string_view joined, std::string_view name) noexcept {
  if (joined.ends_with(name)) {
    const std::size_t before = joined.size() - name.size();
    if (before == 0 || joined[before - 1] == ';') return true;
  }
  Names names(joined);
  for (std::string_view one; names.next(one);)
    if (one == name) return true;
  return false;
}

/// The fields of a request as a signature sees them: the given ones, those that signing adds, and Host, which
/// a request may carry apart.
class Fields {
 public:
  /// At most kMaxFields are given.
  Fields(std::string_view host, Headers given) noexcept;
  /// One more, of kMaxAdded.
  void add(std::string_view name, std::string_view value) noexcept;
  Headers added() const noexcept { return Headers(added_).first(added_count_); }

  static constexpr std::size_t kNone = 0xffff;
  /// The first field of this name, which is in lower case, or kNone.
  std::size_t find(std::string_view name) const noexcept {
    return search(name, chains_[chain_of(name)].first);
  }
  /// The next one of the same name.
  std::size_t find_next(std::string_view name, std::size_t field) const noexcept {
    return search(name, next_[field]);
  }
  /// The value of a field that `find` gave, trimmed.
  std::string_view value(std::size_t field) const noexcept { return trimmed(this->field(field).value); }
  /// Whether there is a field of this name, which may be in any case.
  bool has(std::string_view name) const noexcept;

  /// Writes the lines of `name`: one for each field of that name, in the order of their values. False where
  /// there is none.
  /// Source: the signing guide, "canonical headers"; repeated fields as the published Go signer does.
  bool write(std::string_view name, Sink& sink) const noexcept {
    if (!host_.empty() && name == "host") return sink.put_line(name, host_), true;
    const std::size_t first = find(name);
    if (first == kNone) return false;
    if (find_next(name, first) != kNone) return write_repeated(name, first, sink), true;
    return sink.put_line(name, value(first)), true;
  }

 private:
  struct Chain {
    std::uint16_t first = kNone;
    std::uint16_t last = kNone;
  };
  static constexpr std::size_t kChains = 64;

  // By length and last letter, in either case.
  static std::size_t chain_of(std::string_view name) noexcept {
    if (name.empty()) return 0;
    return ((static_cast<unsigned char>(name.back()) & 31) ^ name.size() * 4) % kChains;
  }
  std::size_t search(std::string_view name, std::size_t from) const noexcept {
    std::size_t index = from;
    while (index != kNone && !is_name(field(index).name, name)) index = next_[index];
    return index;
  }
  void append(std::string_view name, std::size_t index) noexcept {
    Chain& chain = chains_[chain_of(name)];
    const auto number = static_cast<std::uint16_t>(index);
    (chain.first == kNone ? chain.first : next_[chain.last]) = number;
    chain.last = number;
    next_[index] = kNone;
  }
  static std::string_view trimmed(std::string_view value) noexcept {
    const auto is_visible = [](char c) { return static_cast<unsigned char>(c) > ' '; };
    if (!value.empty() && is_visible(value.front()) && is_visible(value.back())) return value;
    return ascii::trim(value);
  }
  const Header& field(std::size_t index) const noexcept {
    return index < given_.size() ? given_[index] : added_[index - given_.size()];
  }
  void write_repeated(std::string_view name, std::size_t first, Sink& sink) const noexcept;

  std::string_view host_;
  Headers given_;
  std::array<Header, kMaxAdded> added_;
  std::size_t added_count_ = 0;
  std::array<Chain, kChains> chains_;
  std::array<std::uint16_t, kMaxFields + kMaxAdded> next_;
};

}  // namespace sluice::sign
