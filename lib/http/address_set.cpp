// An address set: ranges flattened to disjoint pieces, one table a family, each sorted under an index.
//
// IPv4: two arrays, of 4 and of 8 bytes a piece.
//
//   firsts (the keys)   | first | ...          rest   | last, owner | ...
//
// IPv6: lists name whole /64 networks or shorter prefixes, or single hosts; so the table is keyed by the
// upper 64 bits, 20 bytes a piece, and a piece is one of three kinds:
//
//   kind   key                 second                     tag
//   Span   first upper half    last upper half            kind | owner     all of these /64 networks
//   Host   upper half          lower half                 kind | owner     one address alone in its /64
//   Group  upper half          start and count in lower   kind             anything else within one /64
//
// `lower` holds the pieces of all groups by their lower 64 bits; a group is searched without an index, and so
// is a list of a few pieces. Keys stand apart from the rest, for a search reads many of them and of the rest
// one.
#include <limits>
#include <new>
#include <stdexcept>

#include "http/address_index.hpp"
#include "http/flatten.hpp"
#include "sluice/address.hpp"

namespace sluice {
namespace {

using Owner = std::uint32_t;

constexpr Owner kNobody = UINT32_MAX;

constexpr std::size_t kMaxRanges = std::size_t{1} << 30;  // two bits of a tag are the kind
constexpr std::uint64_t kLowest = 0;
constexpr std::uint64_t kHighest = std::numeric_limits<std::uint64_t>::max();

Address before(const Address& a) noexcept { return {a.low == kLowest ? a.high - 1 : a.high, a.low - 1}; }
Address after(const Address& a) noexcept { return {a.low == kHighest ? a.high + 1 : a.high, a.low + 1}; }

/// Whether a piece holds the address is as good as random, so no branch asks: many look-ups run side by side.
Owner owner_if(bool is_held, Owner owner) noexcept { return owner | (static_cast<Owner>(is_held) - 1); }

/// Ascending keys, and which of them is the last that is no greater than a given one.
template <class Key>
class Keys {
 public:
  Keys() = default;
  explicit Keys(Rows<Key> keys) : keys_(std::move(keys)) {
    keys_.shrink_to_fit();
    if (keys_.size() > kFew) index_ = AddressIndex<Key>(keys_);
  }

  bool empty() const noexcept { return keys_.empty(); }
  Key operator[](std::size_t at) const noexcept { return keys_[at]; }

  /// The place of that key; of the first where there is none. Not for no keys at all.
  std::size_t find(Key key) const noexcept {
    if (keys_.size() > kFew) return index_.find(keys_.data(), key);
    std::size_t at = 0;
    for (std::size_t i = 1; i < keys_.size(); ++i) at += keys_[i] <= key ? 1 : 0;
    return at;
  }

  std::size_t bytes() const noexcept { return keys_.capacity() * sizeof(Key) + index_.bytes(); }

 private:
  static constexpr std::size_t kFew = 16;
  static_assert(kFew >= AddressIndex<Key>::kWindow);

  Rows<Key> keys_;
  AddressIndex<Key> index_;
};

class TableV4 {
 public:
  TableV4() = default;
  explicit TableV4(std::vector<Piece<std::uint32_t>> ranges) {
    const auto pieces = flatten(
        std::move(ranges), [](std::uint32_t n) { return n - 1; }, [](std::uint32_t n) { return n + 1; });
    Rows<std::uint32_t> firsts;
    firsts.reserve(pieces.size());
    rest_.reserve(pieces.size());
    for (const auto& piece : pieces) {
      firsts.push_back(piece.first);
      rest_.push_back({piece.last, piece.owner});
    }
    firsts_ = Keys(std::move(firsts));
  }

  Owner find(std::uint32_t number) const noexcept {
    if (firsts_.empty()) return kNobody;
    const std::size_t at = firsts_.find(number);
    const Rest& rest = rest_[at];
    return owner_if((firsts_[at] <= number) & (number <= rest.last), rest.owner);
  }

