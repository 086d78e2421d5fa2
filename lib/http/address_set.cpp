// An address set: ranges flattened to disjoint pieces, one table a family, each under an index of slots.
//
// IPv4: three parallel arrays, 12 bytes a piece.
//
//   firsts (in the index)  lasts  owners
//
// IPv6: lists name whole /64 networks or shorter prefixes, or single hosts; so the table is keyed by the
// upper 64 bits, 20 bytes a piece, and a piece is one of three kinds:
//
//   kind   first (in the index)   second                     tag
//   Span   first upper half       last upper half            kind | owner     all of these /64 networks
//   Host   upper half             lower half                 kind | owner     one address alone in its /64
//   Group  upper half             start and count in `lower` kind             anything else within one /64
//
// `lower` holds the pieces of all groups by their lower 64 bits; a group is searched without an index.
#include <bit>
#include <limits>
#include <new>
#include <stdexcept>

#include "http/address_index.hpp"
#include "http/flatten.hpp"
#include "sluice/address.hpp"

namespace sluice {
namespace {

using Owner = std::optional<std::uint32_t>;

constexpr std::size_t kMaxRanges = std::size_t{1} << 30;  // two bits of a tag are the kind
constexpr std::uint64_t kLowest = 0;
constexpr std::uint64_t kHighest = std::numeric_limits<std::uint64_t>::max();

Address before(const Address& a) noexcept { return {a.low == kLowest ? a.high - 1 : a.high, a.low - 1}; }
Address after(const Address& a) noexcept { return {a.low == kHighest ? a.high + 1 : a.high, a.low + 1}; }

template <class T>
std::size_t bytes_of(const std::vector<T>& list) noexcept {
  return list.capacity() * sizeof(T);
}

class TableV4 {
 public:
  TableV4() = default;
  explicit TableV4(std::vector<Piece<std::uint32_t>> ranges) {
    const auto pieces = flatten(
        std::move(ranges), [](std::uint32_t n) { return n - 1; }, [](std::uint32_t n) { return n + 1; });
    std::vector<std::uint32_t> firsts;
    firsts.reserve(pieces.size());
    lasts_.reserve(pieces.size());
    owners_.reserve(pieces.size());
    for (const auto& piece : pieces) {
      firsts.push_back(piece.first);
      lasts_.push_back(piece.last);
      owners_.push_back(piece.owner);
    }
    firsts_ = AddressIndex(std::move(firsts));
  }

  Owner find(std::uint32_t number) const noexcept {
    const std::size_t count = firsts_.count_up_to(number);
    if (count == 0 || number > lasts_[count - 1]) return std::nullopt;
    return owners_[count - 1];
  }

  std::size_t bytes() const noexcept { return firsts_.bytes() + bytes_of(lasts_) + bytes_of(owners_); }

 private:
  AddressIndex<std::uint32_t> firsts_;
  std::vector<std::uint32_t> lasts_;
  std::vector<std::uint32_t> owners_;
};

class TableV6 {
 public:
  TableV6() = default;
  explicit TableV6(std::vector<Piece<Address>> ranges) {
    const auto pieces = flatten(std::move(ranges), before, after);
    firsts_in_making_.reserve(pieces.size());
    seconds_.reserve(pieces.size());
    tags_.reserve(pieces.size());
    for (const auto& piece : pieces) put(piece);
    put_group();
    for (auto* list : {&firsts_in_making_, &seconds_, &lower_firsts_, &lower_lasts_}) list->shrink_to_fit();
    for (auto* list : {&tags_, &lower_owners_}) list->shrink_to_fit();
    group_ = {};
    firsts_ = AddressIndex(std::exchange(firsts_in_making_, {}));
  }

  Owner find(const Address& address) const noexcept {
    const std::size_t count = firsts_.count_up_to(address.high);
    if (count == 0) return std::nullopt;
    const std::size_t at = count - 1;
    switch (tags_[at] & kKindMask) {
      case kSpan:
        if (address.high <= seconds_[at]) return tags_[at];
        return std::nullopt;
      case kHost:
        if (address.high == firsts_.key(at) && address.low == seconds_[at]) return tags_[at] & ~kKindMask;
        return std::nullopt;
      default:
        return address.high == firsts_.key(at) ? find_lower(seconds_[at], address.low) : std::nullopt;
    }
  }

