// Reading what a server sends: what is accepted, and that nothing else is remembered.
#include "redis/reply.hpp"

#include <doctest/doctest.h>

#include <string>

using sluice::redis::Reply;
using sluice::redis::ReplyReader;
using Came = ReplyReader::Came;

namespace {

// All replies of `bytes`, fed `piece` at a time, as text.
std::string read(std::string_view bytes, std::size_t piece, std::size_t most_bytes = 512,
                 std::size_t most_numbers = 5) {
  ReplyReader reader;
  reader.expect(most_bytes, most_numbers);
  std::string all;
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    if (!reader.feed(part)) return all + "broken";
    for (;;) {
      Reply reply;
      const Came came = reader.next(reply);
      if (came == Came::Broken) return all + "broken";
      if (came == Came::Nothing) break;
      all += reply.kind == Reply::Kind::Error ? "-" : reply.kind == Reply::Kind::Text ? "+" : "*";
      all += reply.text.substr(0, reply.kind == Reply::Kind::Numbers ? 0 : 64);
      for (const std::int64_t number : reply.numbers) all += std::to_string(number) + ",";
      all += ";";
    }
  }
  return all;
}

}  // namespace

TEST_CASE("TH10 reply: lines, texts and flat lists of integers are read, however they are cut") {
  struct Row {
    std::string_view sent;
    std::string_view read;
  };
  const Row rows[] = {
      {"+OK\r\n", "+OK;"},
      {"$3\r\nabc\r\n", "+abc;"},
      {"$0\r\n\r\n", "+;"},
      {"-NOSCRIPT No matching script.\r\n", "-NOSCRIPT No matching script.;"},
      {"*2\r\n:1\r\n:-9223372036854775808\r\n", "*1,-9223372036854775808,;"},
      {"*0\r\n", "*;"},
      {"*1\r\n:7\r\n+OK\r\n*1\r\n:8\r\n", "*7,;+OK;*8,;"},
      {":5\r\n", "broken"},
      {"$-1\r\n", "broken"},
      {"*-1\r\n", "broken"},
      {"*1\r\n$1\r\na\r\n", "broken"},
      {"*1\r\n*1\r\n:1\r\n", "broken"},
      {"*1\r\n$-1\r\n", "broken"},
      {"*6\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n", "broken"},
      {"*1000000000\r\n", "broken"},
      {"HTTP/1.1 400 Bad Request\r\n", "broken"},
      {std::string_view("\0\0\0\0", 4), "broken"},
  };
  for (const Row& row : rows) {
    for (std::size_t piece = 1; piece <= row.sent.size(); ++piece) {
      CAPTURE(row.sent);
      CAPTURE(piece);
      CHECK(read(row.sent, piece) == row.read);
    }
  }
}

TEST_CASE("TH10 reply: what is longer than anything awaited is refused before it is kept") {
  CHECK(read("$65\r\n" + std::string(65, 'a') + "\r\n", 16) == "broken");
  CHECK(read("$1000000000\r\n" + std::string(4096, 'a'), 64) == "broken");
  CHECK(read("-" + std::string(4096, 'a'), 64) == "broken");
  CHECK(read(":" + std::string(4096, '1'), 64) == "broken");
  ReplyReader reader;
  reader.expect(512, 5);
  const std::string chunk(100, 'a');
  for (int i = 0; i < 100; ++i) reader.feed(chunk);
  CHECK(reader.bytes_held() <= 512);
}
