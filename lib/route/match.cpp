// A whole request: its parts are read once, located, found; and what a match tells afterwards.
#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.hpp"
#include "base/word.hpp"
#include "http/scan.hpp"
#include "route/find.hpp"

namespace sluice::route {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET",  "POST",  "PUT",     "DELETE",
                                                      "HEAD", "PATCH", "OPTIONS", "ANY"};

/// A name of three to seven bytes as pairs of bytes from its front, middle and end: they overlap and cover
/// it, whatever its length.
constexpr std::uint64_t key_of(const char* name, std::size_t size) noexcept {
  const auto pair = [name](std::size_t at) {
    if (!std::is_constant_evaluated()) return std::uint64_t{word::little<std::uint16_t>(name + at)};
    return std::uint64_t{static_cast<unsigned char>(name[at])} |
           std::uint64_t{static_cast<unsigned char>(name[at + 1])} << 8;
  };
  return pair(0) | pair(size - 2) << 16 | pair((size - 1) / 2) << 32 | pair((size - 2) / 2) << 48;
}

/// Length plus second byte tells the methods apart.
constexpr std::size_t slot_of(const char* name, std::size_t size) noexcept {
  return (size + static_cast<unsigned char>(name[1])) % 32;
}
struct MethodSlot {
  std::uint64_t key = 0;
  std::size_t size = 0;
  Method method{};
};
constexpr auto kSlots = [] {
  std::array<MethodSlot, 32> slots{};
  for (std::uint8_t n = 0; n < 7; ++n) {
    const std::string_view name = kMethods[n];
    slots[slot_of(name.data(), name.size())] = {key_of(name.data(), name.size()), name.size(),
                                                static_cast<Method>(n)};
  }
  return slots;
}();
static_assert([] {
  for (const std::string_view name : std::span(kMethods).first(7))
    if (kSlots[slot_of(name.data(), name.size())].size != name.size()) return false;
  return true;
}());

/// ANY where it is none.
inline Method read_method(std::string_view name) noexcept {
  if (name.size() < 3 || name.size() > 7) return Method::Any;
  const MethodSlot& slot = kSlots[slot_of(name.data(), name.size())];
  return slot.size == name.size() && slot.key == key_of(name.data(), name.size()) ? slot.method : Method::Any;
}

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
Scope scope_of(const Tables& tables, std::string_view host, std::string_view stage) noexcept {
  if (!tables.has_hosts) return tables.scope_of(tables.nameless, stage);
  char room[http::kHostRoom];
  const auto read = http::read_host(host, room);
  if (read) return tables.locate(*read, stage);
  Scope nowhere;
  nowhere.reason = read.error();
  return nowhere;
}

/// A path that was read, and the slashes of its first 64 bytes.
using Path = http::PlainPath;

/// The long way: any target.
Result<Path, Reason> read_target(const Request& request, Heading& heading, Room room,
                                 PathMode mode) noexcept {
  const auto target = http::split_target(request.target, request.method);
  if (!target) return target.error();
  if (heading.reason != Reason::None) return heading.reason;
  if (!target->authority.empty()) {
    if (!heading.host.empty() && !http::is_same_authority(*target, heading.host))
      return Reason::AuthorityMismatch;
    heading.host = target->authority;
  }
  if (target->path == "*") return Path{target->path, 0};  // legal for OPTIONS, and no API's path
  const auto path = http::read_path(target->path, mode, room);
  if (!path) return path.error();
  return Path{*path, http::slashes_at(*path, 0)};
}

}  // namespace

std::optional<Method> method_of(std::string_view name) noexcept {
  const Method method = read_method(name);
  return method == Method::Any ? std::nullopt : std::optional(method);
}

std::string_view text(Method method) noexcept { return kMethods[static_cast<std::size_t>(method)]; }

Match Table::match(const Request& request, Room room, PathMode mode) const noexcept {
  const Method method = read_method(request.method);
  if (method == Method::Any) return refused(Reason::MethodIllegal);
  Heading heading = heading_of(request);
  Path path;
  if (const auto plain = http::plain_path(request.target)) {
    if (heading.reason != Reason::None) return refused(heading.reason);
    path = *plain;
  } else {
    const auto read = read_target(request, heading, room, mode);
    if (!read) return refused(read.error());
    path = *read;
  }
  Match match;
  // A host that stands in the table as it was sent needs no reading: only canonical names are there.
  const HostRecord* const record = find_host(*tables_, heading.host);
  if (record != nullptr && heading.stage.empty())
    enter(*tables_, *record, match.scope);
  else
    match.scope = scope_of(*tables_, heading.host, heading.stage);
  if (match.scope.tables == nullptr) return refused(match.scope.reason);
  tables_->find(match, method, path.path, path.slashes);
  return match;
}

Match Table::find(const Scope& scope, Method method, std::string_view path) const noexcept {
  Match match;
  match.scope = scope;
  tables_->find(match, method, path, path.empty() ? 0 : http::slashes_at(path, 0));
  return match;
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
         held(suffixes) + held(arena) + text.capacity();
}

Match::Span Match::later(std::size_t i) const noexcept {
  if (i >= entry_->variables) return {rest_ + 1, static_cast<std::uint32_t>(path.size() - rest_ - 1)};
  std::size_t at = 0;
  for (std::size_t n = places_of(*entry_)[i]; n != 0; --n) at = path.find('/', at + 1);
  const std::size_t end = std::min(path.find('/', at + 1), path.size());
  return {static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(end - at - 1)};
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
