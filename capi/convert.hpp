// C structs to C++ views and back. Nothing is copied but the list of header fields, whose layout differs.
#pragma once

#include <array>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guard.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/time.hpp"

namespace sluice::capi {

/// Pairs of a C caller as C++ views; up to 64 without an allocation.
template <class Pair>
class PairList {
 public:
  /// False where a pointer or a length is impossible. May throw bad_alloc.
  bool read(const sluice_header* pairs, std::size_t count) {
    if (!is_span(pairs, count, sizeof *pairs)) return false;
    if (count > few_.size()) many_.resize(count);
    Pair* to = count > few_.size() ? many_.data() : few_.data();
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_text(pairs[i].name) || !is_text(pairs[i].value)) return false;
      to[i] = {view(pairs[i].name), view(pairs[i].value)};
    }
    all_ = {to, count};
    return true;
  }
  std::span<const Pair> all() const noexcept { return all_; }

 private:
  std::array<Pair, 64> few_;
  std::vector<Pair> many_;
  std::span<const Pair> all_;
};
using HeaderList = PairList<Header>;
using NamedList = PairList<Named>;

/// Calls `use(spec, index)` with each struct of an array whose structs begin with their size, which may be
/// smaller or larger than ours; `init` gives the defaults. False where one is impossible or `use` says so.
template <class T, class Use>
bool for_each_sized(const T* first, std::size_t count, void (*init)(T*), Use use) {
  if (count == 0) return true;
  if (!is_span(first, 1, sizeof(std::size_t)) || !is_span(first, count, first->size)) return false;
  const auto* at = reinterpret_cast<const unsigned char*>(first);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* each = reinterpret_cast<const T*>(at + i * first->size);
    T known;
    init(&known);
    if (each->size != first->size || !read_sized(each, known) || !use(known, i)) return false;
  }
  return true;
}

/// Writes an index or a number where the caller wants to know it.
template <class To, class From>
void tell(To* to, From value) noexcept {
  if (to != nullptr) *to = static_cast<To>(value);
}

/// What a stage's refusal is in C: no room is a status of its own, anything else `*reason` says.
inline sluice_status refused(uint32_t* to, Reason reason) noexcept {
  if (reason == Reason::ScratchExhausted) return SLUICE_NO_ROOM;
  if (reason == Reason::OutOfMemory) return SLUICE_OUT_OF_MEMORY;
  tell(to, reason);
  return SLUICE_REFUSED;
}

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
