/* The needs of a stepping host, and what follows a decision, from C99: IAM, authorizers, debug calls,
 * attempts, the veto, the log, health checks. */
#include <sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static int is(sluice_text t, const char* s) { return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0; }
static const sluice_now kNow = {1614160800, 0, 1000000000};
static const sluice_text kNone = {NULL, 0};
static const sluice_text kBadText = {NULL, 5};

static const char kDocument[] =
    "{\"gateway\": {\"allow_private_backends\": true, \"region_id\": \"north-1\", \"log_mask\": [\"pin\"]},"
    "\"groups\": [{\"id\": \"g1\", \"name\": \"orders\", \"url_domains\": [{\"url_domain\": "
    "\"api.example.com\"}],"
    "\"apis\": ["
    "{\"id\": \"iam\", \"name\": \"of_iam\", \"req_method\": \"GET\", \"req_uri\": \"/iam\", \"auth_type\": "
    "\"IAM\","
    " \"authorizer_id\": \"z1\", \"backend_type\": \"HTTP\", \"backend_api\": {\"req_method\": \"GET\", "
    "\"req_uri\": \"/v1\","
    " \"vpc_channel_status\": 1, \"vpc_channel_info\": {\"vpc_channel_id\": \"c1\"}},"
    " \"policy_https\": [{\"name\": \"beta\", \"conditions\": [{\"condition_origin\": "
    "\"frontend_authorizer\","
    "  \"condition_type\": \"exact\", \"condition_value\": \"beta\", \"frontend_authorizer_param_name\": "
    "\"ring\"}],"
    "  \"req_method\": \"GET\", \"req_uri\": \"/beta\", \"vpc_channel_status\": 1,"
    "  \"vpc_channel_info\": {\"vpc_channel_id\": \"c1\"}}], \"published\": [\"RELEASE\"]},"
    "{\"id\": \"fn\", \"name\": \"function\", \"req_method\": \"POST\", \"req_uri\": \"/fn\", \"auth_type\": "
    "\"AUTHORIZER\","
    " \"authorizer_id\": \"z2\", \"backend_type\": \"FUNCTION\", \"func_info\": {\"function_urn\": "
    "\"urn:f:x\","
    " \"version\": \"v2\", \"invocation_type\": \"async\"}}]}],"
    "\"authorizers\": [{\"id\": \"z1\", \"name\": \"jwt\", \"authorizer_uri\": \"urn:fss:jwt\"},"
    "{\"id\": \"z2\", \"name\": \"jwt2\", \"authorizer_uri\": \"urn:fss:jwt\", \"need_body\": true}],"
    "\"vpc_channels\": [{\"id\": \"c1\", \"name\": \"pool\", \"port\": 80, \"member_type\": \"ip\","
    " \"members\": [{\"host\": \"10.0.0.1\"}, {\"host\": \"10.0.0.2\"}],"
    " \"vpc_health_config\": {\"threshold_abnormal\": 2}}]}";

static sluice_plan* plan = NULL;
static sluice_state* state = NULL;
static sluice_transaction* transaction = NULL;

static sluice_request request_of(const char* method, const char* target, const sluice_header* headers,
                                 size_t count) {
  sluice_request r;
  sluice_request_init(&r);
  r.method = text(method);
  r.target = text(target);
  r.host = text("api.example.com");
  r.peer = text("192.0.2.1");
  r.headers = headers;
  r.header_count = count;
  return r;
}

static sluice_iam_identity ann(void) {
  sluice_iam_identity identity;
  sluice_iam_identity_init(&identity);
  identity.user_id = text("u1");
  identity.user_name = text("ann");
  identity.account_id = text("d1");
  identity.account_name = text("acme");
  identity.project_id = text("p1");
  return identity;
}

/* Begins a call with a token; the transaction then waits for the authorizer. */
static void begin(const sluice_request* request) {
  const sluice_iam_identity identity = ann();
  uint32_t need = 99;
  CHECK(sluice_transaction_start(&need, transaction, plan, state, request, &kNow) == SLUICE_OK);
  CHECK(need == SLUICE_NEED_IDENTITY);
  CHECK(sluice_transaction_identity(&need, transaction, &identity) == SLUICE_OK);
  CHECK(need == SLUICE_NEED_AUTHORIZER);
}

