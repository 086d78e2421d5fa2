#include "route/sieve.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <vector>

namespace sluice::route {
namespace {

constexpr std::size_t kRowBits = 32;
constexpr std::size_t kMethods = 8;

/// A literal's tag; 0 is a free slot.
std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32) | 1; }

/// Reads what sieve.hpp draws.
struct Reader {
  const std::uint32_t* words;

  explicit Reader(const Sieve& sieve) noexcept : words(reinterpret_cast<const std::uint32_t*>(&sieve)) {}
  std::uint32_t width() const noexcept { return words[1]; }
  const std::uint32_t* entries() const noexcept { return words + 4; }
  const std::uint32_t* row_of(Method method) const noexcept {
    return entries() + words[0] + static_cast<std::size_t>(method) * width();
  }
  const std::uint32_t* position(std::size_t n) const noexcept {
    return words + (entries() + words[0] + kMethods * width())[n];
  }

  /// The patterns that take what the path has at a position.
  const std::uint32_t* row_at(const Split& split, std::size_t n) const noexcept {
    const std::uint32_t* at = position(n);
    const std::uint32_t* const rows = at + 1;
    if (n >= split.count) return rows + 2 * width();
    const std::size_t size = split.size(n);
    if (size == 0) return rows + width();
    const std::uint32_t last = *at;
    if (last == kNowhere || size > kMaxPatternBytes) return rows;
    const std::uint32_t* const slots = rows + 3 * width();
    const std::uint64_t hash = split.hash(n);
    for (std::size_t slot = hash >> 40 & last;; slot = (slot + 1) & last) {
      const std::uint32_t* const here = slots + slot * (1 + width());
      if (*here == tag_of(hash)) return here + 1;
      if (*here == 0) return rows;
    }
  }
};

constexpr std::size_t kBlockWords = http::kBlockBytes / sizeof(std::uint32_t);

/// Four words of a row, which is a multiple of them.
http::Block words_at(const std::uint32_t* row) noexcept {
  http::Block words;
  std::memcpy(&words, row, sizeof words);
  return words;
}

/// The first entry of `row` that the path fits: rows go by hashes, so bytes have the last word.
const Entry* first_of(const Search& search, const Reader& reader, const std::uint32_t* row,
                      const std::uint32_t* also, const std::uint32_t* or_also) noexcept {
  for (std::size_t at = 0; at < reader.width(); at += kBlockWords) {
    if (!http::is_any(words_at(row + at) & (words_at(also + at) | words_at(or_also + at)))) continue;
    for (std::size_t i = at; i < at + kBlockWords; ++i)
      for (std::uint32_t left = row[i] & (also[i] | or_also[i]); left != 0; left &= left - 1) {
        const auto n = i * kRowBits + static_cast<std::size_t>(std::countr_zero(left));
        const Entry& entry = search.tables.entry(reader.entries()[n]);
        if (fits(entry, search.split)) return &entry;
      }
  }
  return nullptr;
}

/// Takes out of `row` what is not in `takes`; false where nothing is left.
bool narrow(std::uint32_t* row, const std::uint32_t* takes, std::size_t width) noexcept {
  http::Block left{};
  for (std::size_t i = 0; i < width; i += kBlockWords) {
    const http::Block words = words_at(row + i) & words_at(takes + i);
    std::memcpy(row + i, &words, sizeof words);
    left |= words;
  }
  return http::is_any(left);
}

/// The last position comes first: it tells most requests that nothing fits.
const Entry* sift_one(Search& search, const Sieve& sieve) noexcept {
  const Reader reader(sieve);
  std::uint32_t row[kMaxSieve / kRowBits];
  std::size_t n = sieve.positions - 1;
  std::memcpy(row, reader.row_at(search.split, n), reader.width() * sizeof *row);
  while (n-- != 0)
    if (!narrow(row, reader.row_at(search.split, n), reader.width())) return nullptr;
  const std::uint32_t* const any = reader.row_of(Method::Any);
  if (const Entry* entry = first_of(search, reader, row, reader.row_of(search.method), any)) return entry;
  for (std::size_t m = 0; m < kMethods; ++m) {
    const std::uint32_t* const has = reader.row_of(static_cast<Method>(m));
    if (const Entry* entry = first_of(search, reader, row, has, has)) search.seen |= entry->methods;
  }
  return nullptr;
}

/// What a pattern takes at a position.
struct Takes {
  std::uint64_t literal = 0;  ///< its hash, where it takes nothing else
  bool other = true, empty = true, absent = true;
};

Takes takes_of(const Drafts& drafts, const Draft& draft, std::size_t n) {
  if (n > draft.length) return {};
  if (n == draft.length) {
    const bool is_tail = draft.shape == Shape::Tail;
    return {0, true, !is_tail, !is_tail && draft.shape != Shape::PrefixSlash};
  }
  if (drafts.is_variable(draft, n)) return {0, true, false, false};
  if (drafts.range_bytes(draft, n, n) == 0) return {0, false, true, false};
  return {drafts.hash(draft, n) | 1, false, false, false};
}

