// AB11: memory that runs out at the first, second, ... allocation of each call of the C interface. The call
// says so, leaves what it was given as it was, and loses nothing; the same call then succeeds.
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
  create_handles();
  // The JSON library's first use in a process takes eight bytes for good, and ends the process without them.
  sluice_plan* first = nullptr;
  sluice_plan_compile(&first, nullptr, text(document), 0);
  sluice_plan_free(first);
  compile_plans(document, "plan", SLUICE_OK);
  compile_plans("{\"groups\": [{}, 7], \"apps\": 3", "broken document", SLUICE_REFUSED);
  compile_plans("{\"groups\": [{}, 7], \"apps\": 3}", "refused document", SLUICE_REFUSED);
  reload(document);
  decide(document);
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
