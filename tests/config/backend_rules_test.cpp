// Rules of backends, their conditions, variables, channels and authorizers, one row each.
#include "sample.hpp"

using namespace sample;

namespace {

const Rule kFamilies[] = {
    {"the object of the type is there", [](Configuration& c) { api(c, 1).mock_info.reset(); },
     "error 2001 /groups/0/apis/1/mock_info"},
    {"no object of another type",
     [](Configuration& c) { api(c, 1).func_info = FunctionSpec{.function_urn = "urn:f"}; },
     "error 2000 /groups/0/apis/1/func_info -> /groups/0/apis/1/backend_type"},
    {"backend_type is one of four", [](Configuration& c) { api(c, 3).backend_type = "LAMBDA"; },
     "error 2004 /groups/0/apis/3/backend_type"},
    {"HOST has no object", [](Configuration& c) { api(c, 3).mock_info = MockSpec{}; },
     "error 2000 /groups/0/apis/3/mock_info -> /groups/0/apis/3/backend_type"},
    {"HOST has no backend parameters",
     [](Configuration& c) {
       api(c, 3).backend_params = {{.origin = "CONSTANT", .name = "x", .location = "QUERY", .value = "v"}};
     },
     "error 2000 /groups/0/apis/3/backend_params -> /groups/0/apis/3/backend_type"},
    {"policies are of the same family",
     [](Configuration& c) {
       api(c).policy_mocks = {
           {.name = "mock", .conditions = {{.condition_origin = "source", .condition_value = "192.0.2.1"}}}};
     },
     "error 2000 /groups/0/apis/0/policy_mocks -> /groups/0/apis/0/backend_type"},
};

const Rule kMocksAndFunctions[] = {
    {"status_code is at least 200", [](Configuration& c) { api(c, 1).mock_info->status_code = 100; },
     "error 2002 /groups/0/apis/1/mock_info/status_code"},
    {"status_code is at most 599", [](Configuration& c) { api(c, 1).mock_info->status_code = 600; },
     "error 2003 /groups/0/apis/1/mock_info/status_code"},
    {"result_content has 2048 characters at most",
     [](Configuration& c) { api(c, 1).mock_info->result_content = std::string(2049, 'x'); },
     "error 2006 /groups/0/apis/1/mock_info/result_content"},
    {"function_urn is required", [](Configuration& c) { api(c, 2).func_info->function_urn = ""; },
     "error 2001 /groups/0/apis/2/func_info/function_urn"},
    {"function_urn is a URN", [](Configuration& c) { api(c, 2).func_info->function_urn = "http://f"; },
     "error 9002 /groups/0/apis/2/func_info/function_urn"},
    {"version has 64 characters at most",
     [](Configuration& c) { api(c, 2).func_info->version = std::string(65, 'v'); },
     "error 2006 /groups/0/apis/2/func_info/version"},
    {"invocation_type is one of two",
     [](Configuration& c) { api(c, 2).func_info->invocation_type = "later"; },
     "error 2004 /groups/0/apis/2/func_info/invocation_type"},
    {"timeout is at least 1 ms", [](Configuration& c) { api(c, 2).func_info->timeout = 0; },
     "error 2002 /groups/0/apis/2/func_info/timeout"},
    {"a function has no path",
     [](Configuration& c) {
       api(c, 2).backend_params = {{.origin = "CONSTANT", .name = "x", .location = "PATH", .value = "v"}};
     },
     "error 2027 /groups/0/apis/2/backend_params/0/name"},
    {"the back-end authorizer exists", [](Configuration& c) { api(c, 2).func_info->authorizer_id = "z9"; },
     "error 3081 /groups/0/apis/2/func_info/authorizer_id"},
    {"the back-end authorizer is of that type",
     [](Configuration& c) { api(c, 2).func_info->authorizer_id = "z1"; },
     "error 2000 /groups/0/apis/2/func_info/authorizer_id -> /authorizers/0/type"},
};

BackendSpec& backend(Configuration& c) { return *api(c).backend_api; }

const Rule kHttp[] = {
    {"req_protocol is one of two", [](Configuration& c) { backend(c).req_protocol = "BOTH"; },
     "error 2004 /groups/0/apis/0/backend_api/req_protocol"},
    {"req_method is required", [](Configuration& c) { backend(c).req_method = ""; },
     "error 2001 /groups/0/apis/0/backend_api/req_method"},
    {"req_method is one of eight", [](Configuration& c) { backend(c).req_method = "FETCH"; },
     "error 2004 /groups/0/apis/0/backend_api/req_method"},
    {"req_uri is required",
     [](Configuration& c) {
       backend(c).req_uri = "";
       api(c).backend_params = {};
     },
     "error 2001 /groups/0/apis/0/backend_api/req_uri"},
    {"req_uri is a path", [](Configuration& c) { backend(c).req_uri = "v1/{key}"; },
     "error 2011 /groups/0/apis/0/backend_api/req_uri"},
    {"req_uri has no query", [](Configuration& c) { backend(c).req_uri = "/v1/{key}?a=b"; },
     "error 2011 /groups/0/apis/0/backend_api/req_uri"},
    {"req_uri has 512 characters at most",
     [](Configuration& c) { backend(c).req_uri = "/{key}/" + std::string(506, 'p'); },
     "error 2006 /groups/0/apis/0/backend_api/req_uri"},
    {"timeout is at least 1 ms", [](Configuration& c) { backend(c).timeout = 0; },
     "error 2002 /groups/0/apis/0/backend_api/timeout"},
    {"timeout is at most 60000 ms", [](Configuration& c) { backend(c).timeout = 60001; },
     "error 2003 /groups/0/apis/0/backend_api/timeout"},
    {"retry_count is at least -1", [](Configuration& c) { backend(c).retry_count = -2; },
     "error 2002 /groups/0/apis/0/backend_api/retry_count"},
    {"retry_count is at most 10", [](Configuration& c) { backend(c).retry_count = 11; },
     "error 2003 /groups/0/apis/0/backend_api/retry_count"},
    {"vpc_channel_status is 1 or 2", [](Configuration& c) { backend(c).vpc_channel_status = 0; },
     "error 2004 /groups/0/apis/0/backend_api/vpc_channel_status"},
    {"without a channel an address is required", [](Configuration& c) { backend(c).url_domain = ""; },
     "error 2001 /groups/0/apis/0/backend_api/url_domain"},
    {"the address is host[:port]", [](Configuration& c) { backend(c).url_domain = "http://x.example.net"; },
     "error 2024 /groups/0/apis/0/backend_api/url_domain"},
    {"no other spelling of IPv4", [](Configuration& c) { backend(c).url_domain = "0x7f000001"; },
     "error 2024 /groups/0/apis/0/backend_api/url_domain"},
    {"the port is 1 to 65535", [](Configuration& c) { backend(c).url_domain = "x.example.net:65536"; },
     "error 2025 /groups/0/apis/0/backend_api/url_domain"},
    {"the port is not 0", [](Configuration& c) { backend(c).url_domain = "x.example.net:0"; },
     "error 2025 /groups/0/apis/0/backend_api/url_domain"},
    {"the address has 255 characters at most",
     [](Configuration& c) { backend(c).url_domain = std::string(256, 'h'); },
     "error 2006 /groups/0/apis/0/backend_api/url_domain"},
    {"no forbidden address", [](Configuration& c) { backend(c).url_domain = "127.0.0.1:8080"; },
     "error 2022 /groups/0/apis/0/backend_api/url_domain"},
    {"no forbidden IPv6 address", [](Configuration& c) { backend(c).url_domain = "[::ffff:10.0.0.1]:80"; },
     "error 2022 /groups/0/apis/0/backend_api/url_domain"},
    {"unless they are allowed, with a warning",
     [](Configuration& c) {
       c.gateway.allow_private_backends = true;
       backend(c).url_domain = "127.0.0.1:8080";
     },
     "warning 2022 /groups/0/apis/0/backend_api/url_domain"},
    {"a public address", [](Configuration& c) { backend(c).url_domain = "8.8.8.8"; }, ""},
    {"an API does not call itself",
     [](Configuration& c) {
       backend(c).url_domain = "api.example.com";
       backend(c).req_uri = "/orders/{key}";
     },
     "error 2000 /groups/0/apis/0/backend_api/url_domain"},
    {"not by its sub-domain either",
     [](Configuration& c) {
       backend(c).url_domain = "G1.apigw.example.com:443";
       backend(c).req_uri = "/orders/{key}";
     },
     "error 2000 /groups/0/apis/0/backend_api/url_domain"},
    {"it may call another path there", [](Configuration& c) { backend(c).url_domain = "api.example.com"; },
     ""},
};

const Rule kVariables[] = {
    {"every '#' belongs to a name", [](Configuration& c) { backend(c).url_domain = "#address"; },
     "error 2011 /groups/0/apis/0/backend_api/url_domain"},
    {"a name is no number", [](Configuration& c) { backend(c).url_domain = "#1#"; },
     "error 2011 /groups/0/apis/0/backend_api/url_domain"},
    {"undefined where published",
     [](Configuration& c) {
       api(c).published = {"RELEASE", "BETA"};
       c.versions[0].published = {};
     },
     "error 3011 /groups/0/apis/0/backend_api/url_domain"},
    {"undefined where not published",
     [](Configuration& c) {
       c.groups[0].variables = {};
       api(c).published = {};
     },
     "warning 3015 /authorizations/0\nwarning 3015 /throttles/0/bindings/0\nwarning 3015 /acls/0/bindings/0\n"
     "warning 3015 /signature_keys/0/bindings/0"},
    {"several, adjacent, in the path too",
     [](Configuration& c) {
       c.groups[0].variables.push_back({.name = "port", .value = ":8080"});
       c.groups[0].variables[0].value = "x.example.net";
       c.groups[0].variables.push_back({.name = "base", .value = "/v2"});
       backend(c).url_domain = "#address##port#";
       backend(c).req_uri = "#base#/{key}";
     },
     ""},
    {"a forbidden address by variable", [](Configuration& c) { c.groups[0].variables[0].value = "10.0.0.1"; },
     "warning 2022 /groups/0/apis/0/backend_api/url_domain"},
    {"no address by variable", [](Configuration& c) { c.groups[0].variables[0].value = "a/b"; },
     "warning 0105 /groups/0/apis/0/backend_api/url_domain"},
    {"no path by variable",
     [](Configuration& c) {
       c.groups[0].variables.push_back({.name = "base", .value = "/a/../b"});
       backend(c).req_uri = "#base#/{key}";
     },
     "warning 0105 /groups/0/apis/0/backend_api/req_uri"},
};

PolicyHttpSpec& policy(Configuration& c) { return api(c).policy_https[0]; }

const Rule kChannelUse[] = {
    {"the channel is named", [](Configuration& c) { policy(c).backend.vpc_channel_info = {}; },
     "error 2001 /groups/0/apis/0/policy_https/0/vpc_channel_info/vpc_channel_id"},
    {"the channel exists", [](Configuration& c) { policy(c).backend.vpc_channel_info.vpc_channel_id = "c9"; },
     "error 3023 /groups/0/apis/0/policy_https/0/vpc_channel_info/vpc_channel_id"},
    {"the channel has the same owner", [](Configuration& c) { c.vpc_channels[0].owner = "p2"; },
     "error 1201 /groups/0/apis/0/policy_https/0/vpc_channel_info/vpc_channel_id"},
    {"the proxy host is a host",
     [](Configuration& c) { policy(c).backend.vpc_channel_info.vpc_channel_proxy_host = "a b"; },
     "error 2024 /groups/0/apis/0/policy_https/0/vpc_channel_info/vpc_channel_proxy_host"},
    {"more retries than members", [](Configuration& c) { policy(c).backend.retry_count = 2; },
     "warning 2003 /groups/0/apis/0/policy_https/0/retry_count"},
};

const Rule kPolicies[] = {
    {"name is required", [](Configuration& c) { policy(c).name = ""; },
     "error 2001 /groups/0/apis/0/policy_https/0/name"},
    {"name begins with a letter", [](Configuration& c) { policy(c).name = "_beta"; },
     "error 2011 /groups/0/apis/0/policy_https/0/name"},
    {"names are unique in the API", [](Configuration& c) { api(c).policy_https.push_back(policy(c)); },
     "error 3210 /groups/0/apis/0/policy_https/1/name -> /groups/0/apis/0/policy_https/0/name"},
    {"effect_mode is one of two", [](Configuration& c) { policy(c).effect_mode = "NONE"; },
     "error 2004 /groups/0/apis/0/policy_https/0/effect_mode"},
    {"five policies",
     [](Configuration& c) {
       for (int i = 0; i < 5; ++i) {
         api(c).policy_https.push_back(policy(c));
         api(c).policy_https.back().name = "beta" + std::to_string(i);
       }
     },
     "error 3113 /groups/0/apis/0/policy_https"},
    {"conditions are required", [](Configuration& c) { policy(c).conditions = {}; },
     "error 2001 /groups/0/apis/0/policy_https/0/conditions"},
    {"five conditions", [](Configuration& c) { policy(c).conditions.resize(6, policy(c).conditions[0]); },
     "error 3114 /groups/0/apis/0/policy_https/0/conditions"},
};

ConditionSpec& condition(Configuration& c) { return policy(c).conditions[0]; }

const Rule kConditions[] = {
    {"condition_origin is one of five", [](Configuration& c) { condition(c).condition_origin = "header"; },
     "error 2004 /groups/0/apis/0/policy_https/0/conditions/0/condition_origin"},
    {"condition_type is required", [](Configuration& c) { condition(c).condition_type = ""; },
     "error 2001 /groups/0/apis/0/policy_https/0/conditions/0/condition_type"},
    {"condition_type is one of three", [](Configuration& c) { condition(c).condition_type = "prefix"; },
     "error 2004 /groups/0/apis/0/policy_https/0/conditions/0/condition_type"},
    {"condition_value is required", [](Configuration& c) { condition(c).condition_value = ""; },
     "error 2001 /groups/0/apis/0/policy_https/0/conditions/0/condition_value"},
    {"a param is named", [](Configuration& c) { condition(c).req_param_name = ""; },
     "error 2001 /groups/0/apis/0/policy_https/0/conditions/0/req_param_name"},
    {"a param is declared", [](Configuration& c) { condition(c).req_param_name = "Ring"; },
     "error 2028 /groups/0/apis/0/policy_https/0/conditions/0/req_param_name"},
    {"a system parameter is one of four",
     [](Configuration& c) {
       condition(c).condition_origin = "system";
       condition(c).sys_param_name = "reqHost";
     },
     "error 2004 /groups/0/apis/0/policy_https/0/conditions/0/sys_param_name"},
    {"a method takes no pattern",
     [](Configuration& c) {
       condition(c).condition_origin = "system";
       condition(c).condition_type = "pattern";
       condition(c).sys_param_name = "reqMethod";
     },
     "error 2004 /groups/0/apis/0/policy_https/0/conditions/0/condition_type"},
    {"a cookie is named", [](Configuration& c) { condition(c).condition_origin = "cookie"; },
     "error 2001 /groups/0/apis/0/policy_https/0/conditions/0/cookie_param_name"},
    {"an authorizer's value is named",
     [](Configuration& c) { condition(c).condition_origin = "frontend_authorizer"; },
     "error 2001 /groups/0/apis/0/policy_https/0/conditions/0/frontend_authorizer_param_name"},
    {"an authorizer's value needs an authorizer",
     [](Configuration& c) {
       condition(c).condition_origin = "frontend_authorizer";
       condition(c).frontend_authorizer_param_name = "role";
     },
     "error 2036 /groups/0/apis/0/policy_https/0/conditions/0/frontend_authorizer_param_name"},
    {"CF10 a pattern is one of a linear-time engine",
     [](Configuration& c) {
       condition(c).condition_type = "pattern";
       condition(c).condition_value = "(a";
     },
     "error 2011 /groups/0/apis/0/policy_https/0/conditions/0/condition_value"},
    {"CF10 a pattern has 2048 bytes at most",
     [](Configuration& c) {
       condition(c).condition_type = "pattern";
       condition(c).condition_value = std::string(2049, 'a');
     },
     "error 2006 /groups/0/apis/0/policy_https/0/conditions/0/condition_value"},
    {"a source is an address or network",
     [](Configuration& c) {
       condition(c) = {.condition_origin = "source", .condition_value = "192.0.2.0/24,x,192.0.2.1-192.0.2.2"};
     },
     "error 2015 /groups/0/apis/0/policy_https/0/conditions/0/condition_value\n"
     "error 2015 /groups/0/apis/0/policy_https/0/conditions/0/condition_value"},
};

ChannelSpec& channel(Configuration& c) { return c.vpc_channels[0]; }

const Rule kChannels[] = {
    {"name is required", [](Configuration& c) { channel(c).name = ""; }, "error 2001 /vpc_channels/0/name"},
    {"name is letters, digits, '_' and '-'", [](Configuration& c) { channel(c).name = "pool.1"; },
     "error 2011 /vpc_channels/0/name"},
    {"names are unique",
     [](Configuration& c) {
       c.vpc_channels.push_back(channel(c));
       c.vpc_channels[1].id = "c2";
     },
     "error 3208 /vpc_channels/1/name -> /vpc_channels/0/name"},
    {"ids are unique",
     [](Configuration& c) {
       c.vpc_channels.push_back(channel(c));
       c.vpc_channels[1].name = "pool-2";
       policy(c).backend.vpc_channel_status = 2;
       policy(c).backend.url_domain = "x.example.net";
     },
     "error 3208 /vpc_channels/1/id -> /vpc_channels/0/id"},
    {"type is 1 or 2", [](Configuration& c) { channel(c).type = 3; }, "error 2004 /vpc_channels/0/type"},
    {"type 1 has one member", [](Configuration& c) { channel(c).type = 1; },
     "error 2003 /vpc_channels/0/members"},
    {"port is at most 65535", [](Configuration& c) { channel(c).port = 65536; },
     "error 2025 /vpc_channels/0/port"},
    {"balance_strategy is 1 to 4", [](Configuration& c) { channel(c).balance_strategy = 5; },
     "error 2004 /vpc_channels/0/balance_strategy"},
    {"member_type is one of two", [](Configuration& c) { channel(c).member_type = "dns"; },
     "error 2004 /vpc_channels/0/member_type"},
    {"CF15 a channel without members loads with a warning", [](Configuration& c) { channel(c).members = {}; },
     "warning 0610 /vpc_channels/0/members"},
    {"CF15 weights that are all 0 load with a warning",
     [](Configuration& c) {
       for (MemberSpec& m : channel(c).members) m.weight = 0;
     },
     "warning 0610 /vpc_channels/0/members"},
    {"200 members", [](Configuration& c) { channel(c).members.resize(201, {.host = "10.0.0.1"}); },
     "error 3110 /vpc_channels/0/members"},
    {"a member has a host", [](Configuration& c) { channel(c).members[0].host = ""; },
     "error 2001 /vpc_channels/0/members/0/host"},
    {"a cloud server has an id",
     [](Configuration& c) {
       channel(c).member_type = "ecs";
       channel(c).members[0].host = "";
     },
     "error 2001 /vpc_channels/0/members/0/ecs_id"},
    {"ecs_id has 64 characters at most",
     [](Configuration& c) { channel(c).members[0].ecs_id = std::string(65, 'e'); },
     "error 2006 /vpc_channels/0/members/0/ecs_id"},
    {"a host is a name or address", [](Configuration& c) { channel(c).members[0].host = "a b"; },
     "error 2024 /vpc_channels/0/members/0/host"},
    {"a host has no port", [](Configuration& c) { channel(c).members[0].host = "10.0.0.1:80"; },
     "error 2024 /vpc_channels/0/members/0/host"},
    {"private addresses are allowed", [](Configuration& c) { channel(c).members[0].host = "192.168.0.1"; },
     ""},
    {"port is at most 65535", [](Configuration& c) { channel(c).members[0].port = 65536; },
     "error 2025 /vpc_channels/0/members/0/port"},
    {"a member of type ip has a host",
     [](Configuration& c) {
       channel(c).members[0].host = "";
       channel(c).members[0].ecs_id = "server-1";
     },
     "error 2001 /vpc_channels/0/members/0/host"},
    {"a private load balancer serves one channel",
     [](Configuration& c) {
       channel(c).type = 1;
       channel(c).members.resize(1);
       c.vpc_channels.push_back(channel(c));
       c.vpc_channels.back().id = "c9";
       c.vpc_channels.back().name = "another";
     },
     "error 3472 /vpc_channels/1/members/0/host -> /vpc_channels/0/members/0/host"},
    {"weights that are all 0 load with a warning, whatever the strategy",
     [](Configuration& c) {
       channel(c).balance_strategy = 3;
       for (MemberSpec& m : channel(c).members) m.weight = 0;
     },
     "warning 0610 /vpc_channels/0/members"},
    {"port is at least 1", [](Configuration& c) { channel(c).port = 0; }, "error 2025 /vpc_channels/0/port"},
    {"no port anywhere loads with a warning", [](Configuration& c) { channel(c).port.reset(); },
     "warning 0611 /vpc_channels/0/members/0/port"},
    {"weight is not negative", [](Configuration& c) { channel(c).members[0].weight = -1; },
     "error 2002 /vpc_channels/0/members/0/weight"},
    {"weight is at most 10000", [](Configuration& c) { channel(c).members[0].weight = 10001; },
     "error 2003 /vpc_channels/0/members/0/weight"},
    {"status is 1 or 2", [](Configuration& c) { channel(c).members[0].status = 0; },
     "error 2004 /vpc_channels/0/members/0/status"},
};

HealthSpec& health(Configuration& c) { return *channel(c).vpc_health_config; }

const Rule kHealth[] = {
    {"protocol is one of three", [](Configuration& c) { health(c).protocol = "UDP"; },
     "error 2004 /vpc_channels/0/vpc_health_config/protocol"},
    {"path is required for HTTP", [](Configuration& c) { health(c).path = ""; },
     "error 2001 /vpc_channels/0/vpc_health_config/path"},
    {"http_code is required for HTTP", [](Configuration& c) { health(c).http_code = ""; },
     "error 2001 /vpc_channels/0/vpc_health_config/http_code"},
    {"neither for TCP", [](Configuration& c) { health(c) = {}; }, ""},
    {"http_code is a list", [](Configuration& c) { health(c).http_code = "200,99"; },
     "error 2011 /vpc_channels/0/vpc_health_config/http_code"},
    {"path begins with a slash", [](Configuration& c) { health(c).path = "health"; },
     "error 2011 /vpc_channels/0/vpc_health_config/path"},
    {"method is one of two", [](Configuration& c) { health(c).method = "POST"; },
     "error 2004 /vpc_channels/0/vpc_health_config/method"},
    {"port is at most 65535", [](Configuration& c) { health(c).port = 65536; },
     "error 2025 /vpc_channels/0/vpc_health_config/port"},
    {"threshold_normal is 2 to 10", [](Configuration& c) { health(c).threshold_normal = 1; },
     "error 2002 /vpc_channels/0/vpc_health_config/threshold_normal"},
    {"threshold_abnormal is 2 to 10", [](Configuration& c) { health(c).threshold_abnormal = 11; },
     "error 2003 /vpc_channels/0/vpc_health_config/threshold_abnormal"},
    {"timeout is 2 to 30",
     [](Configuration& c) {
       health(c).timeout = 31;
       health(c).time_interval = 32;
     },
     "error 2003 /vpc_channels/0/vpc_health_config/timeout"},
    {"time_interval is 5 to 300", [](Configuration& c) { health(c).time_interval = 301; },
     "error 2003 /vpc_channels/0/vpc_health_config/time_interval"},
    {"time_interval exceeds timeout", [](Configuration& c) { health(c).timeout = 10; },
     "error 2002 /vpc_channels/0/vpc_health_config/time_interval -> "
     "/vpc_channels/0/vpc_health_config/timeout"},
};

AuthorizerSpec& authorizer(Configuration& c) { return c.authorizers[0]; }

const Rule kAuthorizers[] = {
    {"name is required", [](Configuration& c) { authorizer(c).name = ""; }, "error 2001 /authorizers/0/name"},
    {"names are unique",
     [](Configuration& c) {
       c.authorizers.push_back(authorizer(c));
       c.authorizers[1].id = "z2";
     },
     "error 3211 /authorizers/1/name -> /authorizers/0/name"},
    {"type is one of two", [](Configuration& c) { authorizer(c).type = "MIDDLE"; },
     "error 2004 /authorizers/0/type"},
    {"authorizer_type is FUNC", [](Configuration& c) { authorizer(c).authorizer_type = "HTTP"; },
     "error 2004 /authorizers/0/authorizer_type"},
    {"authorizer_uri is required", [](Configuration& c) { authorizer(c).authorizer_uri = ""; },
     "error 2001 /authorizers/0/authorizer_uri"},
    {"authorizer_uri is a URN", [](Configuration& c) { authorizer(c).authorizer_uri = "urn:a b"; },
     "error 9002 /authorizers/0/authorizer_uri"},
    {"ttl is at most 3600", [](Configuration& c) { authorizer(c).ttl = 3601; },
     "error 2003 /authorizers/0/ttl"},
    {"ttl needs identities",
     [](Configuration& c) {
       authorizer(c).ttl = 1;
       authorizer(c).identities = {};
     },
     "error 2001 /authorizers/0/identities -> /authorizers/0/ttl"},
    {"not at the back end",
     [](Configuration& c) {
       authorizer(c).type = "BACKEND";
       authorizer(c).ttl = 1;
       authorizer(c).identities = {};
     },
     ""},
    {"user_data has 2048 characters at most",
     [](Configuration& c) { authorizer(c).user_data = std::string(2049, 'u'); },
     "error 2006 /authorizers/0/user_data"},
    {"an identity has a name", [](Configuration& c) { authorizer(c).identities[0].name = ""; },
     "error 2001 /authorizers/0/identities/0/name"},
    {"an identity's location is one of two",
     [](Configuration& c) { authorizer(c).identities[0].location = "PATH"; },
     "error 2004 /authorizers/0/identities/0/location"},
    {"a validation has 2048 characters at most",
     [](Configuration& c) { authorizer(c).identities[0].validation = std::string(2049, 'v'); },
     "error 2006 /authorizers/0/identities/0/validation"},
    {"CF10 a validation is a pattern of a linear-time engine",
     [](Configuration& c) { authorizer(c).identities[0].validation = "(a)\\1"; },
     "error 2011 /authorizers/0/identities/0/validation"},
    {"identities are unique",
     [](Configuration& c) { authorizer(c).identities.push_back(authorizer(c).identities[0]); },
     "error 3212 /authorizers/0/identities/1/name -> /authorizers/0/identities/0/name"},
    {"names of header identities are compared in any case",
     [](Configuration& c) { c.authorizers[0].identities.push_back({.name = "Token", .location = "HEADER"}); },
     "error 3212 /authorizers/0/identities/1/name -> /authorizers/0/identities/0/name"},
    {"a header and a query identity may share a name",
     [](Configuration& c) { c.authorizers[0].identities.push_back({.name = "token", .location = "QUERY"}); },
     ""},
    {"ten identities",
     [](Configuration& c) {
       for (int i = 0; i < 10; ++i)
         authorizer(c).identities.push_back({.name = "t" + std::to_string(i), .location = "HEADER"});
     },
     "error 3117 /authorizers/0/identities"},
};

}  // namespace

TEST_CASE("rules: kinds of backends") { check_rules(kFamilies); }
TEST_CASE("rules: local answers and functions") { check_rules(kMocksAndFunctions); }
TEST_CASE("rules: HTTP backends") { check_rules(kHttp); }
TEST_CASE("rules: variables in backends") { check_rules(kVariables); }
TEST_CASE("rules: the use of channels") { check_rules(kChannelUse); }
TEST_CASE("rules: policy backends") { check_rules(kPolicies); }
TEST_CASE("rules: conditions") { check_rules(kConditions); }
TEST_CASE("rules: channels") { check_rules(kChannels); }
TEST_CASE("rules: health checks") { check_rules(kHealth); }
TEST_CASE("rules: authorizers") { check_rules(kAuthorizers); }

TEST_CASE("rules: CF15 weights up to 2^31 members are only counted") {
  Configuration c = configuration();
  channel(c).members.assign(200, {.host = "10.0.0.1", .weight = 10000});
  CHECK(text_of(config::check(c)).empty());
}
