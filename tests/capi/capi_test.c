/* Every function of sluice.h from C99: what it promises, with NULL for each pointer (AB1), with lengths that
 * cannot be (AB2), with structs of older and newer callers (AB3), with handles of another kind (AB4). */
#include <sluice.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static const sluice_text kNone = {NULL, 0};
static int is(sluice_text t, const char* s) { return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0; }
static const sluice_now kNow = {1614160800, 0, 1000000000};

static sluice_request request_of(const char* method, const char* target) {
  sluice_request r;
  sluice_request_init(&r);
  r.method = text(method);
  r.target = text(target);
  r.host = text("api.example.com");
  r.peer = text("192.0.2.1");
  return r;
}

static void vocabulary(void) {
  sluice_owned_text none = {NULL, 0};
  CHECK(sluice_version()[0] != 0);
  for (int s = SLUICE_OK; s <= SLUICE_WRONG_TIME + 1; ++s)
    CHECK(sluice_status_text((sluice_status)s)[0] != 0);
  sluice_text_free(NULL);
  sluice_text_free(&none);
  sluice_request_init(NULL);
  sluice_route_init(NULL);
  sluice_signer_init(NULL);
  sluice_limit_init(NULL);
  sluice_decision_init(NULL);
  sluice_limit_use_init(NULL);
}

