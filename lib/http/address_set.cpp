// An address set: ranges flattened to disjoint pieces, one table a family, each under an index of slots.
//
// IPv4: rows of 12 bytes.
//
//   first (the key)   last   owner
//
// IPv6: lists name whole /64 networks or shorter prefixes, or single hosts; so the table is keyed by the
// upper 64 bits, 20 bytes a piece. Such keys crowd in few slots, so they are searched alone; what they lead
// to stands in arrays of its own. A piece is one of three kinds:
//
//   kind   key                 second                     tag
//   Span   first upper half    last upper half            kind | owner     all of these /64 networks
//   Host   upper half          lower half                 kind | owner     one address alone in its /64
//   Group  upper half          start and count in lower   kind             anything else within one /64
//
// `lower` holds the pieces of all groups by their lower 64 bits; a group is searched without an index.
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

/// A piece as a row that is found by its first number.
template <class Number>
struct PieceRow {
  using Key = Number;
  Number first;
  Number last;
  Owner owner;
  Key key() const noexcept { return first; }
  Owner owner_of(Number number) const noexcept { return owner_if(number <= last, owner); }
};

class TableV4 {
 public:
  TableV4() = default;
  explicit TableV4(std::vector<Piece<std::uint32_t>> ranges) {
    const auto pieces = flatten(
        std::move(ranges), [](std::uint32_t n) { return n - 1; }, [](std::uint32_t n) { return n + 1; });
    std::vector<Row> rows;
    rows.reserve(pieces.size());
    for (const auto& piece : pieces) rows.push_back({piece.first, piece.last, piece.owner});
    rows_ = AddressIndex(std::move(rows));
  }

  Owner find(std::uint32_t number) const noexcept {
    const Row* row = rows_.find(number);
    return row == nullptr ? kNobody : row->owner_of(number);
  }

  std::size_t bytes() const noexcept { return rows_.bytes(); }

 private:
  using Row = PieceRow<std::uint32_t>;
  AddressIndex<Row> rows_;
};

class TableV6 {
 public:
  TableV6() = default;
  explicit TableV6(std::vector<Piece<Address>> ranges) {
    const auto pieces = flatten(std::move(ranges), before, after);
    keys_in_making_.reserve(pieces.size());
    for (const auto& piece : pieces) put(piece);
    put_group();
    keys_in_making_.shrink_to_fit();
    seconds_.shrink_to_fit();
    tags_.shrink_to_fit();
    lower_.shrink_to_fit();
    group_ = {};
    keys_ = AddressIndex(std::exchange(keys_in_making_, {}));
  }

  Owner find(const Address& address) const noexcept {
    const UpperRow* row = keys_.find(address.high);
    if (row == nullptr) return kNobody;
    const std::size_t at = keys_.place_of(row);
    const std::uint64_t second = seconds_[at];
    const std::uint32_t tag = tags_[at];
    const bool is_same = address.high == row->upper;
    if ((tag & kGroup) != 0) return is_same ? find_lower(second, address.low) : kNobody;
    const bool is_in_span = ((tag & kHost) == 0) & (address.high <= second);
    const bool is_host = ((tag & kHost) != 0) & is_same & (address.low == second);
    return owner_if(is_in_span | is_host, tag & ~kKindMask);
  }

  std::size_t bytes() const noexcept {
    return keys_.bytes() + seconds_.capacity() * sizeof(std::uint64_t) +
           tags_.capacity() * sizeof(std::uint32_t) + lower_.capacity() * sizeof(LowerRow);
  }

 private:
  using LowerRow = PieceRow<std::uint64_t>;
  struct UpperRow {
    using Key = std::uint64_t;
    std::uint64_t upper;
    Key key() const noexcept { return upper; }
  };

  static constexpr std::uint32_t kSpan = 0;
  static constexpr std::uint32_t kHost = std::uint32_t{1} << 30;
  static constexpr std::uint32_t kGroup = std::uint32_t{2} << 30;
  static constexpr std::uint32_t kKindMask = std::uint32_t{3} << 30;

  void put_row(std::uint64_t key, std::uint64_t second, std::uint32_t tag) {
    keys_in_making_.push_back({key});
    seconds_.push_back(second);
    tags_.push_back(tag);
  }

  /// A piece of some upper halves: what it holds of its first and last /64 may be a part, between them is
  /// all.
  void put(Piece<Address> piece) {
    const bool is_within_one = piece.first.high == piece.last.high;
    const bool is_whole = piece.last.low == kHighest;
    if (piece.first.low != kLowest || (is_within_one && !is_whole)) {
      put_part(piece.first.high, {piece.first.low, is_within_one ? piece.last.low : kHighest, piece.owner});
      if (is_within_one) return;
      ++piece.first.high;
    }
    if (is_whole || piece.first.high < piece.last.high) {
      put_group();
      put_row(piece.first.high, is_whole ? piece.last.high : piece.last.high - 1, kSpan | piece.owner);
    }
    if (!is_whole) put_part(piece.last.high, {kLowest, piece.last.low, piece.owner});
  }

  /// A part of one /64: kept until all parts of that network are together.
  void put_part(std::uint64_t upper, const LowerRow& part) {
    if (!group_.empty() && upper != group_upper_) put_group();
    group_upper_ = upper;
    group_.push_back(part);
  }

  void put_group() {
    if (group_.empty()) return;
    if (group_.size() == 1 && group_[0].first == group_[0].last) {
      put_row(group_upper_, group_[0].first, kHost | group_[0].owner);
    } else {
      put_row(group_upper_, std::uint64_t{lower_.size()} << 32 | group_.size(), kGroup);
      lower_.insert(lower_.end(), group_.begin(), group_.end());
    }
    group_.clear();
  }

  Owner find_lower(std::uint64_t start_and_count, std::uint64_t lower) const noexcept {
    const LowerRow* start = lower_.data() + (start_and_count >> 32);
    const std::size_t count = count_up_to(start, start_and_count & 0xffffffff, lower);
    return count == 0 ? kNobody : start[count - 1].owner_of(lower);
  }

  AddressIndex<UpperRow> keys_;
  std::vector<std::uint64_t> seconds_;
  std::vector<std::uint32_t> tags_;
  std::vector<LowerRow> lower_;

  // Used while the table is made.
  std::vector<UpperRow> keys_in_making_;
  std::vector<LowerRow> group_;
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