static void needs(void) {
  const sluice_header headers[] = {{text("X-Auth-Token"), text("tok")}, {text("X-Domain-Id"), text("dom")}};
  const sluice_request request = request_of("GET", "/iam", headers, 2);
  sluice_iam_query query;
  sluice_iam_identity identity = ann();
  sluice_authorizer_call call;
  sluice_decision d;
  int32_t whole = 9;
  uint32_t need = 99;
  sluice_iam_query_init(&query);
  sluice_authorizer_call_init(&call);
  CHECK(sluice_transaction_wanted_identity(&query, transaction) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_identity(&need, transaction, &identity) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_start(&need, transaction, plan, state, &request, &kNow) == SLUICE_OK);
  CHECK(need == SLUICE_NEED_IDENTITY);
  CHECK(sluice_transaction_wanted_identity(&query, transaction) == SLUICE_OK);
  CHECK(is(query.token, "tok") && query.access.size == 0 && is(query.domain_id, "dom"));
  CHECK(sluice_transaction_wanted_identity(NULL, transaction) == SLUICE_INVALID);
  CHECK(sluice_transaction_wanted_identity(&query, NULL) == SLUICE_INVALID);
  CHECK(sluice_transaction_wanted_authorizer(&call, transaction) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_authorizer(&need, transaction, 200, kNone) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_wants_whole_body(&whole, transaction) == SLUICE_WRONG_TIME);
  identity.result = 12;
  CHECK(sluice_transaction_identity(&need, transaction, &identity) == SLUICE_INVALID);
  identity.result = SLUICE_IAM_OK;
  identity.user_id = kBadText;
  CHECK(sluice_transaction_identity(&need, transaction, &identity) == SLUICE_INVALID);
  CHECK(sluice_transaction_identity(&need, transaction, NULL) == SLUICE_INVALID);
  identity = ann();
  CHECK(sluice_transaction_identity(&need, transaction, &identity) == SLUICE_OK &&
        need == SLUICE_NEED_AUTHORIZER);
  CHECK(sluice_transaction_wanted_authorizer(&call, transaction) == SLUICE_OK);
  CHECK(is(call.id, "z1") && is(call.urn, "urn:fss:jwt") && call.event.size > 20);
  CHECK(sluice_transaction_wanted_authorizer(NULL, transaction) == SLUICE_INVALID);
  CHECK(sluice_transaction_authorizer(&need, transaction, 200, kBadText) == SLUICE_INVALID);
  CHECK(sluice_transaction_authorizer(&need, transaction, 200,
                                      text("{\"status\": \"allow\", \"context\": {\"ring\": \"beta\"}}")) ==
        SLUICE_OK);
  CHECK(need == SLUICE_NEED_DONE);
  sluice_decision_init(&d);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.verdict == SLUICE_FORWARD);
  CHECK(is(d.user_id, "u1") && is(d.user_name, "ann") && is(d.account_id, "d1") &&
        is(d.account_name, "acme") && is(d.project_id, "p1") && is(d.api_name, "of_iam") &&
        is(d.backend_policy, "beta") && is(d.backend_target, "/beta") && d.backend_kind == 0);
  begin(&request);
  CHECK(sluice_transaction_authorizer(&need, transaction, 500, kNone) == SLUICE_OK &&
        need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.verdict == SLUICE_REJECT && d.status == 500);
}

