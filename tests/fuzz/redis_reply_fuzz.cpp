// What a server sends: any bytes, in any pieces, give the same replies, and never more is held than was
// announced.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "redis/reply.hpp"

using sluice::redis::Reply;
using sluice::redis::ReplyReader;

namespace {

constexpr std::size_t kMostBytes = 700;
constexpr std::size_t kMostNumbers = 10;

void require(bool holds) {
  if (!holds) __builtin_trap();
}

// All replies as text, up to the first fault.
std::string read(std::span<const char> bytes, std::size_t piece) {
  ReplyReader reader;
  reader.expect(kMostBytes, kMostNumbers);
  std::string all;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    if (!reader.feed(part)) return all + "broken";
    require(reader.bytes_held() <= kMostBytes);
    for (;;) {
      Reply reply;
      const auto came = reader.next(reply);
      if (came == ReplyReader::Came::Broken) return all + "broken";
      if (came == ReplyReader::Came::Nothing) break;
      require(reply.text.size() <= 64 && reply.numbers.size() <= kMostNumbers);
      all += std::to_string(static_cast<int>(reply.kind));
      if (reply.kind == Reply::Kind::Numbers)
        for (const std::int64_t number : reply.numbers) all += "," + std::to_string(number);
      else
        all += reply.text;
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const char> bytes(reinterpret_cast<const char*>(data),
                                    std::min<std::size_t>(size, kMostBytes));
  require(read(bytes, 1) == read(bytes, 7));
  require(read(bytes, 1) == read(bytes, kMostBytes));
  read({reinterpret_cast<const char*>(data), size}, 64);
  return 0;
}
