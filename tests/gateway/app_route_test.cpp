// app_route: X-HW-ID names an app, and what it may call takes the place of the host.
#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/sample.hpp"
#include "gateway/world.hpp"

using namespace sluice;

namespace {

constexpr std::string_view kGateway = R"({"gateway": {"app_route": true, "auth": {"app_secret": true}},)";
constexpr std::string_view kRest = R"(
  "groups": [
    {"id": "g1", "name": "orders", "url_domains": [{"url_domain": "orders.example.com"}], "apis": [
      {"id": "list", "name": "list_all", "req_method": "GET", "req_uri": "/list", "auth_type": "APP",
       "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "open", "name": "open_one", "req_method": "GET", "req_uri": "/open", "auth_type": "NONE",
       "backend_type": "HOST", "published": ["RELEASE"]}]},
    {"id": "g2", "name": "bills", "url_domains": [{"url_domain": "bills.example.com"}], "apis": [
      {"id": "bill_list", "name": "list_bills", "req_method": "GET", "req_uri": "/list", "auth_type": "APP",
       "backend_type": "HOST", "published": ["RELEASE"]},
      {"id": "bill", "name": "one_bill", "req_method": "GET", "req_uri": "/bills/{id}", "auth_type": "APP",
       "req_params": [{"name": "id", "location": "PATH"}], "backend_type": "HOST", "published": ["RELEASE"]}]}],
  "apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"},
           {"id": "app2", "name": "bank", "app_key": "bankkey001", "app_secret": "banksecret001"},
           {"id": "app3", "name": "idle", "app_key": "idlekey001", "app_secret": "idlesecret001"}],
  "authorizations": [{"app": "app1", "api": "list", "env": "RELEASE"}, {"app": "app2", "api": "bill_list", "env": "RELEASE"},
                     {"app": "app1", "api": "bill", "env": "RELEASE"}]})";

struct World : sample::World {
  explicit World(std::string_view gateway) : sample::World(std::string(gateway) + std::string(kRest)) {}

  const Decision& get(std::string_view target, std::string_view host, std::initializer_list<Header> headers) {
    const std::vector<Header> list(headers);
    return decide(*compiled.plan, state,
                  {.method = "GET", .target = target, .host = host, .headers = list, .peer = "192.0.2.1"},
                  sample::kNow, transaction);
  }
};

}  // namespace

TEST_CASE("app_route: the app's own APIs answer, whatever the host") {
  World world(kGateway);
  const Header shop{"X-HW-ID", " shopkey001 "}, shop_secret{"X-HW-AppKey", "shopsecret001"};
  for (const std::string_view host :
       {"192.0.2.7", "elsewhere.example.com", "bills.example.com", "orders.example.com"}) {
    CAPTURE(host);
    const Decision& listed = world.get("/list", host, {shop, shop_secret});
    CHECK(listed.verdict == Verdict::Pass);
    CHECK(listed.api == "list");
    const Decision& bill = world.get("/bills/7", host, {shop, shop_secret});
    CHECK(bill.api == "bill");
    CHECK(bill.group == "g2");
    REQUIRE(bill.path_params.size() == 1);
    CHECK(bill.path_params[0].value == "7");
    CHECK(world.get("/list", host, {{"x-hw-id", "bankkey001"}, {"X-HW-AppKey", "banksecret001"}}).api ==
          "bill_list");
  }
}

TEST_CASE("app_route: to name an app proves nothing, and opens nothing that is not its own") {
  World world(kGateway);
  CHECK(world.get("/list", "192.0.2.7", {{"X-HW-ID", "shopkey001"}, {"X-HW-AppKey", "wrong"}})
            .response.status == 400);
  // Another app's API is refused as one by its host is; a path that none has, as unknown.
  const Header bank{"X-HW-ID", "bankkey001"}, bank_secret{"X-HW-AppKey", "banksecret001"};
  CHECK(world.get("/bills/7", "192.0.2.7", {bank, bank_secret}).reason == Reason::AppNotAuthorized);
  CHECK(world.get("/open", "orders.example.com", {bank, bank_secret}).reason == Reason::PathUnknown);
  CHECK(world.get("/list", "192.0.2.7", {{"X-HW-ID", "idlekey001"}}).reason == Reason::PathUnknown);
  CHECK(world.get("/list", "orders.example.com", {bank, bank_secret, {"X-Stage", "NOWHERE"}}).reason ==
        Reason::EnvironmentUnknown);
}

TEST_CASE("app_route: without it, and without one known key, the host decides") {
  World world(kGateway), without(R"({"gateway": {"auth": {"app_secret": true}},)");
  const Header shop{"X-HW-ID", "shopkey001"}, secret{"X-HW-AppKey", "shopsecret001"};
  CHECK(without.get("/list", "192.0.2.7", {shop, secret}).reason == Reason::HostUnknown);
  CHECK(world.get("/list", "192.0.2.7", {{"X-HW-ID", "nobody"}}).reason == Reason::HostUnknown);
  CHECK(world.get("/list", "192.0.2.7", {shop, shop, secret}).reason == Reason::HostUnknown);
  CHECK(world.get("/open", "orders.example.com", {}).api == "open");
}