  std::size_t bytes() const noexcept { return firsts_.bytes() + rest_.capacity() * sizeof(Rest); }

 private:
  struct Rest {
    std::uint32_t last;
    Owner owner;
  };

  Keys<std::uint32_t> firsts_;
  Rows<Rest> rest_;
};

class TableV6 {
 public:
  TableV6() = default;
  explicit TableV6(std::vector<Piece<Address>> ranges) {
    const auto pieces = flatten(std::move(ranges), before, after);
    Draft draft;
    draft.uppers.reserve(pieces.size());
    rest_.reserve(pieces.size());
    for (const auto& piece : pieces) put(draft, piece);
    put_group(draft);
    rest_.shrink_to_fit();
    lower_.shrink_to_fit();
    uppers_ = Keys(std::move(draft.uppers));
  }

  Owner find(const Address& address) const noexcept {
    if (uppers_.empty()) return kNobody;
    const std::size_t at = uppers_.find(address.high);
    const std::uint64_t upper = uppers_[at];
    const std::uint64_t second = rest_[at].second();
    const std::uint32_t tag = rest_[at].tag;
    const bool is_same = address.high == upper;
    if ((tag & kGroup) != 0) return is_same ? find_lower(second, address.low) : kNobody;
    const bool is_in_span = ((tag & kHost) == 0) & (upper <= address.high) & (address.high <= second);
    const bool is_host = ((tag & kHost) != 0) & is_same & (address.low == second);
    return owner_if(is_in_span | is_host, tag & ~kKindMask);
  }

  std::size_t bytes() const noexcept {
    return uppers_.bytes() + rest_.capacity() * sizeof(Rest) + lower_.capacity() * sizeof(Lower);
  }

 private:
  struct Rest {
    std::uint32_t second_high, second_low;  // in two, so that a row takes 12 bytes
    std::uint32_t tag;
    std::uint64_t second() const noexcept { return std::uint64_t{second_high} << 32 | second_low; }
  };
  struct Lower {
    std::uint64_t first, last;
    Owner owner;
  };
  /// What is needed while the table is made only.
  struct Draft {
    Rows<std::uint64_t> uppers;
    std::vector<Lower> group;       // the parts of one /64 so far,
    std::uint64_t group_upper = 0;  // and which
  };

  static constexpr std::uint32_t kSpan = 0;
  static constexpr std::uint32_t kHost = std::uint32_t{1} << 30;
  static constexpr std::uint32_t kGroup = std::uint32_t{2} << 30;
  static constexpr std::uint32_t kKindMask = std::uint32_t{3} << 30;

  void put_row(Draft& draft, std::uint64_t key, std::uint64_t second, std::uint32_t tag) {
    draft.uppers.push_back(key);
    rest_.push_back({static_cast<std::uint32_t>(second >> 32), static_cast<std::uint32_t>(second), tag});
  }

  /// A piece of some upper halves: what it holds of its first and last /64 may be a part, between them is
  /// all.
  void put(Draft& draft, Piece<Address> piece) {
    const bool is_within_one = piece.first.high == piece.last.high;
    const bool is_whole = piece.last.low == kHighest;
    if (piece.first.low != kLowest || (is_within_one && !is_whole)) {
      put_part(draft, piece.first.high,
               {piece.first.low, is_within_one ? piece.last.low : kHighest, piece.owner});
      if (is_within_one) return;
      ++piece.first.high;
    }
    if (is_whole || piece.first.high < piece.last.high) {
      put_group(draft);
      put_row(draft, piece.first.high, is_whole ? piece.last.high : piece.last.high - 1, kSpan | piece.owner);
    }
    if (!is_whole) put_part(draft, piece.last.high, {kLowest, piece.last.low, piece.owner});
  }

