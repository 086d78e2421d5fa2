// The C interface under threads: eight decide while another replaces the configuration; transactions share
// nothing that changes.
#include <doctest/doctest.h>
#include <sluice.h>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "on_threads.hpp"

namespace {

constexpr std::size_t kThreads = 8;
constexpr sluice_now kNow{1614160800, 0, 1000000000};
constexpr std::string_view kDocument =
    R"({"groups":[{"id":"g","name":"shop","url_domains":[{"url_domain":"api.example.com"}],"apis":[
       {"id":"a","name":"open","req_method":"GET","req_uri":"/a/{x}",
        "auth_type":"NONE",
        "backend_type":"HOST","req_params":[{"name":"x","location":"PATH","type":"STRING"}],"published":["RELEASE"]}]}]})";

sluice_text text(std::string_view s) { return {s.data(), s.size()}; }

/// One call of a thread's own; false where the answer is not the one for its path.
bool decides(sluice_transaction* transaction, std::string_view target, std::string_view value,
             const std::function<sluice_status(std::uint32_t*, const sluice_request*)>& start) {
  sluice_request request;
  sluice_request_init(&request);
  request.method = text("GET");
  request.target = text(target);
  request.host = text("api.example.com");
  request.peer = text("192.0.2.1");
  std::uint32_t need = 99;
  if (start(&need, &request) != SLUICE_OK || need != SLUICE_NEED_DONE) return false;
  sluice_decision decision;
  sluice_decision_init(&decision);
  sluice_header param;
  if (sluice_decision_read(&decision, transaction) != SLUICE_OK) return false;
  if (decision.verdict == SLUICE_REJECT) return decision.status == 429;
  return sluice_decision_item(&param, transaction, SLUICE_LIST_PATH_PARAMS, 0) == SLUICE_OK &&
         std::string_view(param.value.data, param.value.size) == value;
}

}  // namespace

TEST_CASE("C threads: eight decide on one configuration while another replaces it (AB5)") {
  sluice_gateway* gateway = nullptr;
  sluice_state* state = nullptr;
  REQUIRE(sluice_gateway_create(&gateway, kThreads) == SLUICE_OK);
  REQUIRE(sluice_state_create(&state, 7, 0) == SLUICE_OK);
  REQUIRE(sluice_gateway_reload(gateway, nullptr, text(kDocument), 0) == SLUICE_OK);
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> decided{0}, wrong{0};
  std::thread writer([&] {
    while (decided < 100) std::this_thread::yield();  // all are at it
    for (int i = 0; i < 40; ++i) {
      const bool is_bad = i % 4 == 3;
      const auto status =
          sluice_gateway_reload(gateway, nullptr, is_bad ? text("{\"groups\":7}") : text(kDocument), 0);
      if (status != (is_bad ? SLUICE_REFUSED : SLUICE_OK)) ++wrong;
    }
    done = true;
  });
  on_threads(kThreads, [&](std::size_t worker) {
    sluice_transaction* transaction = nullptr;
    if (sluice_transaction_create(&transaction) != SLUICE_OK) ++wrong;
    const std::string value = "v" + std::to_string(worker), target = "/a/" + value;
    while (!done) {
      if (!decides(transaction, target, value, [&](std::uint32_t* need, const sluice_request* request) {
            return sluice_transaction_start_with(need, transaction, gateway, worker, state, request, &kNow);
          }))
        ++wrong;
      ++decided;
    }
    sluice_transaction_free(transaction);
  });
  writer.join();
  CHECK(wrong == 0);
  sluice_gateway_free(gateway);
  sluice_state_free(state);
}

TEST_CASE(
    "C threads: transactions of eight threads on one plan and one state share nothing that changes (AB6)") {
  sluice_plan* plan = nullptr;
  sluice_state* state = nullptr;
  REQUIRE(sluice_plan_compile(&plan, nullptr, text(kDocument), 0) == SLUICE_OK);
  REQUIRE(sluice_state_create(&state, 7, 0) == SLUICE_OK);
  std::atomic<std::uint64_t> wrong{0};
  on_threads(kThreads, [&](std::size_t thread) {
    sluice_transaction* transaction = nullptr;
    if (sluice_transaction_create(&transaction) != SLUICE_OK) ++wrong;
    for (int i = 0; i < 2000; ++i) {
      const std::string value = std::to_string(thread) + "-" + std::to_string(i), target = "/a/" + value;
      if (!decides(transaction, target, value, [&](std::uint32_t* need, const sluice_request* request) {
            return sluice_transaction_start(need, transaction, plan, state, request, &kNow);
          }))
        ++wrong;
    }
    sluice_transaction_free(transaction);
  });
  CHECK(wrong == 0);
  sluice_plan_free(plan);
  sluice_state_free(state);
}
