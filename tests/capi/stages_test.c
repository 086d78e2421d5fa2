/* The stages of a backend call from C99: what each function promises, with NULL for each pointer, with
 * impossible lengths and unknown numbers, with handles of another kind. */
#include <sluice.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static sluice_header pair(const char* name, const char* value) {
  sluice_header h;
  h.name = text(name);
  h.value = text(value);
  return h;
}
static const sluice_text kNone = {NULL, 0};
static const sluice_text kImpossible = {"x", SIZE_MAX};
static int is(sluice_text t, const char* s) { return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0; }
static const sluice_now kNow = {1614160800, 0, 1000000000};

static sluice_request request_of(const char* method, const char* target) {
  sluice_request r;
  sluice_request_init(&r);
  r.method = text(method);
  r.target = text(target);
  r.host = text("api.example.com");
  r.peer = text("198.51.100.7");
  return r;
}

static void declare(sluice_param declared[2]) {
  sluice_param_init(&declared[0]);
  declared[0].name = text("id");
  declared[0].place = SLUICE_PLACE_PATH;
  declared[0].is_required = 1;
  sluice_param_init(&declared[1]);
  declared[1].name = text("limit");
  declared[1].type = SLUICE_PARAM_NUMBER;
  declared[1].is_checked = 1;
  declared[1].min_number = 1;
  declared[1].max_number = 100;
  declared[1].has_default = 1;
  declared[1].default_value = text("20");
}

