#include <random>

#include "swagger/sample.hpp"
#include "yaml/yaml.hpp"

using namespace sample;

namespace {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_()) % end; }
  bool coin() { return below(2) == 0; }
  string pick(std::initializer_list<const char*> words) {
    return words.begin()[below(static_cast<std::uint32_t>(words.size()))];
  }

 private:
  std::mt19937 engine_;
};

RequestParameterSpec parameter(Random& random, string name, string location) {
  RequestParameterSpec p{.name = std::move(name), .location = std::move(location)};
  p.type = random.pick({"STRING", "NUMBER"});
  if (p.location != "PATH") p.required = random.coin() ? 1 : 2;
  if (random.coin()) p.remark = "a remark: \"x\"";
  if (random.coin()) p.enumerations = random.pick({"1,2,3", "7", "a,b"});
  if (random.coin()) p.default_value = random.pick({"1", "01", "1.5", "x"});
  if (random.coin()) (p.type == "NUMBER" ? p.min_num : p.min_size) = 1;
  if (random.coin()) (p.type == "NUMBER" ? p.max_num : p.max_size) = 99;
  p.valid_enable = random.coin() ? 1 : 2;
  p.pass_through = random.coin() ? 1 : 2;
  return p;
}

void add_backend(Random& random, ApiSpec& api) {
  api.backend_type = random.pick({"HTTP", "FUNCTION", "MOCK", "HOST"});
  if (api.backend_type == "HOST") return;
  if (api.backend_type == "FUNCTION")
    api.func_info =
        FunctionSpec{.function_urn = "urn:fss:a:b", .invocation_type = random.pick({"sync", "async"})};
  if (api.backend_type == "MOCK") {
    api.mock_info = MockSpec{.result_content = random.pick({"", "ok", "{\"a\": 1}"}),
                             .status_code = random.coin() ? 200 : 203};
    if (random.coin())
      api.policy_mocks.push_back({"one",
                                  random.pick({"ALL", "ANY"}),
                                  {{.condition_origin = "source", .condition_value = "198.51.100.0/24"},
                                   {.condition_origin = "system",
                                    .condition_type = "exact",
                                    .condition_value = "/a",
                                    .sys_param_name = "reqPath"}},
                                  {},
                                  {}});
  }
  if (api.backend_type == "HTTP") {
    BackendSpec backend{.req_protocol = random.pick({"HTTP", "HTTPS"}),
                        .req_method = random.pick({"ANY", "POST"}),
                        .req_uri = "/b",
                        .timeout = 100 + random.below(1000)};
    if (random.coin())
      backend.vpc_channel_status = 1, backend.vpc_channel_info = {"c1", random.pick({"", "inner.example"})};
    else
      backend.url_domain = "orders.example.com:8080";
    api.backend_api = backend;
  }
  api.backend_params.push_back(
      {.origin = "CONSTANT", .name = "X-From", .location = "HEADER", .value = "gateway"});
}

ApiSpec api_of(Random& random, std::uint32_t i) {
  const string number = std::to_string(i);
  ApiSpec api{.id = "a" + number, .name = "api_" + number, .type = random.coin() ? 1 : 2};
  api.req_protocol = random.pick({"HTTP", "HTTPS", "BOTH"});
  api.req_method = random.pick({"GET", "POST", "DELETE", "ANY"});
  api.req_uri = random.coin() ? "/p" + number : "/p" + number + "/{id}";
  api.match_mode = random.pick({"NORMAL", "SWA"});
  api.auth_type = random.pick({"NONE", "APP", "IAM", "AUTHORIZER"});
  if (api.auth_type == "APP" && random.coin()) api.auth_opt.app_code_auth_type = "HEADER";
  if (api.auth_type == "AUTHORIZER" || random.below(4) == 0) api.authorizer_id = "z1";
  if (api.authorizer_id == "z1" && api.auth_type == "NONE") api.auth_type = "AUTHORIZER";
  if (api.req_uri.ends_with('}')) api.req_params.push_back(parameter(random, "id", "PATH"));
  if (random.coin()) api.req_params.push_back(parameter(random, "q", "QUERY"));
  api.cors = random.coin();
  if (random.coin()) api.response_id = "r1";
  if (random.coin()) api.tags = {"shop"};
  if (random.coin()) api.plugins = "[{\"a\":1}]";
  api.is_send_fg_body_base64 = random.coin();
  api.refuse_unsigned_payload = random.coin();
  if (random.coin()) api.result_normal_sample = "fine";
  add_backend(random, api);
  api.published = {"RELEASE"};
  return api;
}

