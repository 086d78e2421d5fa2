#include <sluice/transaction.hpp>
#include <string_view>

namespace {
constexpr std::string_view json =
    R"({"groups": [{"name": "shop", "url_domains": [{"url_domain": "api.example.com"}],
  "apis": [{"name": "getOrder", "req_method": "GET", "req_uri": "/orders/{id}", "auth_type": "NONE",
            "req_params": [{"name": "id", "location": "PATH"}], "backend_type": "HOST", "published": ["RELEASE"]}]}]})";
}

int main() {
  const std::uint64_t seed = 42;
  const sluice::Now now{1614160800, 0, 1};
  const sluice::Request req{
      .method = "GET", .target = "/orders/7", .host = "api.example.com", .peer = "192.0.2.1"};
  // README: decide in C++
  auto p = sluice::compile(json);
  sluice::State state{seed};
  sluice::Transaction scratch;  // reuse it: it owns the memory of a decision
  auto d = sluice::decide(*p.plan, state, req, now, scratch);
  // README: end
  return d.verdict == sluice::Verdict::Pass && d.path_params[0].value == "7" ? 0 : 1;
}