/// Appends what sieve.hpp draws.
class Writer {
 public:
  Writer(Tables& tables, const Drafts& drafts, std::span<const Placed* const> patterns)
      : tables_(tables),
        arena_(tables.arena),
        drafts_(drafts),
        patterns_(patterns),
        width_((patterns.size() + 127) / 128 * kBlockWords) {}

  std::size_t write() {
    std::size_t positions = 0;
    for (const Placed* p : patterns_)
      positions = std::max<std::size_t>(
          positions,
          p->draft->length + (p->draft->shape == Shape::Tail || p->draft->shape == Shape::PrefixSlash));
    const std::size_t start = arena_.size();
    for (const std::size_t word : {patterns_.size(), width_, positions, std::size_t{0}}) put(word);
    for (const Placed* p : patterns_) put(p->place);
    for (std::size_t n = 0; n < kMethods; ++n)
      put_row([&](const Placed& p) { return tables_.entry(p.place).methods >> n & 1; });
    const std::size_t index = arena_.size();
    arena_.resize(index + positions);
    for (std::size_t n = 0; n < positions; ++n) {
      arena_[index + n] = static_cast<std::uint32_t>(arena_.size() - start);
      put_position(n);
    }
    return start;
  }

 private:
  void put(std::size_t word) { arena_.push_back(static_cast<std::uint32_t>(word)); }

  template <class F>
  void put_row(F has) {
    const std::size_t row = arena_.size();
    arena_.resize(row + width_);
    for (std::size_t i = 0; i < patterns_.size(); ++i)
      if (has(*patterns_[i])) arena_[row + i / kRowBits] |= std::uint32_t{1} << i % kRowBits;
  }

  void put_position(std::size_t n) {
    const auto takes = [&](const Placed& p) { return takes_of(drafts_, *p.draft, n); };
    std::vector<std::uint64_t> literals;
    for (const Placed* p : patterns_)
      if (const auto literal = takes(*p).literal; literal != 0) literals.push_back(literal);
    std::ranges::sort(literals);
    literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
    const std::size_t slots = literals.empty() ? 0 : std::bit_ceil(literals.size() * 3 / 2 + 1);
    put(slots - 1);
    put_row([&](const Placed& p) { return takes(p).other; });
    put_row([&](const Placed& p) { return takes(p).empty; });
    put_row([&](const Placed& p) { return takes(p).absent; });
    const std::size_t first = arena_.size();
    arena_.resize(first + slots * (1 + width_));
    for (const std::uint64_t literal : literals) put_literal(n, literal, first, slots - 1);
  }

  /// Two literals of one tag share its row.
  void put_literal(std::size_t n, std::uint64_t literal, std::size_t first, std::size_t last) {
    const std::uint32_t tag = tag_of(literal);
    std::size_t slot = literal >> 40 & last;
    const auto here = [&] { return first + slot * (1 + width_); };
    while (arena_[here()] != 0 && arena_[here()] != tag) slot = (slot + 1) & last;
    arena_[here()] = tag;
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      const Takes takes = takes_of(drafts_, *patterns_[i]->draft, n);
      if (takes.literal == literal || takes.other)
        arena_[here() + 1 + i / kRowBits] |= std::uint32_t{1} << i % kRowBits;
    }
  }

  const Tables& tables_;
  std::vector<std::uint32_t>& arena_;
  const Drafts& drafts_;
  std::span<const Placed* const> patterns_;
  std::size_t width_;
};

}  // namespace

const Entry* sift(Search& search, std::uint32_t place) noexcept {
  for (Child next = Child::of(Child::Sieve, place); next.word != 0;) {
    const Sieve& sieve = search.tables.at<Sieve>(next.place());
    if (const Entry* entry = sift_one(search, sieve)) return entry;
    next = sieve.next;
  }
  return nullptr;
}

Child write_sieve(Tables& tables, const Drafts& drafts, std::span<const Placed* const> patterns) {
  Child first;
  std::size_t link = 0;  // where the place of the next one goes
  for (; !patterns.empty(); patterns = patterns.subspan(std::min(patterns.size(), kMaxSieve))) {
    const auto some = patterns.first(std::min(patterns.size(), kMaxSieve));
    const std::size_t start = Writer(tables, drafts, some).write();
    if (start >= Child::kPlaces) throw std::bad_alloc();
    const Child here = Child::of(Child::Sieve, start);
    if (first.word == 0)
      first = here;
    else
      tables.arena[link] = here.word;
    link = start + 3;
  }
  return first;
}

}  // namespace sluice::route
