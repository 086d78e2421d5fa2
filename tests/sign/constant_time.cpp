// Run under valgrind's memcheck with every byte of the secret marked as undefined: memcheck then reports each
// branch and each address that depends on it. A control that does branch on a secret shows that it would.
#include <valgrind/memcheck.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "sluice/canonical.hpp"
#include "sluice/credential.hpp"
#include "sluice/sign.hpp"

using namespace sluice;

namespace {

constexpr int kSkipped = 77;
constexpr Now kNow{.seconds = 1614160800};

// Undefined as long as it lives.
class Hidden {
 public:
  explicit Hidden(std::string_view text) : text_(text) {
    VALGRIND_MAKE_MEM_UNDEFINED(text_.data(), text_.size());
  }
  ~Hidden() { VALGRIND_MAKE_MEM_DEFINED(text_.data(), text_.size()); }
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

template <class T>
T reveal(T value) {
  VALGRIND_MAKE_MEM_DEFINED(&value, sizeof value);
  return value;
}

// What the secret decides, of one request; the reason is revealed only here.
Reason check(const sign::Claim& claim, const Request& request, const sign::Secrets& secrets) {
  auto verification = sign::Verification::start(claim, request, {}, kNow);
  if (!verification) return verification.error();
  return reveal(verification->check_signature(secrets)).reason;
}

bool run(sign::Signer signer) {
  const Hidden right("0123456789-secret"), wrong("0123456789-sekret");
  Request request{.method = "GET", .target = "/a?b=1", .host = "h"};
  request.body_bytes = 0;
  char room[1024];
  signer.secret = right.view();
  const auto made = sign::sign(request, "", signer, kNow, room);
  if (!made) return false;
  // What is sent is no secret any more.
  VALGRIND_MAKE_MEM_DEFINED(room, sizeof room);
  request.headers = made->added;
  const auto claim = sign::read(request, {.accept_v11 = true});
  if (!claim) return false;
  const bool is_v11 = signer.algorithm == sign::Algorithm::V11;
  const sign::Key key = is_v11 ? sign::Key::v11(signer.access, right.view()) : sign::Key(right.view());
  return check(*claim, request, right.view()) == Reason::None &&
         check(*claim, request, key) == Reason::None &&
         check(*claim, request, wrong.view()) == Reason::SignatureWrong &&
         reveal(credential::is_same_secret(right.view(), right.view()));
}

}  // namespace

int main() {
  if (!RUNNING_ON_VALGRIND) {
    std::puts("skipped: not running under valgrind");
    return kSkipped;
  }
  const bool good = run({"access", ""});
  sign::Signer v11{"access", ""};
  v11.algorithm = sign::Algorithm::V11;
  v11.region = "eu-1";
  v11.service = "svc";
  const bool good_v11 = run(v11);
  const unsigned found = VALGRIND_COUNT_ERRORS;

  // The control.
  const Hidden secret("ab");
  if (secret.view()[0] == 'a') std::puts("the control branches");
  const unsigned in_control = VALGRIND_COUNT_ERRORS - found;
  std::printf("right answers: %d %d; branches on a secret: %u; in the control: %u\n", good, good_v11, found,
              in_control);
  return good && good_v11 && found == 0 && in_control > 0 ? 0 : 1;
}
