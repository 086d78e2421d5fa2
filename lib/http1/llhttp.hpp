// The door to llhttp, which tells the parts of a message apart: where method, target, names and values stand,
// how long a chunk is, where the message ends. It is built in its strict mode without any leniency. What it
// is known to let through is refused around it: line.hpp watches every byte of a line before llhttp sees it,
// and head.hpp reads the whole head again. Neither is asked alone: whatever one of them refuses is refused.
#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sluice/reason.hpp"

namespace sluice::http1 {

// A piece of the head, by its place, since the bytes may still move while the head grows.
struct Span {
  std::size_t at = 0;
  std::size_t size = 0;
};

struct Field {
  Span name;
  Span value;
};

enum class Messages : std::uint8_t { Requests, Answers };

class Machine {
 public:
  explicit Machine(Messages messages = Messages::Requests) noexcept;

  // Gives one line, or a part of one, or body bytes. Places are counted from `origin`.
  // Returns None, or why llhttp refuses.
  Reason execute(const char* origin, std::string_view piece);

  // The answers to come have no body, whatever their heads say: they belong to a HEAD.
  void skip_bodies(bool skips) noexcept { skips_body_ = skips; }

  // Forgets the message; the next one may begin.
  void next_message() noexcept;

  Span method() const noexcept { return method_; }
  Span target() const noexcept { return target_; }
  std::span<const Field> fields() const noexcept { return fields_; }
  bool has_head() const noexcept { return has_head_; }
  std::uint16_t status() const noexcept { return parser_.status_code; }
  bool is_chunked() const noexcept { return is_chunked_; }
  bool closes() const noexcept { return closes_; }
  std::uint64_t length() const noexcept { return length_; }            // as the head declares it
  std::uint64_t chunk_bytes() const noexcept { return chunk_bytes_; }  // of the last chunk line
  bool is_whole() const noexcept { return is_whole_; }

 private:
  friend struct Callbacks;

  llhttp_t parser_;
  const char* origin_ = nullptr;
  Span method_;
  Span target_;
  std::vector<Field> fields_;
  bool in_name_ = false;
  bool has_head_ = false;
  bool is_chunked_ = false;
  bool closes_ = false;
  bool is_whole_ = false;
  bool skips_body_ = false;
  std::uint64_t length_ = 0;
  std::uint64_t chunk_bytes_ = 0;
};

}  // namespace sluice::http1
