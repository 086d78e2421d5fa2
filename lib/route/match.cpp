// A whole request: its parts are read once, located, found; and what a match tells afterwards.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "route/tables.hpp"

namespace sluice::route {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET",  "POST",  "PUT",     "DELETE",
                                                      "HEAD", "PATCH", "OPTIONS", "ANY"};

/// Length plus second byte tells the methods apart.
constexpr std::size_t slot_of(std::string_view name) noexcept {
  return (name.size() + static_cast<unsigned char>(name[1])) % 32;
}
constexpr auto kSlots = [] {
  std::array<std::uint8_t, 32> slots{};
  for (std::uint8_t n = 0; n < 7; ++n) slots[slot_of(kMethods[n])] = n;
  return slots;
}();
static_assert([] {
  for (std::uint8_t n = 0; n < 7; ++n)
    if (kSlots[slot_of(kMethods[n])] != n) return false;
  return true;
}());

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

}  // namespace

std::optional<Method> method_of(std::string_view name) noexcept {
  if (name.size() < 3 || name.size() > 7) return std::nullopt;
  const std::uint8_t n = kSlots[slot_of(name)];
  if (name != kMethods[n]) return std::nullopt;
  return static_cast<Method>(n);
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

Table::Table(std::unique_ptr<const Tables> tables) noexcept : tables_(std::move(tables)) {}
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

std::size_t Table::size() const noexcept { return tables_->apis; }
std::size_t Table::bytes() const noexcept { return sizeof(Tables) + tables_->bytes(); }

std::size_t Tables::bytes() const noexcept {
  const auto held = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  return held(hosts) + held(groups) + held(stages) + held(environments) + held(environments_by_name) +
         held(suffixes) + held(leaves) + held(trees) + held(nodes) + held(entries) + text.capacity();
}

std::size_t Match::captures() const noexcept {
  return entry_ == nullptr ? 0 : entry_->variables + (entry_->shape == Shape::Tail ? 1u : 0u);
}

Named Match::capture(std::size_t i) const noexcept {
  const char* name = names_;
  for (std::size_t n = i; n != 0; --n) name += 1 + *name;
  const std::string_view key{name + 1, static_cast<std::size_t>(*name)};
  if (i >= entry_->variables) return {key, path.substr(rest_ + 1u)};
  if (i < spans_.size()) return {key, path.substr(spans_[i].at, spans_[i].size)};
  std::size_t at = 0;
  for (std::size_t n = places_of(*entry_)[i]; n != 0; --n) at = path.find('/', at + 1);
  return {key, path.substr(at + 1, path.find('/', at + 1) - at - 1)};
}

std::optional<std::string_view> Match::param(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < captures(); ++i)
    if (const Named value = capture(i); value.name == name) return value.value;
  return std::nullopt;
}

std::string_view Match::remainder() const noexcept {
  if (entry_ == nullptr || entry_->shape == Shape::Exact || entry_->shape == Shape::Tail) return {};
  return path.substr(rest_ + (entry_->shape == Shape::PrefixSlash ? 1u : 0u));
}

}  // namespace sluice::route
