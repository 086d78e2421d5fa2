#include <sluice/backend.hpp>
#include <sluice/params.hpp>

using namespace sluice;

int main() {
  const Request req{.method = "GET", .target = "/orders/7%2F?page=2", .host = "api.example.com"};
  const Named captures[] = {{"id", "7/"}};
  const Facts facts;
  // README: call in C++
  char values_room[1024], room[4096];
  auto p = params::compile({{.name = "id", .place = Place::Path, .is_required = true}});
  auto b = backend::compile({.http = {.path = "/v1/{id}", .address = "orders.example.com"},
                             .params = {{.name = "id", .place = Place::Path, .value = "id"}}},
                            {{.name = "id", .place = Place::Path}});
  auto v = params::check(*p, req, captures, values_room);
  auto made = backend::build(*b, {.request = req, .facts = facts, .values = v->values}, {},
                             {.host = b->host()}, room);
  // README: end
  return made && made->call.target == "/v1/7%2F?page=2" && made->call.host == "orders.example.com" ? 0 : 1;
}