// What both engines have: what a Swagger file can only name.
Configuration surroundings() {
  Configuration c;
  c.gateway.subdomain_suffixes = {"apigw.example.com"};
  c.vpc_channels.push_back(
      {.id = "c1", .name = "pool", .port = 80, .member_type = "ip", .members = {{.host = "10.0.0.1"}}});
  c.authorizers.push_back({.id = "z1", .name = "jwt", .authorizer_uri = "urn:fss:a:z"});
  c.apps.push_back({.id = "app1", .name = "shop", .app_key = "shopkey001", .app_secret = "shopsecret001"});
  return c;
}

Configuration configuration(Random& random) {
  Configuration c = surroundings();
  GroupSpec group{.id = "g1", .name = "orders", .remark = "all of them"};
  group.responses.push_back(
      {.id = "r1",
       .name = "polite",
       .types = {{"THROTTLED", {.status = 503, .body = "{}", .headers = {{"X-A", "b"}}}}}});
  const std::uint32_t count = 1 + random.below(12);
  for (std::uint32_t i = 0; i < count; ++i) group.apis.push_back(api_of(random, i));
  ThrottleSpec slow{.id = "t1",
                    .name = "slow",
                    .type = random.coin() ? 1 : 2,
                    .time_interval = 1,
                    .time_unit = "MINUTE",
                    .api_call_limits = 10};
  if (random.coin()) slow.algorithm = "fixed_window";
  if (random.coin()) slow.specials.push_back({"APP", "app1", 5});
  AclSpec office{.id = "l1",
                 .acl_name = "office",
                 .entity_type = "IP",
                 .acl_type = "PERMIT",
                 .acl_value = "198.51.100.0/24,2001:db8::7"};
  for (const ApiSpec& api : group.apis) {
    if (random.coin()) slow.bindings.push_back({api.id});
    if (random.coin()) office.bindings.push_back({api.id});
  }
  c.groups.push_back(group);
  c.throttles.push_back(slow);
  c.acls.push_back(office);
  return c;
}

void publish(Configuration& c) {
  for (ApiSpec& api : c.groups.back().apis) api.published = {"RELEASE"};
}

// Without what names the engine.
string without_host(string text) {
  const std::size_t at = text.find("\"host\":\"");
  if (at != string::npos) text.erase(at, text.find("\",", at) + 2 - at);
  return text;
}

}  // namespace

TEST_CASE(
    "swagger: S 7.12 what is exported with all, imported elsewhere, published and exported again is the same "
    "file") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Configuration from = configuration(random);
    const bool is_yaml = seed % 2 == 1 && yaml::is_available();
    const swagger::ExportOptions how{.define = swagger::Define::All, .version = "v"};
    swagger::ExportOptions carried = how;
    if (is_yaml) carried.type = swagger::Format::Yaml;
    const auto first = swagger::export_group(from, how, {});
    const auto file = swagger::export_group(from, carried, {});
    REQUIRE(first.ok);
    auto imported = swagger::import_apis(file.text, surroundings());
    CAPTURE(file.text);
    CAPTURE(to_json(imported));
    REQUIRE(rows(imported) == "");
    REQUIRE(imported.success.size() == from.groups[0].apis.size());
    publish(imported.configuration);
    const auto second = swagger::export_group(imported.configuration, how, {});
    REQUIRE(second.ok);
    CHECK(without_host(second.text) == without_host(first.text));
  }
}

TEST_CASE("swagger: the kinds of export, each with more than the one before") {
  Random random(3);
  Configuration from = configuration(random);
  from.groups[0].apis[0].published.clear();
  const auto text = [&](swagger::Define define) {
    return swagger::export_group(from, {.define = define, .version = "v"}, {}).text;
  };
  CHECK(text(swagger::Define::Spec).find("x-apigateway-backend\"") == string::npos);
  CHECK(text(swagger::Define::Proxy).find("x-apigateway-ratelimits") == string::npos);
  CHECK(text(swagger::Define::All).find("x-apigateway-ratelimits") != string::npos);
  CHECK(text(swagger::Define::All).find("\"api_0\"") == string::npos);
  CHECK(text(swagger::Define::Dev).find("\"api_0\"") != string::npos);
}

TEST_CASE(
    "swagger: an export without a group, environment or API that exists is refused; the version is the "
    "time") {
  Random random(4);
  const Configuration from = configuration(random);
  const auto row = [&](const swagger::ExportOptions& how) {
    const auto result = swagger::export_group(from, how, {});
    return result.ok ? string() : string(error::row(result.row).code.substr(5));
  };
  CHECK(row({.group_id = "g9"}) == "3001");
  CHECK(row({.env = "NONE"}) == "3003");
  CHECK(row({.apis = {"a99"}}) == "3002");
  CHECK(row({.apis = {"a0"}}) == "");
  CHECK(swagger::export_group(from, {}, {.seconds = 1614132000})
            .text.find("\"version\":\"2021-02-24T02:00:00Z\"") != string::npos);
}
