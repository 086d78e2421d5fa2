// The two sides of a signature in as few lines as they take, linked with libsluice-sign and the crypto
// library and nothing else.
#include <cstdio>

#include "sluice/sign.hpp"

using namespace sluice;

int main() {
  const std::string_view key = "4f5f626b-073f-402f-a1e0-e52171c6100c", secret = "secret", body = "{}";
  const Now now{.seconds = 1614160800};
  Request req{.method = "POST", .target = "/orders?b=2&a=1", .host = "api.example.com"};

  char room[1024];
  auto s = sign::sign(req, body, {key, secret}, now, room);
  if (!s) return 1;
  for (auto [n, v] : s->added) std::printf("%.*s: %.*s\n", int(n.size()), n.data(), int(v.size()), v.data());

  req.headers = s->added;
  auto c = sign::read(req);
  if (!c || c->access != key) return 1;
  auto ok = sign::verify(*c, req, body, secret, now);
  return ok ? 0 : 1;
}
