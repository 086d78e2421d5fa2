// What a host does about a caller who tries secrets: failures are counted by key and address, with the
// counters of throttling, in memory that never grows.
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "sign/fixture.hpp"
#include "sluice/ledger.hpp"

using namespace sluice;
using namespace fixture;

namespace {

// More than five wrong tries within five minutes lock a key for an address.
class Lock {
 public:
  bool is_locked(std::string_view access, std::string_view address, std::int64_t second) const {
    return !failures_.look(key(access, address), rate_, now(second)).admitted;
  }
  void count(std::string_view access, std::string_view address, std::int64_t second) {
    failures_.take(key(access, address), rate_, now(second));
  }
  std::size_t bytes() const { return failures_.bytes(); }

 private:
  static Now now(std::int64_t second) { return {.seconds = second}; }
  throttle::Key key(std::string_view access, std::string_view address) const {
    return failures_.key(1, std::string(access) + " " + std::string(address));
  }

  throttle::Ledger failures_ = *throttle::Ledger::make({.bytes = 1 << 16, .seed = 7});
  throttle::Rate rate_{throttle::Limit{
      .limit = 5, .per = std::chrono::minutes(5), .algorithm = throttle::Algorithm::FixedWindow}};
};

}  // namespace

TEST_CASE("SG21: five wrong tries for a key lock it for their address, for five minutes, in bounded memory") {
  Lock lock;
  Message message = signed_message();
  for (int i = 0; i < 5; ++i) {
    CHECK_FALSE(lock.is_locked(kAccess, "192.0.2.1", kNow));
    CHECK(message.verify("a guess") == Reason::SignatureWrong);
    lock.count(kAccess, "192.0.2.1", kNow);
  }
  CHECK(lock.is_locked(kAccess, "192.0.2.1", kNow));
  CHECK(lock.is_locked(kAccess, "192.0.2.1", kNow + 299));
  CHECK_FALSE(lock.is_locked(kAccess, "192.0.2.2", kNow));  // the owner calls from elsewhere
  CHECK_FALSE(lock.is_locked("other", "192.0.2.1", kNow));  // another key of the same office
  CHECK_FALSE(lock.is_locked(kAccess, "192.0.2.1", kNow + 600));
  CHECK(message.verify() == Reason::None);

  const std::size_t bytes = lock.bytes();
  for (int i = 0; i < 100000; ++i) lock.count("key" + std::to_string(i), "192.0.2.9", kNow);
  CHECK(lock.bytes() == bytes);
}
