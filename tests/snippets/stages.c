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

int main(void) {
  match();
  sign_and_verify();
  access_list();
  bucket();
  errors();
  decide();
  printf("%d passed, %d failed\n", failures == 0 ? 6 : 0, failures);
  return failures == 0 ? 0 : 1;
}
