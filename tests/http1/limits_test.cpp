// Sizes: what each limit measures, that one byte more is refused before it is kept, and that work stays
// linear.
#include <doctest/doctest.h>

#include <ctime>
#include <limits>
#include <string>

#include "http1/transcript.hpp"

using sluice::Reason;
using transcript::Transcript;

namespace {

constexpr sluice::Limits kSmall = {
    .uri_bytes = 20, .header_bytes = 30, .headers_bytes = 100, .header_count = 5, .body_bytes = 10};

Reason reason_of(const std::string& stream) {
  const Transcript t = transcript::read(stream, {}, kSmall);
  CHECK(transcript::read_bytewise(stream, kSmall) == t);
  return t.reason;
}

std::string head(const std::string& target, const std::string& fields) {
  return "POST " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

std::string run(std::size_t size, char c) { return std::string(size, c); }

}  // namespace

TEST_CASE("SM16: the target is measured with its query") {
  CHECK(reason_of(head("/" + run(19, 'a'), "")) == Reason::None);
  CHECK(reason_of(head("/" + run(20, 'a'), "")) == Reason::TargetTooLong);
  CHECK(reason_of(head("/?" + run(18, 'a'), "")) == Reason::None);
  CHECK(reason_of(head("/?" + run(19, 'a'), "")) == Reason::TargetTooLong);
  CHECK(reason_of("POST /" + run(20, 'a')) == Reason::TargetTooLong);
}

TEST_CASE("SM16: a field is measured as name, two bytes and value, however many blanks stand round it") {
  CHECK(reason_of(head("/", "N: " + run(27, 'v') + "\r\n")) == Reason::None);
  CHECK(reason_of(head("/", "N:" + run(27, 'v') + "\r\n")) == Reason::None);
  CHECK(reason_of(head("/", "N:  \t" + run(27, 'v') + " \t\r\n")) == Reason::None);
  CHECK(reason_of(head("/", "N: v" + run(25, ' ') + "v\r\n")) == Reason::None);
  CHECK(reason_of(head("/", "N: v" + run(26, ' ') + "v\r\n")) == Reason::HeaderTooLarge);
  CHECK(reason_of(head("/", "N: " + run(28, 'v') + "\r\n")) == Reason::HeaderTooLarge);
  CHECK(reason_of(head("/", "N:" + run(28, 'v') + "\r\n")) == Reason::HeaderTooLarge);
  CHECK(reason_of(head("/", run(29, 'n'))) == Reason::HeaderTooLarge);
  CHECK(reason_of(head("/", "N:" + run(101, ' ') + "\r\n")) == Reason::HeadersTooLarge);
}

TEST_CASE("SM16: all fields are measured with two bytes more each") {
  // Host is 4 + 2 + 1 + 2 = 9, two fields of 30 + 2 make 73; the last has 27 left: 1 + 2 + 22 + 2.
  const std::string filled = "A: " + run(27, 'v') + "\r\nB: " + run(27, 'v') + "\r\nC: ";
  CHECK(reason_of(head("/", filled + run(22, 'v') + "\r\n")) == Reason::None);
  CHECK(reason_of(head("/", filled + run(23, 'v') + "\r\n")) == Reason::HeadersTooLarge);
}

TEST_CASE("SM16: a body is refused at its announcement, by length or by the sum of its chunks") {
  CHECK(reason_of(head("/", "Content-Length: 10\r\n") + run(10, 'b')) == Reason::None);
  CHECK(reason_of(head("/", "Content-Length: 11\r\n")) == Reason::BodyTooLarge);
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:chunked\r\n\r\n";
  CHECK(reason_of(chunked + "4\r\nabcd\r\n6\r\nabcdef\r\n0\r\n\r\n") == Reason::None);
  CHECK(reason_of(chunked + "4\r\nabcd\r\n7\r\n") == Reason::BodyTooLarge);
}

TEST_CASE("SM16: trailers have the limits of a head of their own") {
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:chunked\r\n\r\n0\r\n";
  CHECK(reason_of(chunked + "A: " + run(27, 'v') + "\r\n\r\n") == Reason::None);
  CHECK(reason_of(chunked + "A: " + run(28, 'v') + "\r\n\r\n") == Reason::HeaderTooLarge);
  CHECK(reason_of(chunked + "a:\r\na:\r\na:\r\na:\r\na:\r\n\r\n") == Reason::None);
  CHECK(reason_of(chunked + "a:\r\na:\r\na:\r\na:\r\na:\r\na") == Reason::HeadersTooMany);
}

TEST_CASE("SM17: one field more than the table holds is refused") {
  const std::string line = "GET /a HTTP/1.1\r\nHost: h\r\n";
  std::string fields;
  for (int i = 0; i < 255; ++i) fields += "X: 1\r\n";
  CHECK(transcript::read(line + fields + "\r\n").verdict() == "accept");
  CHECK(transcript::read(line + fields + "X").reason == Reason::HeadersTooMany);
}

TEST_CASE("SM17: many fields take linear time") {
  sluice::Limits limits;
  limits.headers_bytes = 1 << 20;
  limits.header_count = 100000;
  sluice::http1::Reader reader(limits);  // one for all, so that its memory is warm
  const auto cost = [&](std::size_t count) {
    std::string stream = "GET /a HTTP/1.1\r\nHost: h\r\n";
    for (std::size_t i = 0; i < count; ++i) stream += "a:\r\n";
    stream += "\r\n";
    std::clock_t best = std::numeric_limits<std::clock_t>::max();
    for (int attempt = 0; attempt < 10; ++attempt) {
      std::string_view bytes = stream;
      const std::clock_t begin = std::clock();
      CHECK(reader.next(bytes).kind == sluice::http1::Kind::Head);
      best = std::min(best, std::clock() - begin);
      CHECK(reader.next(bytes).kind == sluice::http1::Kind::End);
    }
    return best;
  };
  CHECK(cost(32000) < 24 * std::max<std::clock_t>(cost(4000), 100));  // 8 where linear, 64 where quadratic
}