static void debugging(void) {
  const sluice_request request = request_of("POST", "/fn", NULL, 0);
  const char body[] = "body";
  const sluice_text slice = text(body);
  sluice_decision d;
  int32_t whole = 9;
  uint32_t need = 99;
  CHECK(sluice_transaction_start_debug(&need, transaction, plan, state, text("fn"), &request, &kNow) ==
        SLUICE_OK);
  CHECK(need == SLUICE_NEED_BODY);
  CHECK(sluice_transaction_wants_whole_body(&whole, transaction) == SLUICE_OK && whole == 1);
  CHECK(sluice_transaction_wants_whole_body(NULL, transaction) == SLUICE_INVALID);
  CHECK(sluice_transaction_body(&need, transaction, slice) == SLUICE_OK);
  CHECK(sluice_transaction_body_end(&need, transaction) == SLUICE_OK && need == SLUICE_NEED_AUTHORIZER);
  CHECK(sluice_transaction_authorizer(&need, transaction, 200, text("{\"status\": \"allow\"}")) == SLUICE_OK);
  sluice_decision_init(&d);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.verdict == SLUICE_FORWARD);
  CHECK(d.backend_kind == 1 && is(d.function_urn, "urn:f:x") && is(d.function_version, "v2") &&
        d.function_is_async == 1);
  CHECK(is(d.environment, "DEBUG"));
  CHECK(sluice_transaction_start_debug(&need, transaction, NULL, state, text("fn"), &request, &kNow) ==
        SLUICE_INVALID);
  CHECK(sluice_transaction_start_debug(&need, transaction, plan, state, kBadText, &request, &kNow) ==
        SLUICE_INVALID);
  CHECK(sluice_transaction_start_debug(&need, transaction, plan, state, text("fn"), NULL, &kNow) ==
        SLUICE_INVALID);
  CHECK(sluice_transaction_start_debug(NULL, transaction, plan, state, text("no"), &request, &kNow) ==
        SLUICE_OK);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.status == 404);
}

static void outcomes(void) {
  const sluice_header headers[] = {{text("X-Auth-Token"), text("t")}, {text("X-Apig-Mode"), text("debug")}};
  const sluice_request request = request_of("GET", "/iam?pin=1", headers, 2);
  sluice_outcome outcome;
  sluice_decision d;
  sluice_header field;
  sluice_log_record record;
  sluice_text name;
  char first[16];
  int32_t again = 9;
  uint32_t need = 99;
  size_t i, found = 0;
  sluice_outcome_init(&outcome);
  sluice_decision_init(&d);
  begin(&request);
  CHECK(sluice_transaction_retry(&again, transaction, &outcome) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_finish_with(transaction, &outcome) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_authorizer(&need, transaction, 200, text("{\"status\": \"allow\"}")) == SLUICE_OK);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.backend_retries == 1);
  memcpy(first, d.backend_host.data, d.backend_host.size);
  first[d.backend_host.size] = 0;
  outcome.result = SLUICE_OUTCOME_CONNECT_FAILED;
  CHECK(sluice_transaction_retry(NULL, transaction, &outcome) == SLUICE_INVALID);
  CHECK(sluice_transaction_retry(&again, transaction, NULL) == SLUICE_INVALID);
  CHECK(sluice_transaction_retry(&again, transaction, &outcome) == SLUICE_OK && again == 1);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && !is(d.backend_host, first));
  CHECK(sluice_transaction_retry(&again, transaction, &outcome) == SLUICE_OK && again == 0);
  outcome.result = 4;
  CHECK(sluice_transaction_finish_with(transaction, &outcome) == SLUICE_INVALID);
  CHECK(sluice_transaction_finish_with(transaction, NULL) == SLUICE_INVALID);

  begin(&request);
  CHECK(sluice_transaction_authorizer(&need, transaction, 200, text("{\"status\": \"allow\"}")) == SLUICE_OK);
  sluice_outcome_init(&outcome);
  outcome.status = 200;
  outcome.latency_ms = 12;
  CHECK(sluice_transaction_finish_with(transaction, &outcome) == SLUICE_OK);
  for (i = 0; sluice_decision_item(&field, transaction, SLUICE_LIST_RESPONSE_HEADERS, i) == SLUICE_OK; ++i)
    found += is(field.name, "X-Apig-Latency") && is(field.value, "12");
  CHECK(found == 1);

  sluice_log_record_init(&record);
  CHECK(sluice_decision_log_record(&record, transaction, plan, &request, &kNow) == SLUICE_OK);
  CHECK(is(record.user_id, "u1") && is(record.api_id, "iam") && is(record.region_id, "north-1") &&
        is(record.upstream_uri, "/v1?pin=1") && is(record.target, "/iam?pin=1") &&
        record.utc_offset_seconds == 28800 && record.headers == request.headers &&
        record.header_count == request.header_count);
  CHECK(sluice_decision_log_record(NULL, transaction, plan, &request, &kNow) == SLUICE_INVALID);
  CHECK(sluice_decision_log_record(&record, transaction, NULL, &request, &kNow) == SLUICE_INVALID);
  CHECK(sluice_decision_log_record(&record, transaction, plan, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_plan_log_mask(&name, plan, 0) == SLUICE_OK && is(name, "pin"));
  CHECK(sluice_plan_log_mask(&name, plan, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_plan_log_mask(NULL, plan, 0) == SLUICE_INVALID);

  begin(&request);
  CHECK(sluice_transaction_veto(&need, transaction, text("a bot")) == SLUICE_OK && need == SLUICE_NEED_DONE);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.status == 403 && is(d.detail, "a bot"));
  CHECK(sluice_transaction_veto(NULL, transaction, kBadText) == SLUICE_INVALID);
  CHECK(sluice_transaction_veto(NULL, NULL, kNone) == SLUICE_INVALID);
}

