// Deciding allocates nothing once warm: every operator new is counted, over every kind of decision.
#include <cstdio>
#include <cstdlib>
#include <new>

#include "gateway/shared_sample.hpp"

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

namespace {

// What the sample lacks: IAM, remembered verdicts, policy backends, CORS, templates, signature keys.
constexpr std::string_view kMore = R"({
  "gateway": {"allow_private_backends": true, "backend_token_allow_users": ["acme"]},
  "groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "responses": [{"name": "default", "types": {"NOT_FOUND": {"status": 410, "body": "{\"a\": \"$context.reqUri\"}",
                                                             "headers": [["X_A", "$context.error.code"]]}}}],
    "apis": [
    {"id": "iam", "name": "of_iam", "req_method": "POST", "req_uri": "/iam", "auth_type": "IAM", "authorizer_id": "z1",
     "cors": true, "backend_type": "HTTP", "backend_api": {"req_method": "POST", "req_uri": "/v1", "vpc_channel_status": 1, "retry_count": 1,
     "vpc_channel_info": {"vpc_channel_id": "c1"}, "authorizer_id": "b1"},
     "backend_params": [{"origin": "SYSTEM", "name": "X-User", "location": "HEADER", "value": "$context.authorizer.frontend.user"}],
     "policy_https": [{"name": "beta", "conditions": [{"condition_origin": "cookie", "condition_type": "exact",
       "condition_value": "1", "cookie_param_name": "beta"}], "req_method": "POST", "req_uri": "/beta", "retry_count": 1,
       "vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": "c1"}}], "published": ["RELEASE"]}]}],
  "acls": [{"id": "l1", "acl_name": "staff", "entity_type": "DOMAIN", "acl_type": "PERMIT", "acl_value": "acme",
            "bindings": [{"api": "iam", "env": "RELEASE"}]}],
  "throttles": [{"id": "t1", "name": "users", "time_interval": 1, "time_unit": "SECOND", "api_call_limits": 200,
                 "user_call_limits": 100, "bindings": [{"api": "iam", "env": "RELEASE"}]}],
  "signature_keys": [{"id": "k1", "name": "hmac_key", "sign_key": "backendkey1", "sign_secret": "backend-secret-0001",
                      "bindings": [{"api": "iam", "env": "RELEASE"}]}],
  "authorizers": [{"id": "z1", "name": "one", "authorizer_uri": "urn:f:1", "ttl": 60,
                   "identities": [{"name": "X-Token", "location": "HEADER"}]},
                  {"id": "b1", "name": "back", "type": "BACKEND", "authorizer_uri": "urn:f:b", "ttl": 60}],
  "vpc_channels": [{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
                    "members": [{"host": "10.0.0.1"}, {"host": "10.0.0.2"}]}]
})";

/// Calls of that configuration by a token and by a key of IAM, with an attempt that fails, and refused ones.
class More {
 public:
  More() {
    const auto made =
        sluice::sign::sign(signed_, "a body", {.access = "AK", .secret = "SK"}, sample::kNow, room_);
    for (const sluice::Header& h : made->added) fields_.push_back(h);
    fields_.push_back({"X-Token", "abc"});
    fields_.push_back({"Cookie", "beta=1"});
    signed_.headers = fields_;
  }
  bool is_compiled() const { return compiled_.plan != nullptr; }

  /// False where a call did not go as it should.
  bool decide_all() {
    using namespace sluice;
    const Header token[] = {
        {"X-Auth-Token", "t"}, {"X-Token", "abc"}, {"Origin", "https://a"}, {"X-Apig-Mode", "debug"}};
    Request with_token = signed_;
    with_token.headers = token;
    Request unknown = with_token;
    unknown.target = "/none?a=%22";
    now_.steady_ns += 100'000'000;  // limits fill again, and the verdicts stay remembered
    bool right = true;
    for (const Request& request : {signed_, with_token, unknown}) {
      const Decision& d = decide(*compiled_.plan, state_, request, now_, transaction_, supplies_);
      const bool is_known = request.target == "/iam";
      right = right && d.verdict == (is_known ? Verdict::Forward : Verdict::Reject);
      if (is_known) {
        right = right && transaction_.retry({.result = Outcome::Result::Timeout});
        transaction_.finish({.status = 200, .latency_ms = 5, .upstream_ms = 4});
      }
    }
    return right;
  }

 private:
  sluice::Compiled compiled_ = sluice::compile(kMore);
  sluice::State state_{7};
  sluice::Transaction transaction_;
  sluice::Now now_ = sample::kNow;
  char room_[1024];
  std::vector<sluice::Header> fields_;
  sluice::Request signed_{.method = "POST", .target = "/iam", .host = "api.example.com", .peer = "192.0.2.1"};
  sluice::iam::Identity identity_{.account_id = "a1", .account_name = "acme"};
  sluice::KnownSecret secrets_[1] = {{"AK", "SK"}};
  sluice::KnownAnswer answers_[2] = {{"z1", 200, R"({"status":"allow","context":{"user":"ann"}})"},
                                     {"b1", 200, R"({"status":"allow"})"}};
  sluice::Supplies supplies_{
      .body = "a body", .secrets = secrets_, .identity = &identity_, .authorizers = answers_};
};

