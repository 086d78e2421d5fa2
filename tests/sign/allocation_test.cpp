// Signing and verifying allocate nothing: every allocation of the process passes through here and is counted.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "sluice/canonical.hpp"
#include "sluice/sign.hpp"

namespace {
std::size_t allocations = 0;
}

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}

using namespace sluice;

namespace {

// One request to and fro; false where it fails.
bool run(std::string_view target, std::string_view body, Room room, const sign::Key& key) {
  const Request request{.method = "POST", .target = target, .host = "api.example.com"};
  const Now now{.seconds = 1614160800};
  const auto made = sign::sign(request, body, {"access", "secret"}, now, room);
  if (!made) return false;
  Request sent = request;
  sent.headers = made->added;
  const auto claim = sign::read(sent);
  if (!claim || !sign::verify(*claim, sent, body, "secret", now)) return false;
  return static_cast<bool>(sign::verify(*claim, sent, body, key, now));
}

}  // namespace

int main() {
  std::string query = "/many?x";
  for (int i = 5000; i > 0; --i) query += "&k" + std::to_string(i) + "=v";
  const std::string body(100000, 'b');
  std::vector<char> room(4096);
  const sign::Key key("secret");
  const std::size_t before = allocations;
  bool good = run("/", "", room, key);
  good = run("/path%20x?b=2&a=1&%5b=~", "body", room, key) && good;
  good = run(query, body, room, key) && good;
  const std::size_t made = allocations - before;
  if (!good || before == 0 || made != 0) {
    std::fprintf(stderr, "good %d, %zu allocations (before: %zu)\n", good, made, before);
    return 1;
  }
  return 0;
}
