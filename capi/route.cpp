#include "sluice/route.hpp"

#include <cstring>
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
  for (const sluice_text& text : {known.method, known.path, known.host, known.environment, known.name})
    if (!is_text(text)) return false;
  to = {.id = known.id,
        .method = view(known.method),
        .path = view(known.path),
        .mode = static_cast<route::Mode>(known.mode),
        .host = view(known.host),
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

route::Match match_of(const sluice_match& match) noexcept {
  route::Match read;
  std::memcpy(static_cast<void*>(&read), match.opaque, sizeof read);
  return read;
}

}  // namespace

void sluice_route_init(sluice_route* route) {
  if (route == nullptr) return;
  *route = {};
  route->size = sizeof *route;
}

sluice_status sluice_routes_compile(sluice_routes** routes, sluice_owned_text* problems,
                                    const sluice_route* specs, size_t count) {
  if (routes == nullptr || !is_span(specs, count, sizeof *specs)) return SLUICE_INVALID;
  return guard([&] {
    std::vector<route::Spec> read(count);
    const auto* at = reinterpret_cast<const unsigned char*>(specs);
    for (std::size_t i = 0; i < count; ++i)  // the caller's structs may be smaller or larger than ours
      if (!read_route(*reinterpret_cast<const sluice_route*>(at + i * specs->size), read[i]))
        return SLUICE_INVALID;
    route::Compiled compiled = route::compile(read);
    if (compiled.out_of_memory) return SLUICE_OUT_OF_MEMORY;
    give(problems, lines_of(compiled.problems));
    if (!compiled) return SLUICE_REFUSED;
    *routes = new sluice_routes(std::move(*compiled.table));
    return SLUICE_OK;
  });
}

void sluice_routes_free(sluice_routes* routes) {
  if (is_handle(routes)) delete routes;
}

sluice_status sluice_routes_match(sluice_match* match, const sluice_routes* routes,
                                  const sluice_request* request, char* data, size_t size) {
  if (match == nullptr || !is_handle(routes) || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    if (!read_request(request, read, fields)) return SLUICE_INVALID;
    const route::Match found = routes->table.match(read, room(data, size));
    *match = {};
    match->reason = static_cast<std::uint32_t>(found.reason);
    match->allowed = found.allowed;
    std::memcpy(match->opaque, &found, sizeof found);
    if (!found) return found.reason == Reason::ScratchExhausted ? SLUICE_NO_ROOM : SLUICE_NOT_FOUND;
    match->id = found.id;
    match->capture_count = static_cast<std::uint32_t>(found.captures());
    return SLUICE_OK;
  });
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
