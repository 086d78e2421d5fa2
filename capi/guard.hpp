// What every entry of the C interface goes through: arguments are checked before any is read, nothing thrown
// gets out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string_view>

#include "sluice.h"

namespace sluice::capi {

/// Runs `body`, which gives a status.
template <class Body>
sluice_status guard(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return SLUICE_OUT_OF_MEMORY;
  } catch (...) {
    return SLUICE_INVALID;
  }
}

/// True where `size` objects of `width` bytes can stand at `data`.
inline bool is_span(const void* data, std::size_t size, std::size_t width = 1) noexcept {
  if (size == 0) return true;
  const auto at = reinterpret_cast<std::uintptr_t>(data);
  return data != nullptr && size <= PTRDIFF_MAX / width && at + size * width > at;
}
inline bool is_text(sluice_text text) noexcept { return is_span(text.data, text.size); }

inline std::string_view view(sluice_text text) noexcept {
  return text.size == 0 ? std::string_view("", 0) : std::string_view(text.data, text.size);
}
inline sluice_text text(std::string_view view) noexcept { return {view.data(), view.size()}; }
inline std::span<char> room(char* data, std::size_t size) noexcept { return {data, size}; }

/// Reads a struct that begins with its size: what an older caller lacks keeps its default in `to`; what a
/// newer one has behind must be zero.
template <class T>
bool read_sized(const T* from, T& to) noexcept {
  if (from == nullptr || from->size < sizeof(std::size_t) || from->size > 65536) return false;
  const std::size_t known = from->size < sizeof(T) ? from->size : sizeof(T);
  const auto* bytes = reinterpret_cast<const unsigned char*>(from);
  for (std::size_t i = known; i < from->size; ++i)
    if (bytes[i] != 0) return false;
  std::memcpy(&to, from, known);
  to.size = sizeof(T);
  return true;
}

/// Writes as much of `from` as the caller's struct has room for; its size stays.
template <class T>
bool write_sized(T* to, const T& from) noexcept {
  if (to == nullptr || to->size < sizeof(std::size_t)) return false;
  const std::size_t size = to->size;
  std::memcpy(to, &from, size < sizeof(T) ? size : sizeof(T));
  to->size = size;
  return true;
}

/// A handle begins with a word that names its kind, so that another kind, and mostly a freed one, is told
/// apart.
template <std::uint64_t kWord>
struct Handle {
  static constexpr std::uint64_t kKind = kWord;
  std::uint64_t word = kWord;
  ~Handle() { word = 0; }
};

template <class T>
bool is_handle(const T* handle) noexcept {
  return handle != nullptr && reinterpret_cast<std::uintptr_t>(handle) % alignof(T) == 0 &&
         handle->word == T::kKind;
}

}  // namespace sluice::capi
