// Rules of the gateway, environments and groups, one row each.
#include "sample.hpp"

using namespace sample;

namespace {

constexpr Rule kGateway[] = {
    {"the sample itself is in order", [](Configuration&) {}, ""},
    {"path_mode is one of three", [](Configuration& c) { c.gateway.path_mode = "loose"; },
     "error 2004 /gateway/path_mode"},
    {"error_detail is one of two", [](Configuration& c) { c.gateway.error_detail = "all"; },
     "error 2004 /gateway/error_detail"},
    {"a limit is at least 1", [](Configuration& c) { c.gateway.limits.max_uri = 0; },
     "error 2002 /gateway/limits/max_uri"},
    {"max_body is at most 9536M", [](Configuration& c) { c.gateway.limits.max_body = (9536LL << 20) + 1; },
     "error 2003 /gateway/limits/max_body"},
    {"max_body may be 9536M", [](Configuration& c) { c.gateway.limits.max_body = 9536LL << 20; }, ""},
    {"a suffix is a domain name", [](Configuration& c) { c.gateway.subdomain_suffixes.push_back("*.x"); },
     "error 2024 /gateway/subdomain_suffixes/1"},
    {"a suffix stands once",
     [](Configuration& c) { c.gateway.subdomain_suffixes.push_back("APIGW.example.com"); },
     "error 3305 /gateway/subdomain_suffixes/1 -> /gateway/subdomain_suffixes/0"},
    {"the daily cap is not negative", [](Configuration& c) { c.gateway.subdomain_daily_cap = -1; },
     "error 2002 /gateway/subdomain_daily_cap"},
    {"utc_offset is an offset", [](Configuration& c) { c.gateway.utc_offset = "8"; },
     "error 2011 /gateway/utc_offset"},
    {"default_limit 0 is no limit", [](Configuration& c) { c.gateway.default_limit = 0; }, ""},
    {"default_limit is not negative", [](Configuration& c) { c.gateway.default_limit = -1; },
     "error 2002 /gateway/default_limit"},
    {"a trusted proxy is an address",
     [](Configuration& c) {
       c.gateway.trusted_proxies = {"10.0.0.0/8", "x"};
     },
     "error 2015 /gateway/trusted_proxies/1"},
    {"the IPv6 prefix has 1 to 128 bits", [](Configuration& c) { c.gateway.ip_throttle_prefix6 = 129; },
     "error 2003 /gateway/ip_throttle_prefix6"},
    {"a TLS version is a known one", [](Configuration& c) { c.gateway.tls_versions = {"SSLv3"}; },
     "error 2004 /gateway/tls_versions/0"},
    {"the window is not negative", [](Configuration& c) { c.gateway.auth.window_seconds = -1; },
     "error 2002 /gateway/auth/window_seconds"},
    {"a signed header is a header name", [](Configuration& c) { c.gateway.auth.require_signed = {"a b"}; },
     "error 2011 /gateway/auth/require_signed/0"},
    {"backend_sign_header is a header name", [](Configuration& c) { c.gateway.backend_sign_header = ""; },
     "error 2011 /gateway/backend_sign_header"},
    {"a quota is not negative", [](Configuration& c) { c.gateway.quotas.apis = -1; },
     "error 2002 /gateway/quotas/apis"},
    {"a quota below what exists takes nothing away", [](Configuration& c) { c.gateway.quotas.groups = 0; },
     ""},
};

constexpr Rule kEnvironments[] = {
    {"name is required", [](Configuration& c) { c.environments.push_back({}); },
     "error 2001 /environments/1/name"},
    {"name has 3 to 64 characters", [](Configuration& c) { c.environments.push_back({.name = "ab"}); },
     "error 2005 /environments/1/name"},
    {"name is letters, digits and '_'", [](Configuration& c) { c.environments.push_back({.name = "a-b"}); },
     "error 2011 /environments/1/name"},
    {"names are unique", [](Configuration& c) { c.environments.push_back({.name = "BETA"}); },
     "error 3205 /environments/1/name -> /environments/0/name"},
    {"RELEASE is not listed", [](Configuration& c) { c.environments.push_back({.name = "RELEASE"}); },
     "error 2012 /environments/1/name"},
    {"remark has 255 characters at most",
     [](Configuration& c) { c.environments[0].remark = std::string(256, 'r'); },
     "error 2006 /environments/0/remark"},
};

constexpr Rule kGroups[] = {
    {"name is required", [](Configuration& c) { c.groups[0].name = ""; }, "error 2001 /groups/0/name"},
    {"name has at least 3 characters", [](Configuration& c) { c.groups[0].name = "ab"; },
     "error 2005 /groups/0/name"},
    {"lengths count characters, not bytes",
     [](Configuration& c) { c.groups[0].name = "\xe8\xae\xa2\xe5\x8d\x95"; }, "error 2005 /groups/0/name"},
    {"ideographs are letters", [](Configuration& c) { c.groups[0].name = "\xe8\xae\xa2\xe5\x8d\x95_1"; }, ""},
    {"name has at most 64 characters", [](Configuration& c) { c.groups[0].name = std::string(65, 'n'); },
     "error 2006 /groups/0/name"},
    {"name begins with a letter", [](Configuration& c) { c.groups[0].name = "1orders"; },
     "error 2011 /groups/0/name"},
    {"names are unique",
     [](Configuration& c) { c.groups.push_back({.id = "g2", .name = "orders", .owner = "p1"}); },
     "error 3201 /groups/1/name -> /groups/0/name"},
    {"names of two owners may be the same",
     [](Configuration& c) { c.groups.push_back({.id = "g2", .name = "orders", .owner = "p2"}); }, ""},
    {"ids are unique", [](Configuration& c) { c.groups.push_back({.id = "g1", .name = "other"}); },
     "error 3201 /groups/1/id -> /groups/0/id"},
    {"is_default is 1 or 2", [](Configuration& c) { c.groups[0].is_default = 3; },
     "error 2004 /groups/0/is_default"},
    {"there is one default group",
     [](Configuration& c) {
       c.groups[0].is_default = 1;
       c.groups.push_back({.id = "g2", .name = "other", .is_default = 1});
     },
     "error 2000 /groups/1/is_default -> /groups/0/is_default"},
    {"on_sell_status is 1 to 3", [](Configuration& c) { c.groups[0].on_sell_status = 4; },
     "error 2004 /groups/0/on_sell_status"},
    {"remark has 255 characters at most",
     [](Configuration& c) { c.groups[0].remark = std::string(256, 'r'); }, "error 2006 /groups/0/remark"},
};

constexpr Rule kDomains[] = {
    {"url_domain is required", [](Configuration& c) { c.groups[0].url_domains.push_back({}); },
     "error 2001 /groups/0/url_domains/1/url_domain"},
    {"no wildcard", [](Configuration& c) { c.groups[0].url_domains.push_back({"*.example.com"}); },
     "error 2024 /groups/0/url_domains/1/url_domain"},
    {"no IP address", [](Configuration& c) { c.groups[0].url_domains.push_back({"192.0.2.1"}); },
     "error 2024 /groups/0/url_domains/1/url_domain"},
    {"no port", [](Configuration& c) { c.groups[0].url_domains.push_back({"b.example.com:80"}); },
     "error 2024 /groups/0/url_domains/1/url_domain"},
    {"unique in any case, over all groups",
     [](Configuration& c) {
       c.groups.push_back({.id = "g2", .name = "other", .url_domains = {{"API.EXAMPLE.com"}}});
     },
     "error 3305 /groups/1/url_domains/0/url_domain -> /groups/0/url_domains/0/url_domain"},
    {"not the suffix itself",
     [](Configuration& c) { c.groups[0].url_domains.push_back({"apigw.example.com"}); },
     "error 2022 /groups/0/url_domains/1/url_domain -> /gateway/subdomain_suffixes"},
    {"no sub-domain of the system",
     [](Configuration& c) { c.groups[0].url_domains.push_back({"g9.apigw.example.com"}); },
     "error 2022 /groups/0/url_domains/1/url_domain -> /gateway/subdomain_suffixes"},
    {"a name that only ends like the suffix is free",
     [](Configuration& c) { c.groups[0].url_domains.push_back({"myapigw.example.com"}); }, ""},
    {"min_ssl_version is one of two",
     [](Configuration& c) { c.groups[0].url_domains[0].min_ssl_version = "TLSv1.3"; },
     "error 2004 /groups/0/url_domains/0/min_ssl_version"},
    {"status is 1 to 4", [](Configuration& c) { c.groups[0].url_domains[0].status = 0; },
     "error 2004 /groups/0/url_domains/0/status"},
    {"five domains in a group",
     [](Configuration& c) {
       for (char d = 'b'; d < 'g'; ++d)
         c.groups[0].url_domains.push_back({std::string(1, d) + ".example.com"});
     },
     "error 3108 /groups/0/url_domains"},
    {"more where the quota is larger",
     [](Configuration& c) {
       c.gateway.quotas.url_domains = 6;
       for (char d = 'b'; d < 'g'; ++d)
         c.groups[0].url_domains.push_back({std::string(1, d) + ".example.com"});
     },
     ""},
};

constexpr Rule kVariables[] = {
    {"name is required", [](Configuration& c) { c.groups[0].variables.push_back({.value = "v"}); },
     "error 2001 /groups/0/variables/1/name"},
    {"name has 3 to 32 characters",
     [](Configuration& c) { c.groups[0].variables.push_back({.name = "ab", .value = "v"}); },
     "error 2005 /groups/0/variables/1/name"},
    {"name begins with a letter",
     [](Configuration& c) { c.groups[0].variables.push_back({.name = "1ab", .value = "v"}); },
     "error 2011 /groups/0/variables/1/name"},
    {"value is required", [](Configuration& c) { c.groups[0].variables.push_back({.name = "abc"}); },
     "error 2001 /groups/0/variables/1/value"},
    {"value has no line end",
     [](Configuration& c) { c.groups[0].variables.push_back({.name = "abc", .value = "a\r\nb"}); },
     "error 2011 /groups/0/variables/1/value"},
    {"value has 255 characters at most",
     [](Configuration& c) {
       c.groups[0].variables.push_back({.name = "abc", .value = std::string(256, 'v')});
     },
     "error 2006 /groups/0/variables/1/value"},
    {"the environment exists",
     [](Configuration& c) { c.groups[0].variables.push_back({.env = "GAMMA", .name = "abc", .value = "v"}); },
     "error 3003 /groups/0/variables/1/env"},
    {"unique in group and environment",
     [](Configuration& c) { c.groups[0].variables.push_back({.name = "address", .value = "v"}); },
     "error 3303 /groups/0/variables/1/name -> /groups/0/variables/0/name"},
    {"the same name in another environment",
     [](Configuration& c) {
       c.groups[0].variables.push_back({.env = "BETA", .name = "address", .value = "v"});
     },
     ""},
    {"names are case-sensitive",
     [](Configuration& c) { c.groups[0].variables.push_back({.name = "Address", .value = "v"}); }, ""},
};

ErrorResponseSpec& throttled(Configuration& c) { return c.groups[0].responses[0].types.at("THROTTLED"); }

const Rule kResponses[] = {
    {"name is required", [](Configuration& c) { c.groups[0].responses.push_back({}); },
     "error 2001 /groups/0/responses/1/name"},
    {"name is letters, digits, '-' and '_'",
     [](Configuration& c) { c.groups[0].responses.push_back({.name = "a.b"}); },
     "error 2011 /groups/0/responses/1/name"},
    {"names are unique", [](Configuration& c) { c.groups[0].responses.push_back({.name = "default"}); },
     "error 3216 /groups/0/responses/1/name -> /groups/0/responses/0/name"},
    {"four responses in a group",
     [](Configuration& c) {
       for (char d = 'a'; d < 'e'; ++d) c.groups[0].responses.push_back({.name = std::string(1, d)});
     },
     "error 3136 /groups/0/responses"},
    {"an error type is a known one", [](Configuration& c) { c.groups[0].responses[0].types["TEAPOT"] = {}; },
     "error 2004 /groups/0/responses/0/types/TEAPOT"},
    {"status is 200 to 599", [](Configuration& c) { throttled(c).status = 199; },
     "error 2002 /groups/0/responses/0/types/THROTTLED/status"},
    {"status is not 444", [](Configuration& c) { throttled(c).status = 444; },
     "error 2012 /groups/0/responses/0/types/THROTTLED/status"},
    {"body is JSON", [](Configuration& c) { throttled(c).body = "<p>"; },
     "error 2000 /groups/0/responses/0/types/THROTTLED/body"},
    {"variables may stand anywhere in it",
     [](Configuration& c) { throttled(c).body = R"({"a":"$context.error.code","n":$context.apiId})"; }, ""},
    {"ten header fields at most",
     [](Configuration& c) {
       for (int i = 0; i < 10; ++i) throttled(c).headers.push_back({"X", "y"});
     },
     "error 2003 /groups/0/responses/0/types/THROTTLED/headers"},
    {"a field has a name",
     [](Configuration& c) {
       throttled(c).headers = {{"a b", ""}};
     },
     "error 2011 /groups/0/responses/0/types/THROTTLED/headers/0/0"},
    {"a value holds no [[",
     [](Configuration& c) {
       throttled(c).headers = {{"X", "a[[b"}};
     },
     "error 2012 /groups/0/responses/0/types/THROTTLED/headers/0/1"},
    {"a value is one line",
     [](Configuration& c) {
       throttled(c).headers = {{"X", "a\r\nb: c"}};
     },
     "error 2011 /groups/0/responses/0/types/THROTTLED/headers/0/1"},
};

}  // namespace

TEST_CASE("rules: the gateway") { check_rules(kGateway); }
TEST_CASE("rules: environments") { check_rules(kEnvironments); }
TEST_CASE("rules: groups") { check_rules(kGroups); }
TEST_CASE("rules: independent domains") { check_rules(kDomains); }
TEST_CASE("rules: environment variables") { check_rules(kVariables); }
TEST_CASE("rules: gateway responses") { check_rules(kResponses); }
