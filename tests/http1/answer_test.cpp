// Answers of backends: where each ends, and what is refused since it could end at two places.
#include <doctest/doctest.h>

#include <string>

#include "corpus.hpp"
#include "http1/answer_transcript.hpp"

using transcript::read_answer;

TEST_CASE("answers: each stream of the table gives its verdict, whole and byte by byte") {
  std::size_t rows = 0;
  for (const auto& row : corpus::rows("http1/answers.tsv")) {
    const std::string& stream = row.at(1);
    INFO(row.at(0), " ", row.at(1));
    const auto whole = read_answer(row.at(0), stream);
    CHECK(whole.verdict == row.at(2));
    CHECK(whole.statuses == row.at(3));
    CHECK(whole.body == row.at(4));
    for (std::size_t step : {1u, 2u, 3u, 7u}) CHECK(read_answer(row.at(0), stream, step) == whole);
    ++rows;
  }
  CHECK(rows >= 48);
}

TEST_CASE("answers: the limits of fields hold, and no body is too long") {
  const sluice::Limits limits{.header_bytes = 40, .headers_bytes = 80, .header_count = 3, .body_bytes = 2};
  const auto verdict = [&](const std::string& fields) {
    return read_answer("GET", "HTTP/1.1 200 OK\r\n" + fields + "\r\n", SIZE_MAX, limits).verdict;
  };
  CHECK(verdict("Content-Length: 0\r\n") == "accept");
  CHECK(verdict("A: " + std::string(60, 'a') + "\r\n") == "reject");
  CHECK(verdict("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n") == "reject");
  CHECK(read_answer("GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", SIZE_MAX, limits).body ==
        "abc");
  CHECK(read_answer("GET", "HTTP/1.1 200 " + std::string(2000, 'a')).verdict == "reject");
}

TEST_CASE("answers: one connection gives many, and nothing between them") {
  sluice::http1::AnswerReader reader{sluice::Limits{}};
  for (int i = 0; i < 3; ++i) {
    reader.expect({.method = "GET"});
    std::string_view bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    CHECK(reader.next(bytes).kind == sluice::http1::Kind::Head);
    CHECK_FALSE(reader.answer().closes);
    CHECK(reader.answer().body_bytes == 2);
    CHECK(reader.next(bytes).body == "ok");
    CHECK(reader.next(bytes).kind == sluice::http1::Kind::End);
    CHECK(reader.next(bytes).kind == sluice::http1::Kind::More);
  }
  std::string_view late = "x";
  CHECK(reader.next(late).kind == sluice::http1::Kind::Refused);
  reader.expect({.method = "GET"});
  CHECK(reader.next(late).kind == sluice::http1::Kind::Refused);
}

TEST_CASE("answers: an endless row of interim answers is refused") {
  std::string stream;
  for (int i = 0; i < 17; ++i) stream += "HTTP/1.1 103 Early Hints\r\n\r\n";
  CHECK(read_answer("GET", stream).verdict == "reject");
}
