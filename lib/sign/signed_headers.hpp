// Signed header names and the lines that they stand for. Fields are found through a small hash table, built
// in one pass over the request: 64 chains of field numbers, each in the order of the fields.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

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
  explicit constexpr Names(std::string_view joined) noexcept : rest_(joined), done_(joined.empty()) {}
  constexpr bool next(std::string_view& name) noexcept {
    if (done_) return false;
    const std::size_t end = rest_.find(';');
    name = rest_.substr(0, end);
    done_ = end == std::string_view::npos;
    if (!done_) rest_.remove_prefix(end + 1);
    return true;
  }

 private:
  std::string_view rest_;
  bool done_;
};

constexpr bool has_name(std::string_view joined, std::string_view name) noexcept {
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
  /// The first field called `name` (in any case), or kNone.
  std::size_t find(std::string_view name) const noexcept {
    return search(name, chains_[chain_of(name)].first);
  }
  /// The next one of the same name.
  std::size_t find_next(std::string_view name, std::size_t field) const noexcept {
    return search(name, next_[field]);
  }
  /// The value of a field that `find` gave, trimmed.
  std::string_view value(std::size_t field) const noexcept;
  bool has(std::string_view name) const noexcept {
    return find(name) != kNone || (name == "host" && !host_.empty());
  }

  /// Writes the lines of `name`: one for each field of that name, in the order of their values.
  /// Errors: SignedHeaderMissing, HeaderIllegal (a control character in a value).
  /// Source: the signing guide, "canonical headers"; repeated fields as the published Go signer does.
  Reason write(std::string_view name, Sink& sink) const noexcept;

 private:
  struct Chain {
    std::uint16_t first = kNone;
    std::uint16_t last = kNone;
  };
  static constexpr std::size_t kChains = 64;

  static std::size_t chain_of(std::string_view name) noexcept;
  std::size_t search(std::string_view name, std::size_t from) const noexcept;
  void append(std::string_view name, std::size_t index) noexcept;
  const Header& field(std::size_t index) const noexcept {
    return index < given_.size() ? given_[index] : added_[index - given_.size()];
  }
  Reason write_repeated(std::string_view name, std::size_t first, Sink& sink) const noexcept;

  std::string_view host_;
  Headers given_;
  std::array<Header, kMaxAdded> added_;
  std::size_t added_count_ = 0;
  std::array<Chain, kChains> chains_;
  std::array<std::uint16_t, kMaxFields + kMaxAdded> next_;
};

}  // namespace sluice::sign
