// AB7, AB11: memory that runs out at the first, second, ... allocation of each call of the C interface. The
// call says so, leaves what it was given as it was, and loses nothing; the same call then succeeds.
#include <sluice.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <string_view>

namespace {

long failing = -1;      // this allocation fails, counted from 0; below 0: none
bool fails_on = false;  // and all that follow
long made = 0;
long held = 0;

bool fails() noexcept {
  const long number = made++;
  return failing >= 0 && (number == failing || (fails_on && number > failing));
}

void* take(std::size_t size) noexcept {
  if (fails()) return nullptr;
  void* const got = std::malloc(size == 0 ? 1 : size);
  held += got != nullptr;
  return got;
}
void* take_or_throw(std::size_t size) {
  if (void* const got = take(size)) return got;
  throw std::bad_alloc();
}
void* take_aligned(std::size_t size, std::size_t alignment) {
  if (fails()) return nullptr;
  void* const got = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  held += got != nullptr;
  return got;
}
void give(void* p) noexcept {
  held -= p != nullptr;
  std::free(p);
}

}  // namespace

void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  if (void* const got = take_aligned(size, static_cast<std::size_t>(alignment))) return got;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size, std::align_val_t alignment) { return operator new(size, alignment); }
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return take_aligned(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t& tag) noexcept {
  return operator new(size, alignment, tag);
}
void operator delete(void* p) noexcept { give(p); }
void operator delete[](void* p) noexcept { give(p); }
void operator delete(void* p, std::size_t) noexcept { give(p); }
void operator delete[](void* p, std::size_t) noexcept { give(p); }
void operator delete(void* p, std::align_val_t) noexcept { give(p); }
void operator delete[](void* p, std::align_val_t) noexcept { give(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { give(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { give(p); }

namespace {

int passed = 0, failed = 0;

void check(bool holds, std::string_view what, long at) {
  holds ? ++passed : ++failed;
  if (!holds) std::printf("%.*s: not so at allocation %ld\n", static_cast<int>(what.size()), what.data(), at);
}

sluice_text text(std::string_view view) { return {view.data(), view.size()}; }

// Lets each allocation of `call` fail in turn. `call` gives a status and, when it is `wanted`, undoes itself.
template <class Call>
void exhaust(std::string_view what, sluice_status wanted, Call call) {
  for (const bool goes_on : {false, true}) {
    fails_on = goes_on;
    for (long at = 0;; ++at) {
      const long before = held;
      made = 0;
      failing = at;
      const sluice_status status = call();
      failing = -1;
      const long used = made;
      const bool is_kept = held == before;
      check(is_kept, std::string(what) + ", something lost", at);
      if (used <= at) {  // nothing failed any more
        check(status == wanted, what, at);
        break;
      }
      // Sorting and shrinking do without the memory that they would like.
      check(status == SLUICE_OUT_OF_MEMORY || status == wanted,
            std::string(what) + ": " + sluice_status_text(status), at);
    }
  }
}

void compile_routes() {
  sluice_route routes[3];
  const char* const paths[] = {"/orders/{id}", "/orders/{id}/items/{tail+}", "/files"};
  for (int i = 0; i < 3; ++i) {
    sluice_route_init(&routes[i]);
    routes[i].id = static_cast<uint32_t>(i);
    routes[i].method = text("GET");
    routes[i].path = text(paths[i]);
  }
  exhaust("routes", SLUICE_OK, [&] {
    sluice_routes* made_routes = nullptr;
    sluice_owned_text problems = {nullptr, 0};
    const sluice_status status = sluice_routes_compile(&made_routes, &problems, routes, 3);
    check((status == SLUICE_OK) == (made_routes != nullptr), "routes: a handle only with success", made);
    sluice_routes_free(made_routes);
    sluice_text_free(&problems);
    return status;
  });
}

void compile_lists() {
  exhaust("access list", SLUICE_OK, [&] {
    sluice_acl* acl = nullptr;
    const sluice_status status = sluice_acl_compile(&acl, nullptr, SLUICE_ACL_PERMIT,
                                                    text("198.51.100.0/24,2001:db8::7,10.0.0.1-10.0.0.9"));
    check((status == SLUICE_OK) == (acl != nullptr), "access list: a handle only with success", made);
    sluice_acl_free(acl);
    return status;
  });
}

void create_handles() {
  exhaust("ledger", SLUICE_OK, [] {
    sluice_ledger* ledger = nullptr;
    const sluice_status status = sluice_ledger_create(&ledger, 1 << 16, 7);
    sluice_ledger_free(ledger);
    return status;
  });
  exhaust("state", SLUICE_OK, [] {
    sluice_state* state = nullptr;
    const sluice_status status = sluice_state_create(&state, 7, 1 << 16);
    sluice_state_free(state);
    return status;
  });
  exhaust("gateway", SLUICE_OK, [] {
    sluice_gateway* gateway = nullptr;
    const sluice_status status = sluice_gateway_create(&gateway, 4);
    sluice_gateway_free(gateway);
    return status;
  });
}

void compile_backends() {
  sluice_param declared;
  sluice_param_init(&declared);
  declared.name = text("a-parameter-with-a-long-name");
  declared.enumeration = text("one-of-these-long-items,another-of-these-long-items");
  exhaust("parameters", SLUICE_OK, [&] {
    sluice_params* params = nullptr;
    const sluice_status status = sluice_params_compile(&params, &declared, 1);
    check((status == SLUICE_OK) == (params != nullptr), "parameters: a handle only with success", made);
    sluice_params_free(params);
    return status;
  });
  sluice_backend_param mapped;
  sluice_backend_param_init(&mapped);
  mapped.name = mapped.value = declared.name;
  sluice_backend_spec spec;
  sluice_backend_spec_init(&spec);
  spec.path = text("/a/path/that/is/long");
  spec.address = text("a-backend-with-a-long-name.example.com:8080");
  spec.params = &mapped, spec.param_count = 1;
  spec.declared = &declared, spec.declared_count = 1;
  exhaust("backend", SLUICE_OK, [&] {
    sluice_backend* backend = nullptr;
    const sluice_status status = sluice_backend_compile(&backend, nullptr, nullptr, &spec);
    check((status == SLUICE_OK) == (backend != nullptr), "backend: a handle only with success", made);
    sluice_backend_free(backend);
    return status;
  });
  sluice_condition condition;
  sluice_condition_init(&condition);
  condition.subject = SLUICE_SUBJECT_PATH, condition.test = SLUICE_TEST_EXACT;
  condition.value = text("/a/path/that/is/long");
  sluice_policy policy;
  sluice_policy_init(&policy);
  policy.conditions = &condition, policy.condition_count = 1;
  exhaust("policies", SLUICE_OK, [&] {
    sluice_policies* policies = nullptr;
    const sluice_status status =
        sluice_policies_compile(&policies, nullptr, nullptr, nullptr, &policy, 1, &declared, 1);
    check((status == SLUICE_OK) == (policies != nullptr), "policies: a handle only with success", made);
    sluice_policies_free(policies);
    return status;
  });
}

void compile_channels() {
  sluice_member members[2];
  for (sluice_member& member : members) sluice_member_init(&member);
  members[0].host = text("a-member-with-a-long-name.example.com"), members[1].host = text("10.0.0.2");
  sluice_channel_spec spec;
  sluice_channel_spec_init(&spec);
  spec.port = 80, spec.members = members, spec.member_count = 2;
  spec.has_health = 1, spec.http_code = text("200,201-299");
  exhaust("channel", SLUICE_OK, [&] {
    sluice_channel* channel = nullptr;
    const sluice_status status = sluice_channel_compile(&channel, &spec);
    check((status == SLUICE_OK) == (channel != nullptr), "channel: a handle only with success", made);
    sluice_channel_free(channel);
    return status;
  });
  exhaust("channel state", SLUICE_OK, [] {
    sluice_channel_state* state = nullptr;
    const sluice_status status = sluice_channel_state_create(&state);
    sluice_channel_state_free(state);
    return status;
  });
  char room[256];
  sluice_text host;
  uint32_t port;
  exhaust("endpoint", SLUICE_OK, [&] {
    return sluice_endpoint_read(&host, &port, spec.members[0].host, SLUICE_SCHEME_HTTP, room, sizeof room);
  });
  const sluice_header variable = {text("name"), text("a-value-that-is-too-long-for-no-allocation")};
  exhaust("variables", SLUICE_OK, [&] {
    sluice_owned_text expanded = {nullptr, 0};
    const sluice_status status =
        sluice_variables_expand(&expanded, nullptr, nullptr, text("https://#name#"), &variable, 1);
    sluice_text_free(&expanded);
    return status;
  });
}

void compile_answers() {
  const sluice_header header = {text("X-A-Header-With-A-Long-Name"), text("$context.apiId")};
  sluice_response response;
  sluice_response_init(&response);
  response.type = text("THROTTLED"), response.has_body = 1;
  response.body = text("{\"why\": \"$context.error.message\"}");
  response.headers = &header, response.header_count = 1;
  exhaust("responses", SLUICE_OK, [&] {
    sluice_responses* responses = nullptr;
    const sluice_status status = sluice_responses_compile(&responses, &response, 1);
    check((status == SLUICE_OK) == (responses != nullptr), "responses: a handle only with success", made);
    sluice_responses_free(responses);
    return status;
  });
  sluice_identity identity;
  sluice_identity_init(&identity);
  identity.name = text("an-identity-with-a-long-name"),
  identity.validation = text("plain-text-that-is-long-enough");
  sluice_authorizer_spec spec;
  sluice_authorizer_spec_init(&spec);
  spec.id = text("z1"), spec.identities = &identity, spec.identity_count = 1;
  exhaust("authorizer", SLUICE_OK, [&] {
    sluice_authorizer* authorizer = nullptr;
    const sluice_status status = sluice_authorizer_compile(&authorizer, nullptr, &spec);
    check((status == SLUICE_OK) == (authorizer != nullptr), "authorizer: a handle only with success", made);
    sluice_authorizer_free(authorizer);
    return status;
  });
  exhaust("verdict cache", SLUICE_OK, [] {
    sluice_verdict_cache* cache = nullptr;
    const sluice_status status = sluice_verdict_cache_create(&cache, 7, 16);
    sluice_verdict_cache_free(cache);
    return status;
  });
}

void compile_plans(const std::string& document, std::string_view what, sluice_status wanted) {
  exhaust(what, wanted, [&] {
    sluice_plan* plan = nullptr;
    sluice_owned_text diagnostics = {nullptr, 0};
    const sluice_status status = sluice_plan_compile(&plan, &diagnostics, text(document), 0);
    check((status == SLUICE_OK) == (plan != nullptr), "plan: a handle only with success", made);
    sluice_plan_free(plan);
    sluice_text_free(&diagnostics);
    return status;
  });
}

sluice_status import(std::string_view file, const sluice_text into) {
  sluice_owned_text made_document = {nullptr, 0}, result = {nullptr, 0};
  const sluice_status status =
      sluice_configuration_import(&made_document, &result, text(file), into, nullptr);
  check((status == SLUICE_OK) == (made_document.data != nullptr), "import: a document only with success",
        made);
  check((status == SLUICE_OUT_OF_MEMORY) == (result.data == nullptr), "import: a result unless out of memory",
        made);
  sluice_text_free(&made_document);
  sluice_text_free(&result);
  return status;
}

// Swagger in both formats, taken and refused, and back.
void exchange_files(const std::string& document) {
  sluice_owned_text file = {nullptr, 0};
  sluice_export_options how;
  sluice_export_options_init(&how);
  how.define = SLUICE_EXPORT_DEV;
  const sluice_now now = {1614160800, 0, 0};
  for (const uint32_t format : {SLUICE_SWAGGER_JSON, SLUICE_SWAGGER_YAML}) {
    how.format = format;
    if (sluice_configuration_export(&file, nullptr, text(document), &how, &now) != SLUICE_OK) {
      check(format == SLUICE_SWAGGER_YAML, "export", 0);  // a build may lack YAML
      continue;
    }
    exhaust("export", SLUICE_OK, [&] {
      sluice_owned_text again = {nullptr, 0};
      const sluice_status status = sluice_configuration_export(&again, nullptr, text(document), &how, &now);
      check((status == SLUICE_OK) == (again.data != nullptr), "export: a file only with success", made);
      sluice_text_free(&again);
      return status;
    });
    const std::string_view whole(file.data, file.size);
    exhaust("import", SLUICE_OK, [&] { return import(whole, {nullptr, 0}); });
    exhaust("refused import", SLUICE_REFUSED, [&] {
      return import(whole.substr(0, whole.size() / 2), {nullptr, 0});
    });
    sluice_text_free(&file);
  }
}

// A reload that runs out of memory says so and leaves the old plan in force.
void reload(const std::string& document) {
  sluice_gateway* gateway = nullptr;
  check(sluice_gateway_create(&gateway, 1) == SLUICE_OK, "reload: gateway", 0);
  check(sluice_gateway_reload(gateway, nullptr, text(document), 0) == SLUICE_OK, "reload: first", 0);
  sluice_state* state = nullptr;
  check(sluice_state_create(&state, 7, 1 << 16) == SLUICE_OK, "reload: state", 0);
  long at = 0;
  for (sluice_status status = SLUICE_OUT_OF_MEMORY; status != SLUICE_OK; ++at) {
    made = 0;
    fails_on = true;
    failing = at;
    status = sluice_gateway_reload(gateway, nullptr, text(document), 0);
    failing = -1;
    check((status == SLUICE_OK) == (made <= at), "reload: success only with all of its memory", at);
    check(status == SLUICE_OK || status == SLUICE_OUT_OF_MEMORY, "reload: status", at);
    if (at > 100000) break;
  }
  sluice_state_free(state);
  sluice_gateway_free(gateway);
}

// A decision that runs out of memory is a refusal (or tells so by its status), never a pass.
void decide(const std::string& document) {
  sluice_plan* plan = nullptr;
  check(sluice_plan_compile(&plan, nullptr, text(document), 0) == SLUICE_OK, "decide: plan", 0);
  sluice_header fields[70];
  for (sluice_header& field : fields) field = {text("x-filler"), text("1")};
  sluice_request request;
  sluice_request_init(&request);
  request.method = text("GET");
  request.target = text("/ping");
  request.host = text("api.example.com");
  request.peer = text("192.0.2.1");
  request.scheme = SLUICE_SCHEME_HTTP;
  request.headers = fields;
  request.header_count = 70;
  const sluice_now now = {1614160800, 0, 1000000000};
  exhaust("decide", SLUICE_OK, [&] {
    sluice_state* state = nullptr;
    sluice_transaction* transaction = nullptr;
    sluice_decision decision;
    sluice_decision_init(&decision);
    sluice_status status = sluice_state_create(&state, 7, 1 << 16);
    if (status == SLUICE_OK) status = sluice_transaction_create(&transaction);
    if (status == SLUICE_OK) status = sluice_decide(transaction, plan, state, &request, text(""), &now);
    if (status == SLUICE_OK) status = sluice_decision_read(&decision, transaction);
    const bool ran_out = failing >= 0 && made > failing;
    check(status != SLUICE_OK || ran_out == (decision.verdict == SLUICE_REJECT), "decide: verdict", failing);
    if (status == SLUICE_OK && ran_out && decision.verdict == SLUICE_REJECT) status = SLUICE_OUT_OF_MEMORY;
    sluice_transaction_free(transaction);
    sluice_state_free(state);
    return status;
  });
  sluice_plan_free(plan);
}

}  // namespace

int main(int, char** argv) {
  std::ifstream in(argv[1], std::ios::binary);
  const std::string document{std::istreambuf_iterator<char>(in), {}};
  compile_routes();
  compile_lists();
  compile_backends();
  compile_channels();
  compile_answers();
  create_handles();
  // The JSON library's first use in a process takes eight bytes for good, and ends the process without them.
  sluice_plan* first = nullptr;
  sluice_plan_compile(&first, nullptr, text(document), 0);
  sluice_plan_free(first);
  compile_plans(document, "plan", SLUICE_OK);
  compile_plans("{\"groups\": [{}, 7], \"apps\": 3", "broken document", SLUICE_REFUSED);
  compile_plans("{\"groups\": [{}, 7], \"apps\": 3}", "refused document", SLUICE_REFUSED);
  exchange_files(document);
  reload(document);
  decide(document);
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
