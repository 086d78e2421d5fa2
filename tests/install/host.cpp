// A program outside of the project that uses the installed C++ library: several stages and the whole
// decision.
#include <cstdio>
#include <sluice/acl.hpp>
#include <sluice/error.hpp>
#include <sluice/http1.hpp>
#include <sluice/transaction.hpp>

int main() {
  std::string_view bytes = "GET /orders/7 HTTP/1.1\r\nHost: api.example.com\r\n\r\n";
  sluice::http1::Reader reader({});
  if (reader.next(bytes).kind != sluice::http1::Kind::Head) return 1;

  sluice::State state(1);
  sluice::Transaction transaction;
  const sluice::Plan* none = nullptr;
  const sluice::Decision& d = sluice::decide(none, state, reader.request(), sluice::Now{}, transaction);
  if (d.verdict != sluice::Verdict::Reject || d.reason != sluice::Reason::NoPlan) return 2;

  const auto compiled = sluice::compile("{");
  if (compiled.plan || compiled.diagnostics.size() != 1) return 3;
  std::printf("%d %.*s\n", d.response.status, static_cast<int>(d.response.body.size()),
              d.response.body.data());
}
