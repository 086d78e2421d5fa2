/// Counters by key in fixed memory: for what callers supply, addresses and account ids, of which there may be
/// ten million tomorrow.
///
///     auto ledger = throttle::Ledger::make({.bytes = 1 << 20, .seed = secret});
///     auto key = ledger->key(policy_number, account_id);
///     auto taken = ledger->take(key, rate, now);
///
/// A counter that is full again is the same as none: idle keys vanish by themselves, nothing sweeps. When all
/// places of a key are in use it is admitted untracked; keys that are in stay exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "sluice/address.hpp"
#include "sluice/result.hpp"
#include "sluice/throttle.hpp"

namespace sluice::throttle {

/// 128 bits of XXH3 under the ledger's seed.
struct Key {
  std::uint64_t place = 0;  ///< chooses where to look
  std::uint64_t tag = 0;    ///< tells keys apart there
  friend bool operator==(const Key&, const Key&) = default;
};

class Table;  // the memory, in lib/throttle

class Ledger {
 public:
  struct Settings {
    std::size_t bytes = 64 << 20;  ///< taken at once and never more; 40 a key keeps practically every key
    std::uint64_t seed = 0;        ///< secret: keeps callers from choosing keys that collide
  };
  enum class Error : std::uint8_t { OutOfMemory };

  /// What came of one call; `untracked`: there was no place for the key, so it was admitted uncounted.
  struct Taken : Take {
    bool untracked = false;
  };

  static Result<Ledger, Error> make(const Settings& settings) noexcept;
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  /// The key of an id within a scope (a policy, a policy and API ...).   Threads: any.
  Key key(std::uint64_t scope, std::string_view id) const noexcept;
  /// The key of a client address. Of IPv6 only the leading `prefix6` bits count: one host can own a whole
  /// /64.
  Key key(std::uint64_t scope, const Address& address, unsigned prefix6 = 64) const noexcept;

  /// Takes one call from the key's counter. A key keeps to one rate; under a changed limit use another scope.
  /// Cost: at most four cache lines.
  /// Threads: any; no lock for a key that is in; entering waits for others that enter the same 12 places.
  Taken take(Key key, const Rate& rate, const Now& now) noexcept;
  Taken look(Key key, const Rate& rate, const Now& now) const noexcept;
  void give_back(Key key, const Rate& rate, const Now& now, std::uint64_t after) noexcept;

  std::size_t bytes() const noexcept;
  /// How many calls were admitted untracked so far.
  std::uint64_t untracked() const noexcept;

 private:
  explicit Ledger(std::unique_ptr<Table> table) noexcept;
  std::unique_ptr<Table> table_;
};

}  // namespace sluice::throttle
