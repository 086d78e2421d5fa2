// Deciding allocates nothing once warm: every operator new is counted, over every kind of decision.
#include <cstdio>
#include <cstdlib>
#include <new>

#include "gateway/sample.hpp"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept { return operator new(size, tag); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }

int main() {
  using namespace sluice;
  Compiled compiled = compile(sample::kDocument);
  if (!compiled.plan) return std::puts("the sample does not compile"), 1;
  State state(7);
  Transaction transaction;
  sample::SignedPost right("a body", "shopkey001", "shopsecret001"),
      frozen("a body", "shopkey002", "shopsecret002"),
      hashed("a body", "shopkey001", "shopsecret001", sample::kNow, true),
      wrong("a body", "shopkey001", "not-the-secret"), unknown("a body", "nobody", "not-the-secret");
  const Address address = *read_address("203.0.114.9");
  const Resolved resolved[] = {{"backend.example.com", {&address, 1}}};
  const auto get = [](std::string_view target, std::string_view peer = "192.0.2.1") {
    return Request{.method = "GET", .target = target, .host = "api.example.com", .peer = peer};
  };
  const Request requests[] = {get("/open/7%20b?x=1"),
                              get("/nowhere"),
                              get("/mock"),
                              get("/slow"),
                              get("/near"),
                              get("/near", "198.51.100.3"),
                              get("/pool/a%20b?c=%41"),
                              get("/named"),
                              right.request,
                              frozen.request,
                              hashed.request,
                              wrong.request,
                              unknown.request};
  const auto decide_all = [&] {
    for (const Request& request : requests)
      decide(*compiled.plan, state, request, sample::kNow, transaction,
             {.body = request.method == "POST" ? "a body" : "", .resolved = resolved});
  };
  decide_all();
  const std::size_t before = allocations;
  for (int round = 0; round < 100; ++round) decide_all();
  const std::size_t made = allocations - before;
  if (made != 0) std::printf("%zu allocations in 100 rounds\n", made);
  std::printf("%d passed, %d failed\n", made == 0 ? 1 : 0, made == 0 ? 0 : 1);
  return made == 0 ? 0 : 1;
}
