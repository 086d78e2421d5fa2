/* Address sets, access lists and limits from C99: what each function promises, with NULL for each pointer,
 * with impossible lengths and unknown numbers, with handles of another kind. */
#include <sluice.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static int is(sluice_text t, const char* s) { return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0; }
static const sluice_now kNow = {1614160800, 0, 1000000000};
static const char* const kId = "0123456789abcdef0123456789abcdef";

static const char* reason(uint32_t number) {
  static char name[64];
  sluice_text t;
  uint32_t row;
  if (sluice_reason_read(&t, &row, number) != SLUICE_OK || t.size >= sizeof name) return "?";
  memcpy(name, t.data, t.size);
  name[t.size] = 0;
  return name;
}

static void ranges(void) {
  sluice_text t;
  char room[93];
  const sluice_text impossible = {"x", SIZE_MAX};
  CHECK(sluice_range_read(&t, text("198.51.100.0/24"), room, sizeof room) == SLUICE_OK &&
        is(t, "198.51.100.0/24"));
  CHECK(sluice_range_read(&t, text("2001:DB8:0::7"), room, sizeof room) == SLUICE_OK &&
        is(t, "2001:db8::7/128"));
  CHECK(sluice_range_read(&t, text("10.0.0.1-10.0.0.9"), room, sizeof room) == SLUICE_OK &&
        is(t, "10.0.0.1-10.0.0.9"));
  CHECK(sluice_range_read(&t, text("198.51.100.1/24"), room, sizeof room) == SLUICE_REFUSED);
  CHECK(sluice_range_read(&t, text("198.51.100.0/24"), room, 4) == SLUICE_NO_ROOM);
  CHECK(sluice_range_read(NULL, text("::"), room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_range_read(&t, impossible, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_range_read(&t, text("::"), NULL, 8) == SLUICE_INVALID);
}

static void address_sets(void) {
  sluice_address_set* set = NULL;
  sluice_acl* other = NULL;
  size_t place = 99;
  const unsigned char v4[4] = {10, 1, 2, 3};
  unsigned char v6[16] = {0x20, 0x01, 0x0d, 0xb8};
  const sluice_text list[] = {text("10.1.0.0/16"), text("10.0.0.0/8"), text("2001:db8::/32")};
  const sluice_text bad[] = {text("10.1.0.0/16"), text("10.1.0.1/16")};
  CHECK(sluice_address_set_compile(&set, &place, bad, 2, 0) == SLUICE_REFUSED && place == 1 && set == NULL);
  CHECK(sluice_address_set_compile(&set, NULL, bad, 2, 0) == SLUICE_REFUSED);
  CHECK(sluice_address_set_compile(NULL, NULL, list, 3, 0) == SLUICE_INVALID);
  CHECK(sluice_address_set_compile(&set, NULL, NULL, 3, 0) == SLUICE_INVALID);
  CHECK(sluice_address_set_compile(&set, NULL, list, SIZE_MAX, 0) == SLUICE_INVALID);
  CHECK(sluice_address_set_compile(&set, NULL, list, 3, 1) == SLUICE_OK);
  CHECK(sluice_address_set_find(&place, set, text("10.1.2.3")) == SLUICE_OK && place == 0);
  CHECK(sluice_address_set_find(&place, set, text("10.2.2.3")) == SLUICE_OK && place == 1);
  CHECK(sluice_address_set_find(&place, set, text("::ffff:10.2.2.3")) == SLUICE_OK && place == 1);
  CHECK(sluice_address_set_find(&place, set, text("64:ff9b::10.2.2.3")) == SLUICE_OK && place == 1);
  CHECK(sluice_address_set_find(&place, set, text("11.2.2.3")) == SLUICE_NOT_FOUND);
  CHECK(sluice_address_set_find(&place, set, text("no address")) == SLUICE_NOT_FOUND);
  CHECK(sluice_address_set_find_bytes(&place, set, v4, 4) == SLUICE_OK && place == 0);
  CHECK(sluice_address_set_find_bytes(&place, set, v6, 16) == SLUICE_OK && place == 2);
  CHECK(sluice_address_set_find_bytes(&place, set, v6, 5) == SLUICE_NOT_FOUND);
  CHECK(sluice_address_set_find_bytes(&place, set, NULL, 4) == SLUICE_INVALID);
  CHECK(sluice_address_set_find(NULL, set, text("::")) == SLUICE_INVALID);
  CHECK(sluice_address_set_find(&place, NULL, text("::")) == SLUICE_INVALID);
  CHECK(sluice_acl_compile(&other, NULL, SLUICE_ACL_DENY, text("::1")) == SLUICE_OK);
  CHECK(sluice_address_set_find(&place, (const sluice_address_set*)(const void*)other, text("::")) ==
        SLUICE_INVALID);
  CHECK(sluice_address_set_bytes(set) > 0 && sluice_address_set_bytes(set) < 1024);
  CHECK(sluice_address_set_bytes(NULL) == 0);
  sluice_acl_free(other);
  sluice_address_set_free(set);
  sluice_address_set_free(NULL);
}

static void clients(void) {
  sluice_client_rule rule;
  sluice_address_set* proxies = NULL;
  sluice_text client;
  char room[46];
  const sluice_text inner = text("10.0.0.0/8");
  const sluice_header fields[] = {{{"X-Forwarded-For", 15}, {"192.0.2.7, 203.0.113.9", 22}},
                                  {{"x-forwarded-for", 15}, {"10.0.0.2", 8}}};
  sluice_client_rule_init(&rule);
  sluice_client_rule_init(NULL);
  CHECK(rule.source == SLUICE_CLIENT_PEER && rule.index == -1);
  CHECK(sluice_client_address(&client, text("::ffff:10.0.0.1"), fields, 2, &rule, room, sizeof room) ==
            SLUICE_OK &&
        is(client, "10.0.0.1"));
  CHECK(sluice_client_address(&client, text("pipe"), fields, 2, &rule, room, sizeof room) ==
        SLUICE_NOT_FOUND);
  rule.source = SLUICE_CLIENT_INDEX;
  CHECK(sluice_client_address(&client, text("10.0.0.1"), fields, 2, &rule, room, sizeof room) == SLUICE_OK &&
        is(client, "10.0.0.2"));
  rule.index = 0;
  CHECK(sluice_client_address(&client, text("10.0.0.1"), fields, 2, &rule, room, sizeof room) == SLUICE_OK &&
        is(client, "192.0.2.7"));
  rule.index = 7;
  CHECK(sluice_client_address(&client, text("10.0.0.1"), fields, 2, &rule, room, sizeof room) ==
        SLUICE_NOT_FOUND);
  rule.source = SLUICE_CLIENT_TRUSTED_PROXIES;
  CHECK(sluice_client_address(&client, text("10.0.0.1"), fields, 2, &rule, room, sizeof room) == SLUICE_OK &&
        is(client, "10.0.0.1"));
  CHECK(sluice_address_set_compile(&proxies, NULL, &inner, 1, 0) == SLUICE_OK);
  rule.trusted = proxies;
  CHECK(sluice_client_address(&client, text("10.0.0.1"), fields, 2, &rule, room, sizeof room) == SLUICE_OK &&
        is(client, "203.0.113.9"));
  CHECK(sluice_client_address(&client, text("10.0.0.1"), fields, 2, &rule, room, 3) == SLUICE_NO_ROOM);
  CHECK(sluice_client_address(NULL, text("::"), fields, 2, &rule, room, sizeof room) == SLUICE_INVALID);
  CHECK(sluice_client_address(&client, text("10.0.0.1"), NULL, 2, &rule, room, sizeof room) ==
        SLUICE_INVALID);
  CHECK(sluice_client_address(&client, text("::"), fields, 2, NULL, room, sizeof room) == SLUICE_INVALID);
  rule.source = 3;
  CHECK(sluice_client_address(&client, text("::"), fields, 2, &rule, room, sizeof room) == SLUICE_INVALID);
  sluice_address_set_free(proxies);
}

static sluice_acl* list_of(uint32_t kind, uint32_t subject, const char* entries) {
  sluice_acl* acl = NULL;
  sluice_acl_spec spec;
  sluice_acl_spec_init(&spec);
  spec.kind = kind;
  spec.subject = subject;
  spec.entries = text(entries);
  CHECK(sluice_acl_compile_spec(&acl, NULL, &spec) == SLUICE_OK);
  return acl;
}

static void lists(void) {
  sluice_acl_spec spec;
  sluice_acl_verdict verdict;
  sluice_acl_finding finding;
  sluice_acl* none = NULL;
  size_t fault = 9;
  sluice_acl* addresses = list_of(SLUICE_ACL_DENY, SLUICE_ACL_ADDRESS, "10.0.0.0/8,192.168.0.0/16");
  sluice_acl* names = list_of(SLUICE_ACL_PERMIT, SLUICE_ACL_ACCOUNT_NAME, "acme,umbrella");
  sluice_acl* ids = list_of(SLUICE_ACL_DENY, SLUICE_ACL_ACCOUNT_ID, kId);
  CHECK(sluice_acl_ask(&verdict, addresses, text("192.168.1.1")) == SLUICE_OK && verdict.allows == 0 &&
        verdict.is_listed == 1 && verdict.entry == 1 && is(verdict.text, "192.168.0.0/16"));
  CHECK(sluice_acl_ask(&verdict, addresses, text("11.0.0.1")) == SLUICE_OK && verdict.allows == 1 &&
        verdict.is_listed == 0 && verdict.text.size == 0);
  CHECK(sluice_acl_ask(&verdict, names, text("umbrella")) == SLUICE_OK && verdict.allows == 1 &&
        verdict.entry == 1);
  CHECK(sluice_acl_ask(&verdict, names, text("Umbrella")) == SLUICE_OK && verdict.allows == 0);
  CHECK(sluice_acl_ask(&verdict, ids, text(kId)) == SLUICE_OK && verdict.allows == 0);
  CHECK(sluice_acl_ask(NULL, ids, text(kId)) == SLUICE_INVALID &&
        sluice_acl_ask(&verdict, NULL, text(kId)) == SLUICE_INVALID);

  CHECK(sluice_acl_check_address(&finding, NULL, text("pipe")) == SLUICE_OK && finding.reason == 0);
  CHECK(sluice_acl_check_address(&finding, addresses, text("11.0.0.1")) == SLUICE_OK && finding.reason == 0);
  CHECK(sluice_acl_check_address(&finding, addresses, text("10.1.2.3")) == SLUICE_OK &&
        finding.list == addresses && finding.is_listed == 1 && is(finding.text, "10.0.0.0/8") &&
        strcmp(reason(finding.reason), "address_refused") == 0);
  CHECK(sluice_acl_check_address(&finding, addresses, text("pipe")) == SLUICE_OK &&
        strcmp(reason(finding.reason), "client_address_unknown") == 0);
  CHECK(sluice_acl_check_address(&finding, names, text("::")) == SLUICE_INVALID);

  CHECK(sluice_acl_check_account(&finding, NULL, NULL, text(""), text("")) == SLUICE_OK &&
        finding.reason == 0);
  /* Of a permitting and a denying list only the permitting one counts. */
  CHECK(sluice_acl_check_account(&finding, names, ids, text("acme"), text(kId)) == SLUICE_OK &&
        finding.reason == 0);
  CHECK(sluice_acl_check_account(&finding, names, ids, text("other"), text("")) == SLUICE_OK &&
        finding.list == names && finding.is_listed == 0 &&
        strcmp(reason(finding.reason), "account_refused") == 0);
  CHECK(sluice_acl_check_account(&finding, NULL, ids, text("acme"), text(kId)) == SLUICE_OK &&
        finding.list == ids && is(finding.text, kId));
  CHECK(sluice_acl_check_account(&finding, ids, names, text("acme"), text(kId)) == SLUICE_INVALID);
  CHECK(sluice_acl_check_account(NULL, names, ids, text("acme"), text(kId)) == SLUICE_INVALID);

  sluice_acl_spec_init(NULL);
  sluice_acl_spec_init(&spec);
  spec.entries = text("64:ff9b::1,10.0.0.0/33");
  CHECK(sluice_acl_compile_spec(&none, &fault, &spec) == SLUICE_REFUSED && fault == 1 && none == NULL);
  spec.entries = text("10.0.0.1");
  spec.nat64 = 1;
  CHECK(sluice_acl_compile_spec(&none, NULL, &spec) == SLUICE_OK);
  CHECK(sluice_acl_ask(&verdict, none, text("64:ff9b::a00:1")) == SLUICE_OK && verdict.allows == 1);
  sluice_acl_free(none);
  spec.subject = 3;
  CHECK(sluice_acl_compile_spec(&none, NULL, &spec) == SLUICE_INVALID);
  spec.subject = 0;
  spec.kind = 2;
  CHECK(sluice_acl_compile_spec(&none, NULL, &spec) == SLUICE_INVALID);
  CHECK(sluice_acl_compile_spec(&none, NULL, NULL) == SLUICE_INVALID &&
        sluice_acl_compile_spec(NULL, NULL, &spec) == SLUICE_INVALID);
  sluice_acl_free(addresses);
  sluice_acl_free(names);
  sluice_acl_free(ids);
}

static sluice_rate rate_of(uint32_t calls, int64_t seconds, uint32_t algorithm) {
  sluice_rate rate;
  sluice_limit limit;
  sluice_limit_init(&limit);
  limit.limit = calls;
  limit.per_seconds = seconds;
  limit.algorithm = algorithm;
  CHECK(sluice_rate_compile(&rate, &limit) == SLUICE_OK);
  return rate;
}

static void words(void) {
  sluice_taken taken;
  sluice_limit limit;
  uint32_t calls = 0;
  uint64_t next = 0;
  sluice_rate uncompiled = {{0}};
  const sluice_rate rate = rate_of(3, 60, SLUICE_TOKEN_BUCKET), wider = rate_of(5, 60, SLUICE_TOKEN_BUCKET);
  const sluice_rate window = rate_of(2, 60, SLUICE_FIXED_WINDOW);
  const sluice_now later = {1614160820, 0, 21000000000u};
  CHECK(sluice_word_take(&taken, 0, &rate, &kNow) == SLUICE_OK && taken.admitted == 1 && taken.remain == 2);
  CHECK(sluice_word_give_back(&next, taken.next, &rate, &kNow, taken.next, 1) == SLUICE_OK && next == 0);
  CHECK(sluice_word_take_up_to(&taken, &calls, taken.next, &rate, &kNow, 9) == SLUICE_OK && calls == 2 &&
        taken.admitted == 1 && taken.remain == 0);
  next = taken.next;
  CHECK(sluice_word_take_up_to(&taken, &calls, next, &rate, &kNow, 1) == SLUICE_OK && calls == 0 &&
        taken.admitted == 0 && taken.retry_after_ns == 20000000000);
  CHECK(sluice_word_look(&taken, next, &rate, &kNow) == SLUICE_OK && taken.admitted == 0 &&
        taken.next == next);
  CHECK(sluice_word_look(&taken, next, &rate, &later) == SLUICE_OK && taken.admitted == 1 &&
        taken.remain == 1);
  CHECK(sluice_word_rescale(&next, next, &rate, &wider, &kNow) == SLUICE_OK);
  CHECK(sluice_word_look(&taken, next, &wider, &kNow) == SLUICE_OK && taken.remain == 2);
  CHECK(sluice_word_take(&taken, 0, &window, &kNow) == SLUICE_OK && taken.remain == 1);
  CHECK(sluice_word_take(&taken, taken.next, &window, &later) == SLUICE_OK && taken.admitted == 1);
  CHECK(sluice_word_take(&taken, taken.next, &window, &later) == SLUICE_OK &&
        taken.retry_after_ns == 40000000000);

  sluice_limit_init(&limit);
  CHECK(sluice_rate_compile(&uncompiled, &limit) == SLUICE_INVALID &&
        sluice_rate_compile(NULL, &limit) == SLUICE_INVALID &&
        sluice_rate_compile(&uncompiled, NULL) == SLUICE_INVALID);
  CHECK(sluice_word_take(&taken, 0, &uncompiled, &kNow) == SLUICE_INVALID);
  CHECK(sluice_word_take(NULL, 0, &rate, &kNow) == SLUICE_INVALID &&
        sluice_word_take(&taken, 0, NULL, &kNow) == SLUICE_INVALID &&
        sluice_word_take(&taken, 0, &rate, NULL) == SLUICE_INVALID);
  CHECK(sluice_word_look(NULL, 0, &rate, &kNow) == SLUICE_INVALID &&
        sluice_word_take_up_to(&taken, NULL, 0, &rate, &kNow, 1) == SLUICE_INVALID &&
        sluice_word_give_back(NULL, 0, &rate, &kNow, 0, 1) == SLUICE_INVALID &&
        sluice_word_rescale(&next, 0, NULL, &rate, &kNow) == SLUICE_INVALID &&
        sluice_word_rescale(&next, 0, &rate, NULL, &kNow) == SLUICE_INVALID);
}

static void cells(void) {
  sluice_cell cell = {0};
  sluice_taken taken;
  const sluice_rate rate = rate_of(2, 60, SLUICE_TOKEN_BUCKET);
  CHECK(sluice_cell_take(&taken, &cell, &rate, &kNow) == SLUICE_OK && taken.admitted == 1 &&
        cell.word == taken.next);
  CHECK(sluice_cell_take(&taken, &cell, &rate, &kNow) == SLUICE_OK && taken.remain == 0);
  CHECK(sluice_cell_look(&taken, &cell, &rate, &kNow) == SLUICE_OK && taken.admitted == 0);
  CHECK(sluice_cell_give_back(&cell, &rate, &kNow, cell.word, 1) == SLUICE_OK);
  CHECK(sluice_cell_look(&taken, &cell, &rate, &kNow) == SLUICE_OK && taken.admitted == 1);
  CHECK(sluice_cell_take(&taken, NULL, &rate, &kNow) == SLUICE_INVALID &&
        sluice_cell_take(NULL, &cell, &rate, &kNow) == SLUICE_INVALID &&
        sluice_cell_look(&taken, NULL, &rate, &kNow) == SLUICE_INVALID &&
        sluice_cell_give_back(NULL, &rate, &kNow, 0, 1) == SLUICE_INVALID);
  CHECK(sluice_cell_take(&taken, (sluice_cell*)(void*)((char*)&cell + 1), &rate, &kNow) == SLUICE_INVALID);
}

static void ledgers(void) {
  sluice_ledger* ledger = NULL;
  sluice_key key, other;
  sluice_taken taken;
  int32_t untracked = 9;
  uint64_t count = 9;
  const sluice_rate rate = rate_of(1, 60, SLUICE_TOKEN_BUCKET);
  CHECK(sluice_ledger_create(&ledger, 1, 7) == SLUICE_OK); /* one shelf: twelve places at most */
  CHECK(sluice_ledger_key(&key, ledger, 1, text("alice")) == SLUICE_OK);
  CHECK(sluice_ledger_take_key(&taken, &untracked, ledger, &key, &rate, &kNow) == SLUICE_OK &&
        taken.admitted == 1 && untracked == 0);
  CHECK(sluice_ledger_take_key(&taken, NULL, ledger, &key, &rate, &kNow) == SLUICE_OK && taken.admitted == 0);
  CHECK(sluice_ledger_look_key(&taken, ledger, &key, &rate, &kNow) == SLUICE_OK && taken.admitted == 0);
  CHECK(sluice_ledger_give_back_key(ledger, &key, &rate, &kNow, taken.next) == SLUICE_OK);
  CHECK(sluice_ledger_look_key(&taken, ledger, &key, &rate, &kNow) == SLUICE_OK && taken.admitted == 1);
  CHECK(sluice_ledger_key(&other, ledger, 2, text("alice")) == SLUICE_OK &&
        memcmp(&key, &other, sizeof key) != 0);

  CHECK(sluice_ledger_key_address(&key, ledger, 1, text("2001:db8::1"), 64) == SLUICE_OK);
  CHECK(sluice_ledger_key_address(&other, ledger, 1, text("2001:db8::2"), 64) == SLUICE_OK &&
        memcmp(&key, &other, sizeof key) == 0);
  CHECK(sluice_ledger_key_address(&other, ledger, 1, text("2001:db8::2"), 128) == SLUICE_OK &&
        memcmp(&key, &other, sizeof key) != 0);
  CHECK(sluice_ledger_key_address(&key, ledger, 1, text("pipe"), 64) == SLUICE_REFUSED &&
        sluice_ledger_key_address(&key, ledger, 1, text("::"), 129) == SLUICE_INVALID);

  for (uint32_t i = 0; i < 100; ++i) {
    char name[2] = {(char)('!' + (char)i % 90), 0};
    CHECK(sluice_ledger_key(&key, ledger, 3 + i, text(name)) == SLUICE_OK);
    CHECK(sluice_ledger_take_key(&taken, &untracked, ledger, &key, &rate, &kNow) == SLUICE_OK &&
          taken.admitted == 1);
  }
  CHECK(untracked == 1); /* full: admitted, not counted */
  CHECK(sluice_ledger_untracked(&count, ledger) == SLUICE_OK && count >= 100 - 12);
  CHECK(sluice_ledger_untracked(NULL, ledger) == SLUICE_INVALID &&
        sluice_ledger_untracked(&count, NULL) == SLUICE_INVALID);
  CHECK(sluice_ledger_key(NULL, ledger, 1, text("a")) == SLUICE_INVALID &&
        sluice_ledger_key(&key, NULL, 1, text("a")) == SLUICE_INVALID);
  CHECK(sluice_ledger_take_key(&taken, NULL, ledger, NULL, &rate, &kNow) == SLUICE_INVALID &&
        sluice_ledger_take_key(&taken, NULL, NULL, &key, &rate, &kNow) == SLUICE_INVALID &&
        sluice_ledger_look_key(NULL, ledger, &key, &rate, &kNow) == SLUICE_INVALID &&
        sluice_ledger_give_back_key(ledger, &key, NULL, &kNow, 0) == SLUICE_INVALID);
  sluice_ledger_free(ledger);
}

static void admissions(void) {
  sluice_admission* admission = NULL;
  sluice_counter counters[2];
  sluice_counter many[9];
  sluice_limit_use use;
  sluice_cell api = {0}, user = {0};
  int32_t admitted = 9;
  size_t by = 9;
  int64_t wait = -1;
  const sluice_rate ten = rate_of(10, 60, SLUICE_TOKEN_BUCKET), one = rate_of(1, 60, SLUICE_TOKEN_BUCKET);
  sluice_counter_init(NULL);
  sluice_counter_init(&counters[0]);
  sluice_counter_init(&counters[1]);
  counters[0].rate = &ten;
  counters[0].cell = &api;
  counters[0].unit = 1;
  counters[1].rate = &one;
  counters[1].cell = &user;
  counters[1].dimension = 3;
  sluice_limit_use_init(&use);
  CHECK(sluice_admission_create(NULL) == SLUICE_INVALID && sluice_admission_create(&admission) == SLUICE_OK);
  CHECK(sluice_admission_limit(&use, admission, 0) == SLUICE_NOT_FOUND);
  CHECK(sluice_admission_take(&admitted, &by, &wait, admission, counters, 2, &kNow) == SLUICE_OK &&
        admitted == 1 && by == 2 && wait == 0);
  /* All or nothing: nine times refused by the second, the first is not charged. */
  for (int i = 0; i < 9; ++i)
    CHECK(sluice_admission_take(&admitted, &by, &wait, admission, counters, 2, &kNow) == SLUICE_OK &&
          admitted == 0 && by == 1 && wait == 60000000000);
  CHECK(sluice_admission_limit(&use, admission, 0) == SLUICE_OK && use.remain == 9 && use.limit == 10 &&
        use.refuses == 0 && use.unit == 1 && use.dimension == 2);
  CHECK(sluice_admission_limit(&use, admission, 1) == SLUICE_OK && use.remain == 0 && use.refuses == 1 &&
        use.dimension == 3);
  CHECK(sluice_admission_limit(&use, admission, 2) == SLUICE_NOT_FOUND);
  counters[1].observes = 1;
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, counters, 2, &kNow) == SLUICE_OK &&
        admitted == 1);
  CHECK(sluice_admission_limit(&use, admission, 1) == SLUICE_OK && use.refuses == 1);
  CHECK(sluice_admission_undo(admission, &kNow) == SLUICE_OK &&
        sluice_admission_undo(admission, &kNow) == SLUICE_OK);
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, counters, 1, &kNow) == SLUICE_OK &&
        admitted == 1);
  CHECK(sluice_admission_limit(&use, admission, 0) == SLUICE_OK && use.remain == 8);

  CHECK(sluice_admission_take(NULL, NULL, NULL, admission, counters, 2, &kNow) == SLUICE_INVALID &&
        sluice_admission_take(&admitted, NULL, NULL, NULL, counters, 2, &kNow) == SLUICE_INVALID &&
        sluice_admission_take(&admitted, NULL, NULL, admission, NULL, 2, &kNow) == SLUICE_INVALID &&
        sluice_admission_take(&admitted, NULL, NULL, admission, counters, 2, NULL) == SLUICE_INVALID);
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, NULL, 0, &kNow) == SLUICE_OK &&
        admitted == 1);
  for (int i = 0; i < 9; ++i) many[i] = counters[0];
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, many, 9, &kNow) == SLUICE_INVALID);
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, many, 8, &kNow) == SLUICE_OK);
  counters[0].rate = NULL;
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, counters, 2, &kNow) == SLUICE_INVALID);
  counters[0].rate = &ten;
  counters[0].dimension = 6;
  CHECK(sluice_admission_take(&admitted, NULL, NULL, admission, counters, 2, &kNow) == SLUICE_INVALID);
  CHECK(sluice_admission_limit(NULL, admission, 0) == SLUICE_INVALID &&
        sluice_admission_limit(&use, NULL, 0) == SLUICE_INVALID);
  CHECK(sluice_admission_undo(NULL, &kNow) == SLUICE_INVALID &&
        sluice_admission_undo(admission, NULL) == SLUICE_INVALID);
  sluice_admission_free(admission);
  sluice_admission_free(NULL);
}

int main(void) {
  ranges();
  address_sets();
  clients();
  lists();
  words();
  cells();
  ledgers();
  admissions();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
