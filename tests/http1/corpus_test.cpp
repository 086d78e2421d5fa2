// Every stream of corpora/http-raw: whole, byte by byte and cut in two at every place.
#include "corpus.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http1/transcript.hpp"

using transcript::Transcript;

namespace {

struct Stream {
  std::string file;
  std::string expect;
  std::string status;
  std::size_t requests;
  std::size_t body_bytes;
  std::string bytes;
};

std::vector<Stream> streams() {
  std::vector<Stream> all;
  for (const corpus::Row& row : corpus::rows("corpora/http-raw/index.tsv"))
    all.push_back({row[0], row[1], row[2], std::stoul(row[3]), std::stoul(row[4]),
                   corpus::read_file("corpora/http-raw/" + row[0])});
  return all;
}

void check(const Stream& stream, const Transcript& t) {
  CHECK(t.verdict() == stream.expect);
  CHECK(t.status() == stream.status);
  CHECK(t.requests == stream.requests);
  // A message that was cut short may have given a part of its body.
  if (stream.expect == "accept") CHECK(t.body.size() == stream.body_bytes);
}

// All of them for a short stream; for a long one those near its ends, its line ends and its limits.
std::vector<std::size_t> cuts_of(const std::string& bytes) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    const bool is_near_end = i < 64 || i + 64 > bytes.size();
    const bool is_near_line_end = bytes.substr(i - 1, 2).find_first_of("\r\n: ") != std::string::npos;
    if (bytes.size() < 8192 || is_near_end || is_near_line_end || i % 4099 == 0) cuts.push_back(i);
  }
  return cuts;
}

}  // namespace

TEST_CASE("http1: every raw stream gets its verdict, status, requests and body when given whole") {
  const auto all = streams();
  REQUIRE(all.size() >= 118);
  for (const Stream& stream : all) {
    CAPTURE(stream.file);
    check(stream, transcript::read(stream.bytes));
  }
}

TEST_CASE("SM15: every raw stream reads the same byte by byte") {
  for (const Stream& stream : streams()) {
    CAPTURE(stream.file);
    const Transcript bytewise = transcript::read_bytewise(stream.bytes);
    check(stream, bytewise);
    CHECK(bytewise == transcript::read(stream.bytes));
  }
}

TEST_CASE("SM15: every raw stream reads the same cut in two at any place") {
  for (const Stream& stream : streams()) {
    const Transcript whole = transcript::read(stream.bytes);
    for (const std::size_t cut : cuts_of(stream.bytes)) {
      const Transcript halves = transcript::read(stream.bytes, {cut});
      if (halves == whole) continue;
      CAPTURE(stream.file);
      CAPTURE(cut);
      CHECK(halves == whole);
    }
  }
}

TEST_CASE("SM15: accepted streams follow each other on one connection and give the same requests") {
  std::string pipeline;
  Transcript sum;
  for (const Stream& stream : streams()) {
    const Transcript t = transcript::read(stream.bytes);
    if (t.verdict() != "accept" || t.heads.find(" closes") != std::string::npos) continue;
    pipeline += stream.bytes;
    sum.heads += t.heads;
    sum.body += t.body;
    sum.requests += t.requests;
  }
  sum.is_idle = true;
  CHECK(transcript::read(pipeline) == sum);
  CHECK(transcript::read_bytewise(pipeline) == sum);
}

TEST_CASE("http1: a stream that ends within a message is refused there, one that ends between two is not") {
  for (const Stream& stream : streams()) {
    CAPTURE(stream.file);
    sluice::http1::Reader reader({});
    Transcript t;
    transcript::give(reader, stream.bytes, t);
    CHECK((reader.finish().kind == sluice::http1::Kind::Refused) == (stream.expect != "accept"));
  }
}
