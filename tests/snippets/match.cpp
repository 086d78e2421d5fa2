#include <sluice/route.hpp>
#include <string>

namespace route = sluice::route;

int main() {
  std::string seen;
  const auto use = [&seen](unsigned id, std::optional<std::string_view> value) {
    seen = std::to_string(id) + " " + std::string(value.value_or("none"));
  };
  // README: match in C++
  auto t = route::compile({{.id = 1, .method = "GET", .path = "/orders/{id}"}});
  if (auto m = t->match({.method = "GET", .target = "/orders/7"})) use(m->id, m->param("id"));
  // README: end
  return seen == "1 7" ? 0 : 1;
}
