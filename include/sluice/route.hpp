/// Finds the API that serves a request: host, environment, method and path to one id and its path values.
///
///     auto t = route::compile({{.id = 1, .method = "GET", .path = "/orders/{id}"}});
///     if (auto m = t->match({.method = "GET", .target = "/orders/7"})) use(m->id, m->param("id"));
///
/// Which of several APIs that fit the path (and the method, or ANY) answers depends on the set alone, never
/// on its order:
///   1. `Mode::Normal` before `Mode::Prefix`.
///   2. Normal: segment by segment from the left, literal before `{p}` before `{p+}`; the first difference
///   decides.
///   3. Prefix: more segments first; then as 2; then a pattern that ends with a slash.
///   4. The same pattern: the method itself before ANY.
///
/// A path that fits some API, whatever its method, is `MethodUnknown` when no method fits, else
/// `PathUnknown`. Source: the published gateway's user guide, "Creating an API" (request path, match mode)
/// and domain names.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sluice/pattern.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/route_problem.hpp"
#include "sluice/target.hpp"
#include "sluice/text.hpp"

namespace sluice::route {

inline constexpr std::string_view kRelease = "RELEASE";

/// One API in one environment. Text is borrowed while `compile` runs.
struct Spec {
  std::uint32_t id = 0;       ///< given back by a match; means nothing to this module
  std::string_view method{};  ///< GET POST PUT DELETE HEAD PATCH OPTIONS ANY
  std::string_view path{};    ///< a pattern (see read_pattern)
  Mode mode = Mode::Normal;
  std::string_view host{};   ///< short for a Domain of its own: without `group`, the host is the group
  std::string_view group{};  ///< id; with neither, the nameless group, which serves every unbound host
  std::string_view environment = kRelease;
  std::string_view name{};  ///< for messages
};

/// An independent domain of a group.
struct Domain {
  std::string_view host{};  ///< a domain name, any case; no wildcard, no port
  std::string_view group{};
  Tls min_tls = Tls::Unknown;  ///< information for whoever checks it
};

/// How hosts lead to groups. All of it may stay empty.
struct Domains {
  std::span<const Domain> independent{};
  std::span<const std::string_view> suffixes{};      ///< sub-domains of a group: `<group id>.<suffix>`
  std::span<const std::string_view> groups{};        ///< ids of groups that may have no API
  std::span<const std::string_view> environments{};  ///< beside RELEASE and those that APIs name
  std::optional<std::string_view> default_group{};   ///< reached by IP literals and names that lead nowhere,
  bool ip_access = false;                            ///< if this is on
};

enum class Method : std::uint8_t { Get, Post, Put, Delete, Head, Patch, Options, Any };

/// The method of that name, without ANY; case-sensitive.
std::optional<Method> method_of(std::string_view name) noexcept;
std::string_view text(Method method) noexcept;

/// A set of methods; bit n is the method n.
using Methods = std::uint8_t;

struct Tables;
struct Entry;
struct Split;

/// Where the path is looked up: a group and an environment, by handles into the table.
struct Scope {
  Reason reason = Reason::HostUnknown;  ///< None, HostUnknown or EnvironmentUnknown
  bool via_subdomain = false;           ///< the host was `<group id>.<suffix>`
  Tls min_tls = Tls::Unknown;           ///< of the independent domain
  std::uint32_t group_number = UINT32_MAX;
  std::uint32_t environment_number = UINT32_MAX;
  std::uint32_t leaf = UINT32_MAX;  ///< the APIs published there; none: UINT32_MAX
  const Tables* tables = nullptr;

  explicit operator bool() const noexcept { return reason == Reason::None; }
  /// Empty while unknown.   Lifetime: the table.
  std::string_view group() const noexcept;
  std::string_view environment() const noexcept;
};

/// The answer to a request; tests true when an API was found. Trivially copyable, owns nothing.
/// Lifetime: names point into the table, values into the path that was matched.   Threads: any.
class Match {
 public:
  Reason reason = Reason::PathUnknown;  ///< None when found, else why not
  Methods allowed = 0;      ///< MethodUnknown: what the path does have, for Allow; ANY counts as all
  std::uint32_t id = 0;     ///< of the Spec
  std::string_view path{};  ///< what was matched: decoded once, free of dot segments
  Scope scope{};

