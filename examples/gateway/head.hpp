// The heads that the gateway writes: of answers to clients and of requests to backends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sluice/backend.hpp"
#include "sluice/http1_answer.hpp"
#include "sluice/text.hpp"

namespace gateway {

/// How the body behind a head is framed.
struct BodyFraming {
  std::optional<std::uint64_t> bytes{};  // Content-Length
  bool is_chunked = false;
};

struct AnswerHead {
  std::uint16_t status = 0;
  BodyFraming body{};
  bool closes = false;
  bool is_http10 = false;
};

/// An answer of the gateway's own.
void write_answer(std::string& out, const AnswerHead& head, sluice::Headers headers);
/// A backend's answer: without the fields of the hop, and with `edits` in place of those of the same names.
void write_answer(std::string& out, const AnswerHead& head, const sluice::http1::Answer& answer,
                  sluice::Headers edits);
/// The head of the 101 that opens a tunnel.
void write_switch(std::string& out, const sluice::http1::Answer& answer, sluice::Headers edits);
void write_call(std::string& out, const sluice::backend::Call& call, const BodyFraming& body);

/// `bytes` as one chunk: `begin_chunk`, the bytes, CRLF.
void begin_chunk(std::string& out, std::size_t bytes);
inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool is_named(std::string_view name, std::string_view lower);

}  // namespace gateway