static const char kStreaming[] =
    "{\"gateway\": {\"allow_private_backends\": true}, \"groups\": [{\"id\": \"g1\", \"name\": \"orders\","
    "\"url_domains\": [{\"url_domain\": \"api.example.com\"}], \"apis\": [{\"id\": \"up\", \"name\": "
    "\"upload\","
    "\"req_method\": \"POST\", \"req_uri\": \"/up\", \"auth_type\": \"APP\", \"stream_body\": true,"
    "\"backend_type\": \"HTTP\", \"backend_api\": {\"req_method\": \"POST\", \"req_uri\": \"/v1\","
    "\"url_domain\": \"10.0.0.1\"}, \"published\": [\"RELEASE\"]}]}], \"apps\": [{\"id\": \"a\", \"name\": "
    "\"shop\","
    "\"app_key\": \"shopkey001\", \"app_secret\": \"shopsecret001\"}],"
    "\"authorizations\": [{\"app\": \"a\", \"api\": \"up\", \"env\": \"RELEASE\"}]}";

static void streaming(void) {
  sluice_request request = request_of("POST", "/up", NULL, 0);
  sluice_header headers[8];
  sluice_signer signer;
  sluice_signed made;
  sluice_plan* streams = NULL;
  sluice_decision d;
  char room[1024];
  int32_t may = 9;
  uint32_t need = 99;
  int turn;
  CHECK(sluice_plan_compile(&streams, NULL, text(kStreaming), 0) == SLUICE_OK);
  sluice_signer_init(&signer);
  signer.access = text("shopkey001");
  signer.secret = text("shopsecret001");
  signer.add_content_hash = 1;
  CHECK(sluice_sign(&made, NULL, &request, text("body"), &signer, &kNow, room, sizeof room) == SLUICE_OK);
  for (size_t i = 0; i < made.added_count; ++i) sluice_signed_header(&headers[i], &made, i);
  request.headers = headers;
  request.header_count = made.added_count;
  sluice_decision_init(&d);
  for (turn = 0; turn < 2; ++turn) {
    CHECK(sluice_transaction_start(&need, transaction, streams, state, &request, &kNow) == SLUICE_OK &&
          need == SLUICE_NEED_BODY);
    CHECK(sluice_decision_read(&d, transaction) == SLUICE_WRONG_TIME);
    CHECK(sluice_transaction_stream_body(&may, transaction) == SLUICE_OK && may == 1);
    CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.verdict == SLUICE_FORWARD);
    CHECK(sluice_transaction_body(&need, transaction, text(turn == 0 ? "body" : "bodi")) == SLUICE_OK);
    CHECK(sluice_transaction_body_end(&need, transaction) == SLUICE_OK && need == SLUICE_NEED_DONE);
    CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK &&
          d.verdict == (turn == 0 ? SLUICE_FORWARD : SLUICE_REJECT));
    CHECK(sluice_transaction_stream_body(&may, transaction) == SLUICE_WRONG_TIME);
  }
  CHECK(sluice_transaction_start(&need, transaction, streams, state, &request, &kNow) == SLUICE_OK);
  CHECK(sluice_transaction_stream_body(&may, transaction) == SLUICE_OK && may == 1);
  CHECK(sluice_transaction_finish(transaction, SLUICE_OUTCOME_TIMEOUT, 0) == SLUICE_OK);
  CHECK(sluice_decision_read(&d, transaction) == SLUICE_OK && d.status == 504);
  CHECK(sluice_transaction_stream_body(NULL, transaction) == SLUICE_INVALID);
  CHECK(sluice_transaction_stream_body(&may, NULL) == SLUICE_INVALID);
  sluice_plan_free(streams);
}