static void errors(void) {
  sluice_error e;
  sluice_text body;
  sluice_text name;
  uint32_t row;
  char room[512];
  CHECK(sluice_error_row(&e, 0) == SLUICE_OK && is(e.code, "APIG.0101") && e.status == 404 && e.is_call == 1);
  CHECK(sluice_error_row(&e, 226) == SLUICE_OK && e.is_call == 0);
  CHECK(sluice_error_row(&e, 227) == SLUICE_NOT_FOUND);
  CHECK(sluice_error_row(NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_error_find(&e, text("APIG.0201"), 6) == SLUICE_OK);
  CHECK(sluice_error_find(&e, text("APIG.0201"), 7) == SLUICE_NOT_FOUND);
  CHECK(sluice_error_find(&e, text("nonsense"), 0) == SLUICE_NOT_FOUND);
  CHECK(sluice_error_find(NULL, text("0308"), 0) == SLUICE_INVALID);
  CHECK(sluice_error_render(&body, e.row, text("r"), text("a\"b"), room, sizeof room) == SLUICE_OK &&
        body.size > 40);
  CHECK(sluice_error_render(&body, e.row, text("r"), kNone, room, 10) == SLUICE_NO_ROOM);
  CHECK(sluice_error_render(&body, 4000, text("r"), kNone, room, sizeof room) == SLUICE_NOT_FOUND);
  CHECK(sluice_error_render(NULL, 0, text("r"), kNone, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_error_render(&body, 0, text("r"), kNone, NULL, 10) == SLUICE_INVALID);
  CHECK(sluice_reason_read(&name, &row, 412) == SLUICE_OK && is(name, "signature_wrong"));
  CHECK(sluice_reason_read(&name, &row, 65535) == SLUICE_NOT_FOUND);
  CHECK(sluice_reason_read(&name, &row, 1u << 20) == SLUICE_NOT_FOUND);
  CHECK(sluice_reason_read(NULL, &row, 412) == SLUICE_INVALID);
}

static void readers(void) {
  sluice_text out, impossible = {"x", SIZE_MAX}, beyond = {"x", (size_t)PTRDIFF_MAX + 1},
                   nothing_there = {NULL, 3};
  uint32_t reason;
  char room[64];
  CHECK(sluice_path_read(&out, &reason, text("/a/%62"), SLUICE_PATH_STRICT, room, sizeof room) == SLUICE_OK &&
        is(out, "/a/b"));
  CHECK(sluice_path_read(&out, &reason, text("/a/%2e%2e/%2e%2e"), SLUICE_PATH_STRICT, room, sizeof room) ==
            SLUICE_REFUSED &&
        reason != 0);
  CHECK(sluice_path_read(&out, &reason, text("/a/%62"), SLUICE_PATH_STRICT, room, 2) == SLUICE_NO_ROOM);
  CHECK(sluice_path_read(&out, &reason, text("/"), 9, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_path_read(&out, &reason, impossible, 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_path_read(&out, &reason, beyond, 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_path_read(&out, &reason, nothing_there, 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_path_read(NULL, &reason, text("/"), 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_address_read(&out, text("2001:DB8::0:7"), room, sizeof room) == SLUICE_OK &&
        is(out, "2001:db8::7"));
  CHECK(sluice_address_read(&out, text("127.1"), room, sizeof room) == SLUICE_REFUSED);
  CHECK(sluice_address_read(&out, text("192.0.2.1"), room, 3) == SLUICE_NO_ROOM);
  CHECK(sluice_address_read(NULL, text("::"), room, sizeof room) == SLUICE_INVALID);
}

static void routes(void) {
  sluice_route specs[2];
  sluice_routes* table = NULL;
  sluice_owned_text problems = {NULL, 0};
  sluice_match m;
  sluice_header capture;
  sluice_text value;
  sluice_request r = request_of("GET", "/orders/7");
  for (int i = 0; i < 2; ++i) {
    sluice_route_init(&specs[i]);
    specs[i].id = (uint32_t)i + 1;
    specs[i].method = text("GET");
  }
  specs[0].path = text("/orders/{id}");
  specs[1].path = text("/orders/{other}");
  CHECK(sluice_routes_compile(&table, &problems, specs, 2) == SLUICE_REFUSED && table == NULL &&
        problems.size > 0);
  sluice_text_free(&problems);
  specs[1].path = text("/orders");
  CHECK(sluice_routes_compile(&table, &problems, specs, 2) == SLUICE_OK && table != NULL);
  sluice_text_free(&problems);
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_OK && m.id == 1 && m.capture_count == 1);
  CHECK(sluice_match_param(&value, &m, text("id")) == SLUICE_OK && is(value, "7"));
  CHECK(sluice_match_param(&value, &m, text("no")) == SLUICE_NOT_FOUND);
  CHECK(sluice_match_capture(&capture, &m, 0) == SLUICE_OK && is(capture.name, "id"));
  CHECK(sluice_match_capture(&capture, &m, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_match_capture(NULL, &m, 0) == SLUICE_INVALID &&
        sluice_match_capture(&capture, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_match_param(NULL, &m, text("id")) == SLUICE_INVALID &&
        sluice_match_param(&value, NULL, text("id")) == SLUICE_INVALID);
  r.method = text("POST");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_NOT_FOUND && m.reason == 204 && m.allowed == 1);
  CHECK(sluice_match_param(&value, &m, text("id")) == SLUICE_NOT_FOUND);
  CHECK(sluice_routes_match(NULL, table, &r, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_routes_match(&m, NULL, &r, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_routes_match(&m, table, NULL, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_routes_match(&m, table, &r, NULL, 7) == SLUICE_INVALID);
  CHECK(sluice_routes_compile(NULL, NULL, specs, 2) == SLUICE_INVALID);
  CHECK(sluice_routes_compile(&table, NULL, NULL, 2) == SLUICE_INVALID);
  specs[0].size = 4;
  CHECK(sluice_routes_compile(&table, NULL, specs, 1) == SLUICE_INVALID);
  sluice_routes_free(table);
  sluice_routes_free(NULL);
}

static void routes_of_groups(void) {
  static const char* const suffixes_text[] = {"gw.test", "api.test"};
  sluice_text suffixes[2], environments[1], groups[1];
  sluice_domain domain;
  sluice_domains domains;
  sluice_route specs[3];
  sluice_routes* table = NULL;
  sluice_owned_text problems = {NULL, 0};
  sluice_match m;
  sluice_match_place place;
  sluice_header stage;
  sluice_request r = request_of("GET", "/files/a/b");
  char room[64];
  sluice_domain_init(&domain);
  sluice_domains_init(&domains);
  sluice_match_place_init(&place);
  sluice_domain_init(NULL);
  sluice_domains_init(NULL);
  sluice_match_place_init(NULL);
  for (int i = 0; i < 3; ++i) {
    sluice_route_init(&specs[i]);
    specs[i].id = (uint32_t)i + 1;
    specs[i].method = text(i == 2 ? "POST" : "GET");
    specs[i].group = text("g1");
    specs[i].path = text("/files");
    if (i < 2) suffixes[i] = text(suffixes_text[i]);
  }
  specs[0].mode = SLUICE_ROUTE_PREFIX;
  specs[1].environment = text("BETA");
  specs[2].path = text("/files/{id}/b");
  environments[0] = text("DEV");
  groups[0] = text("empty");
  domain.host = text("files.example.com");
  domain.group = text("g1");
  domain.min_tls = SLUICE_TLS_1_2;
  domains.independent = &domain;
  domains.independent_count = 1;
  domains.suffixes = suffixes;
  domains.suffix_count = 2;
  domains.groups = groups;
  domains.group_count = 1;
  domains.environments = environments;
  domains.environment_count = 1;
  CHECK(sluice_routes_compile_domains(&table, &problems, specs, 3, &domains) == SLUICE_OK && table != NULL);
  sluice_text_free(&problems);

  r.host = text("Files.example.com:443");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_OK && m.id == 1 && m.capture_count == 0);
  CHECK(sluice_match_read(&place, &m) == SLUICE_OK && is(place.remainder, "/a/b") &&
        is(place.path, "/files/a/b"));
  CHECK(is(place.group, "g1") && is(place.environment, "RELEASE") && place.via_subdomain == 0 &&
        place.min_tls == SLUICE_TLS_1_2);
  r.host = text("g1.api.test");
  stage.name = text("X-Stage");
  stage.value = text("BETA");
  r.headers = &stage;
  r.header_count = 1;
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_NOT_FOUND && m.allowed == 0);
  r.target = text("/files");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_OK && m.id == 2);
  CHECK(sluice_match_read(&place, &m) == SLUICE_OK && place.via_subdomain == 1 &&
        is(place.environment, "BETA"));
  stage.value = text("DEV");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_NOT_FOUND);
  r.header_count = 0;
  r.host = text("empty.gw.test");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_NOT_FOUND);
  CHECK(sluice_match_read(&place, &m) == SLUICE_OK && is(place.group, "empty"));
  r.host = text("192.0.2.1");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_NOT_FOUND);
  CHECK(sluice_match_read(&place, &m) == SLUICE_OK && place.group.size == 0);

  r.host = text("g1.gw.test");
  r.target = text("/files/a%2Fb");
  CHECK(sluice_routes_match(&m, table, &r, room, sizeof room) == SLUICE_NOT_FOUND);
  CHECK(sluice_routes_match_mode(&m, table, &r, SLUICE_PATH_APIG, room, sizeof room) == SLUICE_OK &&
        m.id == 1);
  CHECK(sluice_match_read(&place, &m) == SLUICE_OK && is(place.remainder, "/a/b"));
  CHECK(sluice_routes_match_mode(&m, table, &r, SLUICE_PATH_RAW, room, sizeof room) == SLUICE_OK);
  CHECK(sluice_match_read(&place, &m) == SLUICE_OK && is(place.remainder, "/a%2Fb"));
  CHECK(sluice_routes_match_mode(&m, table, &r, SLUICE_PATH_APIG, NULL, 0) == SLUICE_NO_ROOM);
  CHECK(sluice_routes_match_mode(&m, table, &r, 3, room, sizeof room) == SLUICE_INVALID);

  CHECK(sluice_routes_find(&m, table, text("g1"), text("BETA"), text("GET"), text("/files")) == SLUICE_OK &&
        m.id == 2);
  CHECK(sluice_routes_find(&m, table, text("g1"), text(""), text("POST"), text("/files/7/b")) == SLUICE_OK &&
        m.id == 3 && m.capture_count == 1);
  CHECK(sluice_routes_find(&m, table, text("g1"), text(""), text("PUT"), text("/files/7/b")) ==
            SLUICE_NOT_FOUND &&
        m.allowed == 3);
  CHECK(sluice_routes_find(&m, table, text("g1"), text(""), text("FETCH"), text("/files")) ==
        SLUICE_NOT_FOUND);
  CHECK(sluice_routes_find(&m, table, text("no"), text(""), text("GET"), text("/files")) == SLUICE_NOT_FOUND);
  CHECK(sluice_routes_find(NULL, table, text("g1"), text(""), text("GET"), text("/")) == SLUICE_INVALID);
  CHECK(sluice_routes_find(&m, NULL, text("g1"), text(""), text("GET"), text("/")) == SLUICE_INVALID);
  CHECK(sluice_match_read(NULL, &m) == SLUICE_INVALID && sluice_match_read(&place, NULL) == SLUICE_INVALID);
  sluice_routes_free(table);

  table = NULL;
  CHECK(sluice_routes_compile_domains(&table, NULL, specs, 3, NULL) == SLUICE_INVALID);
  CHECK(sluice_routes_compile_domains(NULL, NULL, specs, 3, &domains) == SLUICE_INVALID);
  domain.host = text("g1.gw.test"); /* the system's own */
  CHECK(sluice_routes_compile_domains(&table, NULL, specs, 3, &domains) == SLUICE_REFUSED && table == NULL);
  domain.size = 4;
  CHECK(sluice_routes_compile_domains(&table, NULL, specs, 3, &domains) == SLUICE_INVALID);
  domains.independent_count = 0;
  domains.default_group = text("g1");
  domains.ip_access = 2;
  CHECK(sluice_routes_compile_domains(&table, NULL, specs, 3, &domains) == SLUICE_INVALID);
  domains.ip_access = 1;
  CHECK(sluice_routes_compile_domains(&table, NULL, specs, 3, &domains) == SLUICE_OK);
  r.host = text("192.0.2.1");
  r.target = text("/files");
  CHECK(sluice_routes_match(&m, table, &r, NULL, 0) == SLUICE_OK && m.id == 1);
  sluice_routes_free(table);
}

static void access_lists(void) {
  sluice_acl* acl = NULL;
  size_t fault = 9;
  int32_t allows = -1;
  CHECK(sluice_acl_compile(&acl, &fault, SLUICE_ACL_DENY, text("10.0.0.0/8,10.0.0.1/8")) == SLUICE_REFUSED &&
        fault == 1);
  CHECK(sluice_acl_compile(&acl, NULL, SLUICE_ACL_DENY, text("")) == SLUICE_REFUSED);
  CHECK(sluice_acl_compile(&acl, NULL, 7, text("10.0.0.0/8")) == SLUICE_INVALID);
  CHECK(sluice_acl_compile(NULL, NULL, SLUICE_ACL_DENY, text("10.0.0.0/8")) == SLUICE_INVALID);
  CHECK(sluice_acl_compile(&acl, NULL, SLUICE_ACL_DENY, text("10.0.0.0/8")) == SLUICE_OK);
  CHECK(sluice_acl_allows(&allows, acl, text("10.1.2.3")) == SLUICE_OK && allows == 0);
  CHECK(sluice_acl_allows(&allows, acl, text("11.1.2.3")) == SLUICE_OK && allows == 1);
  CHECK(sluice_acl_allows(&allows, acl, text("nonsense")) == SLUICE_OK && allows == 0);
  CHECK(sluice_acl_allows(NULL, acl, text("::")) == SLUICE_INVALID &&
        sluice_acl_allows(&allows, NULL, text("::")) == SLUICE_INVALID);
  sluice_acl_free(acl);
  sluice_acl_free(NULL);
}

static void signing(void) {
  char room[1024];
  sluice_signer signer;
  sluice_signed s;
  sluice_claim c;
  sluice_header headers[8];
  sluice_text secrets[2];
  uint32_t error = 0, reason = 0;
  sluice_request r = request_of("POST", "/signed?b=2&a=1");
  sluice_signer_init(&signer);
  signer.access = text("shopkey001");
  signer.secret = text("shopsecret001");
  CHECK(sluice_claim_read(&c, &reason, &r) == SLUICE_REFUSED && reason == 400);
  CHECK(sluice_sign(&s, &error, &r, text("body"), &signer, &kNow, room, 20) == SLUICE_NO_ROOM);
  CHECK(sluice_sign(&s, &error, &r, text("body"), &signer, &kNow, room, sizeof room) == SLUICE_OK &&
        s.added_count >= 2);
  for (size_t i = 0; i < s.added_count; ++i) CHECK(sluice_signed_header(&headers[i], &s, i) == SLUICE_OK);
  CHECK(sluice_signed_header(&headers[7], &s, s.added_count) == SLUICE_NOT_FOUND);
  CHECK(sluice_signed_header(NULL, &s, 0) == SLUICE_INVALID &&
        sluice_signed_header(&headers[0], NULL, 0) == SLUICE_INVALID);
  r.headers = headers;
  r.header_count = s.added_count;
  CHECK(sluice_claim_read(&c, &reason, &r) == SLUICE_OK && is(c.access, "shopkey001"));
  secrets[0] = text("another-secret");
  secrets[1] = text("shopsecret001");
  CHECK(sluice_verify(&reason, &c, &r, text("body"), secrets, 2, &kNow) == SLUICE_OK && reason == 0);
  CHECK(sluice_verify(&reason, &c, &r, text("body"), secrets, 1, &kNow) == SLUICE_REFUSED && reason == 412);
  CHECK(sluice_verify(&reason, &c, &r, text("body"), NULL, 0, &kNow) == SLUICE_REFUSED && reason == 408);
  CHECK(sluice_verify(&reason, &c, &r, text("bodx"), secrets, 2, &kNow) == SLUICE_REFUSED);
  CHECK(sluice_verify(NULL, NULL, &r, text("body"), secrets, 2, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verify(NULL, &c, NULL, text("body"), secrets, 2, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verify(NULL, &c, &r, text("body"), NULL, 2, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verify(NULL, &c, &r, text("body"), secrets, 2, NULL) == SLUICE_INVALID);
  CHECK(sluice_verify(NULL, &c, &r, text("body"), secrets, 400, &kNow) == SLUICE_INVALID);
  CHECK(sluice_claim_read(NULL, NULL, &r) == SLUICE_INVALID &&
        sluice_claim_read(&c, NULL, NULL) == SLUICE_INVALID);
  CHECK(sluice_sign(NULL, NULL, &r, kNone, &signer, &kNow, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_sign(&s, NULL, NULL, kNone, &signer, &kNow, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_sign(&s, NULL, &r, kNone, NULL, &kNow, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_sign(&s, NULL, &r, kNone, &signer, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_sign(&s, NULL, &r, kNone, &signer, &kNow, NULL, 5) == SLUICE_INVALID);
  signer.access = text("not an access key");
  CHECK(sluice_sign(&s, &error, &r, kNone, &signer, &kNow, room, sizeof room) == SLUICE_REFUSED &&
        error != 0);
}

static void limits(void) {
  sluice_limit limit;
  sluice_taken taken;
  sluice_ledger* ledger = NULL;
  sluice_limit_init(&limit);
  CHECK(sluice_take(&taken, 0, &limit, &kNow) == SLUICE_INVALID); /* no limit was set */
  limit.limit = 1;
  limit.per_seconds = 60;
  CHECK(sluice_take(&taken, 0, &limit, &kNow) == SLUICE_OK && taken.admitted == 1);
  CHECK(sluice_take(&taken, taken.next, &limit, &kNow) == SLUICE_OK && taken.admitted == 0 &&
        taken.retry_after_ns > 0);
  CHECK(sluice_take(NULL, 0, &limit, &kNow) == SLUICE_INVALID &&
        sluice_take(&taken, 0, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_take(&taken, 0, &limit, NULL) == SLUICE_INVALID);
  limit.algorithm = 9;
  CHECK(sluice_take(&taken, 0, &limit, &kNow) == SLUICE_INVALID);
  limit.algorithm = SLUICE_FIXED_WINDOW;
  CHECK(sluice_ledger_create(&ledger, 1 << 16, 7) == SLUICE_OK);
  CHECK(sluice_ledger_take(&taken, ledger, 1, text("alice"), &limit, &kNow) == SLUICE_OK &&
        taken.admitted == 1);
  CHECK(sluice_ledger_take(&taken, ledger, 1, text("alice"), &limit, &kNow) == SLUICE_OK &&
        taken.admitted == 0);
  CHECK(sluice_ledger_take(&taken, ledger, 1, text("bob"), &limit, &kNow) == SLUICE_OK &&
        taken.admitted == 1);
  CHECK(sluice_ledger_take(&taken, NULL, 1, text("bob"), &limit, &kNow) == SLUICE_INVALID);
  CHECK(sluice_ledger_take(NULL, ledger, 1, text("bob"), &limit, &kNow) == SLUICE_INVALID);
  CHECK(sluice_ledger_create(NULL, 1 << 16, 7) == SLUICE_INVALID);
  sluice_ledger_free(ledger);
  sluice_ledger_free(NULL);
}

static const char* const kDocument =
    "{\"gateway\": {\"allow_private_backends\": true},"
    " \"groups\": [{\"id\": \"g1\", \"name\": \"shop\", \"url_domains\": [{\"url_domain\": "
    "\"api.example.com\"}], \"apis\": ["
    "  {\"id\": \"a1\", \"name\": \"signed_one\", \"req_method\": \"POST\", \"req_uri\": \"/signed\", "
    "\"auth_type\": \"APP\","
    "   \"backend_type\": \"HOST\", \"published\": [\"RELEASE\"]},"
    "  {\"id\": \"a2\", \"name\": \"named_one\", \"req_method\": \"GET\", \"req_uri\": \"/named\", "
    "\"auth_type\": \"NONE\","
    "   \"backend_type\": \"HTTP\", \"backend_api\": {\"req_method\": \"GET\", \"req_uri\": \"/v1\","
    "   \"url_domain\": \"backend.example.com\"}, \"published\": [\"RELEASE\"]}]}],"
    " \"apps\": [{\"id\": \"app1\", \"name\": \"shop\", \"app_key\": \"shopkey001\", \"app_secret\": "
    "\"shopsecret001\"}],"
    " \"authorizations\": [{\"app\": \"app1\", \"api\": \"a1\", \"env\": \"RELEASE\"}]}";

static void deciding(void) {
  sluice_plan* plan = NULL;
  sluice_state* state = NULL;
  sluice_gateway* gateway = NULL;
  sluice_transaction* t = NULL;
  sluice_owned_text diagnostics = {NULL, 0};
  sluice_decision d;
  sluice_limit_use use;
  sluice_header item;
  sluice_text wanted, kind, policy, addresses[1];
  uint32_t need = 99, reason;
  char room[1024];
  sluice_signer signer;
  sluice_signed s;
  sluice_header headers[8];
  sluice_request r = request_of("POST", "/signed");

  CHECK(sluice_plan_compile(&plan, &diagnostics, text("{\"groups\": 1}"), 0) == SLUICE_REFUSED &&
        diagnostics.size > 0);
  sluice_text_free(&diagnostics);
  CHECK(sluice_plan_compile(&plan, NULL, text(kDocument), 0) == SLUICE_OK && plan != NULL);
  CHECK(sluice_plan_compile(NULL, NULL, text(kDocument), 0) == SLUICE_INVALID);
  CHECK(sluice_state_create(&state, 7, 0) == SLUICE_OK && sluice_state_create(NULL, 7, 0) == SLUICE_INVALID);
  CHECK(sluice_transaction_create(&t) == SLUICE_OK && sluice_transaction_create(NULL) == SLUICE_INVALID);
  sluice_decision_init(&d);
  sluice_limit_use_init(&use);

  /* Stepped: the body comes in two slices. */
  sluice_signer_init(&signer);
  signer.access = text("shopkey001");
  signer.secret = text("shopsecret001");
  CHECK(sluice_sign(&s, NULL, &r, text("body"), &signer, &kNow, room, sizeof room) == SLUICE_OK);
  for (size_t i = 0; i < s.added_count; ++i) sluice_signed_header(&headers[i], &s, i);
  r.headers = headers;
  r.header_count = s.added_count;
  CHECK(sluice_transaction_start(&need, t, plan, state, &r, &kNow) == SLUICE_OK && need == SLUICE_NEED_BODY);
  CHECK(sluice_decision_read(&d, t) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_wanted(&wanted, t) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_secrets(&need, t, NULL, 0) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_addresses(&need, t, NULL, 0) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_finish(t, 0, 200) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_body(&need, t, text("bo")) == SLUICE_OK && need == SLUICE_NEED_BODY);
  CHECK(sluice_transaction_body(&need, t, text("dy")) == SLUICE_OK);
  CHECK(sluice_transaction_body_end(&need, t) == SLUICE_OK && need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.verdict == SLUICE_PASS && is(d.app, "app1") &&
        is(d.api, "a1"));
  CHECK(sluice_decision_limit(&use, t, 0) == SLUICE_OK && use.limit == 200 && use.remain == 199);
  CHECK(sluice_decision_limit(&use, t, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_decision_item(&item, t, SLUICE_LIST_RESPONSE_HEADERS, 0) == SLUICE_OK &&
        is(item.name, "X-Request-Id"));
  CHECK(sluice_decision_item(&item, t, SLUICE_LIST_PATH_PARAMS, 0) == SLUICE_NOT_FOUND);
  CHECK(sluice_decision_item(&item, t, 17, 0) == SLUICE_INVALID);
  CHECK(sluice_decision_observed(&kind, &policy, &reason, t, 0) == SLUICE_NOT_FOUND);

  /* Whole, with a body that was changed. */
  CHECK(sluice_decide(t, plan, state, &r, text("bodx"), &kNow) == SLUICE_OK);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.verdict == SLUICE_REJECT && d.status == 401 &&
        d.reason == 412);
  CHECK(sluice_decision_item(&item, t, SLUICE_LIST_ANSWER_HEADERS, 0) == SLUICE_OK);

  /* A name to resolve, and a call that fails. */
  r = request_of("GET", "/named");
  CHECK(sluice_transaction_start(&need, t, plan, state, &r, &kNow) == SLUICE_OK &&
        need == SLUICE_NEED_ADDRESS);
  CHECK(sluice_transaction_wanted(&wanted, t) == SLUICE_OK && is(wanted, "backend.example.com"));
  addresses[0] = text("nonsense");
  CHECK(sluice_transaction_addresses(&need, t, addresses, 1) == SLUICE_INVALID);
  addresses[0] = text("203.0.114.9");
  CHECK(sluice_transaction_addresses(&need, t, addresses, 1) == SLUICE_OK && need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.verdict == SLUICE_FORWARD &&
        is(d.backend_address, "203.0.114.9"));
  CHECK(sluice_decision_item(&item, t, SLUICE_LIST_BACKEND_HEADERS, 0) == SLUICE_OK && is(item.name, "Host"));
  CHECK(sluice_transaction_finish(t, 9, 0) == SLUICE_INVALID);
  CHECK(sluice_transaction_finish(t, SLUICE_OUTCOME_TIMEOUT, 0) == SLUICE_OK);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.verdict == SLUICE_REJECT && d.status == 504);
  CHECK(sluice_transaction_start(&need, t, plan, state, &r, &kNow) == SLUICE_OK &&
        need == SLUICE_NEED_ADDRESS);
  CHECK(sluice_transaction_decline(&need, t) == SLUICE_OK && need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.verdict == SLUICE_REJECT);
  CHECK(sluice_transaction_decline(&need, t) == SLUICE_WRONG_TIME);

  /* A key that is not in the plan: the host is asked. */
  signer.access = text("elsewhere");
  r = request_of("POST", "/signed");
  r.body_bytes = 0;
  CHECK(sluice_sign(&s, NULL, &r, kNone, &signer, &kNow, room, sizeof room) == SLUICE_OK);
  for (size_t i = 0; i < s.added_count; ++i) sluice_signed_header(&headers[i], &s, i);
  r.headers = headers;
  r.header_count = s.added_count;
  CHECK(sluice_transaction_start(&need, t, plan, state, &r, &kNow) == SLUICE_OK &&
        need == SLUICE_NEED_SECRET);
  CHECK(sluice_transaction_wanted(&wanted, t) == SLUICE_OK && is(wanted, "elsewhere"));
  CHECK(sluice_transaction_secrets(&need, t, &signer.secret, 1) == SLUICE_OK && need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK &&
        d.reason == 432); /* the signature holds, no app may call */

  /* Without a plan, with a gateway, and NULLs. */
  CHECK(sluice_decide(t, NULL, state, &r, kNone, &kNow) == SLUICE_OK);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.reason == 200);
  CHECK(sluice_gateway_create(&gateway, 2) == SLUICE_OK &&
        sluice_gateway_create(&gateway, 0) == SLUICE_INVALID);
  CHECK(sluice_gateway_reload(gateway, NULL, text("{"), 0) == SLUICE_REFUSED);
  CHECK(sluice_gateway_reload(gateway, NULL, text(kDocument), 0) == SLUICE_OK);
  r = request_of("GET", "/nowhere");
  CHECK(sluice_transaction_start_with(&need, t, gateway, 1, state, &r, &kNow) == SLUICE_OK &&
        need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, t) == SLUICE_OK && d.reason == 203);
  CHECK(sluice_transaction_start_with(&need, t, gateway, 2, state, &r, &kNow) == SLUICE_INVALID);
  CHECK(sluice_transaction_release(t) == SLUICE_OK && sluice_transaction_release(NULL) == SLUICE_INVALID);
  CHECK(sluice_gateway_reload(NULL, NULL, text(kDocument), 0) == SLUICE_INVALID);
  CHECK(sluice_transaction_start(&need, NULL, plan, state, &r, &kNow) == SLUICE_INVALID);
  CHECK(sluice_transaction_start(&need, t, plan, NULL, &r, &kNow) == SLUICE_INVALID);
  CHECK(sluice_transaction_start(&need, t, plan, state, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_transaction_start(&need, t, plan, state, &r, NULL) == SLUICE_INVALID);
  CHECK(sluice_transaction_start(&need, t, (const sluice_plan*)(const void*)state, state, &r, &kNow) ==
        SLUICE_INVALID);
  CHECK(sluice_decide(NULL, plan, state, &r, kNone, &kNow) == SLUICE_INVALID);
  CHECK(sluice_decision_read(NULL, t) == SLUICE_INVALID && sluice_decision_read(&d, NULL) == SLUICE_INVALID);
  CHECK(sluice_decision_item(NULL, t, 0, 0) == SLUICE_INVALID &&
        sluice_decision_limit(NULL, t, 0) == SLUICE_INVALID);
  CHECK(sluice_decision_observed(NULL, NULL, NULL, t, 0) == SLUICE_INVALID);
  CHECK(sluice_transaction_body(&need, NULL, kNone) == SLUICE_INVALID &&
        sluice_transaction_body_end(&need, NULL) == SLUICE_INVALID);
  sluice_gateway_free(gateway);
  sluice_gateway_free(NULL);
  sluice_transaction_free(t);
  sluice_transaction_free(NULL);
  sluice_state_free(state);
  sluice_state_free(NULL);
  sluice_plan_free(plan);
  sluice_plan_free(NULL);
}

/* A struct of an older caller lacks fields, one of a newer caller has more. */
static int holds(const sluice_owned_text* t, const char* part) {
  return t->data != NULL && strstr(t->data, part) != NULL;
}

static void configurations(void) {
  const sluice_text json = text(
      "{\"groups\":[{\"id\":\"g\",\"name\":\"orders\",\"url_domains\":[{\"url_domain\":\"api.example.com\"}],"
      "\"apis\":[{\"id\":\"a\",\"name\":\"get_one\",\"req_method\":\"GET\",\"req_uri\":\"/a/"
      "b\",\"auth_type\":\"NONE\","
      "\"match_mode\":\"NORMAL\",\"backend_type\":\"HOST\",\"published\":[\"RELEASE\"]}]}]}");
  sluice_owned_text out = {NULL, 0};
  sluice_request r = request_of("GET", "/a/b");
  CHECK(sluice_configuration_routes(&out, json) == SLUICE_OK && holds(&out, "\"uri\":\"/a/b\""));
  sluice_text_free(&out);
  CHECK(sluice_configuration_explain(&out, json, &r, 5) == SLUICE_OK && holds(&out, "\"ok\":true"));
  sluice_text_free(&out);
  r.target = text("/a/c");
  CHECK(sluice_configuration_explain(&out, json, &r, 5) == SLUICE_NOT_FOUND && holds(&out, "\"segment\":2"));
  sluice_text_free(&out);
  CHECK(sluice_configuration_tidy(&out, json) == SLUICE_OK && holds(&out, "get_one") &&
        !holds(&out, "NORMAL"));
  sluice_text_free(&out);
  CHECK(sluice_configuration_routes(NULL, json) == SLUICE_INVALID);
  CHECK(sluice_configuration_explain(NULL, json, &r, 5) == SLUICE_INVALID);
  CHECK(sluice_configuration_explain(&out, json, NULL, 5) == SLUICE_INVALID);
  CHECK(sluice_configuration_tidy(NULL, json) == SLUICE_INVALID);
  CHECK(sluice_configuration_routes(&out, text("{")) == SLUICE_REFUSED);
  CHECK(sluice_configuration_explain(&out, text("[]"), &r, 5) == SLUICE_REFUSED);
  CHECK(sluice_configuration_tidy(&out, text("{\"x\":1}")) == SLUICE_REFUSED);
}

static void growth(void) {
  struct newer {
    sluice_request known;
    uint64_t unknown;
  } newer;
  union {
    sluice_request whole;
    unsigned char bytes[sizeof(sluice_request)];
  } older;
  sluice_routes* table = NULL;
  sluice_route spec;
  sluice_match m;
  sluice_route_init(&spec);
  spec.method = text("GET");
  spec.path = text("/a");
  CHECK(sluice_routes_compile(&table, NULL, &spec, 1) == SLUICE_OK);
  newer.known = request_of("GET", "/a");
  newer.known.size = sizeof newer;
  newer.unknown = 0;
  CHECK(sluice_routes_match(&m, table, &newer.known, NULL, 0) == SLUICE_OK);
  newer.unknown = 1;
  CHECK(sluice_routes_match(&m, table, &newer.known, NULL, 0) == SLUICE_INVALID);
  memset(&older, 0xff, sizeof older); /* behind what the older caller knows is anything */
  older.whole.size = offsetof(sluice_request, host);
  older.whole.method = text("GET");
  older.whole.target = text("/a");
  CHECK(sluice_routes_match(&m, table, &older.whole, NULL, 0) == SLUICE_OK);
  older.whole.size = 3;
  CHECK(sluice_routes_match(&m, table, &older.whole, NULL, 0) == SLUICE_INVALID);
  sluice_routes_free(table);
}

int main(void) {
  vocabulary();
  errors();
  readers();
  routes();
  routes_of_groups();
  access_lists();
  signing();
  limits();
  deciding();
  configurations();
  growth();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
