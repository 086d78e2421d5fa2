// Reads what a server sends, held to the few shapes that are ever asked for: a line, a text of at most 64
// bytes, or a flat list of integers. Anything else, and anything longer than was announced as possible, is an
// error for good: what it would take to remember is never taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

struct redisReader;

namespace sluice::redis {

struct Reply {
  enum class Kind : std::uint8_t { Text, Error, Numbers };
  Kind kind = Kind::Text;
  std::string_view text{};  ///< its first 64 bytes
  std::span<const std::int64_t> numbers{};
};

class ReplyReader {
 public:
  enum class Came : std::uint8_t { Nothing, Reply, Broken };

  ReplyReader();
  ~ReplyReader();
  ReplyReader(ReplyReader&&) = delete;

  /// No later reply may be longer than this, or have more numbers.
  void expect(std::size_t bytes, std::size_t numbers);

  /// False: more than one reply may have; broken for good.
  bool feed(std::span<const char> bytes) noexcept;

  /// The next reply, good until the next call.
  Came next(Reply& reply) noexcept;

  /// What of it is remembered, for a test of its bound.
  std::size_t bytes_held() const noexcept;

  struct Parsed;

 private:
  struct Free {
    void operator()(redisReader* reader) const noexcept;
  };
  std::unique_ptr<Parsed> parsed_;
  std::unique_ptr<redisReader, Free> reader_;
  std::size_t most_bytes_ = 1024;
  bool is_broken_ = false;
};

}  // namespace sluice::redis
