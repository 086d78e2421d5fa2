#include <sluice.h>
#include <stdio.h>
#include <string.h>

static sluice_text text(const char* s) {
  sluice_text t;
  t.data = s;
  t.size = strlen(s);
  return t;
}

static int failures = 0;
static void expect(int holds, const char* what) {
  if (!holds) printf("not so: %s\n", what), ++failures;
}

static void match(void) {
  sluice_request req;
  sluice_request_init(&req);
  req.method = text("GET");
  req.target = text("/orders/7");
  /* README: match in C */
  sluice_route route;
  sluice_routes* routes = NULL;
  sluice_match m;
  sluice_text id = {NULL, 0};
  sluice_route_init(&route);
  route.id = 1, route.method = text("GET"), route.path = text("/orders/{id}");
  sluice_routes_compile(&routes, NULL, &route, 1);
  if (sluice_routes_match(&m, routes, &req, NULL, 0) == SLUICE_OK) sluice_match_param(&id, &m, text("id"));
  /* README: end */
  expect(m.id == 1 && id.size == 1 && id.data[0] == '7', "the route matches");
  sluice_routes_free(routes);
}

static void sign_and_verify(void) {
  const sluice_text body = text("{}"), key = text("shopkey001"), secret = text("shopsecret001");
  const sluice_now now = {1614160800, 0, 0};
  sluice_header headers[8];
  sluice_request req;
  sluice_request_init(&req);
  req.method = text("POST");
  req.target = text("/orders?b=2&a=1");
  req.host = text("api.example.com");
  /* README: sign in C */
  char room[1024];
  sluice_signer signer;
  sluice_signed s;
  sluice_signer_init(&signer);
  signer.access = key, signer.secret = secret;
  sluice_sign(&s, NULL, &req, body, &signer, &now, room, sizeof room);
  for (size_t i = 0; i < s.added_count; ++i) sluice_signed_header(&headers[i], &s, i);
  /* README: end */
  req.headers = headers;
  req.header_count = s.added_count;
  /* README: verify in C */
  sluice_claim c;
  uint32_t reason = 0;
  sluice_claim_read(&c, &reason, &req);
  sluice_status ok = sluice_verify(&reason, &c, &req, body, &secret, 1, &now);
  /* README: end */
  expect(ok == SLUICE_OK && reason == 0, "the signature holds");
  expect(sluice_verify(&reason, &c, &req, text("{ }"), &secret, 1, &now) == SLUICE_REFUSED,
         "another body does not");
}

static void access_list(void) {
  const sluice_text ip = text("203.0.113.9");
  /* README: ACL in C */
  sluice_acl* acl = NULL;
  int32_t allows = 0;
  sluice_acl_compile(&acl, NULL, SLUICE_ACL_PERMIT, text("198.51.100.0/24,2001:db8::7"));
  sluice_acl_allows(&allows, acl, ip);
  /* README: end */
  expect(allows == 0, "an address off the list is refused");
  sluice_acl_free(acl);
}

static void bucket(void) {
  const sluice_now now = {1614160800, 0, 1};
  uint64_t word = 0;
  int admitted = 0;
  for (int call = 0; call < 12; ++call) {
    /* README: bucket in C */
    sluice_limit limit;
    sluice_taken taken;
    sluice_limit_init(&limit);
    limit.limit = 10, limit.per_seconds = 60;
    sluice_take(&taken, word, &limit, &now);
    word = taken.next;
    /* README: end */
    admitted += taken.admitted;
  }
  expect(admitted == 10, "ten of twelve are admitted");
}

static void errors(void) {
  const sluice_text request_id = text("0123456789abcdef0123456789abcdef"), none = {NULL, 0};
  /* README: errors in C */
  char room[512];
  sluice_error e;
  sluice_text body;
  sluice_error_find(&e, text("APIG.0308"), 0);
  sluice_error_render(&body, e.row, request_id, none, room, sizeof room);
  /* README: end */
  expect(e.status == 429 && body.size > 60, "the envelope is written");
}

