/* Limits that instances share, from C99: a store of one's own, the store in shared memory, no store. */
#include <sluice.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static const sluice_now kNow = {1614160800, 0, 1000000000};
static const char kDocument[] =
    "{\"groups\": [{\"id\": \"g1\", \"name\": \"orders\", \"url_domains\": [{\"url_domain\": "
    "\"api.example.com\"}],"
    "\"apis\": [{\"id\": \"open\", \"name\": \"open_orders\", \"req_method\": \"GET\", \"req_uri\": "
    "\"/open\","
    "\"auth_type\": \"NONE\", \"backend_type\": \"HOST\", \"published\": [\"RELEASE\"]}]}],"
    "\"throttles\": [{\"id\": \"t1\", \"name\": \"shared_one\", \"time_interval\": 1, \"time_unit\": "
    "\"MINUTE\","
    "\"api_call_limits\": 10, \"store\": {\"shared\": true, \"instances\": 2, \"timeout_ms\": 30},"
    "\"bindings\": [{\"api\": \"open\", \"env\": \"RELEASE\"}]}]}";

typedef struct instance {
  sluice_plan* plan;
  sluice_state* state;
  sluice_transaction* transaction;
} instance;

static instance make(void) {
  instance made = {NULL, NULL, NULL};
  CHECK(sluice_plan_compile(&made.plan, NULL, text(kDocument), 0) == SLUICE_OK);
  CHECK(sluice_state_create(&made.state, 7, 0) == SLUICE_OK);
  CHECK(sluice_transaction_create(&made.transaction) == SLUICE_OK);
  return made;
}

static void drop(instance* made) {
  sluice_transaction_free(made->transaction);
  sluice_state_free(made->state);
  sluice_plan_free(made->plan);
}

static uint32_t start(instance* at) {
  sluice_request request;
  uint32_t need = 99;
  sluice_request_init(&request);
  request.method = text("GET");
  request.target = text("/open");
  request.host = text("api.example.com");
  CHECK(sluice_transaction_start(&need, at->transaction, at->plan, at->state, &request, &kNow) == SLUICE_OK);
  return need;
}

static sluice_decision decision_of(instance* at) {
  sluice_decision d;
  sluice_decision_init(&d);
  CHECK(sluice_decision_read(&d, at->transaction) == SLUICE_OK);
  return d;
}

/* Answers all that is due from one pool: there is one key. */
static void serve(instance* at, sluice_pool* pool) {
  sluice_token_ask ask;
  sluice_token_ask_init(&ask);
  while (sluice_state_ask(&ask, at->state, &kNow) == SLUICE_OK) {
    sluice_token_reply reply;
    sluice_token_reply_init(&reply);
    CHECK(ask.limit == 10 && ask.burst == 10 && ask.per_seconds == 60 && ask.instances == 2 && ask.want > 0);
    CHECK((ask.key_high | ask.key_low) != 0);
    CHECK(sluice_pool_reserve(&reply, pool, &ask, 1000000) == SLUICE_OK && reply.id == ask.id);
    CHECK(sluice_state_reply(at->state, &reply) == SLUICE_OK);
  }
}

static void own_store(void) {
  instance a = make(), b = make();
  sluice_pool pool;
  int admitted = 0;
  memset(&pool, 0, sizeof pool);
  for (int i = 0; i < 24; ++i) {
    instance* at = i % 3 == 0 ? &a : &b;
    uint32_t need = start(at), wait = 0;
    while (need == SLUICE_NEED_TOKENS) {
      CHECK(sluice_transaction_may_wait(&wait, at->transaction) == SLUICE_OK && wait == 30);
      serve(at, &pool);
      CHECK(sluice_transaction_tokens(&need, at->transaction, &kNow) == SLUICE_OK);
    }
    CHECK(need == SLUICE_NEED_DONE && decision_of(at).degraded == 0);
    admitted += decision_of(at).verdict == SLUICE_PASS;
  }
  CHECK(admitted == 10);
  drop(&a);
  drop(&b);
}

static void no_store(void) {
  instance a = make();
  int admitted = 0;
  sluice_limit_use use;
  sluice_token_ask ask;
  sluice_token_reply reply;
  uint32_t need = start(&a), wait = 0;
  sluice_limit_use_init(&use);
  sluice_token_ask_init(&ask);
  sluice_token_reply_init(&reply);
  CHECK(need == SLUICE_NEED_TOKENS);
  CHECK(sluice_transaction_decline(&need, a.transaction) == SLUICE_OK && need == SLUICE_NEED_DONE);
  CHECK(decision_of(&a).verdict == SLUICE_PASS && decision_of(&a).degraded == 1);
  CHECK(sluice_decision_limit(&use, a.transaction, 1) == SLUICE_OK && use.degraded == 1 && use.limit == 10);
  CHECK(sluice_transaction_may_wait(&wait, a.transaction) == SLUICE_WRONG_TIME);
  CHECK(sluice_transaction_tokens(&need, a.transaction, &kNow) == SLUICE_WRONG_TIME);
  /* Told of the outage, no call waits; half of the limit is this instance's share, and one is used. */
  CHECK(sluice_state_ask(&ask, a.state, &kNow) == SLUICE_OK);
  reply.id = ask.id;
  reply.result = SLUICE_TOKENS_STORE_FAILED;
  CHECK(sluice_state_reply(a.state, &reply) == SLUICE_OK);
  for (int i = 0; i < 10; ++i) {
    CHECK(start(&a) == SLUICE_NEED_DONE);
    admitted += decision_of(&a).verdict == SLUICE_PASS;
  }
  CHECK(admitted == 4);
  drop(&a);
}

