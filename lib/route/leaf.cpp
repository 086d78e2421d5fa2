#include "route/leaf.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace sluice::route {
namespace {

constexpr unsigned kMaxEntryBits = 28;  // leaves 4 bits of a slot for the fingerprint

std::uint32_t depth_of(const Shape& shape) noexcept {
  return shape.kind == ShapeKind::Exact ? shape.length : 0;
}

/// Segments of a path that a shape looks at.
std::uint16_t segments_of(const Shape& shape) noexcept {
  return static_cast<std::uint16_t>(std::max(1, shape.length + (shape.kind == ShapeKind::Tail)));
}

std::uint32_t size_of(const std::vector<std::uint32_t>& v) noexcept {
  return static_cast<std::uint32_t>(v.size());
}

}  // namespace

/// Runs of equal shape become shapes, runs of equal pattern become entries.
void LeafWriter::collect(std::span<const Draft> sorted) {
  shapes_.clear();
  entries_.clear();
  for (std::uint32_t i = 0; i < sorted.size(); ++i) {
    const Draft& draft = sorted[i];
    const bool is_same_shape = i != 0 && drafts_.is_same_shape(sorted[i - 1], draft);
    if (!is_same_shape) {
      const auto rank = static_cast<std::uint32_t>(shapes_.size());
      const auto places = static_cast<std::uint32_t>(tables_.places.size());
      for (const std::uint8_t place : drafts_.places(draft)) tables_.places.push_back(place);
      const Shape shape{rank, draft.length, draft.kind, draft.variables, places};
      shapes_.push_back({shape, depth_of(shape)});
    }
    if (is_same_shape && drafts_.is_same_pattern(sorted[i - 1], draft))
      ++entries_.back().count;
    else
      entries_.push_back({static_cast<std::uint32_t>(shapes_.size() - 1), i, 1});
  }
}

/// Shapes go to their depths, in order of rank within each.
void LeafWriter::place_shapes(Leaf& leaf) {
  for (const NewShape& s : shapes_) {
    leaf.max_depth = std::max(leaf.max_depth, static_cast<std::uint16_t>(s.depth));
    leaf.segments = std::max(leaf.segments, segments_of(s.shape));
    leaf.tail_count += s.shape.kind == ShapeKind::Tail;
  }
  leaf.depths = static_cast<std::uint32_t>(tables_.depths.size());
  tables_.depths.resize(tables_.depths.size() + leaf.max_depth + 1u);
  const std::span depths = std::span(tables_.depths).subspan(leaf.depths);
  for (const NewShape& s : shapes_) ++depths[s.depth].shape_count;
  auto next = static_cast<std::uint32_t>(tables_.shapes.size());
  for (Depth& depth : depths) {
    depth.shapes = next;
    next += depth.shape_count;
    depth.shape_count = 0;
  }
  tables_.shapes.resize(next);
  for (NewShape& s : shapes_) {
    Depth& depth = depths[s.depth];
    s.number = depth.shapes + depth.shape_count++;
    tables_.shapes[s.number] = s.shape;
  }
}

/// Returns the entry's place.
std::uint32_t LeafWriter::write_entry(const NewEntry& entry, std::span<const Draft> sorted) {
  const std::span drafts = sorted.subspan(entry.first, entry.count);
  const std::string_view text = drafts_.text(drafts[0]);
  const std::size_t place = tables_.entries.size();
  const std::size_t bytes = sizeof(Entry) + drafts.size() * sizeof(EntryApi) + text.size();
  tables_.entries.resize(place + (bytes + 7) / 8);
  Entry head{shapes_[entry.shape].number, 0, 0, static_cast<std::uint16_t>(text.size())};
  char* to = reinterpret_cast<char*>(tables_.entries.data() + place) + sizeof head;
  for (const Draft& draft : drafts) {
    head.methods |= bit(draft.method);
    const EntryApi api{draft.spec, draft.names};
    std::memcpy(to, &api, sizeof api);
    to += sizeof api;
  }
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
  std::memcpy(tables_.entries.data() + place, &head, sizeof head);
  return static_cast<std::uint32_t>(place);
}

void LeafWriter::write_slots(const Leaf& leaf, std::span<const Draft> sorted,
                             std::span<const std::uint32_t> places) {
  const std::span depths = std::span(tables_.depths).subspan(leaf.depths);
  for (const NewEntry& entry : entries_) ++depths[shapes_[entry.shape].depth].slot_mask;
  for (Depth& depth : depths) {
    const std::uint32_t slots = depth.slot_mask == 0 ? 1 : std::bit_ceil(depth.slot_mask * 3 / 2 + 1);
    depth.slots = size_of(tables_.slots);
    depth.slot_mask = slots - 1;
    tables_.slots.resize(tables_.slots.size() + slots);
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const NewShape& s = shapes_[entries_[i].shape];
    const Depth& depth = depths[s.depth];
    const std::uint64_t hash = sorted[entries_[i].first].hash ^ salt_of(s.shape);
    auto at = static_cast<std::uint32_t>(hash) & depth.slot_mask;
    while (tables_.slots[depth.slots + at] != 0) at = (at + 1) & depth.slot_mask;
    const auto print = static_cast<std::uint32_t>(hash >> 32) >> leaf.entry_bits << leaf.entry_bits;
    tables_.slots[depth.slots + at] = print | (places[i] - leaf.entries);
  }
}

Leaf LeafWriter::write(std::span<const Draft> sorted) {
  Leaf leaf;
  collect(sorted);
  place_shapes(leaf);
  if (tables_.entries.empty()) tables_.entries.push_back(0);  // so that no entry has number 0 in its leaf
  leaf.entries = static_cast<std::uint32_t>(tables_.entries.size() - 1);
  entry_places_.clear();
  for (const NewEntry& entry : entries_) entry_places_.push_back(write_entry(entry, sorted));
  const auto bits = static_cast<unsigned>(std::bit_width(tables_.entries.size() - leaf.entries));
  if (bits > kMaxEntryBits) throw std::bad_alloc();
  leaf.entry_bits = static_cast<std::uint8_t>(bits);
  for (const Draft& draft : sorted) leaf.methods |= bit(draft.method);
  write_slots(leaf, sorted, entry_places_);
  return leaf;
}

}  // namespace sluice::route