/// One call and what must come of it, each time.
struct Expected {
  sluice::Request request;
  sluice::Verdict verdict;
  sluice::Reason reason = sluice::Reason::None;
};

/// Calls of the first sample. Each round is five minutes of the steady clock later, so every limit has filled
/// again and a call that passes passes each time.
class First {
 public:
  bool is_compiled() const { return compiled_.plan != nullptr; }

  /// False where a call did not go as it should; says which.
  bool decide_all() {
    using namespace sluice;
    now_.steady_ns += 300'000'000'000;
    bool right = true;
    for (const Expected& row : rows_) {
      const Decision& d =
          decide(*compiled_.plan, state_, row.request, now_, transaction_,
                 {.body = row.request.method == "POST" ? "a body" : "", .resolved = resolved_});
      if (d.verdict == row.verdict && d.reason == row.reason) continue;
      right = false;
      std::printf("row %td: verdict %d, reason %d\n", &row - rows_, static_cast<int>(d.verdict),
                  static_cast<int>(d.reason));
    }
    return right;
  }

 private:
  static sluice::Request get(std::string_view target, std::string_view peer = "192.0.2.1") {
    return {.method = "GET", .target = target, .host = "api.example.com", .peer = peer};
  }

  sluice::Compiled compiled_ = sluice::compile(sample::kDocument);
  sluice::State state_{7};
  sluice::Transaction transaction_;
  sluice::Now now_ = sample::kNow;
  sample::SignedPost signed_{"a body", "shopkey001", "shopsecret001"};
  sample::SignedPost frozen_{"a body", "shopkey002", "shopsecret002"};
  sample::SignedPost hashed_{"a body", "shopkey001", "shopsecret001", sample::kNow, true};
  sample::SignedPost wrong_{"a body", "shopkey001", "not-the-secret"};
  sample::SignedPost unknown_{"a body", "nobody", "not-the-secret"};
  sluice::Address address_ = *sluice::read_address("203.0.114.9");
  sluice::Resolved resolved_[1] = {{"backend.example.com", {&address_, 1}}};
  Expected rows_[15] = {{get("/open/7%20b?x=1"), sluice::Verdict::Pass},
                        {get("/nowhere"), sluice::Verdict::Reject, sluice::Reason::PathUnknown},
                        {get("/mock"), sluice::Verdict::Respond},
                        {get("/slow"), sluice::Verdict::Pass},
                        {get("/slow"), sluice::Verdict::Pass},
                        {get("/slow"), sluice::Verdict::Reject, sluice::Reason::ApiLimit},
                        {get("/near"), sluice::Verdict::Reject, sluice::Reason::AddressRefused},
                        {get("/near", "198.51.100.3"), sluice::Verdict::Pass},
                        {get("/pool/a%20b?c=%41"), sluice::Verdict::Forward},
                        {get("/named"), sluice::Verdict::Forward},
                        {signed_.request, sluice::Verdict::Pass},
                        {frozen_.request, sluice::Verdict::Reject, sluice::Reason::AppFrozen},
                        {hashed_.request, sluice::Verdict::Pass},
                        {wrong_.request, sluice::Verdict::Reject, sluice::Reason::SignatureWrong},
                        {unknown_.request, sluice::Verdict::Reject, sluice::Reason::KeyUnknown}};
};

}  // namespace

int main() {
  using namespace sluice;
  First first;
  if (!first.is_compiled()) return std::puts("the sample does not compile"), 1;
  More more;
  if (!more.is_compiled()) return std::puts("the second sample does not compile"), 1;
  // Shared limits too: with tokens in hand, and without a store.
  sample::Instance shared(sample::shared_document(
      R"("time_interval": 1, "time_unit": "SECOND", "api_call_limits": 100000, "ip_call_limits": 50000)",
      ""));
  if (!shared.compiled.plan) return std::puts("the shared sample does not compile"), 1;
  sample::Store store;
  for (int i = 0; i < 20000; ++i) shared.get(&store);
  const auto decide_shared = [&] {
    return shared.get(nullptr).verdict == Verdict::Pass &&
           shared.get(nullptr, "192.0.2.9").verdict == Verdict::Pass;
  };
  if (!decide_shared()) return std::puts("the shared sample decides otherwise"), 1;
  if (!first.decide_all()) return std::puts("the sample decides otherwise"), 1;
  if (!more.decide_all()) return std::puts("the second sample decides otherwise"), 1;
  const std::size_t before = allocations;
  int wrong = 0;
  for (int round = 0; round < 100; ++round) {
    if (!first.decide_all() || !more.decide_all() || !decide_shared()) ++wrong;
  }
  const std::size_t made = allocations - before;
  if (made != 0) std::printf("%zu allocations in 100 rounds\n", made);
  if (wrong != 0) std::printf("%d rounds decided otherwise than they must\n", wrong);
  const bool passed = made == 0 && wrong == 0;
  std::printf("%d passed, %d failed\n", passed ? 1 : 0, passed ? 0 : 1);
  return passed ? 0 : 1;
}
