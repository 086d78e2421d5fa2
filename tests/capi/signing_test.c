/* Signing from C99: what each function promises, with NULL for each pointer, with impossible lengths and
 * unknown numbers, with handles of another kind. Built against libsluice, and against libsluice-sign alone.
 */
#include <sluice.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

enum { kMissing = 400, kUnknownKey = 408, kWrong = 412, kNoRows = 8 };

static const sluice_text kNone = {NULL, 0};
static const sluice_text kImpossible = {"x", SIZE_MAX};
static int is(sluice_text t, const char* s) { return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0; }
static const sluice_now kNow = {1614160800, 0, 1000000000};
static const sluice_now kLater = {1614160800 + 901, 0, 1000000000};
static const char kAccess[] = "shopkey001", kSecret[] = "shopsecret001";

static sluice_request request_of(const char* method, const char* target) {
  sluice_request r;
  sluice_request_init(&r);
  r.method = text(method);
  r.target = text(target);
  r.host = text("api.example.com");
  return r;
}

static sluice_signer signer_of(const char* secret) {
  sluice_signer s;
  sluice_signer_init(&s);
  s.access = text(kAccess);
  s.secret = text(secret);
  return s;
}

/* Signs, and puts what was added on the request. */
static char room[4096];
static sluice_header headers[kNoRows];
static sluice_status send(sluice_request* r, sluice_text body, const sluice_signer* signer,
                          sluice_signed* out) {
  const sluice_status status = sluice_sign(out, NULL, r, body, signer, &kNow, room, sizeof room);
  if (status != SLUICE_OK) return status;
  for (size_t i = 0; i < out->added_count && i < kNoRows; ++i) sluice_signed_header(&headers[i], out, i);
  r->headers = headers;
  r->header_count = out->added_count;
  return status;
}

static void keys(void) {
  sluice_keys* one = NULL;
  sluice_text secrets[2];
  secrets[0] = text("another-secret");
  secrets[1] = text(kSecret);
  CHECK(sluice_keys_create(NULL, secrets, 1, 0, kNone) == SLUICE_INVALID);
  CHECK(sluice_keys_create(&one, NULL, 1, 0, kNone) == SLUICE_INVALID);
  CHECK(sluice_keys_create(&one, secrets, 0, 0, kNone) == SLUICE_INVALID);
  CHECK(sluice_keys_create(&one, secrets, 17, 0, kNone) == SLUICE_INVALID);
  CHECK(sluice_keys_create(&one, secrets, 1, 7, kNone) == SLUICE_INVALID);
  CHECK(sluice_keys_create(&one, secrets, 1, 0, kImpossible) == SLUICE_INVALID);
  secrets[0] = kNone;
  CHECK(sluice_keys_create(&one, secrets, 2, 0, kNone) == SLUICE_REFUSED && one == NULL);
  secrets[0] = text("another-secret");
  CHECK(sluice_keys_create(&one, secrets, 2, SLUICE_SDK_HMAC_SHA256, kNone) == SLUICE_OK && one != NULL);
  sluice_keys_free(one);
  sluice_keys_free(NULL);
}

