#include "swagger/sample.hpp"
#include "yaml/yaml.hpp"

using namespace sample;

namespace {

string one(string_view more) { return file(R"("/a": {"get": )" + operation("getOne", more) + "}"); }

string many(int count) {
  string paths;
  for (int i = 0; i < count; ++i)
    paths += (i == 0 ? "" : ", ") + ("\"/p" + std::to_string(i)) +
             "\": {\"get\": " + operation("get_" + std::to_string(i)) + "}";
  return file(paths);
}

}  // namespace

TEST_CASE("import: S 4.1 more than 300 APIs are refused, all of them; the limit can be raised") {
  Configuration roomy;
  roomy.gateway.quotas.apis = 1000;
  CHECK(swagger::import_apis(many(300), roomy).success.size() == 300);
  const auto over = swagger::import_apis(many(301), roomy);
  CHECK(rows(over) == "3127");
  CHECK(over.message.find("300 APIs") != string::npos);
  CHECK((over.success.empty() && over.configuration.groups.empty()));
  roomy.gateway.quotas.apis_per_import = 301;
  CHECK(rows(many(301), {}, roomy) == "");
}

TEST_CASE("import: files that are refused as a whole") {
  CHECK(rows("") == "3609");
  CHECK(rows(" \n\t") == "3609");
  CHECK(rows("{\"swagger\": ") == "3600");
  CHECK(rows("{\"swagger\": \"2.0\",}") == "3600");
  CHECK(rows("{\"swagger\": \"2.0\", \"swagger\": \"2.0\"}") == "3600");
  CHECK(rows("PK\x03\x04") == "3600");
  CHECK(rows("{\"swagger\": \"1.2\"}") == "3601");
  CHECK(rows("{\"info\": {}}") == "3601");
  CHECK(rows("{\"openapi\": \"3.0.0\"}") == "3601");
  CHECK(rows("[]") == "3602");
  CHECK(rows("{\"swagger\": \"2.0\", \"info\": {\"title\": \"orders\"}}") == "3602");
  CHECK(rows("{\"swagger\": \"2.0\", \"paths\": {}}") == "3602");
  CHECK(rows(many(1), {.max_bytes = 20}) == "3603");
  CHECK(rows(many(1) + string((3 << 20) + 1 - many(1).size(), ' ')) == "3603");
  CHECK(rows(many(1) + string((3 << 20) - many(1).size(), ' ')) == "");
}

TEST_CASE("import: a new group is named by the file; a name that is taken, or no name, refuses it") {
  const auto first = swagger::import_apis(many(1), {});
  REQUIRE(first.ok);
  CHECK(first.configuration.groups[0].name == "orders");
  CHECK(first.group_id == first.configuration.groups[0].id);
  CHECK(rows(many(1), {}, first.configuration) == "3201");
  CHECK(rows(many(1), {.is_create_group = false}) == "2001");
  CHECK(rows(many(1), {.is_create_group = false, .group_id = "g9"}) == "3001");
  CHECK(rows(R"({"swagger": "2.0", "info": {"title": "a b"}, "paths": {}})") == "2011");
  Configuration full;
  full.gateway.quotas.groups = 0;
  CHECK(rows(many(1), {}, full) == "3101");
}

TEST_CASE("import: entries are independent, the first of two that clash wins, nothing is published") {
  const auto result = swagger::import_apis(
      file("\"/a/{x}\": {\"get\": " +
           operation(
               "one",
               string(kMock) +
                   R"(, "parameters": [{"name": "x", "in": "path", "required": true, "type": "string"}])") +
           "}, \"/a/{y}\": {\"get\": " +
           operation(
               "two",
               string(kMock) +
                   R"(, "parameters": [{"name": "y", "in": "path", "required": true, "type": "string"}])") +
           "}, \"/b\": {\"get\": " + operation("one") + "}, \"/c\": {\"get\": " + operation("three") + "}"),
      {});
  CHECK(rows(result) == "3301 GET /a/{y}, 3202 GET /b");
  REQUIRE(result.success.size() == 2);
  CHECK(result.success[1].path == "/c");
  for (const ApiSpec& api : result.configuration.groups[0].apis) CHECK(api.published.empty());
}

