#include "config/read.hpp"

#include <doctest/doctest.h>

#include <string>

#include "corpus.hpp"

using namespace sluice;
using config::Strictness;

namespace {
// The diagnostics of one text, one a line: "error /pointer message".
std::string findings(std::string_view text, Strictness strictness = Strictness::Strict) {
  std::string all;
  for (const Diagnostic& d : config::read(text, strictness).diagnostics)
    all += std::string(all.empty() ? "" : "\n") + (d.severity == Severity::Error ? "error " : "warning ") +
           d.pointer + " " + d.message;
  return all;
}
}  // namespace

TEST_CASE("read: every field of a document arrives, and absent ones have their default") {
  const auto read = config::read(corpus::read_file("config/accepted/everything.json"), Strictness::Strict);
  REQUIRE(read.diagnostics.empty());
  REQUIRE(read.ok);
  const Configuration& c = read.configuration;
  CHECK(c.gateway.limits.max_body == 1048576);
  CHECK(c.gateway.real_ip_from_xff.xff_index == 0);
  CHECK(c.gateway.quotas.apps == 50);
  const ApiSpec& api = c.groups.at(0).apis.at(0);
  CHECK(api.req_params.at(0).max_num == 1000000);
  CHECK_FALSE(api.req_params.at(0).max_size.has_value());
  CHECK(api.policy_https.at(0).backend.vpc_channel_info.vpc_channel_id == "c1");
  CHECK(api.policy_https.at(0).conditions.size() == 4);
  CHECK(api.backend_api->url_domain == "#address#");
  CHECK_FALSE(api.mock_info.has_value());
  CHECK(c.groups[0].responses.at(0).types.at("THROTTLED").headers.at(0).value == "b");
  CHECK_FALSE(c.groups[0].responses[0].types.at("DEFAULT_5XX").status.has_value());
  CHECK(c.throttles.at(0).store.failure == "open");
  CHECK(c.versions.at(0).definition->mock_info->status_code == 200);
}

TEST_CASE("read: an empty document is the default configuration") {
  const auto read = config::read("{}", Strictness::Strict);
  CHECK(read.ok);
  CHECK(config::write(read.configuration) == "{}");
}

TEST_CASE("read: a written configuration reads as the same one") {
  const auto first = config::read(corpus::read_file("config/accepted/everything.json"), Strictness::Strict);
  const std::string text = config::write(first.configuration);
  const auto second = config::read(text, Strictness::Strict);
  REQUIRE(second.diagnostics.empty());
  CHECK(config::write(second.configuration) == text);
  CHECK(text.find("\"vpc_channel_proxy_host\"") == std::string::npos);
  CHECK(text.find("\"window_seconds\":300") != std::string::npos);
}

TEST_CASE("read: CF1, CF2, CF6, CF7 a syntax error is reported alone, with its place") {
  CHECK(findings("{\"nonsense\": 1,\n \"groups\": [}") == "error  line 2, column 13: not a JSON value");
  CHECK(findings(R"({"apps": [{"id": "a", "id": "b"}]})") == "error /apps/0/id duplicate key");
  CHECK(findings(R"({"apps": [{"id": "a\u0000"}]})") == "error /apps/0/id U+0000 in text");
  CHECK(findings("{\"gateway\":{\"default_limit\":1e999}}") ==
        "error  line 1, column 29: number out of range");
  CHECK(findings(std::string(65, '[')) == "error  line 1, column 65: nested deeper than 64");
  CHECK(findings("\xef\xbb\xbf{}").empty());
}

TEST_CASE("read: CF6 an integer is exact within 64 bits, or the field is refused") {
  const auto limit = [](const std::string& number) {
    return findings("{\"gateway\":{\"default_limit\":" + number + "}}");
  };
  CHECK(limit("9007199254740993").empty());
  CHECK(config::read(R"({"gateway":{"default_limit":9007199254740993}})", Strictness::Strict)
            .configuration.gateway.default_limit == 9007199254740993);
  CHECK(limit("-0").empty());
  for (const char* number : {"1.0", "1e2", "12345678901234567890", "0.5"})
    CHECK(limit(number) == "error /gateway/default_limit must be an integer within 64 bits");
}

TEST_CASE("read: a value of the wrong kind is refused at its place, and the rest is still read") {
  CHECK(findings(R"({"groups": {}, "apps": [1, {"frozen": 1, "secrets": null}], "gateway": []})") ==
        "error /groups must be an array, is an object\n"
        "error /apps/0 must be an object, is an integer\n"
        "error /apps/1/frozen must be a boolean, is an integer\n"
        "error /apps/1/secrets must be an array, is null\n"
        "error /gateway must be an object, is an array");
  CHECK(findings("[]") == "error  must be an object, is an array");
  CHECK(findings(R"({"groups":[{"responses":[{"types":{"A/B":{"headers":[["a"],["a",1]]}}}]}]})") ==
        "error /groups/0/responses/0/types/A~1B/headers/0 must be a name and a value\n"
        "error /groups/0/responses/0/types/A~1B/headers/1/1 must be text, is an integer");
}

TEST_CASE("read: CF14 an unknown member is an error when strict and a warning when lenient") {
  const std::string text = R"({"acl": [], "groups": [{"apis": [{"req_url": "/"}]}]})";
  CHECK(findings(text) ==
        "error /acl unknown member \"acl\"\n"
        "error /groups/0/apis/0/req_url unknown member \"req_url\"");
  CHECK(findings(text, Strictness::Lenient) ==
        "warning /acl unknown member \"acl\"\n"
        "warning /groups/0/apis/0/req_url unknown member \"req_url\"");
  CHECK(config::read(text, Strictness::Lenient).ok);
}

TEST_CASE("read: CF13 text of the document is cut to 64 bytes and escaped") {
  const std::string forged = R"({"x\n\u001b[31merror: all is well\u202e)" + std::string(100, 'y') + "\": 1}";
  CHECK(findings(forged).find('\n') == std::string::npos);
  CHECK(findings(forged) == "error /x\\u000a\\u001b[31merror: all is well\\u202e" + std::string(36, 'y') +
                                "... unknown member \"x\\u000a\\u001b[31merror: all is well\\u202e" +
                                std::string(36, 'y') + "...\"");
}

TEST_CASE("read: CF13 a secret of the wrong kind is not repeated") {
  CHECK(findings(R"({"apps":[{"app_secret":["hunter2hunter2"]}]})").find("hunter2") == std::string::npos);
}
