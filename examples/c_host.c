/* The smallest host in C: one request, one decision, read out. `c_host CONFIGURATION METHOD TARGET [HOST
 * [PEER]]` */
#include <sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sluice_text text(const char* s) {
  sluice_text t;
  t.data = s;
  t.size = strlen(s);
  return t;
}

static sluice_text read_file(const char* name) {
  static char bytes[1 << 20];
  sluice_text t = {bytes, 0};
  FILE* file = fopen(name, "rb");
  if (file != NULL) t.size = fread(bytes, 1, sizeof bytes, file), fclose(file);
  return t;
}

int main(int argc, char** argv) {
  static const char* const verdicts[] = {"pass", "forward", "respond", "reject"};
  sluice_plan* plan = NULL;
  sluice_state* state = NULL;
  sluice_transaction* transaction = NULL;
  sluice_owned_text diagnostics = {NULL, 0};
  sluice_request request;
  sluice_decision decision;
  sluice_now now = {0, 0, 0};
  const sluice_text no_body = {NULL, 0};
  if (argc < 4) return fprintf(stderr, "usage: c_host CONFIGURATION METHOD TARGET [HOST [PEER]]\n"), 2;

  if (sluice_plan_compile(&plan, &diagnostics, read_file(argv[1]), 0) != SLUICE_OK)
    return fprintf(stderr, "%.*s", (int)diagnostics.size, diagnostics.data), sluice_text_free(&diagnostics),
           1;
  sluice_text_free(&diagnostics);
  if (sluice_state_create(&state, (uint64_t)time(NULL), 0) != SLUICE_OK) return 1;
  if (sluice_transaction_create(&transaction) != SLUICE_OK) return 1;

  sluice_request_init(&request);
  request.method = text(argv[2]);
  request.target = text(argv[3]);
  request.host = text(argc > 4 ? argv[4] : "localhost");
  request.peer = text(argc > 5 ? argv[5] : "127.0.0.1");
  request.scheme = SLUICE_SCHEME_HTTP;
  now.seconds = (int64_t)time(NULL);
  sluice_decision_init(&decision);
  if (sluice_decide(transaction, plan, state, &request, no_body, &now) != SLUICE_OK) return 1;
  if (sluice_decision_read(&decision, transaction) != SLUICE_OK) return 1;
  printf("%s %u %.*s\n", verdicts[decision.verdict], decision.status, (int)decision.body.size,
         decision.body.data);

  sluice_transaction_free(transaction);
  sluice_state_free(state);
  sluice_plan_free(plan);
  return decision.verdict == SLUICE_REJECT ? 1 : 0;
}
