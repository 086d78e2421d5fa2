// Rules of APIs and their parameters, one row each.
#include "sample.hpp"

using namespace sample;

namespace {

const Rule kApis[] = {
    {"name is required", [](Configuration& c) { api(c, 1).name = ""; }, "error 2001 /groups/0/apis/1/name"},
    {"name begins with a letter", [](Configuration& c) { api(c, 1).name = "_ping"; },
     "error 2011 /groups/0/apis/1/name"},
    {"names are unique in the group", [](Configuration& c) { api(c, 1).name = "getOrder"; },
     "error 3202 /groups/0/apis/1/name -> /groups/0/apis/0/name"},
    {"ids are unique over all groups",
     [](Configuration& c) {
       ApiSpec copy = ping();
       copy.id = "a2";
       c.groups.push_back({.id = "g2", .name = "other", .apis = {copy}});
       c.groups[1].apis[0].published = {};
     },
     "error 3202 /groups/1/apis/0/id -> /groups/0/apis/1/id"},
    {"group_id is the group", [](Configuration& c) { api(c, 1).group_id = "g9"; },
     "error 3001 /groups/0/apis/1/group_id"},
    {"group_id is no other group",
     [](Configuration& c) {
       c.groups.push_back({.id = "g2", .name = "other"});
       api(c, 1).group_id = "g2";
     },
     "error 2000 /groups/0/apis/1/group_id"},
    {"type is 1 or 2", [](Configuration& c) { api(c, 1).type = 0; }, "error 2004 /groups/0/apis/1/type"},
    {"version has 16 characters at most", [](Configuration& c) { api(c, 1).version = std::string(17, 'v'); },
     "error 2006 /groups/0/apis/1/version"},
    {"req_protocol is one of three", [](Configuration& c) { api(c, 1).req_protocol = "https"; },
     "error 2004 /groups/0/apis/1/req_protocol"},
    {"req_method is required", [](Configuration& c) { api(c, 1).req_method = ""; },
     "error 2001 /groups/0/apis/1/req_method"},
    {"req_method is one of eight", [](Configuration& c) { api(c, 1).req_method = "TRACE"; },
     "error 2004 /groups/0/apis/1/req_method"},
    {"match_mode is one of two", [](Configuration& c) { api(c, 1).match_mode = "REGEX"; },
     "error 2004 /groups/0/apis/1/match_mode"},
    {"auth_type is required", [](Configuration& c) { api(c, 1).auth_type = ""; },
     "error 2001 /groups/0/apis/1/auth_type"},
    {"auth_type is one of four", [](Configuration& c) { api(c, 1).auth_type = "BASIC"; },
     "error 2004 /groups/0/apis/1/auth_type"},
    {"app_code_auth_type is one of two",
     [](Configuration& c) { api(c).auth_opt.app_code_auth_type = "QUERY"; },
     "error 2004 /groups/0/apis/0/auth_opt/app_code_auth_type"},
    {"app codes only with APP", [](Configuration& c) { api(c, 1).auth_opt.app_code_auth_type = "HEADER"; },
     "error 2011 /groups/0/apis/1/auth_opt/app_code_auth_type"},
    {"AUTHORIZER needs an authorizer", [](Configuration& c) { api(c, 1).auth_type = "AUTHORIZER"; },
     "error 2001 /groups/0/apis/1/authorizer_id"},
    {"the authorizer exists", [](Configuration& c) { api(c, 1).authorizer_id = "z9"; },
     "error 3081 /groups/0/apis/1/authorizer_id"},
    {"the authorizer is a front-end one",
     [](Configuration& c) {
       c.authorizers[0].type = "BACKEND";
       api(c, 1).authorizer_id = "z1";
     },
     "error 2000 /groups/0/apis/1/authorizer_id -> /authorizers/0/type"},
    {"the authorizer has the same owner",
     [](Configuration& c) {
       c.authorizers[0].owner = "p2";
       api(c, 1).authorizer_id = "z1";
     },
     "error 1201 /groups/0/apis/1/authorizer_id -> /authorizers/0/owner"},
    {"an IAM API loads", [](Configuration& c) { api(c, 1).auth_type = "IAM"; }, ""},
    {"a preflight needs no IAM",
     [](Configuration& c) {
       api(c, 1).auth_type = "IAM";
       api(c, 1).req_method = "OPTIONS";
       api(c, 1).cors = true;
     },
     ""},
    {"response_id is of the group", [](Configuration& c) { api(c, 1).response_id = "r9"; },
     "error 2000 /groups/0/apis/1/response_id"},
    {"backend_type is required",
     [](Configuration& c) {
       api(c, 1).backend_type = "";
       api(c, 1).mock_info.reset();
     },
     "error 2001 /groups/0/apis/1/backend_type"},
    {"a tag is letters, digits and '_'", [](Configuration& c) { api(c).tags = {"a-b"}; },
     "error 2011 /groups/0/apis/0/tags/0"},
    {"a tag has 128 characters at most", [](Configuration& c) { api(c).tags = {std::string(129, 't')}; },
     "error 2006 /groups/0/apis/0/tags/0"},
    {"tags are unique",
     [](Configuration& c) {
       api(c).tags = {"x", "y", "x"};
     },
     "error 3213 /groups/0/apis/0/tags/2 -> /groups/0/apis/0/tags/0"},
    {"30 tags",
     [](Configuration& c) {
       for (int i = 0; i < 30; ++i) api(c).tags.push_back("t" + std::to_string(i));
     },
     "error 3133 /groups/0/apis/0/tags"},
    {"remark has 255 characters at most", [](Configuration& c) { api(c).remark = std::string(256, 'r'); },
     "error 2006 /groups/0/apis/0/remark"},
    {"body_remark has 20480 characters at most",
     [](Configuration& c) { api(c).body_remark = std::string(20481, 'r'); },
     "error 2006 /groups/0/apis/0/body_remark"},
    {"samples have 20480 characters at most",
     [](Configuration& c) {
       api(c).result_normal_sample = std::string(20481, 'r');
       api(c).result_failure_sample = std::string(20480, 'r');
     },
     "error 2006 /groups/0/apis/0/result_normal_sample"},
};

const Rule kPaths[] = {
    {"req_uri is required", [](Configuration& c) { api(c, 1).req_uri = ""; },
     "error 2001 /groups/0/apis/1/req_uri"},
    {"512 characters", [](Configuration& c) { api(c, 1).req_uri = "/" + std::string(511, 'p'); }, ""},
    {"513 characters", [](Configuration& c) { api(c, 1).req_uri = "/" + std::string(512, 'p'); },
     "error 2006 /groups/0/apis/1/req_uri"},
    {"begins with a slash", [](Configuration& c) { api(c, 1).req_uri = "ping"; },
     "error 2011 /groups/0/apis/1/req_uri"},
    {"a variable is a whole segment", [](Configuration& c) { api(c, 1).req_uri = "/abc{id}"; },
     "error 2011 /groups/0/apis/1/req_uri"},
    {"a variable has a name", [](Configuration& c) { api(c, 1).req_uri = "/{}"; },
     "error 2011 /groups/0/apis/1/req_uri"},
    {"a variable stands once", [](Configuration& c) { api(c, 1).req_uri = "/{a}/{a}"; },
     "error 2026 /groups/0/apis/1/req_uri"},
    {"no dot segments", [](Configuration& c) { api(c, 1).req_uri = "/a/../b"; },
     "error 2011 /groups/0/apis/1/req_uri"},
    {"a variable is declared", [](Configuration& c) { api(c, 1).req_uri = "/ping/{who}"; },
     "error 2026 /groups/0/apis/1/req_uri -> /groups/0/apis/1/req_params"},
    {"a declared path parameter is in the path",
     [](Configuration& c) { api(c, 1).req_params = {{.name = "who", .location = "PATH"}}; },
     "error 2026 /groups/0/apis/1/req_params/0/name"},
    {"routes are unique whatever the variables are called",
     [](Configuration& c) {
       api(c, 1).req_uri = "/orders/{key}";
       api(c, 1).req_params = {{.name = "key", .location = "PATH"}};
       api(c, 1).published = {"RELEASE"};
     },
     "error 3301 /groups/0/apis/1/req_uri -> /groups/0/apis/0/req_uri"},
    {"routes are compared after decoding",
     [](Configuration& c) {
       api(c, 2).req_method = "GET";
       api(c, 2).req_uri = "/%70ing";
     },
     "error 3301 /groups/0/apis/2/req_uri -> /groups/0/apis/1/req_uri"},
    {"ANY and a method do not clash",
     [](Configuration& c) {
       api(c, 2).req_method = "ANY";
       api(c, 2).req_uri = "/ping";
     },
     ""},
    {"NORMAL and SWA do not clash",
     [](Configuration& c) {
       api(c, 2).req_method = "GET";
       api(c, 2).req_uri = "/ping";
       api(c, 2).match_mode = "SWA";
     },
     ""},
    {"groups do not clash",
     [](Configuration& c) {
       ApiSpec other = ping();
       other.id = "b2";
       c.groups.push_back({.id = "g2", .name = "other", .apis = {other}});
     },
     ""},
};

const Rule kPublished[] = {
    {"the environment exists",
     [](Configuration& c) {
       api(c, 1).published = {"RELEASE", "GAMMA"};
     },
     "error 3003 /groups/0/apis/1/published/1"},
    {"once in each environment",
     [](Configuration& c) {
       api(c, 1).published = {"BETA", "BETA"};
     },
     "error 2000 /groups/0/apis/1/published/1 -> /groups/0/apis/1/published/0"},
    {"not also by a version", [](Configuration& c) { c.versions[0].published = {"RELEASE"}; },
     "error 2000 /versions/0/published/0 -> /groups/0/apis/0/published/0"},
};

RequestParameterSpec& ring(Configuration& c) { return api(c).req_params[1]; }

const Rule kRequestParameters[] = {
    {"name is required", [](Configuration& c) { api(c).req_params.push_back({.location = "QUERY"}); },
     "error 2001 /groups/0/apis/0/req_params/2/name"},
    {"name has 32 characters at most",
     [](Configuration& c) {
       api(c).req_params.push_back({.name = std::string(33, 'n'), .location = "QUERY"});
     },
     "error 2006 /groups/0/apis/0/req_params/2/name"},
    {"name begins with a letter",
     [](Configuration& c) { api(c).req_params.push_back({.name = "1a", .location = "QUERY"}); },
     "error 2011 /groups/0/apis/0/req_params/2/name"},
    {"x-stage is reserved",
     [](Configuration& c) { api(c).req_params.push_back({.name = "X-Stage", .location = "HEADER"}); },
     "error 2012 /groups/0/apis/0/req_params/2/name"},
    {"x-apig- is reserved",
     [](Configuration& c) { api(c).req_params.push_back({.name = "x-apig-mode", .location = "QUERY"}); },
     "error 2012 /groups/0/apis/0/req_params/2/name"},
    {"x-sdk- is reserved",
     [](Configuration& c) { api(c).req_params.push_back({.name = "X-Sdk-Date", .location = "HEADER"}); },
     "error 2012 /groups/0/apis/0/req_params/2/name"},
    {"no '_' in a header's name",
     [](Configuration& c) { api(c).req_params.push_back({.name = "a_b", .location = "HEADER"}); },
     "error 2012 /groups/0/apis/0/req_params/2/name"},
    {"not Authorization",
     [](Configuration& c) { api(c).req_params.push_back({.name = "authorization", .location = "HEADER"}); },
     "error 2012 /groups/0/apis/0/req_params/2/name"},
    {"not X-Auth-Token",
     [](Configuration& c) { api(c).req_params.push_back({.name = "X-Auth-Token", .location = "HEADER"}); },
     "error 2012 /groups/0/apis/0/req_params/2/name"},
    {"they are free as query parameters",
     [](Configuration& c) {
       api(c).req_params.push_back({.name = "Authorization", .location = "QUERY"});
       api(c).req_params.push_back({.name = "a_b", .location = "QUERY"});
     },
     ""},
    {"location is required", [](Configuration& c) { api(c).req_params.push_back({.name = "x"}); },
     "error 2001 /groups/0/apis/0/req_params/2/location"},
    {"location is one of three",
     [](Configuration& c) { api(c).req_params.push_back({.name = "x", .location = "BODY"}); },
     "error 2004 /groups/0/apis/0/req_params/2/location"},
    {"type is one of two", [](Configuration& c) { ring(c).type = "BOOLEAN"; },
     "error 2004 /groups/0/apis/0/req_params/1/type"},
    {"required is 1 or 2", [](Configuration& c) { ring(c).required = 0; },
     "error 2004 /groups/0/apis/0/req_params/1/required"},
    {"a path parameter is required", [](Configuration& c) { api(c).req_params[0].required = 2; },
     "error 2004 /groups/0/apis/0/req_params/0/required"},
    {"valid_enable is 1 or 2", [](Configuration& c) { ring(c).valid_enable = 3; },
     "error 2004 /groups/0/apis/0/req_params/1/valid_enable"},
    {"pass_through is 1 or 2", [](Configuration& c) { ring(c).pass_through = 0; },
     "error 2004 /groups/0/apis/0/req_params/1/pass_through"},
    {"default_value has 255 characters at most",
     [](Configuration& c) { ring(c).default_value = std::string(256, 'd'); },
     "error 2006 /groups/0/apis/0/req_params/1/default_value"},
    {"sample_value has 255 characters at most",
     [](Configuration& c) { ring(c).sample_value = std::string(256, 'd'); },
     "error 2006 /groups/0/apis/0/req_params/1/sample_value"},
    {"min_num is not above max_num",
     [](Configuration& c) {
       ring(c).min_num = 2;
       ring(c).max_num = 1;
     },
     "error 2000 /groups/0/apis/0/req_params/1/min_num -> /groups/0/apis/0/req_params/1/max_num"},
    {"min_size is not above max_size",
     [](Configuration& c) {
       ring(c).min_size = 2;
       ring(c).max_size = 1;
     },
     "error 2000 /groups/0/apis/0/req_params/1/min_size -> /groups/0/apis/0/req_params/1/max_size"},
    {"a size is not negative", [](Configuration& c) { ring(c).min_size = -1; },
     "error 2002 /groups/0/apis/0/req_params/1/min_size"},
    {"unique in a location",
     [](Configuration& c) { api(c).req_params.push_back({.name = "ring", .location = "QUERY"}); },
     "error 3209 /groups/0/apis/0/req_params/2/name -> /groups/0/apis/0/req_params/1/name"},
    {"query names are case-sensitive",
     [](Configuration& c) { api(c).req_params.push_back({.name = "Ring", .location = "QUERY"}); }, ""},
    {"header names are not",
     [](Configuration& c) {
       api(c).req_params.push_back({.name = "X-Ring", .location = "HEADER"});
       api(c).req_params.push_back({.name = "x-ring", .location = "HEADER"});
     },
     "error 3209 /groups/0/apis/0/req_params/3/name -> /groups/0/apis/0/req_params/2/name"},
    {"the same name in two locations",
     [](Configuration& c) { api(c).req_params.push_back({.name = "ring", .location = "HEADER"}); }, ""},
    {"50 parameters",
     [](Configuration& c) {
       for (int i = 0; i < 49; ++i)
         api(c).req_params.push_back({.name = "p" + std::to_string(i), .location = "QUERY"});
     },
     "error 3111 /groups/0/apis/0/req_params"},
};

const Rule kBackendParameters[] = {
    {"origin is required",
     [](Configuration& c) {
       api(c).backend_params.push_back({.name = "x", .location = "QUERY", .value = "id"});
     },
     "error 2001 /groups/0/apis/0/backend_params/1/origin"},
    {"origin is one of three",
     [](Configuration& c) {
       api(c).backend_params.push_back({.origin = "COOKIE", .name = "x", .location = "QUERY", .value = "id"});
     },
     "error 2004 /groups/0/apis/0/backend_params/1/origin"},
    {"name is required",
     [](Configuration& c) {
       api(c).backend_params.push_back({.origin = "CONSTANT", .location = "QUERY", .value = "v"});
     },
     "error 2001 /groups/0/apis/0/backend_params/1/name"},
    {"no '_' in a header's name",
     [](Configuration& c) {
       api(c).backend_params.push_back(
           {.origin = "CONSTANT", .name = "a_b", .location = "HEADER", .value = "v"});
     },
     "error 2012 /groups/0/apis/0/backend_params/1/name"},
    {"reserved names",
     [](Configuration& c) {
       api(c).backend_params.push_back(
           {.origin = "CONSTANT", .name = "X-Apig-Depth", .location = "HEADER", .value = "v"});
     },
     "error 2012 /groups/0/apis/0/backend_params/1/name"},
    {"value has 255 characters at most",
     [](Configuration& c) {
       api(c).backend_params.push_back(
           {.origin = "CONSTANT", .name = "x", .location = "QUERY", .value = std::string(256, 'v')});
     },
     "error 2006 /groups/0/apis/0/backend_params/1/value"},
    {"REQUEST names a request parameter",
     [](Configuration& c) {
       api(c).backend_params.push_back(
           {.origin = "REQUEST", .name = "x", .location = "QUERY", .value = "ID"});
     },
     "error 2028 /groups/0/apis/0/backend_params/1/value"},
    {"SYSTEM names a system parameter",
     [](Configuration& c) {
       api(c).backend_params.push_back(
           {.origin = "SYSTEM", .name = "x", .location = "QUERY", .value = "$context.weather"});
     },
     "error 2004 /groups/0/apis/0/backend_params/1/value"},
    {"SYSTEM values, with and without prefix",
     [](Configuration& c) {
       api(c).backend_params.push_back(
           {.origin = "SYSTEM", .name = "x", .location = "QUERY", .value = "sourceIp"});
       api(c).backend_params.push_back(
           {.origin = "SYSTEM", .name = "y", .location = "HEADER", .value = "$context.requestId"});
     },
     ""},
    {"an authorizer's value needs a front-end authorizer",
     [](Configuration& c) {
       api(c).backend_params.push_back({.origin = "SYSTEM",
                                        .name = "x",
                                        .location = "QUERY",
                                        .value = "$context.authorizer.frontend.user"});
     },
     "error 2036 /groups/0/apis/0/backend_params/1/value"},
    {"an authorizer's value needs a back-end authorizer",
     [](Configuration& c) {
       api(c).backend_params.push_back({.origin = "SYSTEM",
                                        .name = "x",
                                        .location = "QUERY",
                                        .value = "$context.authorizer.backend.user"});
     },
     "error 2036 /groups/0/apis/0/backend_params/1/value"},
    {"unique in a location",
     [](Configuration& c) {
       for (int i = 0; i < 2; ++i)
         api(c).backend_params.push_back(
             {.origin = "CONSTANT", .name = "x", .location = "QUERY", .value = "v"});
     },
     "error 3209 /groups/0/apis/0/backend_params/2/name -> /groups/0/apis/0/backend_params/1/name"},
    {"a variable of the backend path has a parameter", [](Configuration& c) { api(c).backend_params = {}; },
     "error 2027 /groups/0/apis/0/backend_api/req_uri -> /groups/0/apis/0/backend_params"},
    {"a path parameter is in the backend path", [](Configuration& c) { api(c).backend_api->req_uri = "/v1"; },
     "error 2027 /groups/0/apis/0/backend_params/0/name"},
    {"parts of a segment are allowed",
     [](Configuration& c) { api(c).backend_api->req_uri = "/v1/o-{key}.json"; }, ""},
    {"a policy has parameters of its own",
     [](Configuration& c) { api(c).policy_https[0].backend.req_uri = "/beta/{key}"; },
     "error 2027 /groups/0/apis/0/policy_https/0/req_uri -> /groups/0/apis/0/policy_https/0/backend_params"},
    {"50 parameters",
     [](Configuration& c) {
       for (int i = 0; i < 50; ++i)
         api(c).backend_params.push_back(
             {.origin = "CONSTANT", .name = "p" + std::to_string(i), .location = "QUERY", .value = "v"});
     },
     "error 3111 /groups/0/apis/0/backend_params"},
};

VersionSpec& version(Configuration& c) { return c.versions[0]; }

const Rule kVersions[] = {
    {"api is required", [](Configuration& c) { version(c).api = ""; }, "error 2001 /versions/0/api"},
    {"the API exists", [](Configuration& c) { version(c).api = "a9"; }, "error 3002 /versions/0/api"},
    {"version_id is required", [](Configuration& c) { version(c).version_id = ""; },
     "error 2001 /versions/0/version_id"},
    {"version_id is unique",
     [](Configuration& c) {
       c.versions.push_back(version(c));
       c.versions[1].published = {};
     },
     "error 2000 /versions/1/version_id -> /versions/0/version_id"},
    {"definition is required", [](Configuration& c) { version(c).definition.reset(); },
     "error 2001 /versions/0/definition"},
    {"the definition is checked as an API",
     [](Configuration& c) { version(c).definition->req_uri = "/orders/{key}"; },
     "error 2026 /versions/0/definition/req_params/0/name\n"
     "error 2026 /versions/0/definition/req_uri -> /versions/0/definition/req_params"},
    {"publish_time is a time", [](Configuration& c) { version(c).publish_time = "yesterday"; },
     "error 2011 /versions/0/publish_time"},
    {"remark has 255 characters at most", [](Configuration& c) { version(c).remark = std::string(256, 'r'); },
     "error 2006 /versions/0/remark"},
    {"no route of another API in the same environment",
     [](Configuration& c) {
       version(c).definition->req_uri = "/ping";
       version(c).definition->req_params = {};
     },
     "error 3301 /versions/0/definition/req_uri -> /groups/0/apis/1/req_uri"},
    {"the same route in another environment",
     [](Configuration& c) {
       version(c).definition->req_uri = "/ping";
       version(c).definition->req_params = {};
       api(c, 1).published = {"RELEASE"};
     },
     ""},
};

const Rule kReferences[] = {
    {"a name that fits several",
     [](Configuration& c) {
       ApiSpec one = ping();
       one.id = "";
       one.published = {};
       c.groups[0].apis[1] = one;
       c.groups.push_back({.id = "g2", .name = "other", .apis = {one}});
       c.authorizations[0].api = "ping";
     },
     "error 2000 /authorizations/0/api"},
    {"a name where there is no id",
     [](Configuration& c) {
       api(c, 3).id = "";
       c.authorizations[0].api = "own";
     },
     ""},
};

}  // namespace

TEST_CASE("rules: APIs") { check_rules(kApis); }
TEST_CASE("rules: CF9 request paths and routes") { check_rules(kPaths); }
TEST_CASE("rules: publishing") { check_rules(kPublished); }
TEST_CASE("rules: request parameters") { check_rules(kRequestParameters); }
TEST_CASE("rules: backend parameters") { check_rules(kBackendParameters); }
TEST_CASE("rules: versions") { check_rules(kVersions); }
TEST_CASE("rules: references") { check_rules(kReferences); }