static void fields(void) {
  const sluice_header own = {text("Access-Control-Allow-Origin"), text("*")};
  const sluice_header answer[] = {{text("access-control-allow-origin"), text("https://a")}};
  int32_t yields = 9;
  CHECK(sluice_cors_yields(&yields, &own, answer, 1) == SLUICE_OK && yields == 1);
  CHECK(sluice_cors_yields(&yields, &own, NULL, 0) == SLUICE_OK && yields == 0);
  CHECK(sluice_cors_yields(NULL, &own, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_cors_yields(&yields, NULL, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_cors_yields(&yields, &own, NULL, 1) == SLUICE_INVALID);
}

static void probes(void) {
  sluice_probe probe;
  int32_t healthy = 9;
  sluice_probe_init(&probe);
  CHECK(sluice_plan_probe(&probe, plan, 0) == SLUICE_OK);
  CHECK(is(probe.channel, "c1") && is(probe.host, "10.0.0.1") && probe.port == 80 &&
        probe.protocol == SLUICE_PROBE_TCP && probe.timeout_seconds == 5 && probe.interval_seconds == 10);
  CHECK(sluice_plan_probe(&probe, plan, 2) == SLUICE_NOT_FOUND);
  CHECK(sluice_plan_probe(NULL, plan, 0) == SLUICE_INVALID);
  CHECK(sluice_plan_probe(&probe, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_plan_healthy(&healthy, plan, state, 0, &kNow) == SLUICE_OK && healthy == 1);
  CHECK(sluice_plan_report(plan, state, 0, &kNow, 0, 0) == SLUICE_OK);
  CHECK(sluice_plan_report(plan, state, 0, &kNow, 0, 0) == SLUICE_OK);
  CHECK(sluice_plan_healthy(&healthy, plan, state, 0, &kNow) == SLUICE_OK && healthy == 0);
  CHECK(sluice_plan_report(plan, state, 2, &kNow, 0, 0) == SLUICE_NOT_FOUND);
  CHECK(sluice_plan_report(plan, state, 0, NULL, 0, 0) == SLUICE_INVALID);
  CHECK(sluice_plan_report(plan, state, 0, &kNow, 0, 1000) == SLUICE_INVALID);
  CHECK(sluice_plan_healthy(&healthy, plan, state, 2, &kNow) == SLUICE_NOT_FOUND);
  CHECK(sluice_plan_healthy(NULL, plan, state, 0, &kNow) == SLUICE_INVALID);
}

int main(void) {
  sluice_iam_query_init(NULL);
  sluice_iam_identity_init(NULL);
  sluice_authorizer_call_init(NULL);
  sluice_outcome_init(NULL);
  sluice_probe_init(NULL);
  if (sluice_plan_compile(&plan, NULL, text(kDocument), 0) != SLUICE_OK ||
      sluice_state_create(&state, 7, 0) != SLUICE_OK || sluice_transaction_create(&transaction) != SLUICE_OK)
    return printf("the document does not compile\n"), 1;
  needs();
  debugging();
  outcomes();
  streaming();
  fields();
  probes();
  sluice_transaction_free(transaction);
  sluice_state_free(state);
  sluice_plan_free(plan);
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
