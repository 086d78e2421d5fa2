// Memory of every kind under the C interface: texts that end where a page ends, in pages that are read only,
// at odd addresses, with NUL inside, and gone right after the call.
#include <doctest/doctest.h>
#include <sluice.h>

#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "guard.hpp"

namespace {

using std::string_view_literals::operator""sv;

constexpr sluice_now kNow{1614160800, 0, 1000000000};
constexpr std::string_view kDocument =
    R"({"groups":[{"id":"g","name":"shop","url_domains":[{"url_domain":"api.example.com"}],"apis":[
       {"id":"a","name":"signed_one","req_method":"ANY","req_uri":"/a/{x}",
        "auth_type":"APP",
        "backend_type":"HOST","req_params":[{"name":"x","location":"PATH","type":"STRING"}],"published":["RELEASE"]}]}],
        "apps":[{"id":"app1","name":"shop","app_key":"shopkey001","app_secret":"shopsecret001"}],
        "authorizations":[{"app":"app1","api":"a","env":"RELEASE"}]})";

/// Texts that end where memory ends and cannot be written, gone with this.
class Guarded {
 public:
  sluice_text operator()(std::string_view text) {
    guard::Text& kept = texts_.emplace_back(text);
    kept.lock();
    return {kept.view().data(), kept.view().size()};
  }

 private:
  std::list<guard::Text> texts_;
};

struct Sent {
  std::string_view method = "GET";
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// The request with every text guarded; the list of its fields stays as long as `fields`.
sluice_request guarded(Guarded& memory, const Sent& sent, std::vector<sluice_header>& fields) {
  sluice_request request;
  sluice_request_init(&request);
  request.method = memory(sent.method);
  request.target = memory(sent.target);
  request.host = memory("api.example.com");
  request.peer = memory("192.0.2.1");
  request.request_id = memory("0123456789abcdef");
  for (const auto& [name, value] : sent.headers) fields.push_back({memory(name), memory(value)});
  request.headers = fields.data();
  request.header_count = fields.size();
  return request;
}

/// What a request of the given shape looks like once it is signed.
Sent signed_copy(Sent sent, std::string_view body) {
  Guarded memory;
  std::vector<sluice_header> fields;
  const sluice_request request = guarded(memory, sent, fields);
  sluice_signer signer;
  sluice_signer_init(&signer);
  signer.access = memory("shopkey001");
  signer.secret = memory("shopsecret001");
  alignas(16) char room[4097];
  sluice_signed out;
  REQUIRE(sluice_sign(&out, nullptr, &request, memory(body), &signer, &kNow, room + 1, 4096) == SLUICE_OK);
  for (std::size_t i = 0; i < out.added_count; ++i) {
    sluice_header field;
    REQUIRE(sluice_signed_header(&field, &out, i) == SLUICE_OK);
    sent.headers.push_back(
        {std::string(field.name.data, field.name.size), std::string(field.value.data, field.value.size)});
  }
  return sent;
}

/// A plan, a state and a transaction.
struct Host {
  sluice_plan* plan = nullptr;
  sluice_state* state = nullptr;
  sluice_transaction* transaction = nullptr;
  Host() {
    Guarded memory;
    REQUIRE(sluice_plan_compile(&plan, nullptr, memory(kDocument), 0) == SLUICE_OK);
    REQUIRE(sluice_state_create(&state, 7, 0) == SLUICE_OK);
    REQUIRE(sluice_transaction_create(&transaction) == SLUICE_OK);
  }
  Host(const Host&) = delete;
  ~Host() {
    sluice_transaction_free(transaction);
    sluice_state_free(state);
    sluice_plan_free(plan);
  }

  sluice_decision decide(const Sent& sent, std::string_view body) {
    Guarded memory;
    std::vector<sluice_header> fields;
    const sluice_request request = guarded(memory, sent, fields);
    REQUIRE(sluice_decide(transaction, plan, state, &request, memory(body), &kNow) == SLUICE_OK);
    sluice_decision decision;
    sluice_decision_init(&decision);
    REQUIRE(sluice_decision_read(&decision, transaction) == SLUICE_OK);
    return decision;
  }
};

// Lengths around every width that is read at once.
const std::vector<std::size_t> kSizes = {0,  1,  2,  3,  7,  8,  9,   15,  16,   17,  31,
                                         32, 33, 47, 63, 64, 65, 127, 200, 4095, 4096};

}  // namespace

TEST_CASE("C memory: the readers read no byte behind a text, at any length (AB9)") {
  char room[8192];
  for (const std::size_t size : kSizes) {
    for (const char fill : {'a', '/', '.', '%', '1', ':', '\0', '\xff'}) {
      Guarded memory;
      const std::string text(size, fill);
      sluice_text out;
      std::uint32_t reason;
      for (const std::uint32_t mode : {SLUICE_PATH_STRICT, SLUICE_PATH_APIG, SLUICE_PATH_RAW}) {
        const auto status = sluice_path_read(&out, &reason, memory("/" + text), mode, room, sizeof room);
        CHECK((status == SLUICE_OK || status == SLUICE_REFUSED));
      }
      const auto all_zero = text == "::" ? SLUICE_OK : SLUICE_REFUSED;
      CHECK(sluice_address_read(&out, memory(text), room, sizeof room) == all_zero);
      CHECK(sluice_range_read(&out, memory(text), room, sizeof room) == all_zero);
    }
  }
}

