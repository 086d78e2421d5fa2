// Runs a reader over a byte stream and writes down all that it says, so that two runs can be compared.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/error.hpp"
#include "sluice/http1.hpp"

namespace transcript {

struct Transcript {
  std::string heads;         // every request as text, one after the other
  std::string body;          // of all requests
  std::size_t requests = 0;  // complete ones
  sluice::Reason reason = sluice::Reason::None;
  bool is_idle = false;

  friend bool operator==(const Transcript&, const Transcript&) = default;

  std::string verdict() const {
    return reason != sluice::Reason::None ? "reject" : is_idle ? "accept" : "incomplete";
  }
  std::string status() const {
    using sluice::error::row;
    return reason == sluice::Reason::None ? "-" : std::to_string(row(row(reason)).status);
  }
};

inline void append(std::string& text, const sluice::Request& request, const sluice::http1::Framing& framing) {
  text.append(request.method)
      .append(" ")
      .append(request.target)
      .append(" @")
      .append(request.host)
      .append("\n");
  for (const sluice::Header& h : request.headers)
    text.append(h.name).append("=").append(h.value).append("\n");
  text += request.body_bytes ? std::to_string(*request.body_bytes) : "?";
  text += framing.is_chunked ? " chunked" : "";
  text += framing.closes ? " closes" : "";
  text += framing.expects_continue ? " continue\n" : "\n";
}

// Gives `bytes` in one piece and notes what the reader says; true while it may be given more.
inline bool give(sluice::http1::Reader& reader, std::string_view bytes, Transcript& t) {
  using sluice::http1::Kind;
  for (;;) {
    const sluice::http1::Event event = reader.next(bytes);
    switch (event.kind) {
      case Kind::More:
        return true;
      case Kind::Head:
        append(t.heads, reader.request(), reader.framing());
        break;
      case Kind::Body:
        t.body.append(event.body);
        break;
      case Kind::End:
        ++t.requests;
        break;
      case Kind::Refused:
        t.reason = event.reason;
        return false;
    }
  }
}

// Gives the stream cut after each of `cuts` (ascending).
inline Transcript read(std::string_view stream, const std::vector<std::size_t>& cuts = {},
                       const sluice::Limits& limits = {}, sluice::PathMode mode = sluice::PathMode::Strict) {
  sluice::http1::Reader reader(limits, mode);
  Transcript t;
  std::size_t at = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t end = i < cuts.size() ? std::min(cuts[i], stream.size()) : stream.size();
    // A copy of its own for each piece: a view kept into an earlier one would be found by the sanitizer.
    const std::string piece(stream.substr(at, end - at));
    if (!give(reader, piece, t)) break;
    at = end;
  }
  t.is_idle = reader.is_idle();
  return t;
}

// Every byte by itself.
inline Transcript read_bytewise(std::string_view stream, const sluice::Limits& limits = {},
                                sluice::PathMode mode = sluice::PathMode::Strict) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < stream.size(); ++i) cuts.push_back(i);
  return read(stream, cuts, limits, mode);
}

}  // namespace transcript
