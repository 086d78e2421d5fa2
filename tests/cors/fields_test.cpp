#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sluice/cors.hpp"

using namespace sluice;

namespace {

std::string names(Headers headers) {
  std::string text;
  for (const Header& h : headers) text += std::string(h.name).substr(15) + " ";
  return text;
}

std::string fields(std::string_view method, std::vector<Header> request,
                   const std::vector<Header>* answer = nullptr) {
  const Request r{.method = method, .headers = request};
  return names(answer == nullptr ? cors::fields(r) : cors::fields(r, *answer));
}

const Header kOrigin{"Origin", "https://a.example"};
const Header kAsked{"Access-Control-Request-Headers", "x-a"};

}  // namespace

TEST_CASE("cors: without Origin there is nothing to add") {
  CHECK(fields("GET", {}) == "");
  CHECK(fields("OPTIONS", {kAsked}) == "");
}

TEST_CASE("cors: any request with Origin gets the allowed origin") {
  CHECK(fields("GET", {kOrigin}) == "Allow-Origin ");
  CHECK(cors::fields({.method = "POST", .headers = {&kOrigin, 1}})[0].value == "*");
}

TEST_CASE("cors: a preflight gets methods, exposed names and age; allowed names when it asks for them") {
  CHECK(fields("OPTIONS", {kOrigin}) == "Allow-Origin Allow-Methods Expose-Headers Max-Age ");
  CHECK(fields("OPTIONS", {kOrigin, kAsked}) ==
        "Allow-Origin Allow-Methods Expose-Headers Max-Age Allow-Headers ");
  const std::vector<Header> request{kOrigin, kAsked};
  const Headers all = cors::fields({.method = "OPTIONS", .headers = request});
  CHECK(all[1].value == "GET,POST,PUT,DELETE,HEAD,OPTIONS,PATCH");
  CHECK(all[2].value ==
        "X-Request-Id,X-Apig-Latency,X-Apig-Upstream-Latency,X-Apig-RateLimit-Api,X-Apig-RateLimit-User,"
        "X-Apig-RateLimit-App,X-Apig-RateLimit-Ip,X-Apig-RateLimit-Api-Allenv");
  CHECK(all[3].value == "172800");
  CHECK(all[4].value ==
        "X-Stage,X-Sdk-Date,X-Sdk-Nonce,X-Proxy-Signed-Headers,X-Sdk-Content-Sha256,X-Forwarded-For,"
        "Authorization,"
        "Content-Type,Accept,Accept-Ranges,Cache-Control,Range");
}

TEST_CASE("cors: what the backend says stands above what the gateway would") {
  const std::vector<Header> none{{"Content-Type", "text/plain"}},
      own{{"access-control-allow-origin", "https://b.example"}},
      other{{"Access-Control-Allow-Methods", "GET"}};
  CHECK(fields("GET", {kOrigin}, &none) == "Allow-Origin ");
  CHECK(fields("GET", {kOrigin}, &own) == "");
  CHECK(fields("OPTIONS", {kOrigin}, &none) == "Allow-Origin Allow-Methods Expose-Headers Max-Age ");
  CHECK(fields("OPTIONS", {kOrigin}, &own) == "");
  CHECK(fields("OPTIONS", {kOrigin}, &other) == "Allow-Origin ");
  CHECK(fields("GET", {}, &none) == "");
}
