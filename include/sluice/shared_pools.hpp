/// The store of shared limits for several processes on one machine: pools in memory that all of them map, as
/// the workers of a web server do. The host maps it; sluice lays it out.
///
///     void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);   // or
///     shm_open auto pools = throttle::SharedPools::create({static_cast<std::byte*>(p), bytes}); // then fork
///     ... in each process:  serve_tokens(state, *pools, now);                                     //
///     sluice/tokens.hpp
///
/// A process may be killed at any instruction: each few pools stand under a robust mutex, which the system
/// hands on when its holder dies, and a pool's new value is written beside the old one and put in force by
/// one store, so the next holder finds the old value or the new one, whole. (Compare-and-swap would need the
/// five numbers of a pool in one word.) Nobody waits long: the lock is tried for a while, then the request
/// fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sluice/pool.hpp"
#include "sluice/result.hpp"

namespace sluice::throttle {

/// A view of the mapped memory; copy it at will.   Lifetime: of the mapping.   Threads, processes: any.
class SharedPools {
 public:
  enum class Error : std::uint8_t {
    TooSmall,    ///< less than 2 KiB
    Misaligned,  ///< not on 64 bytes: mappings always are
    Foreign,     ///< attach: not the memory of a store, or of another version
  };

  /// Lays out an empty store in `memory`: about one key every 144 bytes, and never more. Once, before others
  /// attach.
  static Result<SharedPools, Error> create(std::span<std::byte> memory) noexcept;
  /// The store that another process has created there.
  static Result<SharedPools, Error> attach(std::span<std::byte> memory) noexcept;

  /// `reserve` on the pool of a key. All processes bring the same clock: that of the machine since it
  /// started. Nothing: every place of the key is in use, or the lock could not be had; the limit's failure
  /// policy holds.
  std::optional<Reply> reserve(std::uint64_t key_high, std::uint64_t key_low, const Terms& terms,
                               const Ask& ask, std::int64_t now_us) noexcept;

  /// How many keys there is place for.
  std::size_t places() const noexcept;

 private:
  struct Header;
  struct Entry;
  struct Stripe;
  explicit SharedPools(Header* header) noexcept : header_(header) {}

  Header* header_;
};

}  // namespace sluice::throttle
