// What a whole head says, read once more from its fields: one Host, one way to find the body's end, a target
// that names one path. The answers must agree with llhttp's.
#pragma once

#include <cstdint>
#include <string_view>

#include "sluice/http1.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"

namespace sluice::http1 {

// Checks that `line`, without its CRLF, is exactly method, target and version with single spaces, the method
// one that the gateway serves and the version 1.0 or 1.1.
Reason check_request_line(std::string_view line, std::string_view method, std::string_view target) noexcept;

// What the fields of a head say about Host, body and expectation.
struct Fields {
  std::string_view host;
  bool is_chunked = false;
  bool has_length = false;
  bool expects_continue = false;
  std::uint64_t length = 0;  // 0 where it is chunked or not given
};

Result<Fields, Reason> read_fields(Headers headers, bool is_http10) noexcept;

// What the fields of a head say about its body alone.
struct BodyFields {
  bool is_chunked = false;
  bool has_length = false;
  std::uint64_t length = 0;
};

Result<BodyFields, Reason> read_body_fields(Headers headers, bool is_http10) noexcept;

// Checks target and host together. `room` must have target.size() bytes.
Reason check_target(const Request& request, PathMode mode, Room room) noexcept;

// True where a trailer of this name would change how a message is framed, routed, understood or
// authenticated.
bool is_forbidden_trailer(std::string_view name) noexcept;

}  // namespace sluice::http1