TEST_CASE(
    "import: merge keeps an existing API, override replaces it and leaves what is published in effect") {
  auto first = swagger::import_apis(many(1), {});
  REQUIRE(first.ok);
  first.configuration.groups[0].apis[0].published = {"RELEASE"};
  const string id = first.configuration.groups[0].apis[0].id;
  swagger::ImportOptions options{.is_create_group = false, .group_id = first.group_id};
  CHECK(rows(many(1), options, first.configuration) == "3301 GET /p0");
  options.api_mode = swagger::Mode::Override;
  const auto second = swagger::import_apis(many(1), first.configuration, options);
  REQUIRE(second.success.size() == 1);
  CHECK(second.success[0].is_update);
  CHECK(second.success[0].id == id);
  CHECK(second.configuration.groups[0].apis.size() == 1);
  CHECK(second.configuration.groups[0].apis[0].published.empty());
  REQUIRE(second.configuration.versions.size() == 1);
  CHECK(second.configuration.versions[0].published == std::vector<string>{"RELEASE"});
}

TEST_CASE("import: quotas fail single entries") {
  Configuration small;
  small.gateway.quotas.apis = 1;
  CHECK(rows(many(2), {}, small) == "3102 GET /p1");
  small.gateway.quotas.apis = 200;
  small.gateway.quotas.apis_per_group = 1;
  CHECK(rows(many(2), {}, small) == "3125 GET /p1");
}