  std::size_t bytes() const noexcept {
    return firsts_.bytes() + bytes_of(seconds_) + bytes_of(tags_) + bytes_of(lower_firsts_) +
           bytes_of(lower_lasts_) + bytes_of(lower_owners_);
  }

 private:
  static constexpr std::uint32_t kSpan = 0;
  static constexpr std::uint32_t kHost = std::uint32_t{1} << 30;
  static constexpr std::uint32_t kGroup = std::uint32_t{2} << 30;
  static constexpr std::uint32_t kKindMask = std::uint32_t{3} << 30;

  void put_row(std::uint64_t first, std::uint64_t second, std::uint32_t tag) {
    firsts_in_making_.push_back(first);
    seconds_.push_back(second);
    tags_.push_back(tag);
  }

  /// A piece of some upper halves: what it holds of its first and last /64 may be a part, between them is
  /// all.
  void put(Piece<Address> piece) {
    if (piece.first.low != kLowest || (piece.first.high == piece.last.high && piece.last.low != kHighest)) {
      const bool ends_here = piece.first.high == piece.last.high;
      put_part(piece.first.high, {piece.first.low, ends_here ? piece.last.low : kHighest, piece.owner});
      if (ends_here) return;
      piece.first = {piece.first.high + 1, kLowest};
    }
    const bool is_whole = piece.last.low == kHighest;
    if (is_whole || piece.first.high < piece.last.high) {
      put_group();
      put_row(piece.first.high, is_whole ? piece.last.high : piece.last.high - 1, kSpan | piece.owner);
    }
    if (!is_whole) put_part(piece.last.high, {kLowest, piece.last.low, piece.owner});
  }

  /// A part of one /64: kept until all parts of that network are together.
  void put_part(std::uint64_t upper, const Piece<std::uint64_t>& part) {
    if (!group_.empty() && upper != group_upper_) put_group();
    group_upper_ = upper;
    group_.push_back(part);
  }

  void put_group() {
    if (group_.empty()) return;
    if (group_.size() == 1 && group_[0].first == group_[0].last) {
      put_row(group_upper_, group_[0].first, kHost | group_[0].owner);
    } else {
      put_row(group_upper_, std::uint64_t{lower_firsts_.size()} << 32 | group_.size(), kGroup);
      for (const auto& part : group_) {
        lower_firsts_.push_back(part.first);
        lower_lasts_.push_back(part.last);
        lower_owners_.push_back(part.owner);
      }
    }
    group_.clear();
  }

  Owner find_lower(std::uint64_t start_and_count, std::uint64_t lower) const noexcept {
    const std::size_t start = start_and_count >> 32;
    const std::size_t size = start_and_count & 0xffffffff;
    const std::size_t count = count_up_to(lower_firsts_.data() + start, size, lower);
    if (count == 0 || lower > lower_lasts_[start + count - 1]) return std::nullopt;
    return lower_owners_[start + count - 1];
  }

  AddressIndex<std::uint64_t> firsts_;
  std::vector<std::uint64_t> seconds_;
  std::vector<std::uint32_t> tags_;
  std::vector<std::uint64_t> lower_firsts_;
  std::vector<std::uint64_t> lower_lasts_;
  std::vector<std::uint32_t> lower_owners_;

  // Used while the table is made.
  std::vector<std::uint64_t> firsts_in_making_;
  std::vector<Piece<std::uint64_t>> group_;
  std::uint64_t group_upper_ = 0;
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

std::optional<std::uint32_t> AddressSet::find(const Address& address) const noexcept {
  if (tables_ == nullptr) return std::nullopt;
  if (address.is_v4()) return tables_->v4.find(address.v4_number());
  if (tables_->nat64 == Nat64::Apart) return tables_->v6.find(address);
  const Address meant = address.without_nat64();
  return meant.is_v4() ? tables_->v4.find(meant.v4_number()) : tables_->v6.find(meant);
}

std::size_t AddressSet::bytes() const noexcept {
  return tables_ == nullptr ? 0 : sizeof(Tables) + tables_->v4.bytes() + tables_->v6.bytes();
}

}  // namespace sluice
