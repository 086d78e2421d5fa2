#include "route/witness.hpp"

#include <algorithm>

#include "route/find.hpp"

namespace sluice::route {

/// The pattern's counted segments, variables filled: `/a/x1`.
std::string Witnesses::base_of(const Draft& draft) const {
  const std::string_view text = drafts_.text(draft);
  const auto variables = drafts_.places(draft);
  std::string path;
  std::size_t from = 0, segment = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '/') continue;
    const bool is_variable = std::binary_search(variables.begin(), variables.end(), segment++);
    if (!is_variable) continue;
    path.append(text, from, i + 1 - from);
    path += fresh_;
    from = i + 1;
  }
  path.append(text, from);
  return path;
}

std::string Witnesses::path_of(const Draft& draft) const {
  std::string path = base_of(draft);
  if (draft.shape == Shape::Tail) path += fresh_;
  if (draft.shape == Shape::PrefixSlash || path.empty()) path += '/';
  return path;
}

/// Nothing where the API answers `path` by some method.
std::optional<Witnesses::Loss> Witnesses::lost(const Draft& draft, const std::string& path) const {
  std::optional<Loss> loss;
  for (unsigned n = 0; n < static_cast<unsigned>(Method::Any); ++n) {
    const auto method = static_cast<Method>(n);
    if (draft.method != Method::Any && draft.method != method) continue;
    Match match;
    match.scope.reason = Reason::None;
    match.scope.leaf = leaves_[draft.leaf];
    tables_.find(match, method, path, http::slashes_at(path, 0));
    if (match.id == draft.spec) return std::nullopt;
    if (!loss) loss = Loss{method, path, match.id};
  }
  return loss;
}

std::optional<Witnesses::Loss> Witnesses::shadow_of(const Draft& draft) const {
  if (draft.shape == Shape::Exact && draft.method != Method::Any) return std::nullopt;
  std::optional<Loss> shortest = lost(draft, path_of(draft));
  if (!shortest || draft.shape == Shape::Exact) return shortest;
  const std::size_t most = tables_.leaf(leaves_[draft.leaf]).segments + 1u;
  std::string path = path_of(draft);
  for (std::size_t n = draft.length; n <= most; ++n) {
    if (path.back() != '/') {
      if (!lost(draft, path)) return std::nullopt;
      path += '/';
    }
    if (!lost(draft, path)) return std::nullopt;
    path += fresh_;
  }
  return shortest;
}

std::string request_line(Method method, std::string_view host, std::string_view path,
                         std::string_view environment) {
  std::string room(path.size() * 3, '\0');
  const auto encoded = http::encode(path, http::Encoding::Path, room);
  std::string line(text(method));
  line += ' ';
  line += host;
  line += encoded ? *encoded : path;
  if (environment != kRelease) line.append(" (X-Stage: ").append(environment).append(")");
  return line;
}

}  // namespace sluice::route