TEST_CASE("import: what is wrong in an entry fails it with its row") {
  const struct {
    string more;
    string expected;
  } table[] = {
      {R"("x-apigateway-backend": {"type": "FTP"})", "3602 GET /a"},
      {R"("x-apigateway-cors": "yes", )" + string(kMock), "3602 GET /a"},
      {R"("summary": "no backend")", "3602 GET /a"},
      {R"("x-apigateway-backend": {"type": "HTTP-VPC", "httpVpcEndpoints": {"name": "none", "method": "GET", "path": "/"}})",
       "3023 GET /a"},
      {R"("x-apigateway-backend": {"type": "HTTP", "httpEndpoints": {"address": "10.0.0.1", "method": "GET", "path": "/"}})",
       "2022 GET /a"},
      {R"("x-apigateway-backend": {"type": "FUNCTION", "functionEndpoints": {"function-urn": "x"}})",
       "9002 GET /a"},
      {string(kMock) + R"(, "security": [{"none": []}])", "3602 GET /a"},
      {string(kMock) + R"(, "parameters": [{"name": "f", "in": "formData", "type": "string"}])",
       "3602 GET /a"},
      {string(kMock) + R"(, "parameters": [{"name": "f", "in": "query", "type": "array"}])", "3602 GET /a"},
      {string(kMock) + R"(, "parameters": [{"$ref": "file:///etc/passwd"}])", "3602 GET /a"},
      {string(kMock) + R"(, "parameters": [{"$ref": "#/parameters/none"}])", "3602 GET /a"},
      {string(kMock) + R"(, "parameters": [{"name": "b", "in": "body", "schema": {}}])", ""},
      {string(kMock) + R"(, "parameters": [{"name": "b", "in": "query", "type": "boolean"}])", ""},
      {string(kMock) + R"(, "x-apigateway-ratelimit": "none")", "3005 GET /a"},
      {string(kMock) + R"(, "x-apigateway-access-control": "none")", "3006 GET /a"},
      {string(kMock) + R"(, "x-unknown": 1)", ""},
  };
  for (const auto& row : table) {
    CAPTURE(row.more);
    CHECK(rows(one(row.more)) == row.expected);
  }
  CHECK(rows(one(R"("summary": "no backend")"), {.mock_mode = true}) == "");
  CHECK(rows(file("\"/a/b-{x}\": {\"get\": " + operation("getOne") + "}")) == "3602 GET /a/b-{x}");
}

TEST_CASE("import: a path or a method that is no object fails alone") {
  for (const string none : {"\"text\"", "[]", "[1, 2]", "7", "null", "true"}) {
    CAPTURE(none);
    const string good = "\"/good\": {\"get\": " + operation("getOne") + "}";
    CHECK(rows(file("\"/a\": " + none + ", " + good)) == "3602  /a");
    CHECK(rows(file("\"/a\": {\"get\": " + none + "}, " + good)) == "3602 GET /a");
  }
}

TEST_CASE("import: a failed import of everything changes nothing") {
  const auto result = swagger::import_apis(one(R"("summary": "no backend")"), {});
  CHECK(result.ok);
  CHECK(result.configuration.groups.empty());
  CHECK(result.group_id.empty());
}

TEST_CASE("import: references among parameters are followed within the file, circles are refused") {
  const auto with = [](string_view parameters) {
    return file(R"("/a": {"get": )" +
                    operation("getOne", string(kMock) + R"(, "parameters": [{"$ref": "#/parameters/p"}])") +
                    "}",
                R"("parameters": )" + string(parameters) + ", ");
  };
  CHECK(rows(with(R"({"p": {"name": "q", "in": "query", "type": "string"}})")) == "");
  CHECK(rows(with(R"({"p": {"$ref": "#/parameters/p"}})")) == "3602 GET /a");
}

TEST_CASE("import: basePath stands before each path, schemes and auth come from the file") {
  const auto result = swagger::import_apis(
      file(
          R"("/a": {"x-apigateway-any-method": )" +
              operation("getOne", string(kMock) + R"(, "security": [{"app": []}])") + "}",
          R"("basePath": "/v1/", "schemes": ["http", "https"], "securityDefinitions": {"app": {"type": "apiKey", "in": "header",
              "name": "Authorization", "x-apigateway-auth-type": "AppSigv1", "x-apigateway-auth-opt": {"appcode-auth-type": "header"}}}, )"),
      {});
  REQUIRE(rows(result) == "");
  const ApiSpec& api = result.configuration.groups[0].apis[0];
  CHECK(api.req_uri == "/v1/a");
  CHECK(api.req_method == "ANY");
  CHECK(api.req_protocol == "BOTH");
  CHECK(api.auth_type == "APP");
  CHECK(api.auth_opt.app_code_auth_type == "HEADER");
}

TEST_CASE("import: OpenAPI 3.0 is taken when it is switched on") {
  const string text =
      R"({"openapi": "3.0.0", "info": {"title": "orders"}, "servers": [{"url": "http://a.example/v1"}], "paths": {"/a": {"get": )" +
      operation("getOne",
                string(kMock) +
                    R"(, "parameters": [{"name": "q", "in": "query", "schema": {"type": "integer"}}])") +
      "}}}";
  CHECK(rows(text) == "3601");
  const auto result = swagger::import_apis(text, {}, {.openapi3 = true});
  REQUIRE(rows(result) == "");
  CHECK(result.configuration.groups[0].apis[0].req_uri == "/v1/a");
  CHECK(result.configuration.groups[0].apis[0].req_protocol == "HTTP");
  CHECK(result.configuration.groups[0].apis[0].req_params[0].type == "NUMBER");
}

TEST_CASE("import: YAML is the same as JSON") {
  if (!yaml::is_available()) return;
  const auto result = swagger::import_apis(
      "swagger: '2.0'\ninfo: {title: orders}\npaths:\n  /a:\n    get:\n      operationId: getOne\n"
      "      x-apigateway-request-type: private\n      x-apigateway-backend: {type: MOCK}\n",
      {});
  REQUIRE(rows(result) == "");
  CHECK(result.configuration.groups[0].apis[0].type == 2);
  CHECK(rows("swagger: '2.0'\ninfo: {title: orders}\ninfo: {}\npaths: {}\n") == "3600");
}
