// C structs to C++ views and back. Nothing is copied but the list of header fields, whose layout differs.
#pragma once

#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "guard.hpp"
#include "sluice/request.hpp"
#include "sluice/time.hpp"

namespace sluice::capi {

/// The header fields of a C request as C++ views; up to 64 without an allocation.
class HeaderList {
 public:
  /// False where a pointer or a length is impossible. May throw bad_alloc.
  bool read(const sluice_header* headers, std::size_t count) {
    if (!is_span(headers, count, sizeof *headers)) return false;
    if (count > few_.size()) many_.resize(count);
    Header* to = count > few_.size() ? many_.data() : few_.data();
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_text(headers[i].name) || !is_text(headers[i].value)) return false;
      to[i] = {view(headers[i].name), view(headers[i].value)};
    }
    all_ = {to, count};
    return true;
  }
  Headers all() const noexcept { return all_; }

 private:
  std::array<Header, 64> few_;
  std::vector<Header> many_;
  Headers all_;
};

/// Reads a request into `to`, its header fields into `fields`, which must live as long.
inline bool read_request(const sluice_request* from, Request& to, HeaderList& fields) {
  sluice_request known;
  sluice_request_init(&known);
  if (!read_sized(from, known)) return false;
  for (const sluice_text& text :
       {known.method, known.target, known.host, known.peer, known.request_id, known.server_name})
    if (!is_text(text)) return false;
  if (known.scheme > SLUICE_SCHEME_WSS || known.tls > SLUICE_TLS_1_3) return false;
  if (!fields.read(known.headers, known.header_count)) return false;
  to = {.method = view(known.method),
        .target = view(known.target),
        .host = view(known.host),
        .headers = fields.all(),
        .scheme = static_cast<Scheme>(known.scheme),
        .tls = static_cast<Tls>(known.tls),
        .peer = view(known.peer),
        .request_id = view(known.request_id),
        .server_name = view(known.server_name)};
  if (known.body_bytes != UINT64_MAX) to.body_bytes = known.body_bytes;
  return true;
}

inline bool read_now(const sluice_now* from, Now& to) noexcept {
  if (from == nullptr) return false;
  to = {from->seconds, from->nanoseconds, from->steady_ns};
  return true;
}

/// Gives `text` to the caller, who frees it. May throw bad_alloc.
inline void give(sluice_owned_text* to, std::string_view text) {
  if (to == nullptr) return;
  char* const copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  text.copy(copy, text.size());
  copy[text.size()] = '\0';
  *to = {copy, text.size()};
}

}  // namespace sluice::capi
