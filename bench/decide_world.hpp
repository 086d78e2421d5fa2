// The configurations and requests of decide_bench.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/sign.hpp"
#include "sluice/transaction.hpp"
#include "workload.hpp"

inline constexpr sluice::Now kNow{1614160800, 0, 1'000'000'000};
inline constexpr std::string_view kAppKey = "4f5f626b-073f-402f-a1e0-e52171c6100c";
inline constexpr std::string_view kAppSecret = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8";
inline constexpr std::string_view kPeer = "198.51.100.7";

/// A request and the verdict that is right.
struct Asked {
  sluice::Request request{};
  std::string_view body{};
  std::uint32_t verdict = 0;
};

/// What is asked of which configuration.
struct Questions {
  std::string name;
  std::string document{};
  std::vector<Asked> all{};
  std::vector<std::string> peers{};  ///< who asks, in turn; none: always the same
  std::size_t tracked_bytes = sluice::State::Options{}.tracked_bytes;
};

/// The path's parameters as a configuration declares them.
inline std::string path_parameters(std::string_view path) {
  std::string all;
  for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1))
    all += std::string(all.empty() ? "" : ", ") + R"({"name": ")" +
           std::string(path.substr(open + 1, path.find('}', open) - open - 1)) + R"(", "location": "PATH"})";
  return all;
}

/// The github route set as open APIs of the host's own handlers.
struct Github {
  explicit Github(const std::string& folder) : routes(workload::read(folder, "github")) {
    std::string apis;
    for (const workload::Row& row : routes.rows)
      apis += std::string(apis.empty() ? "" : ",\n") + R"({"id": "a)" + row[0] + R"(", "name": "api_)" +
              row[0] + R"(", "req_method": ")" + row[2] + R"(", "req_uri": ")" + row[3] +
              R"(", "req_params": [)" + path_parameters(row[3]) +
              R"(], "auth_type": "NONE", "backend_type": "HOST", "published": ["RELEASE"]})";
    hits.document = R"({"groups": [{"id": "g1", "name": "github", "url_domains": [{"url_domain": ")" +
                    routes.rows[0][1] + R"("}], "apis": [)" + apis + "]}]}";
    misses.document = hits.document;
    for (const workload::Row& row : routes.hits) hits.all.push_back(ask(row, sluice::Verdict::Pass));
    for (const workload::Row& row : routes.misses) misses.all.push_back(ask(row, sluice::Verdict::Reject));
  }

  static Asked ask(const workload::Row& row, sluice::Verdict verdict) {
    return {{.method = row[2], .target = row[3], .host = row[1], .peer = kPeer},
            {},
            static_cast<std::uint32_t>(verdict)};
  }

  workload::Routes routes;
  Questions hits{"github/hits"};
  Questions misses{"github/misses"};
};

/// One signed request of 12 header fields to an API behind an access list and limits; mapped: forwarded to a
/// backend with five parameters.
struct Signed {
  Signed(std::string name, bool is_mapped) : questions{std::move(name)} {
    questions.document = document(is_mapped);
    for (int i = 0; i < 8; ++i)
      texts.push_back({"X-Header-" + std::to_string(i), "value of header " + std::to_string(i)});
    for (const auto& [field, value] : texts) headers.push_back({field, value});
    headers.push_back({"Content-Type", "application/json"});
    headers.push_back({"Host", "api.example.com"});
    sluice::Request request{.method = "POST",
                            .target = "/tenants/t-4711/orders/42?sort=date&limit=20&q=a%20b",
                            .host = "api.example.com",
                            .headers = headers,
                            .peer = kPeer};
    const auto made = sluice::sign::sign(request, "", {kAppKey, kAppSecret}, kNow, room);
    for (const sluice::Header& added : made->added) headers.push_back(added);
    request.headers = headers;
    const auto verdict = is_mapped ? sluice::Verdict::Forward : sluice::Verdict::Pass;
    questions.all.push_back({request, {}, static_cast<std::uint32_t>(verdict)});
  }
  Signed(const Signed&) = delete;
  Signed& operator=(const Signed&) = delete;

