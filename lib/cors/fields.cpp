// The fields of a CORS answer as constant lists. Source: published gateway's user guide, "Configuring CORS";
// the lists of names are the published ones, in their order.
#include <algorithm>
#include <array>

#include "http/headers.hpp"
#include "sluice/cors.hpp"

namespace sluice::cors {
namespace {

// The first field alone is what any answer gets; the last one is for requests that ask for header names.
constexpr auto kFields = std::to_array<Header>({
    {"Access-Control-Allow-Origin", "*"},
    {"Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,HEAD,OPTIONS,PATCH"},
    {"Access-Control-Expose-Headers",
     "X-Request-Id,X-Apig-Latency,X-Apig-Upstream-Latency,X-Apig-RateLimit-Api,X-Apig-RateLimit-User,"
     "X-Apig-RateLimit-App,X-Apig-RateLimit-Ip,X-Apig-RateLimit-Api-Allenv"},
    {"Access-Control-Max-Age", "172800"},
    {"Access-Control-Allow-Headers",
     "X-Stage,X-Sdk-Date,X-Sdk-Nonce,X-Proxy-Signed-Headers,X-Sdk-Content-Sha256,X-Forwarded-For,"
     "Authorization,Content-Type,Accept,Accept-Ranges,Cache-Control,Range"},
});
constexpr Headers kAll{kFields};
constexpr Headers kOrigin = kAll.first(1);
constexpr Headers kPreflight = kAll.first(kAll.size() - 1);

bool has_origin(const Request& request) noexcept { return http::find(request.headers, "origin") != nullptr; }

}  // namespace

bool is_preflight(const Request& request) noexcept {
  return request.method == "OPTIONS" && has_origin(request);
}

Headers fields(const Request& request) noexcept {
  if (!has_origin(request)) return {};
  if (request.method != "OPTIONS") return kOrigin;
  return http::find(request.headers, "access-control-request-headers") != nullptr ? kAll : kPreflight;
}

Headers fields(const Request& request, Headers answer) noexcept {
  if (http::find(answer, "access-control-allow-origin") != nullptr) return {};
  const Headers own = fields(request);
  const bool has_others = std::ranges::any_of(
      answer, [](const Header& h) { return ascii::starts_with_ignoring_case(h.name, "access-control-"); });
  return has_others && !own.empty() ? kOrigin : own;
}

}  // namespace sluice::cors