static void parameters(void) {
  sluice_param declared[2];
  sluice_params* params = NULL;
  sluice_values values;
  sluice_text value;
  sluice_header capture = pair("id", "7");
  sluice_request r = request_of("GET", "/orders/7?limit=50");
  char room[512], words[128];
  declare(declared);
  sluice_param_init(NULL);
  CHECK(sluice_params_compile(&params, declared, 2) == SLUICE_OK && params != NULL);
  CHECK(sluice_params_check(&values, params, &r, &capture, 1, room, sizeof room) == SLUICE_OK &&
        values.count == 2);
  CHECK(sluice_values_read(&value, &values, 0) == SLUICE_OK && is(value, "7"));
  CHECK(sluice_values_read(&value, &values, 1) == SLUICE_OK && is(value, "50"));
  CHECK(sluice_values_read(&value, &values, 2) == SLUICE_NOT_FOUND);
  r.target = text("/orders/7");
  CHECK(sluice_params_check(&values, params, &r, &capture, 1, room, sizeof room) == SLUICE_OK);
  CHECK(sluice_values_read(&value, &values, 1) == SLUICE_OK && is(value, "20"));
  r.target = text("/orders/7?limit=101");
  CHECK(sluice_params_check(&values, params, &r, &capture, 1, room, sizeof room) == SLUICE_REFUSED &&
        values.index == 1 && values.reason != 0);
  CHECK(sluice_params_detail(&value, params, &values, words, sizeof words) == SLUICE_OK &&
        is(value, "Invalid query parameter: limit, too large"));
  CHECK(sluice_params_detail(&value, params, &values, words, 10) == SLUICE_NO_ROOM);
  CHECK(sluice_values_read(&value, &values, 0) == SLUICE_INVALID);
  CHECK(sluice_params_check(&values, params, &r, NULL, 0, room, sizeof room) == SLUICE_REFUSED &&
        values.index == 0);
  CHECK(sluice_params_detail(&value, params, &values, words, sizeof words) == SLUICE_OK &&
        is(value, "Invalid path parameter: id, required"));
  r.target = text("/orders/7?limit=%31");
  CHECK(sluice_params_check(&values, params, &r, &capture, 1, room, 8) == SLUICE_NO_ROOM);
  /* What cannot be. */
  CHECK(sluice_params_check(NULL, params, &r, &capture, 1, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_params_check(&values, NULL, &r, &capture, 1, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_params_check(&values, params, NULL, &capture, 1, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_params_check(&values, params, &r, NULL, 1, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_params_check(&values, params, &r, &capture, 1, NULL, 9) == SLUICE_INVALID);
  CHECK(sluice_params_detail(NULL, params, &values, words, 9) == SLUICE_INVALID);
  CHECK(sluice_params_detail(&value, params, NULL, words, 9) == SLUICE_INVALID);
  CHECK(sluice_values_read(NULL, &values, 0) == SLUICE_INVALID &&
        sluice_values_read(&value, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_params_compile(NULL, declared, 2) == SLUICE_INVALID);
  CHECK(sluice_params_compile(&params, NULL, 2) == SLUICE_INVALID);
  declared[1].place = 9;
  CHECK(sluice_params_compile(&params, declared, 2) == SLUICE_INVALID);
  declared[1].place = SLUICE_PLACE_QUERY;
  declared[1].enumeration = kImpossible;
  CHECK(sluice_params_compile(&params, declared, 2) == SLUICE_INVALID);
  declared[0].size = 4;
  CHECK(sluice_params_compile(&params, declared, 1) == SLUICE_INVALID);
  sluice_params_free(params);
  sluice_params_free(NULL);
}

static void enumerations(void) {
  sluice_param color;
  sluice_params* params = NULL;
  sluice_values values;
  char room[128];
  sluice_request r = request_of("GET", "/?color=green");
  sluice_param_init(&color);
  color.name = text("color");
  color.is_checked = 1;
  color.enumeration = text("red, green ,");
  color.max_size = 5;
  CHECK(sluice_params_compile(&params, &color, 1) == SLUICE_OK);
  CHECK(sluice_params_check(&values, params, &r, NULL, 0, room, sizeof room) == SLUICE_OK);
  r.target = text("/?color=");
  CHECK(sluice_params_check(&values, params, &r, NULL, 0, room, sizeof room) == SLUICE_OK);
  r.target = text("/?color=blue");
  CHECK(sluice_params_check(&values, params, &r, NULL, 0, room, sizeof room) == SLUICE_REFUSED);
  sluice_params_free(params);
}

static void addresses(void) {
  int32_t forbidden = -1;
  uint32_t reason = 0, port = 0, fault = 9;
  size_t index = 9, at = 99;
  char room[256];
  sluice_text host, found[3];
  sluice_owned_text expanded = {NULL, 0};
  sluice_header variables[2] = {{{"a", 1}, {"10.1.2.3", 8}}, {{"b", 1}, {":8080", 5}}};
  CHECK(sluice_address_forbidden(&forbidden, text("10.1.2.3")) == SLUICE_OK && forbidden == 1);
  CHECK(sluice_address_forbidden(&forbidden, text("100.64.0.1")) == SLUICE_OK && forbidden == 0);
  CHECK(sluice_address_forbidden(&forbidden, text("::ffff:127.0.0.1")) == SLUICE_OK && forbidden == 1);
  CHECK(sluice_address_forbidden(&forbidden, text("64:ff9b::a00:1")) == SLUICE_OK && forbidden == 1);
  CHECK(sluice_address_forbidden(&forbidden, text("2001:db8::1")) == SLUICE_OK && forbidden == 1);
  CHECK(sluice_address_forbidden(&forbidden, text("2606:4700::1")) == SLUICE_OK && forbidden == 0);
  CHECK(sluice_address_forbidden(&forbidden, text("127.1")) == SLUICE_REFUSED);
  CHECK(sluice_address_forbidden(NULL, text("::")) == SLUICE_INVALID);
  CHECK(sluice_address_forbidden(&forbidden, kImpossible) == SLUICE_INVALID);
  found[0] = text("10.0.0.1"), found[1] = text("203.0.114.9"), found[2] = text("203.0.114.10");
  CHECK(sluice_address_choose(&index, &reason, found, 3) == SLUICE_OK && index == 1);
  CHECK(sluice_address_choose(&index, &reason, found, 1) == SLUICE_REFUSED && reason != 0);
  CHECK(sluice_address_choose(&index, &reason, NULL, 0) == SLUICE_REFUSED);
  found[0] = text("nonsense");
  CHECK(sluice_address_choose(&index, &reason, found, 3) == SLUICE_INVALID);
  CHECK(sluice_address_choose(NULL, NULL, found, 3) == SLUICE_INVALID);
  CHECK(sluice_address_choose(&index, NULL, NULL, 3) == SLUICE_INVALID);
  CHECK(sluice_endpoint_read(&host, &port, text("Backend.Example.COM."), SLUICE_SCHEME_HTTPS, room,
                             sizeof room) == SLUICE_OK &&
        is(host, "backend.example.com") && port == 443);
  CHECK(sluice_endpoint_read(&host, &port, text("[2606:4700::1]:81"), SLUICE_SCHEME_HTTP, room,
                             sizeof room) == SLUICE_OK &&
        is(host, "2606:4700::1") && port == 81);
  CHECK(sluice_endpoint_read(&host, &port, text("0x7f.1"), SLUICE_SCHEME_HTTP, room, sizeof room) ==
        SLUICE_REFUSED);
  CHECK(sluice_endpoint_read(&host, &port, text("a.b"), SLUICE_SCHEME_HTTP, room, 2) == SLUICE_NO_ROOM);
  CHECK(sluice_endpoint_read(&host, &port, text("a.b"), 8, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_endpoint_read(NULL, &port, text("a.b"), 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_endpoint_read(&host, NULL, text("a.b"), 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_endpoint_read(&host, &port, text("a.b"), 0, NULL, 9) == SLUICE_INVALID);
  CHECK(sluice_variables_expand(&expanded, &fault, &at, text("https://#a##b#"), variables, 2) == SLUICE_OK &&
        expanded.size == 21 && memcmp(expanded.data, "https://10.1.2.3:8080", 21) == 0);
  sluice_text_free(&expanded);
  CHECK(sluice_variables_expand(&expanded, &fault, &at, text("x#c#"), variables, 2) == SLUICE_REFUSED &&
        fault == SLUICE_VARIABLE_UNDEFINED && at == 1);
  CHECK(sluice_variables_expand(&expanded, &fault, NULL, text("x#"), variables, 2) == SLUICE_REFUSED &&
        fault == SLUICE_VARIABLE_ILLEGAL);
  CHECK(sluice_variables_expand(NULL, NULL, NULL, text("x"), variables, 2) == SLUICE_INVALID);
  CHECK(sluice_variables_expand(&expanded, NULL, NULL, text("x"), NULL, 2) == SLUICE_INVALID);
}

static int header_is(const sluice_call* call, const char* name, const char* value) {
  sluice_header h;
  for (size_t i = 0; sluice_call_header(&h, call, i) == SLUICE_OK; ++i)
    if (is(h.name, name)) return is(h.value, value);
  return 0;
}

static void calls(void) {
  sluice_param declared[2];
  sluice_backend_param params[4];
  sluice_backend_spec spec;
  sluice_backend *backend = NULL, *mock = NULL;
  sluice_params* checks = NULL;
  sluice_values values;
  sluice_inbound inbound;
  sluice_facts facts;
  sluice_forwarding forwarding;
  sluice_destination to;
  sluice_call call;
  sluice_text body;
  sluice_header item, capture = pair("id", "a b"), role = pair("role", "admin");
  uint32_t problem = 99, reason = 0, status = 0;
  size_t at = 99;
  char values_room[512], room[4096];
  sluice_header fields[2];
  sluice_request r = request_of("POST", "/orders/a%20b?limit=5&k=%7E");
  fields[0] = pair("Authorization", "secret");
  fields[1] = pair("X-Forwarded-For", "192.0.2.9");
  r.headers = fields;
  r.header_count = 2;
  declare(declared);
  for (int i = 0; i < 4; ++i) sluice_backend_param_init(&params[i]);
  params[0].name = text("order"), params[0].place = SLUICE_PLACE_PATH, params[0].value = text("id");
  params[1].name = text("n"), params[1].value = text("limit");
  params[2].name = text("v"), params[2].origin = SLUICE_ORIGIN_CONSTANT, params[2].value = text("1&2");
  params[3].name = text("X-Role"), params[3].place = SLUICE_PLACE_HEADER,
  params[3].origin = SLUICE_ORIGIN_SYSTEM, params[3].value = text("$context.authorizer.frontend.role");
  sluice_backend_spec_init(&spec);
  spec.path = text("/v1/{order}/items");
  spec.address = text("backend.example.com:8080");
  spec.params = params, spec.param_count = 4;
  spec.declared = declared, spec.declared_count = 2;
  CHECK(sluice_backend_compile(&backend, &problem, &at, &spec) == SLUICE_OK && backend != NULL);
  CHECK(sluice_params_compile(&checks, declared, 2) == SLUICE_OK);
  CHECK(sluice_params_check(&values, checks, &r, &capture, 1, values_room, sizeof values_room) == SLUICE_OK);

  sluice_facts_init(&facts);
  facts.request_id = text("0123456789abcdef0123456789abcdef");
  facts.frontend = &role, facts.frontend_count = 1;
  sluice_inbound_init(&inbound);
  inbound.request = &r, inbound.facts = &facts, inbound.values = &values;
  inbound.path = text("/orders/a b");
  sluice_forwarding_init(&forwarding);
  forwarding.peer = text("198.51.100.7"), forwarding.depth = 3, forwarding.drops_authorization = 1;
  sluice_destination_init(&to);
  to.address = text("203.0.114.9");
  CHECK(sluice_backend_build(&call, &reason, backend, &inbound, &forwarding, &to, room, sizeof room) ==
        SLUICE_OK);
  CHECK(is(call.target, "/v1/a%20b/items?k=%7E&n=5&v=1%262") && is(call.method, "POST") && call.retries == 0);
  CHECK(is(call.host, "backend.example.com") && call.port == 8080 && is(call.address, "203.0.114.9"));
  CHECK(header_is(&call, "Host", "backend.example.com:8080") && header_is(&call, "X-Role", "admin"));
  CHECK(header_is(&call, "X-Forwarded-For", "192.0.2.9, 198.51.100.7") &&
        header_is(&call, "X-Apig-Depth", "4"));
  CHECK(header_is(&call, "X-Request-Id", "0123456789abcdef0123456789abcdef"));
  CHECK(!header_is(&call, "Authorization", "secret"));
  CHECK(sluice_call_header(&item, &call, call.header_count) == SLUICE_NOT_FOUND);
  CHECK(call.spare == 4);
  item = pair("Authorization", "ours");
  CHECK(sluice_call_put(&call, &item) == SLUICE_OK && header_is(&call, "Authorization", "ours") &&
        call.spare == 3);
  item = pair("authorization", "again");
  CHECK(sluice_call_put(&call, &item) == SLUICE_OK && header_is(&call, "authorization", "again") &&
        call.spare == 3);
  for (int i = 0; i < 3; ++i) {
    const char* const names[] = {"A", "B", "C"};
    item = pair(names[i], "1");
    CHECK(sluice_call_put(&call, &item) == SLUICE_OK);
  }
  item = pair("D", "1");
  CHECK(sluice_call_put(&call, &item) == SLUICE_NO_ROOM);
  CHECK(sluice_call_put(NULL, &item) == SLUICE_INVALID && sluice_call_put(&call, NULL) == SLUICE_INVALID);
  CHECK(sluice_backend_build(&call, &reason, backend, &inbound, NULL, NULL, room, sizeof room) == SLUICE_OK &&
        header_is(&call, "Authorization", "secret") && call.address.size == 0);
  CHECK(sluice_backend_build(&call, &reason, backend, &inbound, NULL, NULL, room, 100) == SLUICE_NO_ROOM);
  inbound.values = NULL;
  CHECK(sluice_backend_build(&call, &reason, backend, &inbound, NULL, NULL, room, sizeof room) ==
            SLUICE_REFUSED &&
        reason != 0);
  /* What cannot be. */
  CHECK(sluice_backend_build(NULL, NULL, backend, &inbound, NULL, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_backend_build(&call, NULL, NULL, &inbound, NULL, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_backend_build(&call, NULL, backend, NULL, NULL, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_backend_build(&call, NULL, backend, &inbound, NULL, NULL, NULL, 5) == SLUICE_INVALID);
  to.port = 70000;
  CHECK(sluice_backend_build(&call, NULL, backend, &inbound, NULL, &to, room, sizeof room) == SLUICE_INVALID);
  inbound.mode = 7;
  CHECK(sluice_backend_build(&call, NULL, backend, &inbound, NULL, NULL, room, sizeof room) ==
        SLUICE_INVALID);
  CHECK(sluice_call_header(NULL, &call, 0) == SLUICE_INVALID &&
        sluice_call_header(&item, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_backend_mock(&status, &body, backend) == SLUICE_INVALID);
  CHECK(sluice_backend_compile(NULL, NULL, NULL, &spec) == SLUICE_INVALID);
  CHECK(sluice_backend_compile(&backend, NULL, NULL, NULL) == SLUICE_INVALID);
  params[1].value = text("nothing");
  CHECK(sluice_backend_compile(&mock, &problem, &at, &spec) == SLUICE_REFUSED &&
        problem == SLUICE_BACKEND_PARAM_UNKNOWN && at == 1 && mock == NULL);
  params[1].origin = 12;
  CHECK(sluice_backend_compile(&mock, NULL, NULL, &spec) == SLUICE_INVALID);
  spec.params = NULL;
  CHECK(sluice_backend_compile(&mock, NULL, NULL, &spec) == SLUICE_INVALID);

  sluice_backend_spec_init(&spec);
  spec.kind = SLUICE_BACKEND_MOCK, spec.mock_status = 201, spec.mock_body = text("{}");
  CHECK(sluice_backend_compile(&mock, NULL, NULL, &spec) == SLUICE_OK);
  CHECK(sluice_backend_mock(&status, &body, mock) == SLUICE_OK && status == 201 && is(body, "{}"));
  CHECK(sluice_backend_mock(NULL, &body, mock) == SLUICE_INVALID);
  inbound.mode = 0;
  CHECK(sluice_backend_build(&call, NULL, mock, &inbound, NULL, NULL, room, sizeof room) == SLUICE_INVALID);
  sluice_params_free(checks);
  sluice_backend_free(mock);
  sluice_backend_free(backend);
  sluice_backend_free(NULL);
  sluice_backend_param_init(NULL);
  sluice_backend_spec_init(NULL);
  sluice_facts_init(NULL);
  sluice_inbound_init(NULL);
  sluice_forwarding_init(NULL);
  sluice_destination_init(NULL);
}

static void policies(void) {
  sluice_condition conditions[2];
  sluice_policy specs[2];
  sluice_policies* table = NULL;
  sluice_inbound inbound;
  sluice_request r = request_of("GET", "/a");
  uint32_t problem = 99;
  size_t index = 9, policy = 9, condition = 9;
  for (int i = 0; i < 2; ++i) {
    sluice_condition_init(&conditions[i]);
    sluice_policy_init(&specs[i]);
    specs[i].conditions = &conditions[i], specs[i].condition_count = 1;
  }
  conditions[0].subject = SLUICE_SUBJECT_SOURCE, conditions[0].value = text("198.51.100.0/24,2001:db8::1");
  conditions[1].subject = SLUICE_SUBJECT_PATH, conditions[1].test = SLUICE_TEST_PATTERN,
  conditions[1].value = text("/[a-c]+");
  CHECK(sluice_policies_compile(&table, &problem, &policy, &condition, specs, 2, NULL, 0) == SLUICE_OK);
  sluice_inbound_init(&inbound);
  inbound.request = &r;
  inbound.path = text("/abc");
  CHECK(sluice_policies_choose(&index, table, &inbound, text("198.51.100.7")) == SLUICE_OK && index == 0);
  CHECK(sluice_policies_choose(&index, table, &inbound, text("192.0.2.1")) == SLUICE_OK && index == 1);
  inbound.path = text("/abcd");
  CHECK(sluice_policies_choose(&index, table, &inbound, kNone) == SLUICE_NOT_FOUND);
  CHECK(sluice_policies_choose(NULL, table, &inbound, kNone) == SLUICE_INVALID);
  CHECK(sluice_policies_choose(&index, NULL, &inbound, kNone) == SLUICE_INVALID);
  CHECK(sluice_policies_choose(&index, table, NULL, kNone) == SLUICE_INVALID);
  sluice_policies_free(table);
  table = NULL;
  conditions[1].value = text("(");
  CHECK(sluice_policies_compile(&table, &problem, &policy, &condition, specs, 2, NULL, 0) == SLUICE_REFUSED &&
        problem == SLUICE_CONDITION_PATTERN_ILLEGAL && policy == 1 && condition == 0 && table == NULL);
  conditions[1].subject = SLUICE_SUBJECT_PARAM, conditions[1].test = SLUICE_TEST_EXACT;
  CHECK(sluice_policies_compile(&table, &problem, NULL, NULL, specs, 2, NULL, 0) == SLUICE_REFUSED &&
        problem == SLUICE_CONDITION_PARAM_UNKNOWN);
  conditions[1].test = 7;
  CHECK(sluice_policies_compile(&table, NULL, NULL, NULL, specs, 2, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_policies_compile(NULL, NULL, NULL, NULL, specs, 1, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_policies_compile(&table, NULL, NULL, NULL, NULL, 1, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_policies_compile(&table, NULL, NULL, NULL, specs, 1, NULL, 3) == SLUICE_INVALID);
  sluice_policies_free(NULL);
  sluice_condition_init(NULL);
  sluice_policy_init(NULL);
}

static void channels(void) {
  sluice_member members[3];
  sluice_channel_spec spec;
  sluice_channel* channel = NULL;
  sluice_channel_state* state = NULL;
  sluice_pick pick;
  const char* const hosts[] = {"10.0.0.1", "10.0.0.2", "10.0.0.3"};
  uint32_t reason = 0, usable = 0, counts[3] = {0, 0, 0};
  uint16_t tried[2] = {0, 1};
  int32_t healthy = -1;
  for (int i = 0; i < 3; ++i) {
    sluice_member_init(&members[i]);
    members[i].host = text(hosts[i]);
  }
  members[0].weight = 3;
  members[2].is_backup = 1;
  sluice_channel_spec_init(&spec);
  spec.port = 8080, spec.members = members, spec.member_count = 3;
  spec.has_health = 1, spec.fall = 2, spec.rise = 2, spec.http_code = text("200,300-399");
  CHECK(sluice_channel_compile(&channel, &spec) == SLUICE_OK &&
        sluice_channel_state_create(&state) == SLUICE_OK);
  for (int i = 0; i < 100; ++i) {
    CHECK(sluice_channel_pick(&pick, &reason, channel, state, kNone, kNone, NULL, 0) == SLUICE_OK &&
          pick.port == 8080);
    ++counts[pick.member];
    CHECK(sluice_channel_finish(channel, state, pick.member, 1) == SLUICE_OK);
  }
  CHECK(counts[0] == 75 && counts[1] == 25 && counts[2] == 0);
  CHECK(sluice_channel_pick(&pick, &reason, channel, state, kNone, kNone, tried, 2) == SLUICE_OK &&
        pick.member == 2 && is(pick.host, "10.0.0.3"));
  CHECK(sluice_channel_give_back(channel, state, pick.member) == SLUICE_OK);
  CHECK(sluice_channel_probe(channel, state, 0, 500) == SLUICE_OK &&
        sluice_channel_probe(channel, state, 0, 0) == SLUICE_OK);
  CHECK(sluice_channel_healthy(&healthy, channel, state, 0) == SLUICE_OK && healthy == 0);
  CHECK(sluice_channel_usable(&usable, channel, state) == SLUICE_OK && usable == 1);
  CHECK(sluice_channel_probe(channel, state, 0, 302) == SLUICE_OK &&
        sluice_channel_probe(channel, state, 0, 1) == SLUICE_OK);
  CHECK(sluice_channel_healthy(&healthy, channel, state, 0) == SLUICE_OK && healthy == 1);
  CHECK(sluice_channel_finish(channel, state, 77, 1) == SLUICE_OK); /* of a channel compiled before */
  CHECK(sluice_channel_pick(NULL, NULL, channel, state, kNone, kNone, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_channel_pick(&pick, NULL, NULL, state, kNone, kNone, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_channel_pick(&pick, NULL, channel, NULL, kNone, kNone, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_channel_pick(&pick, NULL, channel, state, kImpossible, kNone, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_channel_pick(&pick, NULL, channel, state, kNone, kNone, NULL, 2) == SLUICE_INVALID);
  CHECK(sluice_channel_finish(NULL, state, 0, 1) == SLUICE_INVALID &&
        sluice_channel_finish(channel, NULL, 0, 1) == SLUICE_INVALID);
  CHECK(sluice_channel_give_back(NULL, state, 0) == SLUICE_INVALID);
  CHECK(sluice_channel_probe(NULL, state, 0, 1) == SLUICE_INVALID &&
        sluice_channel_probe(channel, state, 1u << 20, 1) == SLUICE_INVALID);
  CHECK(sluice_channel_healthy(NULL, channel, state, 0) == SLUICE_INVALID);
  CHECK(sluice_channel_usable(NULL, channel, state) == SLUICE_INVALID &&
        sluice_channel_usable(&usable, channel, NULL) == SLUICE_INVALID);
  CHECK(sluice_channel_usable(&usable, (const sluice_channel*)(const void*)state, state) == SLUICE_INVALID);
  sluice_channel_free(channel);
  channel = NULL;
  spec.http_code = text("2xx");
  CHECK(sluice_channel_compile(&channel, &spec) == SLUICE_REFUSED && channel == NULL);
  spec.http_code = kNone;
  members[0].weight = 10001;
  CHECK(sluice_channel_compile(&channel, &spec) == SLUICE_REFUSED);
  spec.strategy = 5;
  CHECK(sluice_channel_compile(&channel, &spec) == SLUICE_INVALID);
  spec.strategy = SLUICE_BALANCE_URI_HASH, spec.member_count = 0;
  CHECK(sluice_channel_compile(&channel, &spec) == SLUICE_OK);
  CHECK(sluice_channel_pick(&pick, &reason, channel, state, kNone, text("/a"), NULL, 0) == SLUICE_REFUSED &&
        reason != 0);
  CHECK(sluice_channel_compile(NULL, &spec) == SLUICE_INVALID &&
        sluice_channel_compile(&channel, NULL) == SLUICE_INVALID);
  CHECK(sluice_channel_state_create(NULL) == SLUICE_INVALID);
  sluice_channel_free(channel);
  sluice_channel_free(NULL);
  sluice_channel_state_free(state);
  sluice_channel_state_free(NULL);
  sluice_member_init(NULL);
  sluice_channel_spec_init(NULL);
}

static void cross_origin(void) {
  sluice_header field, origin = pair("Origin", "https://a.example"),
                       answer = pair("access-control-allow-origin", "x");
  sluice_request r = request_of("GET", "/");
  CHECK(sluice_cors_field(&field, &r, NULL, 0, 0) == SLUICE_NOT_FOUND);
  r.headers = &origin, r.header_count = 1;
  CHECK(sluice_cors_field(&field, &r, NULL, 0, 0) == SLUICE_OK &&
        is(field.name, "Access-Control-Allow-Origin") && is(field.value, "*"));
  CHECK(sluice_cors_field(&field, &r, NULL, 0, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_cors_field(&field, &r, &answer, 1, 0) == SLUICE_NOT_FOUND);
  r.method = text("OPTIONS");
  CHECK(sluice_cors_field(&field, &r, NULL, 0, 3) == SLUICE_OK && is(field.name, "Access-Control-Max-Age"));
  CHECK(sluice_cors_field(NULL, &r, NULL, 0, 0) == SLUICE_INVALID &&
        sluice_cors_field(&field, NULL, NULL, 0, 0) == SLUICE_INVALID);
  CHECK(sluice_cors_field(&field, &r, NULL, 1, 0) == SLUICE_INVALID);
}

static void responses(void) {
  sluice_response spec;
  sluice_responses* table = NULL;
  sluice_rendered out;
  sluice_header item, header = pair("X-Api", "$context.apiId");
  sluice_facts facts;
  sluice_error e;
  sluice_text type;
  char room[512];
  sluice_request r = request_of("GET", "/a?b=\"");
  CHECK(sluice_error_find(&e, text("APIG.0308"), 0) == SLUICE_OK);
  sluice_response_init(&spec);
  spec.type = text("THROTTLED"), spec.status = 503, spec.has_body = 1;
  spec.body = text("{\"uri\": \"$context.reqUri\", \"code\": $context.error.code}");
  spec.headers = &header, spec.header_count = 1;
  CHECK(sluice_responses_compile(&table, &spec, 1) == SLUICE_OK);
  sluice_facts_init(&facts);
  facts.api_id = text("a1"), facts.request_id = text("r1");
  CHECK(sluice_responses_render(&out, table, e.row, 0, kNone, &r, &facts, room, sizeof room) == SLUICE_OK &&
        out.status == 503 && out.header_count == 2 &&
        is(out.body, "{\"uri\": \"/a?b=\\\"\", \"code\": \"APIG.0308\"}"));
  CHECK(sluice_rendered_header(&item, &out, 1) == SLUICE_OK && is(item.name, "X-Api") &&
        is(item.value, "a1"));
  CHECK(sluice_rendered_header(&item, &out, 2) == SLUICE_NOT_FOUND);
  CHECK(sluice_responses_render(&out, NULL, e.row, 0, text("slow down"), &r, &facts, room, sizeof room) ==
            SLUICE_OK &&
        out.status == 429 &&
        is(out.body,
           "{\"error_code\": \"APIG.0308\", \"error_msg\": \"The throttling threshold has been reached: slow "
           "down\", \"request_id\": \"r1\"}"));
  CHECK(sluice_responses_render(&out, NULL, e.row, 0, kNone, &r, NULL, room, 20) == SLUICE_NO_ROOM);
  CHECK(sluice_responses_render(&out, NULL, 999, 0, kNone, &r, NULL, room, sizeof room) == SLUICE_NOT_FOUND);
  CHECK(sluice_responses_render(NULL, NULL, 0, 0, kNone, &r, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_responses_render(&out, NULL, 0, 0, kNone, NULL, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_responses_render(&out, NULL, 0, 0, kNone, &r, NULL, NULL, 9) == SLUICE_INVALID);
  CHECK(sluice_rendered_header(NULL, &out, 0) == SLUICE_INVALID &&
        sluice_rendered_header(&item, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_error_type(&type, e.row, 0) == SLUICE_OK && is(type, "THROTTLED"));
  CHECK(sluice_error_type(&type, 999, 0) == SLUICE_NOT_FOUND &&
        sluice_error_type(NULL, 0, 0) == SLUICE_INVALID);
  sluice_responses_free(table);
  spec.type = text("NO_SUCH_TYPE");
  CHECK(sluice_responses_compile(&table, &spec, 1) == SLUICE_NOT_FOUND);
  spec.headers = NULL;
  CHECK(sluice_responses_compile(&table, &spec, 1) == SLUICE_INVALID);
  CHECK(sluice_responses_compile(NULL, &spec, 1) == SLUICE_INVALID &&
        sluice_responses_compile(&table, NULL, 1) == SLUICE_INVALID);
  sluice_responses_free(NULL);
  sluice_response_init(NULL);
}

static void authorizers(void) {
  sluice_identity identity;
  sluice_authorizer_spec spec;
  sluice_authorizer* a = NULL;
  sluice_verdict_cache* cache = NULL;
  sluice_identified who;
  sluice_verdict verdict;
  sluice_text event;
  sluice_header item, token = pair("token", "abc");
  sluice_now later = kNow;
  uint32_t reason = 0;
  size_t at = 9;
  char room[1024], other[1024];
  sluice_request r = request_of("GET", "/a?q=1");
  sluice_identity_init(&identity);
  identity.name = text("token"), identity.validation = text("[a-z]+");
  sluice_authorizer_spec_init(&spec);
  spec.id = text("z1"), spec.ttl_seconds = 60, spec.user_data = text("u"), spec.identities = &identity,
  spec.identity_count = 1;
  CHECK(sluice_authorizer_compile(&a, &at, &spec) == SLUICE_OK &&
        sluice_verdict_cache_create(&cache, 7, 16) == SLUICE_OK);
  CHECK(sluice_authorizer_identify(&who, &reason, a, &r, 7, room, sizeof room) == SLUICE_REFUSED &&
        reason != 0);
  r.headers = &token, r.header_count = 1;
  CHECK(sluice_authorizer_identify(&who, &reason, a, &r, 7, room, sizeof room) == SLUICE_OK &&
        who.is_cacheable == 1);
  CHECK(sluice_authorizer_describe(&event, a, &r, kNone, room, sizeof room) == SLUICE_OK &&
        is(event,
           "{\"headers\":{\"token\":\"abc\"},\"queryStringParameters\":{\"q\":\"1\"},\"user_data\":\"u\"}"));
  CHECK(sluice_authorizer_describe(&event, a, &r, kNone, room, 10) == SLUICE_NO_ROOM);
  CHECK(sluice_authorizer_judge(&verdict, &reason, 200,
                                text("{\"status\":\"allow\",\"context\":{\"user\":\"bob\",\"n\":1}}"), room,
                                sizeof room) == SLUICE_OK &&
        verdict.allows == 1 && verdict.pair_count == 1);
  CHECK(sluice_verdict_pair(&item, &verdict, 0) == SLUICE_OK && is(item.name, "user") &&
        is(item.value, "bob"));
  CHECK(sluice_verdict_pair(&item, &verdict, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_verdict_cache_find(&verdict, cache, &who, &kNow, other, sizeof other) == SLUICE_NOT_FOUND);
  CHECK(sluice_verdict_cache_store(cache, &who, &verdict, a, &kNow) == SLUICE_OK);
  CHECK(sluice_verdict_cache_find(&verdict, cache, &who, &kNow, other, sizeof other) == SLUICE_OK &&
        verdict.allows == 1 && sluice_verdict_pair(&item, &verdict, 0) == SLUICE_OK && is(item.value, "bob"));
  later.steady_ns += UINT64_C(60000000000);
  CHECK(sluice_verdict_cache_find(&verdict, cache, &who, &later, other, sizeof other) == SLUICE_NOT_FOUND);
  CHECK(sluice_authorizer_judge(&verdict, &reason, 200, text("{\"status\":\"deny\"}"), room, sizeof room) ==
            SLUICE_OK &&
        verdict.allows == 0);
  CHECK(sluice_authorizer_judge(&verdict, &reason, 500, text("{\"status\":\"allow\"}"), room, sizeof room) ==
        SLUICE_REFUSED);
  CHECK(sluice_authorizer_judge(&verdict, &reason, 200, text("{\"status\":true}"), room, sizeof room) ==
        SLUICE_REFUSED);
  CHECK(sluice_authorizer_judge(NULL, NULL, 200, kNone, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_judge(&verdict, NULL, 200, kImpossible, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_identify(NULL, NULL, a, &r, 7, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_identify(&who, NULL, NULL, &r, 7, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_identify(&who, NULL, a, NULL, 7, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_describe(NULL, a, &r, kNone, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_describe(&event, NULL, &r, kNone, room, 9) == SLUICE_INVALID);
  CHECK(sluice_authorizer_describe(&event, a, NULL, kNone, room, 9) == SLUICE_INVALID);
  CHECK(sluice_verdict_pair(NULL, &verdict, 0) == SLUICE_INVALID &&
        sluice_verdict_pair(&item, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_find(NULL, cache, &who, &kNow, other, 9) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_find(&verdict, NULL, &who, &kNow, other, 9) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_find(&verdict, cache, NULL, &kNow, other, 9) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_find(&verdict, cache, &who, NULL, other, 9) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_store(NULL, &who, &verdict, a, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_store(cache, &who, &verdict, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verdict_cache_create(NULL, 7, 16) == SLUICE_INVALID);
  sluice_authorizer_free(a);
  identity.validation = text("[");
  CHECK(sluice_authorizer_compile(&a, &at, &spec) == SLUICE_REFUSED && at == 0);
  identity.place = SLUICE_PLACE_PATH;
  CHECK(sluice_authorizer_compile(&a, &at, &spec) == SLUICE_INVALID);
  CHECK(sluice_authorizer_compile(NULL, NULL, &spec) == SLUICE_INVALID &&
        sluice_authorizer_compile(&a, NULL, NULL) == SLUICE_INVALID);
  sluice_verdict_cache_free(cache);
  sluice_verdict_cache_free(NULL);
  sluice_authorizer_free(NULL);
  sluice_identity_init(NULL);
  sluice_authorizer_spec_init(NULL);
}

static void logging(void) {
  sluice_log_record record;
  sluice_attempt attempts[2];
  sluice_text line, fields[SLUICE_LOG_FIELDS], masked = {"token", 5};
  const sluice_header forwarded[] = {{{"X-Forwarded-For", 15}, {"1.2.3.4", 7}},
                                     {{"x-forwarded-for", 15}, {"5.6.7.8", 7}}};
  uint32_t fault = 99;
  char room[1024], back[1024];
  sluice_log_record_init(&record);
  record.request_id = text("0123456789abcdef0123456789abcdef");
  record.received_at = kNow;
  record.utc_offset_seconds = 28800;
  record.method = text("GET"), record.target = text("/a?token=s3cret&apikey=k&b=1"),
  record.user_agent = text("a \"b\"");
  record.status = 200, record.milliseconds = 1234;
  record.headers = forwarded, record.header_count = 2;
  for (int i = 0; i < 2; ++i) sluice_attempt_init(&attempts[i]);
  attempts[0].address = text("10.0.0.1:80");
  attempts[1].address = text("10.0.0.2:80"), attempts[1].status = 200, attempts[1].connect_ms = 1,
  attempts[1].header_ms = 2, attempts[1].response_ms = 3;
  record.attempts = attempts, record.attempt_count = 2, record.upstream_uri = text("/b?apikey=k");
  CHECK(sluice_log_write(&line, &record, &masked, 1, room, sizeof room) == SLUICE_OK &&
        line.data[line.size - 1] == '\n');
  CHECK(sluice_log_read(fields, &fault, line, back, sizeof back) == SLUICE_OK);
  CHECK(is(fields[0], "-") && is(fields[5], "24/Feb/2021:18:00:00 +0800") && is(fields[6], "1.234"));
  CHECK(is(fields[9], "/a?token=***&apikey=***&b=1") && is(fields[14], "a \"b\""));
  CHECK(is(fields[16], "10.0.0.1:80,10.0.0.2:80") && is(fields[17], "/b?apikey=***") &&
        is(fields[18], "-,200") && is(fields[15], "1.2.3.4, 5.6.7.8"));
  CHECK(is(fields[19], "-,0.001") && is(fields[22], "-"));
  CHECK(sluice_log_write(&line, &record, NULL, 0, room, 30) == SLUICE_NO_ROOM);
  CHECK(sluice_log_read(fields, &fault, text("a b"), back, sizeof back) == SLUICE_REFUSED && fault == 0);
  CHECK(sluice_log_write(NULL, &record, NULL, 0, room, 30) == SLUICE_INVALID);
  CHECK(sluice_log_write(&line, NULL, NULL, 0, room, 30) == SLUICE_INVALID);
  CHECK(sluice_log_write(&line, &record, NULL, 1, room, 30) == SLUICE_INVALID);
  CHECK(sluice_log_write(&line, &record, NULL, 0, NULL, 30) == SLUICE_INVALID);
  record.headers = NULL;
  CHECK(sluice_log_write(&line, &record, NULL, 0, room, sizeof room) == SLUICE_INVALID);
  record.headers = forwarded;
  record.attempts = NULL;
  CHECK(sluice_log_write(&line, &record, NULL, 0, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_log_read(NULL, NULL, text("a"), back, 3) == SLUICE_INVALID);
  CHECK(sluice_log_read(fields, NULL, kImpossible, back, 3) == SLUICE_INVALID);
  sluice_attempt_init(NULL);
  sluice_log_record_init(NULL);
}

int main(void) {
  parameters();
  enumerations();
  addresses();
  calls();
  policies();
  channels();
  cross_origin();
  responses();
  authorizers();
  logging();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
