// Where canonical text goes: into a hash, or into a room to be read. Small pieces are gathered in a buffer,
// so that a usual request reaches the hash in one call.
#pragma once

#include <cstring>
#include <string_view>

#include "crypto/sha256.hpp"
#include "sluice/text.hpp"

namespace sluice::sign {

class Sink {
 public:
  explicit Sink(crypto::State& hash) noexcept
      : hash_(&hash), begin_(buffer_), next_(buffer_), end_(buffer_ + sizeof buffer_) {}
  explicit Sink(Room room) noexcept
      : hash_(nullptr), begin_(room.data()), next_(begin_), end_(begin_ + room.size()) {}
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  void put(char c) noexcept {
    if (next_ == end_) spill();
    *next_++ = c;
  }
  void put(std::string_view text) noexcept {
    if (text.size() > static_cast<std::size_t>(end_ - next_)) return put_large(text);
    if (!text.empty()) std::memcpy(next_, text.data(), text.size());
    next_ += text.size();
  }
  /// `name:value` and a line end.
  void put_line(std::string_view name, std::string_view value) noexcept {
    if (name.size() + value.size() + 2 > static_cast<std::size_t>(end_ - next_)) {
      put(name), put(':'), put(value), put('\n');
      return;
    }
    char* to = next_;
    to += name.copy(to, name.size());
    *to++ = ':';
    to += value.copy(to, value.size());
    *to++ = '\n';
    next_ = to;
  }
  /// `c` as `%XX`.
  void put_escaped(char c) noexcept {
    constexpr char kDigits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    put('%');
    put(kDigits[byte >> 4]);
    put(kDigits[byte & 15]);
  }

  /// Hands what is gathered to the hash.
  void flush() noexcept {
    if (hash_ == nullptr) return;
    crypto::add(*hash_, {begin_, static_cast<std::size_t>(next_ - begin_)});
    next_ = begin_;
  }

  bool has_overflowed() const noexcept { return overflowed_; }
  /// What was written into the room.
  std::string_view text() const noexcept { return {begin_, static_cast<std::size_t>(next_ - begin_)}; }

 private:
  // Makes room: a full buffer is hashed; a full room is given up, and the rest goes to nowhere.
  void spill() noexcept {
    if (hash_ != nullptr) return flush();
    overflowed_ = true;
    begin_ = next_ = buffer_;
    end_ = buffer_ + sizeof buffer_;
  }
  void put_large(std::string_view text) noexcept {
    spill();
    if (text.size() <= static_cast<std::size_t>(end_ - next_)) return put(text);
    if (hash_ != nullptr) crypto::add(*hash_, text);
  }

  crypto::State* hash_;
  char* begin_;
  char* next_;
  char* end_;
  bool overflowed_ = false;
  char buffer_[512];
};

}  // namespace sluice::sign
