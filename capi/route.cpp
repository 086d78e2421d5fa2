#include "sluice/route.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "convert.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_routes : Handle<0x736c7569'726f7574> {
  explicit sluice_routes(route::Table from) : table(std::move(from)) {}
  route::Table table;
};

static_assert(std::is_trivially_copyable_v<route::Match> &&
              sizeof(route::Match) <= sizeof(sluice_match::opaque));

namespace {

bool read_route(const sluice_route& from, route::Spec& to) noexcept {
  sluice_route known;
  sluice_route_init(&known);
  if (!read_sized(&from, known) || known.mode > SLUICE_ROUTE_PREFIX) return false;
  for (const sluice_text& text :
       {known.method, known.path, known.host, known.environment, known.name, known.group})
    if (!is_text(text)) return false;
  to = {.id = known.id,
        .method = view(known.method),
        .path = view(known.path),
        .mode = static_cast<route::Mode>(known.mode),
        .host = view(known.host),
        .group = view(known.group),
        .environment = known.environment.size == 0 ? route::kRelease : view(known.environment),
        .name = view(known.name)};
  return true;
}

std::string lines_of(const std::vector<route::Problem>& problems) {
  std::string lines;
  for (const route::Problem& p : problems) {
    lines += route::is_error(p.kind) ? "error: " : "warning: ";
    lines += p.message;
    if (!p.witness.empty()) lines += " (" + p.witness + ")";
    lines += '\n';
  }
  return lines;
}

bool read_texts(const sluice_text* from, std::size_t count, std::vector<std::string_view>& to) {
  if (!is_span(from, count, sizeof *from)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_text(from[i])) return false;
    to.push_back(view(from[i]));
  }
  return true;
}

/// The lists that route::Domains borrows.
struct DomainLists {
  std::vector<route::Domain> independent;
  std::vector<std::string_view> suffixes, groups, environments;
  route::Domains all;

  bool read(const sluice_domains* from) {
    sluice_domains known;
    sluice_domains_init(&known);
    if (!read_sized(from, known) || known.ip_access > 1 || known.reserved != 0) return false;
    if (!is_text(known.default_group) || !read_independent(known)) return false;
    if (!read_texts(known.suffixes, known.suffix_count, suffixes) ||
        !read_texts(known.groups, known.group_count, groups) ||
        !read_texts(known.environments, known.environment_count, environments))
      return false;
    all = {independent, suffixes, groups, environments, {}, known.ip_access == 1};
    if (known.default_group.size != 0) all.default_group = view(known.default_group);
    return true;
  }

 private:
  bool read_independent(const sluice_domains& from) {
    if (!is_span(from.independent, from.independent_count, sizeof(std::size_t))) return false;
    const auto* at = reinterpret_cast<const unsigned char*>(from.independent);
    for (std::size_t i = 0; i < from.independent_count; ++i) {
      sluice_domain known;
      sluice_domain_init(&known);
      if (!read_sized(reinterpret_cast<const sluice_domain*>(at + i * from.independent->size), known) ||
          known.min_tls > SLUICE_TLS_1_3 || known.reserved != 0 || !is_text(known.host) ||
          !is_text(known.group))
        return false;
      independent.push_back({view(known.host), view(known.group), static_cast<Tls>(known.min_tls)});
    }
    return true;
  }
};

sluice_status compile(sluice_routes** routes, sluice_owned_text* problems, const sluice_route* specs,
                      std::size_t count, const route::Domains& domains) {
  std::vector<route::Spec> read(count);
  const auto* at = reinterpret_cast<const unsigned char*>(specs);
  for (std::size_t i = 0; i < count; ++i)  // the caller's structs may be smaller or larger than ours
    if (!read_route(*reinterpret_cast<const sluice_route*>(at + i * specs->size), read[i]))
      return SLUICE_INVALID;
  route::Compiled compiled = route::compile(read, domains);
  if (compiled.out_of_memory) return SLUICE_OUT_OF_MEMORY;
  auto made = compiled ? std::make_unique<sluice_routes>(std::move(*compiled.table)) : nullptr;
  give(problems, lines_of(compiled.problems));
  if (made == nullptr) return SLUICE_REFUSED;
  *routes = made.release();
  return SLUICE_OK;
}

route::Match match_of(const sluice_match& match) noexcept {
  route::Match read;
  std::memcpy(static_cast<void*>(&read), match.opaque, sizeof read);
  return read;
}

