// A transaction driven by random answers in random order. It must always end, ignore answers that it does not
// wait for, and never let through what a stage refused: the host notes what it brought, and a call may only
// be forwarded when everything that its API asks for was brought and was good.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sluice/sign.hpp"
#include "sluice/transaction.hpp"

using namespace sluice;

namespace {

constexpr std::string_view kDocument = R"({
  "groups": [{"id": "g1", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}],
    "responses": [{"name": "default", "types": {"AUTHORIZER_FAILURE": {"body": "{\"why\": \"$context.authorizer.frontend.a\"}"}}}],
    "apis": [
    {"id": "all", "name": "everything", "req_method": "POST", "req_uri": "/all", "auth_type": "IAM", "authorizer_id": "z1",
     "backend_type": "HTTP", "backend_api": {"req_method": "POST", "req_uri": "/v1", "url_domain": "backend.example.net",
     "authorizer_id": "b1"}, "published": ["RELEASE"]},
    {"id": "app", "name": "of_apps", "req_method": "POST", "req_uri": "/app", "auth_type": "APP", "authorizer_id": "z2",
     "backend_type": "HOST", "published": ["RELEASE"]}]}],
  "apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
  "authorizations": [{"app": "app1", "api": "app", "env": "RELEASE"}],
  "acls": [{"id": "l1", "acl_name": "staff", "entity_type": "DOMAIN", "acl_type": "PERMIT", "acl_value": "acme",
            "bindings": [{"api": "all", "env": "RELEASE"}]}],
  "signature_keys": [{"id": "k1", "name": "hmac_key", "sign_key": "backendkey1", "sign_secret": "backend-secret-0001",
                      "bindings": [{"api": "all", "env": "RELEASE"}]}],
  "authorizers": [{"id": "z1", "name": "one", "authorizer_uri": "urn:f:1", "need_body": true},
                  {"id": "z2", "name": "two", "authorizer_uri": "urn:f:2"},
                  {"id": "b1", "name": "back", "type": "BACKEND", "authorizer_uri": "urn:f:b"}]
})";