static void bodies(void) {
  sluice_body_hash hash;
  sluice_signed by_bytes, by_hash, by_key;
  sluice_keys* key = NULL;
  sluice_text secret = text(kSecret);
  uint8_t digest[32];
  char first_signature[64];
  sluice_request r = request_of("POST", "/orders");
  sluice_signer signer = signer_of(kSecret);
  CHECK(sluice_body_hash_start(NULL) == SLUICE_INVALID && sluice_body_hash_start(&hash) == SLUICE_OK);
  CHECK(sluice_body_hash_add(&hash, text("bo")) == SLUICE_OK &&
        sluice_body_hash_add(&hash, text("dy")) == SLUICE_OK);
  CHECK(sluice_body_hash_add(NULL, text("x")) == SLUICE_INVALID &&
        sluice_body_hash_add(&hash, kImpossible) == SLUICE_INVALID);
  CHECK(sluice_body_hash_read(digest, &hash) == SLUICE_OK &&
        sluice_body_hash_read(NULL, &hash) == SLUICE_INVALID);
  CHECK(sluice_body_hash_read(digest, NULL) == SLUICE_INVALID);
  CHECK(send(&r, text("body"), &signer, &by_bytes) == SLUICE_OK && by_bytes.removed_count == 0);
  memcpy(first_signature, by_bytes.signature.data, 64);
  r = request_of("POST", "/orders");
  signer.body_hash = digest;
  CHECK(send(&r, kNone, &signer, &by_hash) == SLUICE_OK &&
        memcmp(first_signature, by_hash.signature.data, 64) == 0);
  CHECK(sluice_keys_create(&key, &secret, 1, 0, kNone) == SLUICE_OK);
  r = request_of("POST", "/orders");
  signer.secret = kNone;
  signer.keys = key;
  CHECK(send(&r, kNone, &signer, &by_key) == SLUICE_OK &&
        memcmp(first_signature, by_key.signature.data, 64) == 0);
  /* A second signature takes the place of the first. */
  CHECK(sluice_sign(&by_key, NULL, &r, kNone, &signer, &kNow, room + 2048, 2048) == SLUICE_OK);
  sluice_text name;
  CHECK(by_key.removed_count == 1 && sluice_signed_removed(&name, &by_key, 0) == SLUICE_OK &&
        is(name, "Authorization"));
  CHECK(sluice_signed_removed(&name, &by_key, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_signed_removed(NULL, &by_key, 0) == SLUICE_INVALID &&
        sluice_signed_removed(&name, NULL, 0) == SLUICE_INVALID);
  signer.keys = (const sluice_keys*)(const void*)&kNow;
  CHECK(sluice_sign(&by_key, NULL, &r, kNone, &signer, &kNow, room, sizeof room) == SLUICE_INVALID);
  signer.keys = key;
  signer.algorithm = 9;
  CHECK(sluice_sign(&by_key, NULL, &r, kNone, &signer, &kNow, room, sizeof room) == SLUICE_INVALID);
  signer.algorithm = SLUICE_V11_HMAC_SHA256;
  uint32_t error = 0;
  CHECK(sluice_sign(&by_key, &error, &r, kNone, &signer, &kNow, room, sizeof room) == SLUICE_REFUSED);
  CHECK(sluice_sign_error_text(&name, error) == SLUICE_OK && is(name, "scope_illegal"));
  CHECK(sluice_sign_error_text(&name, 0) == SLUICE_NOT_FOUND &&
        sluice_sign_error_text(&name, 4000) == SLUICE_NOT_FOUND);
  CHECK(sluice_sign_error_text(NULL, 1) == SLUICE_INVALID);
  sluice_keys_free(key);
}

static void derived_keys(void) {
  sluice_signed s;
  sluice_claim c;
  sluice_read_options options;
  sluice_keys* key = NULL;
  sluice_text secret = text(kSecret);
  uint32_t reason = 0;
  sluice_request r = request_of("GET", "/");
  sluice_signer signer = signer_of(kSecret);
  signer.algorithm = SLUICE_V11_HMAC_SHA256;
  signer.region = text("eu-1");
  signer.service = text("apig");
  signer.header = text("X-Credential");
  CHECK(send(&r, kNone, &signer, &s) == SLUICE_OK);
  CHECK(sluice_claim_read(&c, &reason, &r) == SLUICE_REFUSED && reason == kMissing);
  sluice_read_options_init(&options);
  sluice_read_options_init(NULL);
  options.header = text("X-Credential");
  CHECK(sluice_claim_read_as(&c, &reason, &r, &options) == SLUICE_REFUSED);
  options.accept_v11 = 1;
  CHECK(sluice_claim_read_as(&c, &reason, &r, &options) == SLUICE_OK && is(c.access, kAccess));
  options.header = kImpossible;
  CHECK(sluice_claim_read_as(&c, &reason, &r, &options) == SLUICE_INVALID);
  options.size = 3;
  CHECK(sluice_claim_read_as(&c, &reason, &r, &options) == SLUICE_INVALID);
  CHECK(sluice_claim_read_as(NULL, &reason, &r, NULL) == SLUICE_INVALID);
  CHECK(sluice_claim_read_as(&c, &reason, NULL, NULL) == SLUICE_INVALID);
  CHECK(sluice_keys_create(&key, &secret, 1, SLUICE_V11_HMAC_SHA256, text(kAccess)) == SLUICE_OK);
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, NULL, &kNow) == SLUICE_OK && reason == 0);
  CHECK(sluice_verify(&reason, &c, &r, kNone, &secret, 1, &kNow) == SLUICE_OK);
  sluice_keys_free(key);
  CHECK(sluice_keys_create(&key, &secret, 1, SLUICE_SDK_HMAC_SHA256, kNone) == SLUICE_OK);
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, NULL, &kNow) == SLUICE_REFUSED &&
        reason == kUnknownKey);
  sluice_keys_free(key);
}

