#include <sluice/sign.hpp>
#include <string>
#include <vector>

namespace sign = sluice::sign;

int main() {
  const std::string_view body = "{}", key = "shopkey001", secret = "shopsecret001";
  const sluice::Now now{1614160800, 0, 0};
  sluice::Request req{.method = "POST", .target = "/orders?b=2&a=1", .host = "api.example.com"};
  std::vector<sluice::Header> sent;
  const auto send = [&sent](std::string_view name, std::string_view value) { sent.push_back({name, value}); };
  // README: sign in C++
  char room[1024];
  auto s = sign::sign(req, body, {key, secret}, now, room);
  for (auto [n, v] : s->added) send(n, v);
  // README: end
  req.headers = sent;
  const auto secret_of = [&](std::string_view access) { return access == key ? secret : std::string_view{}; };
  // README: verify in C++
  auto c = sign::read(req);
  auto ok = sign::verify(*c, req, body, secret_of(c->access), now);
  // README: end
  if (!ok) return 1;
  if (sign::verify(*c, req, "{ }", secret_of(c->access), now)) return 2;
  return sent.size() >= 2 ? 0 : 3;
}