static void decide(void) {
  const char* document =
      "{\"groups\": [{\"name\": \"shop\", \"url_domains\": [{\"url_domain\": \"api.example.com\"}], "
      "\"apis\": [{\"name\": "
      "\"getOrder\", \"req_method\": \"GET\", \"req_uri\": \"/orders\", \"auth_type\": \"NONE\", "
      "\"backend_type\": \"HOST\", "
      "\"published\": [\"RELEASE\"]}]}]}";
  const sluice_text json = text(document), body = {NULL, 0};
  const uint64_t seed = 42;
  const sluice_now now = {1614160800, 0, 1};
  sluice_request req;
  sluice_request_init(&req);
  req.method = text("GET");
  req.target = text("/orders");
  req.host = text("api.example.com");
  /* README: decide in C */
  sluice_plan* plan = NULL;
  sluice_state* state = NULL;
  sluice_transaction* scratch = NULL;
  sluice_decision d;
  sluice_plan_compile(&plan, NULL, json, 0);
  sluice_state_create(&state, seed, 0);
  sluice_transaction_create(&scratch);
  sluice_decision_init(&d);
  sluice_decide(scratch, plan, state, &req, body, &now);
  sluice_decision_read(&d, scratch);
  /* README: end */
  expect(d.verdict == SLUICE_PASS && d.api.size == 8, "the API passes");
  sluice_transaction_free(scratch);
  sluice_state_free(state);
  sluice_plan_free(plan);
}

static void call(void) {
  sluice_header captured;
  sluice_request req;
  captured.name = text("id"), captured.value = text("7/");
  sluice_request_init(&req);
  req.method = text("GET");
  req.target = text("/orders/7%2F?page=2");
  req.host = text("api.example.com");
  /* README: call in C */
  char values_room[1024], room[4096];
  sluice_param id;
  sluice_backend_param to;
  sluice_backend_spec spec;
  sluice_params* params = NULL;
  sluice_backend* backend = NULL;
  sluice_values values;
  sluice_inbound inbound;
  sluice_call made;
  sluice_param_init(&id), sluice_backend_param_init(&to);
  sluice_backend_spec_init(&spec), sluice_inbound_init(&inbound);
  id.name = to.name = to.value = text("id"), id.place = to.place = SLUICE_PLACE_PATH;
  spec.path = text("/v1/{id}"), spec.address = text("orders.example.com");
  spec.params = &to, spec.param_count = 1, spec.declared = &id, spec.declared_count = 1;
  sluice_params_compile(&params, &id, 1);
  sluice_backend_compile(&backend, NULL, NULL, &spec);
  sluice_params_check(&values, params, &req, &captured, 1, values_room, sizeof values_room);
  inbound.request = &req, inbound.values = &values;
  sluice_backend_build(&made, NULL, backend, &inbound, NULL, NULL, room, sizeof room);
  /* README: end */
  expect(made.target.size == 15 && memcmp(made.target.data, "/v1/7%2F?page=2", 15) == 0,
         "the call is mapped");
  sluice_backend_free(backend);
  sluice_params_free(params);
}

static void channel(void) {
  const sluice_text none = {NULL, 0};
  /* README: channel in C */
  sluice_member members[2];
  sluice_channel_spec spec;
  sluice_channel* c = NULL;
  sluice_channel_state* state = NULL;
  sluice_pick m;
  sluice_member_init(&members[0]), sluice_member_init(&members[1]), sluice_channel_spec_init(&spec);
  members[0].host = text("10.0.0.1"), members[0].weight = 3, members[1].host = text("10.0.0.2");
  spec.port = 80, spec.members = members, spec.member_count = 2;
  sluice_channel_compile(&c, &spec);
  sluice_channel_state_create(&state);
  if (sluice_channel_pick(&m, NULL, c, state, none, none, NULL, 0) == SLUICE_OK)
    sluice_channel_finish(c, state, m.member, 1); /* after the call to m.host, m.port */
  /* README: end */
  expect(m.port == 80 && m.member == 0, "a member is chosen");
  sluice_channel_free(c);
  sluice_channel_state_free(state);
}

static void address(void) {
  sluice_text resolved[2];
  resolved[0] = text("10.0.0.9"), resolved[1] = text("203.0.114.9");
  /* README: address in C */
  char room[256];
  sluice_text host;
  uint32_t port = 0;
  size_t to = 0;
  sluice_endpoint_read(&host, &port, text("Orders.example.com:8080"), SLUICE_SCHEME_HTTPS, room, sizeof room);
  sluice_address_choose(&to, NULL, resolved, 2); /* 10.0.0.9 is closed to backends */
  /* README: end */
  expect(host.size == 18 && port == 8080 && to == 1, "an open address is chosen");
}

int main(void) {
  match();
  sign_and_verify();
  access_list();
  bucket();
  errors();
  call();
  channel();
  address();
  decide();
  printf("%d passed, %d failed\n", failures == 0 ? 9 : 0, failures);
  return failures == 0 ? 0 : 1;
}
