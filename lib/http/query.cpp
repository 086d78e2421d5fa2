// Reads a query: pairs in their order, decoded once, '+' being a space (the form encoding of HTML, which the
// published gateway follows in queries and nowhere else).
#include "http/percent.hpp"
#include "sluice/target.hpp"

namespace sluice::http {
namespace {

/// One decoded byte of a query and how many raw bytes it took; a bad escape took none.
struct Step {
  char byte;
  std::size_t raw_bytes;
};

Step step_at(std::string_view raw, std::size_t at) noexcept {
  if (raw[at] == '+') return {' ', 1};
  if (raw[at] != '%') return {raw[at], 1};
  const int byte = escape_at(raw, at);
  return {static_cast<char>(byte), byte < 0 ? 0u : 3u};
}

}  // namespace

std::optional<Pair> Pairs::next() noexcept {
  while (!rest_.empty() && rest_.front() == '&') rest_.remove_prefix(1);
  if (rest_.empty()) return std::nullopt;
  const std::string_view piece = rest_.substr(0, rest_.find('&'));
  rest_.remove_prefix(piece.size());
  const std::size_t equals = piece.find('=');
  if (equals == std::string_view::npos) return Pair{piece, piece.substr(piece.size()), false};
  return Pair{piece.substr(0, equals), piece.substr(equals + 1), true};
}

Reason check_query(std::string_view query) noexcept {
  for (std::size_t at = query.find('%'); at != std::string_view::npos; at = query.find('%', at + 3))
    if (escape_at(query, at) < 0) return Reason::QueryIllegal;
  return Reason::None;
}

Result<std::string_view, Reason> decode_query(std::string_view raw, Room room) noexcept {
  if (raw.find_first_of("%+") == std::string_view::npos) return raw;
  std::size_t size = 0;
  for (std::size_t at = 0; at < raw.size();) {
    const Step step = step_at(raw, at);
    if (step.raw_bytes == 0) return Reason::QueryIllegal;
    if (size == room.size()) return Reason::ScratchExhausted;
    room[size++] = step.byte;
    at += step.raw_bytes;
  }
  return std::string_view(room.data(), size);
}

bool is_decoded(std::string_view raw, std::string_view text) noexcept {
  std::size_t at = 0;
  for (char c : text) {
    if (at >= raw.size()) return false;
    const Step step = step_at(raw, at);
    if (step.raw_bytes == 0 || step.byte != c) return false;
    at += step.raw_bytes;
  }
  return at == raw.size();
}

std::optional<Pair> find(std::string_view query, std::string_view name) noexcept {
  for (Pairs pairs(query); const auto pair = pairs.next();)
    if (is_decoded(pair->name, name)) return pair;
  return std::nullopt;
}

}  // namespace sluice::http
