// What an AnswerReader makes of a stream that is cut in some way, as text to compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/http1_answer.hpp"

namespace transcript {

struct Answers {
  std::string verdict;   // accept: ended by itself, close: by the connection's end, more, reject
  std::string statuses;  // and fields, of each head
  std::string fields;
  std::string body;
  bool operator==(const Answers&) const = default;
};

inline Answers read_answer(std::string_view method, std::string_view stream, std::size_t step = SIZE_MAX,
                           const sluice::Limits& limits = {}) {
  using sluice::http1::Kind;
  sluice::http1::AnswerReader reader(limits);
  Answers out;
  if (method != "NONE")
    reader.expect(
        {.method = method == "UPGRADE" ? std::string_view("GET") : method, .upgrades = method == "UPGRADE"});
  bool has_ended = false;
  const auto take = [&](const sluice::http1::Event& event) {
    if (event.kind == Kind::Head) {
      out.statuses += std::to_string(reader.answer().status);
      for (const sluice::Header& h : reader.answer().headers)
        out.fields += std::string(h.name) + "=" + std::string(h.value) + "\n";
    }
    if (event.kind == Kind::Body) out.body += event.body;
    if (event.kind == Kind::End) has_ended = true;
    if (event.kind == Kind::Refused) out.verdict = "reject";
    return event.kind != Kind::More && event.kind != Kind::Refused;
  };
  while (!stream.empty() && out.verdict.empty()) {
    std::string_view piece = stream.substr(0, step);
    stream.remove_prefix(piece.size());
    while (take(reader.next(piece))) {
    }
    if (out.verdict.empty() && !piece.empty()) break;  // behind a 101
  }
  if (!out.verdict.empty()) return out;
  if (has_ended) {
    out.verdict = "accept";
    return out;
  }
  out.verdict = reader.finish().kind == Kind::End ? "close" : "more";
  return out;
}

}  // namespace transcript