static void rules(void) {
  sluice_signed s;
  sluice_claim c;
  sluice_verify_rules by;
  sluice_keys* key = NULL;
  sluice_text secret = text(kSecret), wanted = text("X-Stage");
  uint32_t reason = 0;
  sluice_request r = request_of("GET", "/?a=1&b=2");
  sluice_signer signer = signer_of(kSecret);
  signer.signed_headers = text("x-sdk-date");
  signer.unsigned_payload = 1;
  signer.signed_headers = text("x-sdk-date;x-sdk-content-sha256");
  CHECK(send(&r, kNone, &signer, &s) == SLUICE_OK);
  CHECK(sluice_claim_read(&c, &reason, &r) == SLUICE_OK);
  CHECK(sluice_keys_create(&key, &secret, 1, 0, kNone) == SLUICE_OK);
  sluice_verify_rules_init(NULL);
  sluice_verify_rules_init(&by);
  CHECK(by.window_seconds == 900 && by.accept_encoded_query_order == 1);
  CHECK(sluice_verify_prepared(&reason, &c, &r, text("any"), key, &by, &kNow) == SLUICE_OK);
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, NULL, &kLater) == SLUICE_REFUSED);
  by.window_seconds = 901;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, &by, &kLater) == SLUICE_OK);
  by.require_signed_host = 1;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, &by, &kNow) == SLUICE_REFUSED &&
        reason != kWrong);
  by.require_signed_host = 0;
  by.refuse_unsigned_payload = 1;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, &by, &kNow) == SLUICE_REFUSED &&
        reason != kWrong);
  by.refuse_unsigned_payload = 0;
  by.require_signed = &wanted;
  by.require_signed_count = 1;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, &by, &kNow) == SLUICE_OK);
  headers[r.header_count].name = text("x-stage");
  headers[r.header_count].value = text("TEST");
  ++r.header_count;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, &by, &kNow) == SLUICE_REFUSED &&
        reason != kWrong);
  by.require_signed_count = 65;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, key, &by, &kNow) == SLUICE_INVALID);
  by.require_signed_count = 0;
  CHECK(sluice_verify_prepared(&reason, &c, &r, kNone, NULL, &by, &kNow) == SLUICE_REFUSED &&
        reason == kUnknownKey);
  CHECK(sluice_verify_prepared(NULL, NULL, &r, kNone, key, &by, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verify_prepared(NULL, &c, NULL, kNone, key, &by, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verify_prepared(NULL, &c, &r, kImpossible, key, &by, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verify_prepared(NULL, &c, &r, kNone, (const sluice_keys*)(const void*)&by, &by, &kNow) ==
        SLUICE_INVALID);
  CHECK(sluice_verify_prepared(NULL, &c, &r, kNone, key, &by, NULL) == SLUICE_INVALID);
  by.size = 2;
  CHECK(sluice_verify_prepared(NULL, &c, &r, kNone, key, &by, &kNow) == SLUICE_INVALID);
  sluice_keys_free(key);
}

static void slices(void) {
  sluice_signed s;
  sluice_claim c;
  sluice_verification* v = NULL;
  sluice_keys* key = NULL;
  sluice_text secret = text(kSecret);
  uint32_t reason = 9;
  int32_t body = -1, first = -1;
  sluice_request r = request_of("POST", "/orders");
  sluice_signer signer = signer_of(kSecret);
  CHECK(send(&r, text("body"), &signer, &s) == SLUICE_OK && sluice_claim_read(&c, NULL, &r) == SLUICE_OK);
  CHECK(sluice_keys_create(&key, &secret, 1, 0, kNone) == SLUICE_OK);
  CHECK(sluice_verification_create(NULL) == SLUICE_INVALID && sluice_verification_create(&v) == SLUICE_OK);
  CHECK(sluice_verification_needs(&body, &first, v) == SLUICE_WRONG_TIME);
  CHECK(sluice_verification_feed(v, text("x")) == SLUICE_WRONG_TIME);
  CHECK(sluice_verification_check_signature(&reason, v, key) == SLUICE_WRONG_TIME);
  CHECK(sluice_verification_check_body(&reason, v) == SLUICE_WRONG_TIME);
  CHECK(sluice_verification_start(v, &reason, &c, &r, NULL, &kLater) == SLUICE_REFUSED && reason != 0);
  CHECK(sluice_verification_needs(&body, &first, v) == SLUICE_WRONG_TIME);
  CHECK(sluice_verification_start(v, &reason, &c, &r, NULL, &kNow) == SLUICE_OK && reason == 0);
  CHECK(sluice_verification_needs(&body, &first, v) == SLUICE_OK && body == 1 && first == 1);
  CHECK(sluice_verification_needs(NULL, NULL, v) == SLUICE_OK);
  CHECK(sluice_verification_feed(v, text("bo")) == SLUICE_OK &&
        sluice_verification_feed(v, text("dy")) == SLUICE_OK);
  CHECK(sluice_verification_check_signature(&reason, v, key) == SLUICE_OK && reason == 0);
  CHECK(sluice_verification_check_signature(&reason, v, NULL) == SLUICE_REFUSED && reason == kUnknownKey);
  CHECK(sluice_verification_check_body(&reason, v) == SLUICE_OK);
  CHECK(sluice_verification_start(v, &reason, &c, &r, NULL, &kNow) == SLUICE_OK);
  CHECK(sluice_verification_feed(v, text("bodx")) == SLUICE_OK);
  CHECK(sluice_verification_check_signature(&reason, v, key) == SLUICE_REFUSED && reason == kWrong);

  /* With a hash header the head is checked by itself, and the body after it. */
  r = request_of("POST", "/orders");
  signer.add_content_hash = 1;
  CHECK(send(&r, text("body"), &signer, &s) == SLUICE_OK && sluice_claim_read(&c, NULL, &r) == SLUICE_OK);
  CHECK(sluice_verification_start(v, NULL, &c, &r, NULL, &kNow) == SLUICE_OK);
  CHECK(sluice_verification_needs(&body, &first, v) == SLUICE_OK && body == 1 && first == 0);
  CHECK(sluice_verification_check_signature(&reason, v, key) == SLUICE_OK);
  CHECK(sluice_verification_feed(v, text("bodx")) == SLUICE_OK);
  CHECK(sluice_verification_check_body(&reason, v) == SLUICE_REFUSED && reason != 0);

  CHECK(sluice_verification_start(NULL, NULL, &c, &r, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verification_start(v, NULL, NULL, &r, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verification_start(v, NULL, &c, NULL, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_verification_start(v, NULL, &c, &r, NULL, NULL) == SLUICE_INVALID);
  CHECK(sluice_verification_feed(NULL, kNone) == SLUICE_INVALID &&
        sluice_verification_feed(v, kImpossible) == SLUICE_INVALID);
  CHECK(sluice_verification_needs(NULL, NULL, NULL) == SLUICE_INVALID);
  CHECK(sluice_verification_check_signature(NULL, NULL, key) == SLUICE_INVALID);
  CHECK(sluice_verification_check_body(NULL, NULL) == SLUICE_INVALID);
  sluice_verification_free(v);
  sluice_verification_free(NULL);
  sluice_keys_free(key);
}

static void replay(void) {
  sluice_replay* memory = NULL;
  sluice_signed s;
  sluice_claim c;
  uint32_t answer = 9;
  sluice_request r = request_of("GET", "/");
  sluice_signer signer = signer_of(kSecret);
  CHECK(send(&r, kNone, &signer, &s) == SLUICE_OK && sluice_claim_read(&c, NULL, &r) == SLUICE_OK);
  CHECK(sluice_replay_create(NULL, 100) == SLUICE_INVALID &&
        sluice_replay_create(&memory, 0) == SLUICE_INVALID);
  CHECK(sluice_replay_create(&memory, SIZE_MAX) == SLUICE_OUT_OF_MEMORY && memory == NULL);
  CHECK(sluice_replay_create(&memory, 100) == SLUICE_OK);
  CHECK(sluice_replay_remember(&answer, memory, &c, 900, &kNow) == SLUICE_OK && answer == SLUICE_REPLAY_NEW);
  CHECK(sluice_replay_remember(&answer, memory, &c, 900, &kNow) == SLUICE_OK && answer == SLUICE_REPLAY_SEEN);
  CHECK(sluice_replay_remember(NULL, memory, &c, 900, &kNow) == SLUICE_INVALID);
  CHECK(sluice_replay_remember(&answer, NULL, &c, 900, &kNow) == SLUICE_INVALID);
  CHECK(sluice_replay_remember(&answer, memory, NULL, 900, &kNow) == SLUICE_INVALID);
  CHECK(sluice_replay_remember(&answer, memory, &c, 900, NULL) == SLUICE_INVALID);
  sluice_replay_free(memory);
  sluice_replay_free(NULL);
}

static void credentials(void) {
  sluice_credential_kinds kinds;
  sluice_credential c;
  sluice_header sent[2];
  sluice_text secrets[1];
  uint32_t reason = 0;
  uint8_t digest[32];
  sluice_request r = request_of("GET", "/");
  sluice_credential_kinds_init(NULL);
  sluice_credential_kinds_init(&kinds);
  CHECK(sluice_credential_read(&c, &reason, &r, &kinds, room, sizeof room) == SLUICE_REFUSED &&
        reason == kMissing);
  kinds.app_code = kinds.basic = 1;
  sent[0].name = text("Authorization");
  sent[0].value = text("Basic c2hvcGtleTAwMTpzaG9wc2VjcmV0MDAx"); /* shopkey001:shopsecret001 */
  r.headers = sent;
  r.header_count = 1;
  CHECK(sluice_credential_read(&c, &reason, &r, &kinds, room, sizeof room) == SLUICE_OK && reason == 0);
  CHECK(c.kind == SLUICE_CREDENTIAL_BASIC && is(c.key, kAccess) && is(c.secret, kSecret));
  CHECK(sluice_credential_read(&c, &reason, &r, &kinds, room, 3) == SLUICE_NO_ROOM);
  CHECK(sluice_credential_read(&c, &reason, &r, &kinds, room, sizeof room) == SLUICE_OK);
  secrets[0] = text("wrong");
  CHECK(sluice_credential_check(&reason, &c, secrets, 1, &kNow, 900) == SLUICE_REFUSED && reason != 0);
  secrets[0] = text(kSecret);
  CHECK(sluice_credential_check(&reason, &c, secrets, 1, &kNow, 900) == SLUICE_OK && reason == 0);
  CHECK(sluice_credential_check(&reason, &c, NULL, 0, &kNow, 900) == SLUICE_REFUSED);
  sent[1].name = text("X-Apig-AppCode");
  sent[1].value = text("the-code");
  r.header_count = 2;
  CHECK(sluice_credential_read(&c, &reason, &r, &kinds, room, sizeof room) == SLUICE_OK);
  CHECK(c.kind == SLUICE_CREDENTIAL_APP_CODE && is(c.secret, "the-code"));
  CHECK(sluice_fingerprint(digest, c.secret) == SLUICE_OK);
  CHECK(sluice_fingerprint(NULL, c.secret) == SLUICE_INVALID &&
        sluice_fingerprint(digest, kImpossible) == SLUICE_INVALID);
  CHECK(sluice_credential_check(NULL, NULL, secrets, 1, &kNow, 900) == SLUICE_INVALID);
  CHECK(sluice_credential_check(NULL, &c, secrets, 17, &kNow, 900) == SLUICE_INVALID);
  CHECK(sluice_credential_check(NULL, &c, NULL, 1, &kNow, 900) == SLUICE_INVALID);
  CHECK(sluice_credential_check(NULL, &c, secrets, 1, NULL, 900) == SLUICE_INVALID);
  c.kind = 99;
  CHECK(sluice_credential_check(NULL, &c, secrets, 1, &kNow, 900) == SLUICE_INVALID);
  CHECK(sluice_credential_read(NULL, NULL, &r, &kinds, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_credential_read(&c, NULL, NULL, &kinds, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_credential_read(&c, NULL, &r, NULL, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_credential_read(&c, NULL, &r, &kinds, NULL, 9) == SLUICE_INVALID);
}

static void backends(void) {
  sluice_backend_signer signer;
  sluice_signed s;
  sluice_header kept[kNoRows];
  uint32_t error = 9, reason = 9;
  sluice_request r = request_of("POST", "/v1");
  sluice_header own = {{"Authorization", 13}, {"the caller's", 12}};
  r.headers = &own;
  r.header_count = 1;
  sluice_backend_signer_init(NULL);
  sluice_backend_signer_init(&signer);
  signer.key = text(kAccess);
  signer.secret = text(kSecret);
  CHECK(sluice_backend_sign(&s, &error, &r, text("b"), &signer, &kNow, room, sizeof room) == SLUICE_OK &&
        error == 0);
  CHECK(s.removed_count == 1);
  for (size_t i = 0; i < s.added_count && i < kNoRows; ++i)
    CHECK(sluice_signed_header(&kept[i], &s, i) == SLUICE_OK);
  r.headers = kept;
  r.header_count = s.added_count;
  CHECK(sluice_backend_verify(&reason, &r, text("b"), &signer, &kNow) == SLUICE_OK && reason == 0);
  CHECK(sluice_backend_verify(&reason, &r, text("c"), &signer, &kNow) == SLUICE_REFUSED && reason == kWrong);
  CHECK(sluice_backend_verify(&reason, &r, text("b"), &signer, &kLater) == SLUICE_REFUSED);
  CHECK(sluice_backend_sign(&s, &error, &r, text("b"), &signer, &kNow, room, 8) == SLUICE_NO_ROOM);
  CHECK(sluice_backend_sign_basic(&s, &error, &r, &signer, room + 2048, 2048) == SLUICE_OK);
  CHECK(is(s.authorization, "Basic c2hvcGtleTAwMTpzaG9wc2VjcmV0MDAx"));
  CHECK(sluice_backend_sign(NULL, NULL, &r, kNone, &signer, &kNow, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_sign(&s, NULL, NULL, kNone, &signer, &kNow, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_sign(&s, NULL, &r, kImpossible, &signer, &kNow, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_sign(&s, NULL, &r, kNone, NULL, &kNow, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_sign(&s, NULL, &r, kNone, &signer, NULL, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_sign_basic(NULL, NULL, &r, &signer, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_sign_basic(&s, NULL, NULL, &signer, room, 9) == SLUICE_INVALID);
  CHECK(sluice_backend_verify(NULL, NULL, kNone, &signer, &kNow) == SLUICE_INVALID);
  CHECK(sluice_backend_verify(NULL, &r, kImpossible, &signer, &kNow) == SLUICE_INVALID);
  CHECK(sluice_backend_verify(NULL, &r, kNone, NULL, &kNow) == SLUICE_INVALID);
  CHECK(sluice_backend_verify(NULL, &r, kNone, &signer, NULL) == SLUICE_INVALID);
  signer.key = text("a:b");
  CHECK(sluice_backend_sign_basic(&s, &error, &r, &signer, room, sizeof room) == SLUICE_REFUSED &&
        error != 0);
}

static void doctor(void) {
  sluice_signature_case given;
  sluice_diagnosis* d = NULL;
  sluice_finding finding;
  sluice_signed s;
  sluice_text canonical;
  int32_t is_right = 9;
  uint32_t unreadable = 9;
  sluice_request r = request_of("POST", "/orders");
  sluice_signer signer = signer_of("shopsecret001\n");
  CHECK(send(&r, kNone, &signer, &s) == SLUICE_OK);
  sluice_signature_case_init(NULL);
  sluice_signature_case_init(&given);
  given.request = &r;
  given.secret = text(kSecret);
  given.now = &kNow;
  CHECK(sluice_signature_diagnose(&d, &given) == SLUICE_OK && d != NULL);
  CHECK(sluice_diagnosis_read(&is_right, &unreadable, &canonical, d) == SLUICE_OK);
  CHECK(is_right == 0 && unreadable == 0 && canonical.size > 60);
  CHECK(sluice_diagnosis_read(NULL, NULL, NULL, d) == SLUICE_OK);
  CHECK(sluice_diagnosis_finding(&finding, d, 0) == SLUICE_OK && is(finding.cause, "secret_with_blanks"));
  CHECK(finding.proved == 1 && finding.sentence.size > 0);
  CHECK(sluice_diagnosis_finding(&finding, d, 1) == SLUICE_NOT_FOUND);
  CHECK(sluice_diagnosis_finding(NULL, d, 0) == SLUICE_INVALID &&
        sluice_diagnosis_finding(&finding, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_diagnosis_read(NULL, NULL, NULL, NULL) == SLUICE_INVALID);
  CHECK(sluice_signature_diagnose(NULL, &given) == SLUICE_INVALID &&
        sluice_signature_diagnose(&d, NULL) == SLUICE_INVALID);
  sluice_diagnosis_free(d);
  sluice_diagnosis_free(NULL);
  given.body = kImpossible;
  CHECK(sluice_signature_diagnose(&d, &given) == SLUICE_INVALID);
  given.body = kNone;
  given.request = NULL;
  CHECK(sluice_signature_diagnose(&d, &given) == SLUICE_INVALID);
}

int main(void) {
  keys();
  bodies();
  derived_keys();
  rules();
  slices();
  replay();
  credentials();
  backends();
  doctor();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
