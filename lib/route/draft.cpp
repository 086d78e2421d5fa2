#include "route/draft.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "route/split.hpp"

namespace sluice::route {
namespace {

constexpr unsigned kEnd = 0, kLiteral = 1, kVariable = 2, kTail = 3;
constexpr std::size_t kOrdered = 26;  // segments whose kinds fit into Draft::order

Shape shape_of(const Reading& reading, Mode mode) noexcept {
  if (mode == Mode::Prefix) return reading.ends_with_slash ? Shape::PrefixSlash : Shape::Prefix;
  const bool has_tail = reading.count != 0 && reading.pieces[reading.count - 1u].kind == SegmentKind::Tail;
  return has_tail ? Shape::Tail : Shape::Exact;
}

bool is_prefix(Shape shape) noexcept { return shape == Shape::Prefix || shape == Shape::PrefixSlash; }

}  // namespace

std::uint32_t Numbers::of(std::string_view name) {
  const auto [at, is_new] = known_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(name);
  return at->second;
}

std::optional<Problem> Drafts::add(const Spec& spec, std::uint32_t number) {
  Draft draft;
  draft.spec = number;
  if (spec.method == "ANY")
    draft.method = Method::Any;
  else if (const auto method = method_of(spec.method))
    draft.method = *method;
  else
    return Problem{.kind = ProblemKind::MethodIllegal, .spec = number};
  if (const auto fault = read(spec.path, spec.mode, reading_))
    return Problem{
        .kind = ProblemKind::PatternIllegal, .spec = number, .fault = fault->kind, .offset = fault->offset};
  take(draft, spec.path, spec.mode);
  drafts_.push_back(draft);
  return std::nullopt;
}

/// What must stand in a path: for a prefix without its final slash, for a tail up to where the tail begins.
void Drafts::take(Draft& draft, std::string_view pattern, Mode mode) {
  const std::span pieces = std::span(reading_.pieces).first(reading_.count);
  draft.shape = shape_of(reading_, mode);
  const bool ends_empty = draft.shape == Shape::Exact && reading_.ends_with_slash;
  draft.length = static_cast<std::uint16_t>(pieces.size() + ends_empty - (draft.shape == Shape::Tail));
  draft.text = static_cast<std::uint32_t>(text_.size());
  draft.text_bytes = static_cast<std::uint16_t>(reading_.text_bytes - (draft.shape == Shape::PrefixSlash));
  text_.append(reading_.fixed(), 0, draft.text_bytes);
  draft.places = static_cast<std::uint32_t>(places_.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].kind == SegmentKind::Literal) note_literal(reading_.literal(pieces[i]));
    if (pieces[i].kind == SegmentKind::Parameter) places_.push_back(static_cast<std::uint8_t>(i));
  }
  draft.variables = static_cast<std::uint8_t>(places_.size() - draft.places);
  draft.starts = static_cast<std::uint32_t>(starts_.size());
  for (std::uint16_t at = 0; at < draft.text_bytes; ++at)
    if (reading_.text[at] == '/') starts_.push_back(at);
  if (draft.shape != Shape::Tail) starts_.push_back(draft.text_bytes);
  draft.names = intern_names(pattern);
  if (is_prefix(draft.shape))
    draft.order = (std::uint64_t{1} << 63) | (std::uint64_t{511} - draft.length) << 52;
  for (std::size_t i = 0; i < kOrdered; ++i)
    draft.order |= std::uint64_t{kind_at(draft, i)} << (2 * (kOrdered - 1 - i));
}

std::uint32_t Drafts::intern_names(std::string_view pattern) {
  std::string list;
  for (const Piece& piece : std::span(reading_.pieces).first(reading_.count)) {
    if (piece.kind == SegmentKind::Literal) continue;
    list += static_cast<char>(piece.size);
    list += pattern.substr(piece.at, piece.size);
  }
  if (list.empty()) return 0;
  const auto [at, is_new] =
      names_.try_emplace(std::move(list), static_cast<std::uint32_t>(tables_.text.size()));
  if (is_new) tables_.text += at->first;
  return at->second;
}

unsigned Drafts::kind_at(const Draft& draft, std::size_t i) const noexcept {
  if (i >= draft.length) return i == draft.length && draft.shape == Shape::Tail ? kTail : kEnd;
  const auto variables = places(draft);
  return std::binary_search(variables.begin(), variables.end(), i) ? kVariable : kLiteral;
}

bool Drafts::is_same_shape(const Draft& a, const Draft& b) const noexcept {
  return a.order == b.order && a.shape == b.shape && a.length == b.length &&
         std::ranges::equal(places(a), places(b));
}

bool Drafts::is_same_pattern(const Draft& a, const Draft& b) const noexcept {
  return is_same_shape(a, b) && text(a) == text(b);
}

/// Source: the published gateway's user guide on match modes for "absolute before prefix, longest prefix
/// first".
bool Drafts::precedes(const Draft& a, const Draft& b) const noexcept {
  if (a.order != b.order) return a.order < b.order;
  for (std::size_t i = kOrdered; i <= std::max(a.length, b.length); ++i)
    if (kind_at(a, i) != kind_at(b, i)) return kind_at(a, i) < kind_at(b, i);
  if (a.shape != b.shape) return a.shape > b.shape;
  if (const int difference = text(a).compare(text(b)); difference != 0) return difference < 0;
  return a.method != b.method ? a.method < b.method : a.spec < b.spec;
}

void Drafts::note_literal(std::string_view literal) {
  if (literal.empty() || literal[0] != 'x') return;
  if (const auto n = number::decimal(literal.substr(1), UINT32_MAX - 1))
    taken_.push_back(static_cast<std::uint32_t>(*n));
}

std::string Drafts::fresh_segment() const {
  std::vector<std::uint32_t> taken = taken_;
  std::sort(taken.begin(), taken.end());
  std::uint32_t free = 1;
  for (const std::uint32_t n : taken) free += n == free;
  std::string segment = std::to_string(free);
  segment.insert(segment.begin(), 'x');
  return segment;
}

}  // namespace sluice::route
