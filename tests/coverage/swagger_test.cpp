// Moving APIs between engines as Swagger files.
#include "sluice/swagger.hpp"

#include "coverage/world.hpp"
#include "sluice/document.hpp"

using namespace coverage;

namespace {

constexpr string_view kMock = R"("backend_type": "MOCK", "mock_info": {"result_content": "here"})";

Configuration configuration(string_view json) {
  Document read = read_document(json);
  REQUIRE(read.ok);
  return std::move(read.configuration);
}

string exported(const Configuration& from, swagger::Define define = swagger::Define::All) {
  const auto file = swagger::export_group(from, {.define = define}, kNow);
  REQUIRE(file.ok);
  return file.text;
}

string replaced(string text, string_view from, string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != string::npos);
  return text.replace(at, from.size(), to);
}

/// A file of that many APIs; of the first, `type` is the type of a parameter.
string file(int count, string_view type = "string") {
  string paths;
  for (int i = 0; i < count; ++i) {
    const string number = std::to_string(i);
    paths += (i == 0 ? "" : ", ") + ("\"/p" + number) + R"(": {"get": {"operationId": "get_)" + number +
             R"(", "x-apigateway-request-type": "public", "x-apigateway-backend": {"type": "MOCK"},)" +
             R"("parameters": [{"name": "q", "in": "query", "type": ")" + string(i == 0 ? type : "string") +
             "\"}]}}";
  }
  return R"({"swagger": "2.0", "info": {"title": "many", "version": "1"}, "paths": {)" + paths + "}}";
}

string number_of(error::Row row) { return string(error::row(row).code.substr(5)); }

}  // namespace

TEST_CASE("seed 2, 4.2: an API that is exported is the template of the next ones") {
  const string one = exported(configuration(document({api("a", "GET", "/a", kMock)})));
  const string next = replaced(replaced(replaced(one, "group_1", "group_2"), "/a", "/b"), "api_a", "api_b");
  const auto result = swagger::import_apis(next, {});
  REQUIRE(result.ok);
  CHECK(result.failure.empty());
  REQUIRE(result.success.size() == 1);
  const ApiSpec& made = result.configuration.groups[0].apis[0];
  CHECK((made.name == "api_b" && made.req_uri == "/b" && made.backend_type == "MOCK"));
}

TEST_CASE(
    "seed 2, 4.1: an import of over 300 APIs fails, of more where that is raised; wrong parameters do") {
  Configuration roomy;
  roomy.gateway.quotas.apis = 1000;
  const auto over = swagger::import_apis(file(301), roomy);
  CHECK_FALSE(over.ok);
  CHECK(number_of(over.row) == "3127");
  CHECK(swagger::import_apis(file(300), roomy).success.size() == 300);
  roomy.gateway.quotas.apis_per_import = 301;
  CHECK(swagger::import_apis(file(301), roomy).success.size() == 301);
  const auto wrong = swagger::import_apis(file(2, "array"), {});
  REQUIRE(wrong.failure.size() == 1);
  CHECK(number_of(wrong.failure[0].row) == "3602");
  CHECK((wrong.success.size() == 1 && wrong.success[0].path == "/p1"));
}

TEST_CASE("seed 7.12: APIs move by export and import, and answer where they came to once published") {
  const string text = exported(configuration(document({api("a", "GET", "/a", kMock)})));
  Configuration other = configuration(document(std::vector<string>{}));
  const auto result = swagger::import_apis(text, other, {.is_create_group = false, .group_id = "g1"});
  REQUIRE(result.ok);
  REQUIRE(result.success.size() == 1);
  Configuration moved = result.configuration;
  World edited(*write_document(moved));
  CHECK(refusal(edited.get("/a")) == "0101/404");
  moved.groups[0].apis[0].published = {"RELEASE"};
  World world(*write_document(moved));
  CHECK(world
            .call({.method = "GET",
                   .target = "/a",
                   .host = "api.example.com",
                   .scheme = Scheme::Https,
                   .peer = "203.0.114.200"})
            .verdict == Verdict::Respond);
}
