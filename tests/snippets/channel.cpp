#include <sluice/channel.hpp>
#include <sluice/endpoint.hpp>
#include <string>

using namespace sluice;

int main() {
  const std::string_view ip = "198.51.100.7";
  std::string seen;
  const auto connect = [&seen](std::string_view host, unsigned port) {
    seen += std::string(host) + ":" + std::to_string(port) + " ";
  };
  // README: channel in C++
  auto c =
      channel::compile({.port = 80, .members = {{.host = "10.0.0.1", .weight = 3}, {.host = "10.0.0.2"}}});
  channel::State state;  // one a channel: turns, calls in flight, health
  if (auto m = channel::pick(*c, state, {.source = ip})) {
    connect(m->host, m->port);
    channel::finish(*c, state, m->member, true);
  }
  // README: end
  const Address resolved[] = {*read_address("10.0.0.9"), *read_address("203.0.114.9")};
  // README: address in C++
  auto at = backend::read_endpoint("Orders.example.com:8080", Scheme::Https);
  auto to = backend::choose_address(resolved);  // 10.0.0.9 is closed to backends
  // README: end
  return seen == "10.0.0.1:80 " && at->host == "orders.example.com" && to && *to == resolved[1] ? 0 : 1;
}
