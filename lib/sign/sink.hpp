// Where canonical text goes: into a hash, or into a room to be read. It is gathered in a buffer that holds
// all of a usual request, so that a hash takes it at once, in whole blocks.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/copy.hpp"
#include "crypto/sha256.hpp"
#include "sign/line.hpp"
#include "sluice/text.hpp"

namespace sluice::sign {

class Sink {
 public:
  explicit Sink(crypto::Sha256& hash) noexcept
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
    if (text.size() > left()) return put_large(text);
    next_ = copy_bytes(next_, text);
  }
  /// `name:value` and a line end. A value that cannot stand on a line of its own is noted.
  void put_line(std::string_view name, std::string_view value) noexcept {
    if (name.size() + value.size() + 2 > left()) return put_large_line(name, value);
    char* to = copy_bytes(next_, name);
    *to++ = ':';
    to = copy_value(to, value, controls_);
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
    hash_->add(text());
    next_ = begin_;
  }

  /// The hash of all that was put and `last` behind it. A message that is still in the buffer ends there, and
  /// is hashed at once.
  crypto::Digest finish(std::string_view last) noexcept {
    const std::size_t size = static_cast<std::size_t>(next_ - begin_) + last.size();
    if (has_spilled_ || size + crypto::kPadBytes > sizeof buffer_) return flush(), hash_->finish(last);
    copy_bytes(next_, last);
    return crypto::sha256_in_place(reinterpret_cast<unsigned char*>(buffer_), size);
  }

  /// Whether a control character but a tab stood in the value of a line.
  bool has_control() const noexcept { return http::is_any(controls_); }
  bool has_overflowed() const noexcept { return overflowed_; }
  /// What was written into the room.
  std::string_view text() const noexcept { return {begin_, static_cast<std::size_t>(next_ - begin_)}; }

 private:
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - next_); }
  // Makes room: a full buffer is hashed; a full room is given up, and the rest goes to nowhere.
  void spill() noexcept {
    has_spilled_ = true;
    if (hash_ != nullptr) return flush();
    overflowed_ = true;
    begin_ = next_ = buffer_;
    end_ = buffer_ + sizeof buffer_;
  }
  [[gnu::noinline]] void put_large(std::string_view text) noexcept {
    spill();
    if (text.size() <= left()) return put(text);
    if (hash_ != nullptr) hash_->add(text);
  }
  [[gnu::noinline]] void put_large_line(std::string_view name, std::string_view value) noexcept {
    put(name), put(':'), put(value), put('\n');
    note_controls(value, controls_);
  }

  crypto::Sha256* hash_;
  char* begin_;
  char* next_;
  char* end_;
  http::Block controls_{};
  bool overflowed_ = false;
  bool has_spilled_ = false;
  char buffer_[2048];
};

}  // namespace sluice::sign