  explicit operator bool() const noexcept { return reason == Reason::None; }
  /// A match reads like an optional: `m->id`.
  const Match* operator->() const noexcept { return this; }

  std::string_view group() const noexcept { return scope.group(); }
  std::string_view environment() const noexcept { return scope.environment(); }

  /// Path values in the order of the pattern; `capture(i)` for i < captures().   Cost: a few steps a value.
  std::size_t captures() const noexcept { return captures_; }
  Named capture(std::size_t i) const noexcept {
    const char* name = names_;
    for (std::size_t n = i; n != 0; --n) name += 1 + *name;
    const std::string_view key(name + 1, static_cast<std::size_t>(*name));
    const Span value = i < spans_.size() ? spans_[i] : later(i);
    return {key, {path.data() + value.at, value.size}};
  }
  /// The value of `{name}` or `{name+}`.
  std::optional<std::string_view> param(std::string_view name) const noexcept;

  /// Mode::Prefix: what follows the pattern's last segment (`/a` on `/a/b` gives `/b`); else empty.
  std::string_view remainder() const noexcept;

 private:
  friend struct Tables;
  struct Span {
    std::uint32_t at;
    std::uint32_t size;
  };
  void take(const Tables& tables, const Entry& entry, Method method, const Split& split) noexcept;
  Span later(std::size_t i) const noexcept;

  const Entry* entry_ = nullptr;
  const char* names_ = nullptr;
  std::uint32_t rest_ = 0;  // where the slash before a tail or a remainder stands
  std::uint32_t captures_ = 0;
  std::array<Span, 4> spans_;  // the first values; later ones are looked for when asked
};

/// A set of APIs, compiled.
/// Threads: any number may match at once; nothing is ever written.
class Table {
 public:
  Table(Table&&) noexcept;
  Table& operator=(Table&&) noexcept;
  ~Table();

  /// Reads host, X-Stage and target of a request and finds its API. The host is not read at all while every
  /// API is in the nameless group. A path with escapes or dot segments is written to `room` (a path's own
  /// size suffices); without room it is refused as ScratchExhausted. Lifetime: views point into the request,
  /// `room` and the table.   Cost: one pass, no allocation. Errors: as reasons: those of read_path, read_host
  /// and split_target; MethodIllegal, StageRepeated; HostUnknown, EnvironmentUnknown, PathUnknown,
  /// MethodUnknown.
  Match match(const Request& request, Room room = {}, PathMode mode = PathMode::Strict) const noexcept;

  /// The same in steps, for who has read the parts already. `environment`: empty is RELEASE.
  Scope locate(const http::Host& host, std::string_view environment) const noexcept;
  /// By the id of a group instead of a host.
  Scope locate_group(std::string_view group, std::string_view environment) const noexcept;
  /// `path` as read_path gives it; it must begin with a slash (else PathUnknown).
  Match find(const Scope& scope, Method method, std::string_view path) const noexcept;

  std::size_t size() const noexcept;   ///< APIs
  std::size_t bytes() const noexcept;  ///< memory held
  const Tables& tables() const noexcept { return *tables_; }

 private:
  friend struct Tables;
  explicit Table(std::unique_ptr<const Tables> tables) noexcept;
  std::unique_ptr<const Tables> tables_;
};

/// A table, if nothing forbids one, and everything that was found. Reads like an optional table.
struct Compiled {
  std::optional<Table> table;
  std::vector<Problem> problems;  ///< errors and warnings, in the order of the specs
  bool out_of_memory = false;     ///< then there is no table, and not all problems

  explicit operator bool() const noexcept { return table.has_value(); }
  const Table* operator->() const noexcept { return &*table; }
  const Table& operator*() const noexcept { return *table; }
};

/// Compiles a set of APIs. All problems are found, each with both APIs and a witness request.
/// Cost: near linear; 100,000 APIs take about 100 ms.   Threads: any.
Compiled compile(std::span<const Spec> specs, const Domains& domains = {}) noexcept;
Compiled compile(std::initializer_list<Spec> specs) noexcept;

}  // namespace sluice::route