  /// A part of one /64: kept until all parts of that network are together.
  void put_part(Draft& draft, std::uint64_t upper, const Lower& part) {
    if (!draft.group.empty() && upper != draft.group_upper) put_group(draft);
    draft.group_upper = upper;
    draft.group.push_back(part);
  }

  void put_group(Draft& draft) {
    const std::vector<Lower>& group = draft.group;
    if (group.empty()) return;
    if (group.size() == 1 && group[0].first == group[0].last) {
      put_row(draft, draft.group_upper, group[0].first, kHost | group[0].owner);
    } else {
      put_row(draft, draft.group_upper, std::uint64_t{lower_.size()} << 32 | group.size(), kGroup);
      lower_.insert(lower_.end(), group.begin(), group.end());
    }
    draft.group.clear();
  }

  Owner find_lower(std::uint64_t start_and_count, std::uint64_t lower) const noexcept {
    const Lower* start = lower_.data() + (start_and_count >> 32);
    const Lower* end = start + (start_and_count & 0xffffffff);
    const Lower* behind = std::ranges::upper_bound(start, end, lower, {}, &Lower::first);
    return behind == start ? kNobody : owner_if(lower <= behind[-1].last, behind[-1].owner);
  }

  Keys<std::uint64_t> uppers_;
  Rows<Rest> rest_;
  std::vector<Lower> lower_;
};

}  // namespace

struct AddressSet::Tables {
  TableV4 v4;
  TableV6 v6;
  Nat64 nat64 = Nat64::Apart;
};

AddressSet::AddressSet() noexcept = default;
AddressSet::AddressSet(AddressSet&&) noexcept = default;
AddressSet& AddressSet::operator=(AddressSet&&) noexcept = default;
AddressSet::~AddressSet() = default;

namespace {

/// An entry within 64:ff9b::/96 as the IPv4 range that it stands for; any other entry is itself.
Range judged(const Range& range, AddressSet::Nat64 nat64) noexcept {
  const Address first = range.first.without_nat64();
  const Address last = range.last.without_nat64();
  const bool is_inside = nat64 == AddressSet::Nat64::Judged && first != range.first && last != range.last;
  return is_inside ? Range{first, last} : range;
}

}  // namespace

Result<AddressSet, Reason> AddressSet::compile(std::span<const Range> ranges, Nat64 nat64) noexcept try {
  if (ranges.size() >= kMaxRanges) return Reason::OutOfMemory;
  std::vector<Piece<std::uint32_t>> v4;
  std::vector<Piece<Address>> v6;
  for (std::uint32_t owner = 0; owner < ranges.size(); ++owner) {
    const Range range = judged(ranges[owner], nat64);
    if (range.first.is_v4()) {
      v4.push_back({range.first.v4_number(), range.last.v4_number(), owner});
    } else {
      v6.push_back({range.first, range.last, owner});
    }
  }
  AddressSet set;
  set.tables_ = std::make_unique<const Tables>(Tables{TableV4(std::move(v4)), TableV6(std::move(v6)), nat64});
  return set;
} catch (const std::bad_alloc&) {
  return Reason::OutOfMemory;
} catch (const std::length_error&) {
  return Reason::OutOfMemory;
}

std::uint32_t AddressSet::place_of(const Address& address) const noexcept {
  static_assert(kNowhere == kNobody);
  if (tables_ == nullptr) return kNowhere;
  if (address.is_v4()) return tables_->v4.find(address.v4_number());
  if (tables_->nat64 == Nat64::Apart) return tables_->v6.find(address);
  const Address meant = address.without_nat64();
  return meant.is_v4() ? tables_->v4.find(meant.v4_number()) : tables_->v6.find(meant);
}

std::size_t AddressSet::bytes() const noexcept {
  return tables_ == nullptr ? 0 : sizeof(Tables) + tables_->v4.bytes() + tables_->v6.bytes();
}

}  // namespace sluice