TEST_CASE(
    "C memory: requests of pages that end with the text are signed and decided as any other (AB9, AB10)") {
  Host host;
  for (const std::size_t size : kSizes) {
    if (size == 0) continue;
    INFO("size " << size);
    const std::string body(size, 'b');
    Sent sent{.method = "POST",
              .target = "/a/" + std::string(size, 'p') + "?q=" + std::string(size / 2, 'v'),
              .headers = {}};
    sent.headers.push_back({"X-Long", std::string(size, 'h')});
    sent.headers.push_back({std::string(size / 20 + 1, 'n'), ""});
    const Sent good = signed_copy(sent, body);
    CHECK(host.decide(good, body).verdict == SLUICE_PASS);
    CHECK(host.decide(good, body + "x").status == 401);
  }
}

TEST_CASE("C memory: NUL inside a text ends nothing, it is refused where it may not stand (AB9)") {
  Host host;
  CHECK(host.decide({.target = std::string("/a/b\0c"sv), .headers = {}}, "").status == 400);
  CHECK(host.decide({.target = "/a/b", .headers = {{"X-Stage", std::string("RELEASE\0x"sv)}}}, "").status !=
        200);
  const Sent sent{.method = "POST", .target = "/a/b", .headers = {}};
  const Sent good = signed_copy(sent, "one\0two"sv);
  CHECK(host.decide(good, "one\0two"sv).verdict == SLUICE_PASS);
  CHECK(host.decide(good, "one\0two!"sv).status == 401);
  CHECK(host.decide(good, "one"sv).status == 401);
}

TEST_CASE("C memory: a room at any address, and one byte too small, is never overrun (AB10)") {
  Guarded memory;
  std::vector<sluice_header> fields;
  const Sent sent{.method = "GET", .target = "/a/b?x=1", .headers = {{"X-A", "1"}}};
  const sluice_request request = guarded(memory, sent, fields);
  sluice_signer signer;
  sluice_signer_init(&signer);
  signer.access = memory("shopkey001");
  signer.secret = memory("shopsecret001");
  std::size_t fitted = 0;
  for (std::size_t offset = 0; offset < 8; ++offset) {
    for (std::size_t size = 0; size < 1024; size += 3) {
      std::vector<char> whole(offset + size + 8, '\x5a');
      sluice_signed out;
      const auto status =
          sluice_sign(&out, nullptr, &request, {nullptr, 0}, &signer, &kNow, whole.data() + offset, size);
      REQUIRE((status == SLUICE_OK || status == SLUICE_NO_ROOM));
      fitted += status == SLUICE_OK;
      for (std::size_t i = 0; i < offset; ++i) REQUIRE(whole[i] == '\x5a');
      for (std::size_t i = offset + size; i < whole.size(); ++i) REQUIRE(whole[i] == '\x5a');
      sluice_header field;
      for (std::size_t i = 0; status == SLUICE_OK && i < out.added_count; ++i) {
        REQUIRE(sluice_signed_header(&field, &out, i) == SLUICE_OK);
        REQUIRE(field.value.size > 0);
      }
    }
  }
  CHECK(fitted > 100);
}

TEST_CASE("C memory: what is compiled keeps nothing of its arguments (AB10)") {
  sluice_acl* list = nullptr;
  sluice_keys* keys = nullptr;
  sluice_routes* routes = nullptr;
  {
    Guarded memory;
    REQUIRE(sluice_acl_compile(&list, nullptr, SLUICE_ACL_PERMIT, memory("192.0.2.0/24,2001:db8::1")) ==
            SLUICE_OK);
    const sluice_text secret = memory("shopsecret001");
    REQUIRE(sluice_keys_create(&keys, &secret, 1, SLUICE_SDK_HMAC_SHA256, memory("shopkey001")) == SLUICE_OK);
    sluice_route route;
    sluice_route_init(&route);
    route.method = memory("GET");
    route.path = memory("/a/{name}");
    route.host = memory("api.example.com");
    REQUIRE(sluice_routes_compile(&routes, nullptr, &route, 1) == SLUICE_OK);
  }
  Guarded memory;
  std::vector<sluice_header> fields;
  std::int32_t allows = 0;
  CHECK((sluice_acl_allows(&allows, list, memory("192.0.2.77")) == SLUICE_OK && allows == 1));
  sluice_match match;
  const sluice_request request = guarded(memory, {.target = "/a/b", .headers = {}}, fields);
  REQUIRE(sluice_routes_match(&match, routes, &request, nullptr, 0) == SLUICE_OK);
  sluice_header capture;
  REQUIRE(sluice_match_capture(&capture, &match, 0) == SLUICE_OK);
  CHECK(std::string_view(capture.name.data, capture.name.size) == "name");
  const Sent good = signed_copy({.target = "/a/b", .headers = {}}, "");
  std::vector<sluice_header> sent;
  const sluice_request verified = guarded(memory, good, sent);
  sluice_claim claim;
  REQUIRE(sluice_claim_read(&claim, nullptr, &verified) == SLUICE_OK);
  CHECK(sluice_verify_prepared(nullptr, &claim, &verified, {nullptr, 0}, keys, nullptr, &kNow) == SLUICE_OK);
  sluice_acl_free(list);
  sluice_keys_free(keys);
  sluice_routes_free(routes);
}
