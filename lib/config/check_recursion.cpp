// Does a backend on one of the gateway's own hosts lead back to the API that it belongs to? Asked of the
// routes of its group, environment by environment. Source: the published gateway's error APIG.0612.
#include <new>
#include <string>
#include <vector>

#include "backend/template.hpp"
#include "config/check.hpp"
#include "sluice/endpoint.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view kAnyValue = "~value~";  // stands for what a variable holds

// The path that the backend is called with.
std::string called_path(std::string_view path) {
  std::string called;
  backend::Pieces pieces(path);
  while (const auto piece = pieces.next()) called += piece->is_name ? kAnyValue : piece->text;
  return called;
}

std::vector<std::string_view> called_methods(const ApiSpec& api, const BackendSpec& backend) {
  if (backend.req_method != "ANY") return {backend.req_method};
  if (api.req_method != "ANY") return {api.req_method};
  return {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};
}

route::Spec spec_of(const ApiSpec& api, std::uint32_t id) {
  return {.id = id, .method = api.req_method, .path = api.req_uri, .mode = mode_of(api)};
}

bool leads_to(const route::Compiled& routes, std::uint32_t id, const std::vector<std::string_view>& methods,
              std::string_view path) {
  if (routes.out_of_memory) throw std::bad_alloc();
  if (!routes) return false;
  for (const std::string_view method : methods) {
    const auto match = routes->match({.method = method, .target = path}, {}, PathMode::Apig);
    if (match && match->id == id) return true;
  }
  return false;
}

}  // namespace

// The API alone is asked first: few backends pass, and only for those are the group's other routes read.
bool calls_itself(const Walk& walk, const Definition& definition, const BackendSpec& backend,
                  EnvironmentNumber environment) {
  const auto path = backend::expand(backend.req_uri, walk.links.variables(definition.group, environment));
  if (!path || !backend::is_path_template(*path)) return false;
  const std::string called = called_path(*path);
  const auto methods = called_methods(definition.api, backend);
  if (!leads_to(route::compile({spec_of(definition.api, 0)}), 0, methods, called)) return false;
  std::vector<route::Spec> specs;
  std::uint32_t own = UINT32_MAX;
  for (const Effective& effective : walk.links.effective()) {
    if (effective.environment != environment || walk.links.place(effective.api).group != definition.group)
      continue;
    if (effective.definition == &definition.api) own = static_cast<std::uint32_t>(specs.size());
    specs.push_back(spec_of(*effective.definition, static_cast<std::uint32_t>(specs.size())));
  }
  return leads_to(route::compile(specs), own, methods, called);
}

}  // namespace sluice::config
