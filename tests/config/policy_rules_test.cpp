// Rules of apps, authorizations, throttles, access lists and signature keys, one row each.
#include "sample.hpp"

using namespace sample;

namespace {

AppSpec& app(Configuration& c) { return c.apps[0]; }

const Rule kApps[] = {
    {"name is required", [](Configuration& c) { app(c).name = ""; }, "error 2001 /apps/0/name"},
    {"names are unique",
     [](Configuration& c) {
       c.apps.push_back({.name = "shop", .owner = "p1", .app_key = "otherkey", .app_secret = "othersecret"});
     },
     "error 3203 /apps/1/name -> /apps/0/name"},
    {"ids are unique",
     [](Configuration& c) {
       c.authorizations = {};
       c.throttles = {};
       c.apps.push_back({.id = "app1", .name = "other", .app_key = "otherkey", .app_secret = "othersecret"});
     },
     "error 3203 /apps/1/id -> /apps/0/id"},
    {"app_key is required", [](Configuration& c) { app(c).app_key = ""; }, "error 2001 /apps/0/app_key"},
    {"app_key has 8 characters at least", [](Configuration& c) { app(c).app_key = "key0001"; },
     "error 2005 /apps/0/app_key"},
    {"app_key has 64 characters at most", [](Configuration& c) { app(c).app_key = std::string(65, 'k'); },
     "error 2006 /apps/0/app_key"},
    {"app_key begins with a letter or digit", [](Configuration& c) { app(c).app_key = "_shopkey001"; },
     "error 2011 /apps/0/app_key"},
    {"app keys are unique over all owners",
     [](Configuration& c) {
       c.apps.push_back(
           {.name = "other", .owner = "p2", .app_key = "shopkey001", .app_secret = "othersecret"});
     },
     "error 3310 /apps/1/app_key -> /apps/0/app_key"},
    {"app_secret is required", [](Configuration& c) { app(c).app_secret = ""; },
     "error 2001 /apps/0/app_secret"},
    {"app_secret has 8 characters at least", [](Configuration& c) { app(c).app_secret = "secret1"; },
     "error 2005 /apps/0/app_secret"},
    {"app_secret holds no blank", [](Configuration& c) { app(c).app_secret = "shop secret"; },
     "error 2011 /apps/0/app_secret"},
    {"a further secret is one", [](Configuration& c) { app(c).secrets[0].value = "short"; },
     "error 2005 /apps/0/secrets/0/value"},
    {"not_after is a time", [](Configuration& c) { app(c).secrets[0].not_after = "2021-02-30T00:00:00Z"; },
     "error 2011 /apps/0/secrets/0/not_after"},
    {"creator is one of two", [](Configuration& c) { app(c).creator = "ADMIN"; },
     "error 2004 /apps/0/creator"},
    {"an app code has 64 characters at least",
     [](Configuration& c) { app(c).app_codes = {std::string(63, 'c')}; }, "error 2005 /apps/0/app_codes/0"},
    {"an app code has 180 characters at most",
     [](Configuration& c) { app(c).app_codes = {std::string(181, 'c')}; }, "error 2006 /apps/0/app_codes/0"},
    {"an app code begins with a letter, '+' or '/'",
     [](Configuration& c) { app(c).app_codes = {"1" + std::string(63, 'c')}; },
     "error 2011 /apps/0/app_codes/0"},
    {"app codes are unique over all apps",
     [](Configuration& c) {
       c.apps.push_back({.name = "other",
                         .app_key = "otherkey",
                         .app_secret = "othersecret",
                         .app_codes = {std::string(64, 'c')}});
     },
     "error 3309 /apps/1/app_codes/0 -> /apps/0/app_codes/0"},
    {"five app codes",
     [](Configuration& c) {
       for (char d = 'd'; d < 'i'; ++d) app(c).app_codes.push_back(std::string(64, d));
     },
     "error 3131 /apps/0/app_codes"},
};

const Rule kAuthorizations[] = {
    {"app is required", [](Configuration& c) { c.authorizations[0].app = ""; },
     "error 2001 /authorizations/0/app"},
    {"the app exists", [](Configuration& c) { c.authorizations[0].app = "app9"; },
     "error 3004 /authorizations/0/app"},
    {"api is required", [](Configuration& c) { c.authorizations[0].api = ""; },
     "error 2001 /authorizations/0/api"},
    {"the API exists", [](Configuration& c) { c.authorizations[0].api = "a9"; },
     "error 3002 /authorizations/0/api"},
    {"the environment exists", [](Configuration& c) { c.authorizations[0].env = "GAMMA"; },
     "error 3003 /authorizations/0/env"},
    {"an environment is named", [](Configuration& c) { c.authorizations[0].env = ""; },
     "error 2001 /authorizations/0/env"},
    {"auth_role is one of two", [](Configuration& c) { c.authorizations[0].auth_role = "GUEST"; },
     "error 2004 /authorizations/0/auth_role"},
    {"only for APP", [](Configuration& c) { c.authorizations[0].api = "a2"; },
     "error 2000 /authorizations/0/api"},
    {"before publication it has no effect",
     [](Configuration& c) { c.authorizations.push_back({.app = "app1", .api = "a3"}); },
     "warning 3015 /authorizations/1"},
    {"app and API have one owner", [](Configuration& c) { app(c).owner = "p2"; },
     "error 3411 /authorizations/0/app"},
    {"once for an API, environment and app",
     [](Configuration& c) { c.authorizations.push_back({.app = "app1", .api = "a1"}); },
     "error 3316 /authorizations/1 -> /authorizations/0"},
    {"again in another environment",
     [](Configuration& c) { c.authorizations.push_back({.app = "app1", .api = "a1", .env = "BETA"}); }, ""},
};

ThrottleSpec& throttle(Configuration& c) { return c.throttles[0]; }

const Rule kThrottles[] = {
    {"name is required", [](Configuration& c) { throttle(c).name = ""; }, "error 2001 /throttles/0/name"},
    {"names are unique",
     [](Configuration& c) {
       c.throttles.push_back(throttle(c));
       c.throttles[1].id = "t2";
       c.throttles[1].bindings = {};
     },
     "error 3204 /throttles/1/name -> /throttles/0/name"},
    {"type is 1 or 2", [](Configuration& c) { throttle(c).type = 0; }, "error 2004 /throttles/0/type"},
    {"time_interval is required", [](Configuration& c) { throttle(c).time_interval.reset(); },
     "error 2001 /throttles/0/time_interval"},
    {"time_interval is at least 1", [](Configuration& c) { throttle(c).time_interval = 0; },
     "error 2002 /throttles/0/time_interval"},
    {"time_interval is at most 2147483647", [](Configuration& c) { throttle(c).time_interval = 2147483648; },
     "error 2003 /throttles/0/time_interval"},
    {"time_unit is required", [](Configuration& c) { throttle(c).time_unit = ""; },
     "error 2001 /throttles/0/time_unit"},
    {"time_unit is one of four", [](Configuration& c) { throttle(c).time_unit = "WEEK"; },
     "error 2004 /throttles/0/time_unit"},
    {"api_call_limits is required", [](Configuration& c) { throttle(c).api_call_limits.reset(); },
     "error 2001 /throttles/0/api_call_limits"},
    {"api_call_limits is at least 1", [](Configuration& c) { throttle(c).api_call_limits = 0; },
     "error 2002 /throttles/0/api_call_limits"},
    {"a second's default limit may be used up", [](Configuration& c) { throttle(c).api_call_limits = 12000; },
     ""},
    {"api_call_limits is not above the default limit",
     [](Configuration& c) { throttle(c).api_call_limits = 12001; },
     "error 2003 /throttles/0/api_call_limits -> /gateway/default_limit"},
    {"without a default limit there is no such bound",
     [](Configuration& c) {
       c.gateway.default_limit = 0;
       throttle(c).api_call_limits = 2147483647;
     },
     ""},
    {"user_call_limits is not negative", [](Configuration& c) { throttle(c).user_call_limits = -1; },
     "error 2002 /throttles/0/user_call_limits"},
    {"user <= API", [](Configuration& c) { throttle(c).user_call_limits = 11; },
     "error 2003 /throttles/0/user_call_limits -> /throttles/0/api_call_limits"},
    {"app <= user",
     [](Configuration& c) {
       throttle(c).user_call_limits = 5;
       throttle(c).app_call_limits = 6;
     },
     "error 2003 /throttles/0/app_call_limits -> /throttles/0/user_call_limits"},
    {"app <= API where there is no user limit", [](Configuration& c) { throttle(c).app_call_limits = 11; },
     "error 2003 /throttles/0/app_call_limits -> /throttles/0/api_call_limits"},
    {"address <= API", [](Configuration& c) { throttle(c).ip_call_limits = 11; },
     "error 2003 /throttles/0/ip_call_limits -> /throttles/0/api_call_limits"},
    {"algorithm is one of two", [](Configuration& c) { throttle(c).algorithm = "sliding"; },
     "error 2004 /throttles/0/algorithm"},
    {"burst is at least 1", [](Configuration& c) { throttle(c).burst = 0; }, "error 2002 /throttles/0/burst"},
    {"mode is one of two", [](Configuration& c) { throttle(c).mode = "off"; },
     "error 2004 /throttles/0/mode"},
    {"a store fails in one of three ways", [](Configuration& c) { throttle(c).store.failure = "panic"; },
     "error 2004 /throttles/0/store/failure"},
    {"a store has an instance", [](Configuration& c) { throttle(c).store.instances = 0; },
     "error 2002 /throttles/0/store/instances"},
    {"a store's timeout is not negative", [](Configuration& c) { throttle(c).store.timeout_ms = -1; },
     "error 2002 /throttles/0/store/timeout_ms"},
    {"remark has 255 characters at most",
     [](Configuration& c) { throttle(c).remark = std::string(256, 'r'); }, "error 2006 /throttles/0/remark"},
};

SpecialThrottleSpec& special(Configuration& c) { return throttle(c).specials[0]; }

const Rule kSpecials[] = {
    {"object_type is one of two", [](Configuration& c) { special(c).object_type = "IP"; },
     "error 2004 /throttles/0/specials/0/object_type"},
    {"the app exists", [](Configuration& c) { special(c).object_id = "app9"; },
     "error 3004 /throttles/0/specials/0/object_id"},
    {"an account is named", [](Configuration& c) { special(c) = {.object_type = "USER", .call_limits = 1}; },
     "error 2001 /throttles/0/specials/0/object_id"},
    {"call_limits is required", [](Configuration& c) { special(c).call_limits.reset(); },
     "error 2001 /throttles/0/specials/0/call_limits"},
    {"call_limits is at least 1", [](Configuration& c) { special(c).call_limits = 0; },
     "error 2002 /throttles/0/specials/0/call_limits"},
    {"special <= API", [](Configuration& c) { special(c).call_limits = 11; },
     "error 2003 /throttles/0/specials/0/call_limits"},
    {"once for each object", [](Configuration& c) { throttle(c).specials.push_back(special(c)); },
     "error 3308 /throttles/0/specials/1/object_id -> /throttles/0/specials/0/object_id"},
    {"30 of each type",
     [](Configuration& c) {
       for (int i = 0; i < 31; ++i)
         throttle(c).specials.push_back(
             {.object_type = "USER", .object_id = "p" + std::to_string(i), .call_limits = 1});
     },
     "error 3100 /throttles/0/specials"},
};

const Rule kBindings[] = {
    {"api is required", [](Configuration& c) { throttle(c).bindings = {{}}; },
     "error 2001 /throttles/0/bindings/0/api"},
    {"the API exists", [](Configuration& c) { throttle(c).bindings = {{.api = "a9"}}; },
     "error 3002 /throttles/0/bindings/0/api"},
    {"the environment exists",
     [](Configuration& c) { throttle(c).bindings = {{.api = "a1", .env = "GAMMA"}}; },
     "error 3003 /throttles/0/bindings/0/env"},
    {"an unpublished API: kept, without effect",
     [](Configuration& c) { throttle(c).bindings = {{.api = "a3"}}; },
     "warning 3015 /throttles/0/bindings/0"},
    {"policy and API have one owner", [](Configuration& c) { throttle(c).owner = "p2"; },
     "error 1201 /throttles/0/bindings/0/api"},
    {"one throttle an API and environment",
     [](Configuration& c) {
       c.throttles.push_back(throttle(c));
       c.throttles[1].id = "t2";
       c.throttles[1].name = "fast";
     },
     "error 3309 /throttles/1/bindings/0 -> /throttles/0/bindings/0"},
    {"one ACL of a type",
     [](Configuration& c) {
       c.acls.push_back(c.acls[0]);
       c.acls[1].id = "l2";
       c.acls[1].acl_name = "home";
     },
     "error 3309 /acls/1/bindings/0 -> /acls/0/bindings/0"},
    {"ACLs of two types",
     [](Configuration& c) {
       c.acls.push_back({.acl_name = "home",
                         .entity_type = "DOMAIN",
                         .acl_type = "DENY",
                         .acl_value = "eve",
                         .bindings = {{.api = "a1"}}});
     },
     ""},
    {"one signature key",
     [](Configuration& c) {
       c.signature_keys.push_back(c.signature_keys[0]);
       c.signature_keys[1].id = "k2";
       c.signature_keys[1].name = "other";
     },
     "error 3309 /signature_keys/1/bindings/0 -> /signature_keys/0/bindings/0"},
    {"bindings hold in another environment",
     [](Configuration& c) { throttle(c).bindings.push_back({.api = "a1", .env = "BETA"}); }, ""},
};

AclSpec& acl(Configuration& c) { return c.acls[0]; }

const Rule kAcls[] = {
    {"acl_name is required", [](Configuration& c) { acl(c).acl_name = ""; }, "error 2001 /acls/0/acl_name"},
    {"names are unique",
     [](Configuration& c) {
       c.acls.push_back(acl(c));
       c.acls[1].id = "l2";
       c.acls[1].bindings = {};
     },
     "error 3206 /acls/1/acl_name -> /acls/0/acl_name"},
    {"entity_type is required", [](Configuration& c) { acl(c).entity_type = ""; },
     "error 2001 /acls/0/entity_type"},
    {"entity_type is one of three", [](Configuration& c) { acl(c).entity_type = "USER"; },
     "error 2004 /acls/0/entity_type"},
    {"acl_type is required", [](Configuration& c) { acl(c).acl_type = ""; }, "error 2001 /acls/0/acl_type"},
    {"acl_type is one of two", [](Configuration& c) { acl(c).acl_type = "ALLOW"; },
     "error 2004 /acls/0/acl_type"},
    {"acl_value is required", [](Configuration& c) { acl(c).acl_value = ""; },
     "error 2001 /acls/0/acl_value"},
    {"mode is one of two", [](Configuration& c) { acl(c).mode = "off"; }, "error 2004 /acls/0/mode"},
    {"every entry is an address, network or range",
     [](Configuration& c) { acl(c).acl_value = "192.0.2.1,192.0.2.300,10.0.0.0/33,192.0.2.9-192.0.2.1"; },
     "error 2015 /acls/0/acl_value\nerror 2015 /acls/0/acl_value\nerror 2015 /acls/0/acl_value"},
    {"an empty entry is none", [](Configuration& c) { acl(c).acl_value = "192.0.2.1,"; },
     "error 2015 /acls/0/acl_value"},
    {"an entry stands once, however written",
     [](Configuration& c) { acl(c).acl_value = "192.0.2.1,::ffff:192.0.2.1"; },
     "error 3306 /acls/0/acl_value -> /acls/0/acl_value"},
    {"100 entries",
     [](Configuration& c) {
       acl(c).acl_value = "192.0.2.1";
       for (int i = 0; i < 100; ++i) acl(c).acl_value += ",10.0.0." + std::to_string(i);
     },
     "error 2003 /acls/0/acl_value"},
    {"an account name is not all digits",
     [](Configuration& c) {
       acl(c).entity_type = "DOMAIN";
       acl(c).acl_value = "mallory,12345";
     },
     "error 2011 /acls/0/acl_value"},
    {"an account name has 64 characters at most",
     [](Configuration& c) {
       acl(c).entity_type = "DOMAIN";
       acl(c).acl_value = std::string(65, 'm');
     },
     "error 2006 /acls/0/acl_value"},
    {"an account id has 32 characters",
     [](Configuration& c) {
       acl(c).entity_type = "DOMAIN_ID";
       acl(c).acl_value = "0123456789abcdef0123456789abcdef,0123";
     },
     "error 2007 /acls/0/acl_value"},
    {"an account id is letters and digits",
     [](Configuration& c) {
       acl(c).entity_type = "DOMAIN_ID";
       acl(c).acl_value = "0123456789abcdef-123456789abcdef";
     },
     "error 2011 /acls/0/acl_value"},
    {"accounts have 1024 bytes at most",
     [](Configuration& c) {
       acl(c).entity_type = "DOMAIN";
       acl(c).acl_value = "m";
       while (acl(c).acl_value.size() <= 1024)
         acl(c).acl_value += ",m" + std::to_string(acl(c).acl_value.size());
     },
     "error 2006 /acls/0/acl_value"},
};

SignatureKeySpec& key(Configuration& c) { return c.signature_keys[0]; }

const Rule kSignatureKeys[] = {
    {"name is required", [](Configuration& c) { key(c).name = ""; }, "error 2001 /signature_keys/0/name"},
    {"names are unique",
     [](Configuration& c) {
       c.signature_keys.push_back(key(c));
       c.signature_keys[1].id = "k2";
       c.signature_keys[1].bindings = {};
     },
     "error 3207 /signature_keys/1/name -> /signature_keys/0/name"},
    {"sign_type is one of four", [](Configuration& c) { key(c).sign_type = "rsa"; },
     "error 2004 /signature_keys/0/sign_type"},
    {"sign_key is required", [](Configuration& c) { key(c).sign_key = ""; },
     "error 2001 /signature_keys/0/sign_key"},
    {"sign_secret is required", [](Configuration& c) { key(c).sign_secret = ""; },
     "error 2001 /signature_keys/0/sign_secret"},
    {"hmac: key of 8 to 32", [](Configuration& c) { key(c).sign_key = "backend"; },
     "error 2005 /signature_keys/0/sign_key"},
    {"hmac: secret of 16 to 64", [](Configuration& c) { key(c).sign_secret = "backendsecret01"; },
     "error 2005 /signature_keys/0/sign_secret"},
    {"hmac: characters of the secret", [](Configuration& c) { key(c).sign_secret = "backendsecret=001"; },
     "error 2011 /signature_keys/0/sign_secret"},
    {"basic: key of 4 to 32, secret of 8 to 64",
     [](Configuration& c) {
       key(c) = {
           .id = "k1", .name = "backend", .sign_type = "basic", .sign_key = "bac", .sign_secret = "1234567"};
     },
     "error 2005 /signature_keys/0/sign_key\nerror 2005 /signature_keys/0/sign_secret"},
    {"aes: key of 16 or 32, secret of 16",
     [](Configuration& c) {
       key(c) = {.id = "k1",
                 .name = "backend",
                 .sign_type = "aes",
                 .sign_key = std::string(15, 'k'),
                 .sign_secret = std::string(15, 's')};
     },
     "error 2007 /signature_keys/0/sign_key\nerror 2007 /signature_keys/0/sign_secret\n"
     "warning 0705 /signature_keys/0/sign_type"},
    {"public_key: key of 8 to 512, secret of 16 to 2048",
     [](Configuration& c) {
       key(c) = {.id = "k1",
                 .name = "backend",
                 .sign_type = "public_key",
                 .sign_key = std::string(513, 'k'),
                 .sign_secret = std::string(2048, 's')};
     },
     "error 2006 /signature_keys/0/sign_key\nwarning 0705 /signature_keys/0/sign_type"},
};

}  // namespace

TEST_CASE("rules: apps") { check_rules(kApps); }
TEST_CASE("rules: authorizations") { check_rules(kAuthorizations); }
TEST_CASE("rules: throttles") { check_rules(kThrottles); }
TEST_CASE("rules: special thresholds") { check_rules(kSpecials); }
TEST_CASE("rules: bindings") { check_rules(kBindings); }
TEST_CASE("rules: access lists") { check_rules(kAcls); }
TEST_CASE("rules: signature keys") { check_rules(kSignatureKeys); }

TEST_CASE("rules: CF13 no diagnostic repeats a secret") {
  Configuration c = configuration();
  const std::string hidden = "h i d d e n";
  app(c).app_secret = app(c).secrets[0].value = hidden;
  app(c).app_codes = {hidden, hidden};
  key(c).sign_secret = hidden;
  const auto found = config::check(c);
  CHECK(found.size() == 5);
  for (const Diagnostic& d : found) CHECK(d.message.find("h i d") == std::string::npos);
}