static void shared_memory(void) {
  static union {
    uint64_t align;
    unsigned char bytes[8192 + 64];
  } memory;
  unsigned char* at = memory.bytes + (64 - (uintptr_t)memory.bytes % 64) % 64;
  sluice_pools *first = NULL, *second = NULL;
  instance a = make(), b = make();
  int admitted = 0;
  CHECK(sluice_pools_open(&second, at, 8192) == SLUICE_REFUSED);
  CHECK(sluice_pools_create(&first, at, 100) == SLUICE_INVALID);
  CHECK(sluice_pools_create(&first, at + 1, 8000) == SLUICE_INVALID);
  CHECK(sluice_pools_create(&first, at, 8192) == SLUICE_OK);
  CHECK(sluice_pools_open(&second, at, 4096) == SLUICE_REFUSED);
  CHECK(sluice_pools_open(&second, at, 8192) == SLUICE_OK);
  for (int i = 0; i < 24; ++i) {
    instance* one = i % 2 == 0 ? &a : &b;
    uint32_t need = start(one);
    while (need == SLUICE_NEED_TOKENS) {
      CHECK(sluice_pools_serve(i % 2 == 0 ? first : second, one->state, &kNow) == SLUICE_OK);
      CHECK(sluice_transaction_tokens(&need, one->transaction, &kNow) == SLUICE_OK);
    }
    admitted += decision_of(one).verdict == SLUICE_PASS;
  }
  CHECK(admitted == 10);
  CHECK(sluice_pools_serve(NULL, a.state, &kNow) == SLUICE_INVALID);
  CHECK(sluice_pools_serve(first, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_pools_serve(first, a.state, NULL) == SLUICE_INVALID);
  CHECK(sluice_pools_create(NULL, at, 8192) == SLUICE_INVALID);
  CHECK(sluice_pools_create(&first, NULL, 8192) == SLUICE_INVALID);
  CHECK(sluice_pools_create(&first, at, SIZE_MAX) == SLUICE_INVALID);
  CHECK(sluice_pools_open(NULL, at, 8192) == SLUICE_INVALID);
  CHECK(sluice_pools_open(&first, NULL, 8192) == SLUICE_INVALID);
  sluice_pools_free(NULL);
  sluice_pools_free(first);
  sluice_pools_free(second);
  drop(&a);
  drop(&b);
}

/* What cannot be is refused, and nothing is read or written. */
static void refused(void) {
  instance a = make();
  sluice_token_ask ask;
  sluice_token_reply reply;
  sluice_pool pool;
  uint32_t value = 0;
  sluice_token_ask_init(NULL);
  sluice_token_reply_init(NULL);
  sluice_token_ask_init(&ask);
  sluice_token_reply_init(&reply);
  memset(&pool, 0, sizeof pool);
  CHECK(sluice_state_ask(NULL, a.state, &kNow) == SLUICE_INVALID);
  CHECK(sluice_state_ask(&ask, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_state_ask(&ask, a.state, NULL) == SLUICE_INVALID);
  CHECK(sluice_state_ask(&ask, (sluice_state*)a.transaction, &kNow) == SLUICE_INVALID);
  CHECK(sluice_state_ask(&ask, a.state, &kNow) == SLUICE_NOT_FOUND);
  CHECK(sluice_state_reply(NULL, &reply) == SLUICE_INVALID);
  CHECK(sluice_state_reply(a.state, NULL) == SLUICE_INVALID);
  CHECK(sluice_state_reply(a.state, &reply) == SLUICE_OK); /* to nothing */
  reply.result = 3;
  CHECK(sluice_state_reply(a.state, &reply) == SLUICE_INVALID);
  CHECK(sluice_pool_reserve(NULL, &pool, &ask, 1) == SLUICE_INVALID);
  CHECK(sluice_pool_reserve(&reply, NULL, &ask, 1) == SLUICE_INVALID);
  CHECK(sluice_pool_reserve(&reply, &pool, NULL, 1) == SLUICE_INVALID);
  CHECK(sluice_pool_reserve(&reply, &pool, &ask, INT64_MIN) == SLUICE_OK); /* all zero: held within reason */
  CHECK(sluice_pool_reserve(&reply, &pool, &ask, INT64_MAX) == SLUICE_OK);
  memset(&pool, 0xff, sizeof pool);
  CHECK(sluice_pool_reserve(&reply, &pool, &ask, 1) == SLUICE_OK);
  ask.algorithm = 3;
  CHECK(sluice_pool_reserve(&reply, &pool, &ask, 1) == SLUICE_INVALID);
  ask.algorithm = 0;
  ask.size = 3;
  CHECK(sluice_pool_reserve(&reply, &pool, &ask, 1) == SLUICE_INVALID);
  CHECK(sluice_transaction_may_wait(NULL, a.transaction) == SLUICE_INVALID);
  CHECK(sluice_transaction_may_wait(&value, NULL) == SLUICE_INVALID);
  CHECK(sluice_transaction_tokens(&value, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_transaction_tokens(&value, a.transaction, NULL) == SLUICE_INVALID);
  drop(&a);
}

int main(void) {
  own_store();
  no_store();
  shared_memory();
  refused();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