sluice_status write_match(sluice_match& match, const route::Match& found) noexcept {
  match = {};
  match.reason = static_cast<std::uint32_t>(found.reason);
  match.allowed = found.allowed;
  std::memcpy(match.opaque, &found, sizeof found);
  if (!found) return found.reason == Reason::ScratchExhausted ? SLUICE_NO_ROOM : SLUICE_NOT_FOUND;
  match.id = found.id;
  match.capture_count = static_cast<std::uint32_t>(found.captures());
  return SLUICE_OK;
}

}  // namespace

void sluice_route_init(sluice_route* route) {
  if (route == nullptr) return;
  *route = {};
  route->size = sizeof *route;
}

void sluice_domain_init(sluice_domain* domain) {
  if (domain == nullptr) return;
  *domain = {};
  domain->size = sizeof *domain;
}

void sluice_domains_init(sluice_domains* domains) {
  if (domains == nullptr) return;
  *domains = {};
  domains->size = sizeof *domains;
}

void sluice_match_place_init(sluice_match_place* place) {
  if (place == nullptr) return;
  *place = {};
  place->size = sizeof *place;
}

sluice_status sluice_routes_compile(sluice_routes** routes, sluice_owned_text* problems,
                                    const sluice_route* specs, size_t count) {
  if (routes == nullptr || !is_span(specs, count, sizeof(size_t))) return SLUICE_INVALID;
  return guard([&] { return compile(routes, problems, specs, count, {}); });
}

sluice_status sluice_routes_compile_domains(sluice_routes** routes, sluice_owned_text* problems,
                                            const sluice_route* specs, size_t count,
                                            const sluice_domains* domains) {
  if (routes == nullptr || !is_span(specs, count, sizeof(size_t))) return SLUICE_INVALID;
  return guard([&] {
    DomainLists lists;
    if (!lists.read(domains)) return SLUICE_INVALID;
    return compile(routes, problems, specs, count, lists.all);
  });
}

void sluice_routes_free(sluice_routes* routes) {
  if (is_handle(routes)) delete routes;
}

sluice_status sluice_routes_match(sluice_match* match, const sluice_routes* routes,
                                  const sluice_request* request, char* data, size_t size) {
  return sluice_routes_match_mode(match, routes, request, SLUICE_PATH_STRICT, data, size);
}

sluice_status sluice_routes_match_mode(sluice_match* match, const sluice_routes* routes,
                                       const sluice_request* request, uint32_t path_mode, char* data,
                                       size_t size) {
  if (match == nullptr || !is_handle(routes) || path_mode > SLUICE_PATH_RAW || !is_span(data, size))
    return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    if (!read_request(request, read, fields)) return SLUICE_INVALID;
    return write_match(*match, routes->table.match(read, room(data, size), static_cast<PathMode>(path_mode)));
  });
}

sluice_status sluice_routes_find(sluice_match* match, const sluice_routes* routes, sluice_text group,
                                 sluice_text environment, sluice_text method, sluice_text path) {
  if (match == nullptr || !is_handle(routes) || !is_text(group) || !is_text(environment) ||
      !is_text(method) || !is_text(path))
    return SLUICE_INVALID;
  route::Match found;
  found.reason = Reason::MethodIllegal;
  if (const auto read = route::method_of(view(method)))
    found = routes->table.find(routes->table.locate_group(view(group), view(environment)), *read, view(path));
  return write_match(*match, found);
}

sluice_status sluice_match_read(sluice_match_place* place, const sluice_match* match) {
  if (match == nullptr) return SLUICE_INVALID;
  const route::Match found = match_of(*match);
  sluice_match_place known;
  sluice_match_place_init(&known);
  known.path = text(found.path);
  known.remainder = text(found.remainder());
  known.group = text(found.group());
  known.environment = text(found.environment());
  known.via_subdomain = found.scope.via_subdomain ? 1 : 0;
  known.min_tls = static_cast<std::uint32_t>(found.scope.min_tls);
  return write_sized(place, known) ? SLUICE_OK : SLUICE_INVALID;
}

sluice_status sluice_match_capture(sluice_header* capture, const sluice_match* match, size_t index) {
  if (capture == nullptr || match == nullptr) return SLUICE_INVALID;
  if (match->reason != 0 || index >= match->capture_count) return SLUICE_NOT_FOUND;
  const Named named = match_of(*match).capture(index);
  *capture = {text(named.name), text(named.value)};
  return SLUICE_OK;
}

sluice_status sluice_match_param(sluice_text* value, const sluice_match* match, sluice_text name) {
  if (value == nullptr || match == nullptr || !is_text(name)) return SLUICE_INVALID;
  if (match->reason != 0) return SLUICE_NOT_FOUND;
  const auto found = match_of(*match).param(view(name));
  if (!found) return SLUICE_NOT_FOUND;
  *value = text(*found);
  return SLUICE_OK;
}