constexpr Now kNow{1614160800, 0, 1'000'000'000};
constexpr std::string_view kBody = "the body";

void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// One request, signed with a key that the host or the plan knows, or with a token.
struct Asked {
  Asked(std::string_view target, std::string_view key, std::string_view secret, bool add_hash) {
    request = {.method = "POST", .target = target, .host = "api.example.com", .peer = "192.0.2.1"};
    const auto made = sign::sign(request, kBody,
                                 {.access = key, .secret = secret, .add_content_hash = add_hash}, kNow, room);
    require(made.has_value());
    for (const Header& h : made->added) headers.push_back(h);
    request.headers = headers;
  }
  explicit Asked(std::string_view target) {
    headers.push_back({"X-Auth-Token", "token"});
    request = {.method = "POST",
               .target = target,
               .host = "api.example.com",
               .headers = headers,
               .peer = "192.0.2.1"};
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  char room[1024];
  std::vector<Header> headers;
  Request request;
};

struct World {
  Compiled compiled = compile(kDocument);
  State state{7};
  Transaction transaction;
  Asked asked[5] = {Asked("/all"), Asked("/all", "AK", "SK", false), Asked("/all", "AK", "SK", true),
                    Asked("/app", "shopkey001", "shopsecret001", false),
                    Asked("/app", "shopkey001", "wrong", true)};
};

/// What was brought so far, and whether it was good.
struct Brought {
  bool secret = false, identity = false, front = false, back = false, address = false, body = false;
  std::string bytes{};
};

class Host {
 public:
  Host(World& world, std::span<const std::uint8_t> bytes) : world_(world), bytes_(bytes) {}

  void run() {
    which_ = next() % std::size(world_.asked);
    Transaction& t = world_.transaction;
    t.start(*world_.compiled.plan, world_.state, world_.asked[which_].request, kNow);
    for (int step = 0; t.need() != Need::Done; ++step) {
      require(step < 10000);  // it always ends
      if (bytes_.empty())
        t.decline();
      else
        bring(next());
    }
    judge();
  }

 private:
  std::uint8_t next() {
    if (bytes_.empty()) return 0;
    const std::uint8_t value = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return value;
  }

  // Any answer, whatever is waited for; one that is not waited for must change nothing.
  void bring(std::uint8_t what) {
    Transaction& t = world_.transaction;
    const Need before = t.need();
    const std::uint8_t how = next();
    switch (what % 10) {
      case 0: {
        const std::string_view right[] = {"SK"}, wrong[] = {"other"};
        t.bring_secrets(how % 3 == 0 ? std::span<const std::string_view>(wrong)
                                     : std::span<const std::string_view>(right));
        if (before == Need::Secret) brought_.secret = how % 3 != 0;
        break;
      }
      case 1: {
        const auto result = static_cast<iam::Result>(how % iam::kResultCount);
        t.bring_identity({.result = result, .account_name = how < 128 ? "acme" : "evil"});
        if (before == Need::Identity) brought_.identity = result == iam::Result::Ok && how < 128;
        break;
      }
      case 2: {
        const bool is_front = t.wanted_authorizer().id != "b1";
        const std::string_view answers[] = {R"({"status":"allow","context":{"a":"\"b"}})",
                                            R"({"status":"deny"})", "nonsense", R"({"status":"allow")"};
        const std::int64_t status = how < 200 ? 200 : how;
        t.bring_authorizer(status, answers[how % 4]);
        if (before == Need::Authorizer)
          (is_front ? brought_.front : brought_.back) = status == 200 && how % 4 == 0;
        break;
      }
      case 3: {
        const Address addresses[] = {*read_address("10.0.0.1"), *read_address("203.0.114.9")};
        t.bring_addresses(std::span(addresses).first(how % 3));
        if (before == Need::Address) brought_.address = how % 3 == 2;
        break;
      }
      case 4:
      case 5: {  // slices lie apart where they are not the body's own
        const std::size_t from = std::min<std::size_t>(fed_, kBody.size());
        const std::string_view slice = kBody.substr(from, how % 9);
        const std::string_view other = "xyz";
        const bool is_own = how < 230;
        t.bring_body(is_own ? slice : other);
        if (before != Need::Body) break;
        fed_ += is_own ? slice.size() : 0;
        brought_.bytes += is_own ? slice : other;
        break;
      }
      case 6:
        t.end_body();
        if (before == Need::Body) brought_.body = brought_.bytes == kBody;
        break;
      case 7:
        if (how < 40) t.decline();
        break;
      case 8:
        if (how < 40) t.veto("the host");
        break;
      default:
        if (how < 40) t.abandon();
    }
    require(is_answer_to(what % 10, before) || t.need() == before || what % 10 >= 7);
  }

  static bool is_answer_to(int what, Need need) {
    switch (need) {
      case Need::Secret:
        return what == 0;
      case Need::Identity:
        return what == 1;
      case Need::Authorizer:
        return what == 2;
      case Need::Address:
        return what == 3;
      case Need::Body:
        return what >= 4 && what <= 6;
      default:
        return false;
    }
  }

  void judge() {
    Transaction& t = world_.transaction;
    const Decision& d = t.decision();
    if (d.verdict == Verdict::Reject) {
      require(d.reason != Reason::None);
      if (d.reason != Reason::Abandoned) require(d.response.status >= 400 && !d.response.body.empty());
      return;
    }
    require(d.reason == Reason::None);
    require(brought_.front);
    const bool is_signed = which_ == 1 || which_ == 2;
    if (is_signed) require(brought_.secret);
    if (which_ != 0) require(brought_.body);  // every signature covers the body
    require(which_ != 4);                     // and this one is wrong
    if (which_ >= 3) return require(d.verdict == Verdict::Pass);
    require(d.verdict == Verdict::Forward && brought_.identity && brought_.back && brought_.address);
    require(d.backend.address == "203.0.114.9");
    std::size_t proofs = 0;
    for (const Header& h : d.backend.headers) proofs += h.name == "Authorization";
    require(proofs == 1);
    finish();
  }

  void finish() {
    Transaction& t = world_.transaction;
    const Outcome outcome{.result = static_cast<Outcome::Result>(next() % 4), .status = 200};
    for (int tries = 0; t.retry(outcome); ++tries) require(tries < 10);
    const Decision& d = t.finish(outcome);
    require((d.verdict == Verdict::Forward) == (outcome.result == Outcome::Result::Response));
    require(t.veto("late") == Need::Done && !t.retry(outcome));
  }

  World& world_;
  std::span<const std::uint8_t> bytes_;
  std::size_t which_ = 0;
  std::size_t fed_ = 0;
  Brought brought_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World& world = *new World;
  require(world.compiled.plan != nullptr);
  Host(world, {data, std::min<std::size_t>(size, 4096)}).run();
  return 0;
}