  static std::string document(bool is_mapped) {
    const std::string backend = is_mapped ? R"("backend_type": "HTTP",
      "backend_api": {"req_method": "POST", "req_uri": "/v2/{tenant}/{order}", "req_protocol": "HTTP",
                      "vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": "c1"}},
      "backend_params": [
        {"origin": "REQUEST", "name": "tenant", "location": "PATH", "value": "tenant"},
        {"origin": "REQUEST", "name": "order", "location": "PATH", "value": "order"},
        {"origin": "REQUEST", "name": "X-Sort", "location": "HEADER", "value": "sort"},
        {"origin": "REQUEST", "name": "page", "location": "QUERY", "value": "limit"},
        {"origin": "REQUEST", "name": "search", "location": "QUERY", "value": "q"}],)"
                                          : R"("backend_type": "HOST",)";
    return R"({"gateway": {"allow_private_backends": true},
    "groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}], "apis": [
      {"id": "order", "name": "put_order", "req_method": "POST", "req_uri": "/tenants/{tenant}/orders/{order}",
      "auth_type": "APP", "req_params": [{"name": "tenant", "location": "PATH"},
        {"name": "order", "location": "PATH", "type": "NUMBER"}, {"name": "sort", "location": "QUERY"},
        {"name": "limit", "location": "QUERY", "type": "NUMBER", "valid_enable": 1, "min_num": 1, "max_num": 100},
        {"name": "q", "location": "QUERY"}], )" +
           backend + R"( "published": ["RELEASE"]}]}],
    "vpc_channels": [{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
      "members": [{"host": "10.0.0.1"}, {"host": "10.0.0.2"}]}],
    "apps": [{"id": "shop", "name": "shop", "app_key": ")" +
           std::string(kAppKey) + R"(", "app_secret": ")" + std::string(kAppSecret) + R"("}],
    "authorizations": [{"app": "shop", "api": "order", "env": "RELEASE"}],
    "throttles": [{"id": "t1", "name": "limits", "time_interval": 1, "time_unit": "SECOND",
      "api_call_limits": 200, "app_call_limits": 150, "ip_call_limits": 100,
      "bindings": [{"api": "order", "env": "RELEASE"}]}],
    "acls": [{"id": "l1", "acl_name": "office", "entity_type": "IP", "acl_type": "PERMIT",
      "acl_value": "198.51.100.0/24", "bindings": [{"api": "order", "env": "RELEASE"}]}]})";
  }

  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<sluice::Header> headers;
  char room[4096];
  Questions questions;
};

/// `count` APIs of 32-digit ids, each with a parameter, limits by API, app and address, an access list and an
/// authorized app; forwarded: each to a path of its own.
inline std::string many_apis(std::size_t count, bool is_forwarded) {
  std::string apis, bindings, authorizations;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string comma = i == 0 ? "" : ",", digits = std::to_string(i);
    const std::string id = std::string(32 - digits.size(), '0') + digits;
    const std::string path =
        "/service" + std::to_string(i % 100) + "/orders" + std::to_string(i / 100) + "/{id}";
    const std::string backend =
        is_forwarded
            ? R"("backend_type": "HTTP", "backend_api": {"req_method": "GET", "req_uri": "/v1)" + path +
                  R"(", "url_domain": "backend.example.com:8080"}, "backend_params": [{"origin": "REQUEST",)"
                  R"( "name": "id", "location": "PATH", "value": "id"}])"
            : std::string(R"("backend_type": "HOST")");
    apis += comma + R"({"id": ")" + id + R"(", "name": "get_order_)" + digits +
            R"(", "req_method": "GET", "req_uri": ")" + path +
            R"(", "auth_type": "APP", "req_params": [{"name": "id", "location": "PATH"}], )" + backend +
            R"(, "published": ["RELEASE"]})";
    bindings += comma + R"({"api": ")" + id + R"("})";
    authorizations += comma + R"({"app": "shop", "api": ")" + id + R"("})";
  }
  return R"({"groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}], "apis": [)" +
         apis +
         R"(]}], "apps": [{"id": "shop", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
    "authorizations": [)" +
         authorizations +
         R"(], "throttles": [{"id": "t1", "name": "limits", "time_interval": 1, "time_unit": "MINUTE",
      "api_call_limits": 100, "app_call_limits": 10, "ip_call_limits": 5, "bindings": [)" +
         bindings +
         R"(]}], "acls": [{"id": "l1", "acl_name": "office", "entity_type": "IP", "acl_type": "PERMIT",
      "acl_value": "198.51.100.0/24", "bindings": [)" +
         bindings + "]}]}";
}
