// Path templates of backends. Source: published gateway's user guide, "Backend path"; RFC 3986 3.3.
#include "backend/template.hpp"

#include "base/ascii.hpp"

namespace sluice::backend {
namespace {

bool is_escape(std::string_view text) noexcept {
  return text.size() >= 3 && ascii::hex_value(text[1]) >= 0 && ascii::hex_value(text[2]) >= 0;
}

bool is_literal(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && !is_escape(text.substr(i))) return false;
    if (text[i] != '/' && text[i] != '%' && !ascii::is_in(ascii::kPchar, text[i])) return false;
  }
  return true;
}

bool is_name(std::string_view text) noexcept {
  constexpr ascii::Class allowed = ascii::class_of("-_.", true, true);
  if (text.empty() || !ascii::is_letter(text.front())) return false;
  for (char c : text)
    if (!ascii::is_in(allowed, c)) return false;
  return true;
}

// `.`, `..`, and the same with any dot as `%2e`.
bool is_dots(std::string_view segment) noexcept {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool is_escaped = ascii::starts_with_ignoring_case(segment, "%2e");
    if (!is_escaped && segment.front() != '.') return false;
    segment.remove_prefix(is_escaped ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

}  // namespace

std::optional<Piece> Pieces::next() noexcept {
  if (rest_.empty()) return std::nullopt;
  const bool is_name = rest_.front() == '{';
  const std::size_t end = rest_.find(is_name ? '}' : '{');
  const std::string_view text =
      rest_.substr(is_name ? 1 : 0, end == rest_.npos ? end : end - (is_name ? 1 : 0));
  rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + (is_name ? 1 : 0));
  return Piece{text, is_name};
}

bool is_path_template(std::string_view path) noexcept {
  if (!path.starts_with('/') || has_dot_segment(path)) return false;
  if (path.find_last_of('{') != path.npos && path.find('}', path.find_last_of('{')) == path.npos)
    return false;
  for (Pieces pieces(path); const auto piece = pieces.next();)
    if (piece->is_name ? !is_name(piece->text) : !is_literal(piece->text)) return false;
  return true;
}

bool has_dot_segment(std::string_view path) noexcept {
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (end - at <= 6 && end != at && is_dots(path.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace sluice::backend
