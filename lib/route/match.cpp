// A whole request: its parts are read once, located, found; and what a match tells afterwards.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "route/tables.hpp"

namespace sluice::route {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET",  "POST",  "PUT",     "DELETE",
                                                      "HEAD", "PATCH", "OPTIONS", "ANY"};

/// What the head of a request says about where it goes.
struct Heading {
  Reason reason = Reason::None;
  std::string_view host;
  std::string_view stage;  ///< trimmed; empty: RELEASE
};

/// X-Stage at most once, empty as absent; the Host field, unless the request brings it apart.
/// Source: the published gateway's user guide, "Calling an API": X-Stage names the environment.
Heading heading_of(const Request& request) noexcept {
  Heading heading{Reason::None, request.host, {}};
  bool has_stage = false;
  std::size_t hosts = 0;
  for (const Header& field : request.headers) {
    if (ascii::equals_ignoring_case(field.name, "x-stage")) {
      if (has_stage) heading.reason = Reason::StageRepeated;
      has_stage = true;
      heading.stage = ascii::trim(field.value);
    } else if (request.host.empty() && ascii::equals_ignoring_case(field.name, "host")) {
      if (++hosts > 1) heading.reason = Reason::HostRepeated;
      heading.host = ascii::trim(field.value);
    }
  }
  return heading;
}

Match refused(Reason reason) noexcept {
  Match match;
  match.reason = reason;
  return match;
}

/// The nameless group takes whoever leads nowhere else.
Result<Scope, Reason> scope_of(const Tables& tables, const Heading& heading,
                               std::string_view authority) noexcept {
  if (!tables.has_hosts) return tables.scope_of(tables.nameless, heading.stage);
  char room[http::kHostRoom];
  const auto host = http::read_host(authority.empty() ? heading.host : authority, room);
  if (!host) return host.error();
  return tables.locate(*host, heading.stage);
}

/// Where segment `n` begins: behind the n-th slash.
std::size_t segment_start(std::string_view path, std::uint64_t slashes, std::size_t n) noexcept {
  const auto known = static_cast<std::size_t>(std::popcount(slashes));
  if (n < known) {
    for (; n != 0; --n) slashes &= slashes - 1;
    return static_cast<std::size_t>(std::countr_zero(slashes)) + 1;
  }
  std::size_t at = 63;
  for (std::size_t left = n - known + 1; left != 0; --left) at = path.find('/', at + 1);
  return at + 1;
}

}  // namespace

std::optional<Method> method_of(std::string_view name) noexcept {
  const auto at = std::find(kMethods.begin(), kMethods.end() - 1, name);
  if (at == kMethods.end() - 1) return std::nullopt;
  return static_cast<Method>(at - kMethods.begin());
}

std::string_view text(Method method) noexcept { return kMethods[static_cast<std::size_t>(method)]; }

Match Table::match(const Request& request, Room room, PathMode mode) const noexcept {
  const auto method = method_of(request.method);
  if (!method) return refused(Reason::MethodIllegal);
  const auto target = http::split_target(request.target, request.method);
  if (!target) return refused(target.error());
  const Heading heading = heading_of(request);
  if (heading.reason != Reason::None) return refused(heading.reason);
  if (!target->authority.empty() && !heading.host.empty() && !http::is_same_authority(*target, heading.host))
    return refused(Reason::AuthorityMismatch);
  const bool is_asterisk = target->path == "*";  // legal for OPTIONS, and no API's path
  const auto path = is_asterisk ? Result<std::string_view, Reason>(target->path)
                                : http::read_path(target->path, mode, room);
  if (!path) return refused(path.error());
  const auto scope = scope_of(*tables_, heading, target->authority);
  if (!scope) return refused(scope.error());
  return tables_->find(*scope, *method, *path);
}

Scope Table::locate(const http::Host& host, std::string_view environment) const noexcept {
  return tables_->locate(host, environment);
}

Scope Table::locate_group(std::string_view group, std::string_view environment) const noexcept {
  return tables_->locate_group(group, environment);
}

Match Table::find(const Scope& scope, Method method, std::string_view path) const noexcept {
  return tables_->find(scope, method, path);
}

Table::Table(std::unique_ptr<const Tables> tables) noexcept : tables_(std::move(tables)) {}
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

std::size_t Table::size() const noexcept { return tables_->apis; }
std::size_t Table::bytes() const noexcept { return sizeof(Tables) + tables_->bytes(); }

std::size_t Tables::bytes() const noexcept {
  const auto held = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  return held(hosts) + held(groups) + held(stages) + held(environments) + held(environments_by_name) +
         held(suffixes) + held(leaves) + held(depths) + held(shapes) + held(places) + held(slots) +
         held(entries) + text.capacity();
}

std::size_t Match::captures() const noexcept {
  if (reason != Reason::None) return 0;
  const Shape& shape = scope.tables->shapes[shape_];
  return shape.variables + (shape.kind == ShapeKind::Tail ? 1u : 0u);
}

Named Match::capture(std::size_t i) const noexcept {
  const Shape& shape = scope.tables->shapes[shape_];
  const char* name = scope.tables->text.data() + names_;
  for (std::size_t n = i; n != 0; --n) name += 1 + *name;
  const bool is_tail = i >= shape.variables;
  const std::size_t place = is_tail ? shape.length : scope.tables->places_of(shape)[i];
  const std::size_t start = segment_start(path, slashes_, place);
  const std::size_t end = is_tail ? path.size() : std::min(path.find('/', start), path.size());
  return {{name + 1, static_cast<std::size_t>(*name)}, path.substr(start, end - start)};
}

std::optional<std::string_view> Match::param(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < captures(); ++i)
    if (const Named value = capture(i); value.name == name) return value.value;
  return std::nullopt;
}

std::string_view Match::remainder() const noexcept {
  if (reason != Reason::None) return {};
  const Shape& shape = scope.tables->shapes[shape_];
  if (shape.kind == ShapeKind::Exact || shape.kind == ShapeKind::Tail || shape.length == 0) {
    return shape.kind == ShapeKind::PrefixSlash ? path.substr(1) : std::string_view{};
  }
  const std::size_t last = segment_start(path, slashes_, shape.length - 1u);
  const std::size_t end = std::min(path.find('/', last), path.size());
  return path.substr(shape.kind == ShapeKind::PrefixSlash ? end + 1 : end);
}

}  // namespace sluice::route
