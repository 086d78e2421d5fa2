/// An optional memory of signatures, so that each is accepted once.
///
///     replay::Memory memory(100'000);
///     if (sign::verify(...) && memory.remember(claim, 900, now) == replay::Answer::Seen) refuse();
///
/// The protocol has no nonce: within its window a signature holds as often as it is sent. This memory changes
/// that for one process. It promises that a signature that it answered with `New` is answered with `Seen`
/// until the signature itself is too old. It never forgets one that still holds: when there is no place left
/// it says `Full`, and the host decides. It knows nothing of other processes. It keeps 36 bits of a
/// signature beside its place, so one honest request in some 10^9 is called seen.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "sluice/sign.hpp"
#include "sluice/time.hpp"

namespace sluice::replay {

enum class Answer : std::uint8_t {
  New,   ///< not seen before, and remembered from now on
  Seen,  ///< a repetition
  Full,  ///< not remembered: too many signatures are alive
};

class Memory {
 public:
  /// For about so many signatures alive at once, 32 bytes each. Allocates once; without memory, or with 0,
  /// every answer is `Full`.
  explicit Memory(std::size_t signatures) noexcept;

  /// Whether there is memory at all.
  bool is_usable() const noexcept { return bucket_count_ != 0; }

  /// Takes note of a signature. To be called only once it has been found good, so that nobody without the
  /// secret can fill the memory.
  /// Cost: one line of 16 words, no lock, no allocation.   Threads: any.
  Answer remember(const sign::Claim& claim, std::int64_t window_seconds, const Now& now) noexcept;

 private:
  using Slot = std::atomic<std::uint64_t>;

  std::unique_ptr<Slot[]> slots_;
  std::size_t bucket_count_ = 0;
};

}  // namespace sluice::replay
