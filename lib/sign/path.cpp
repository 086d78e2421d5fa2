#include "sign/path.hpp"

#include "base/ascii.hpp"
#include "http/block.hpp"

namespace sluice::sign {
namespace {

// What stands in a canonical path as it is.
constexpr ascii::Class kPlain = ascii::class_of("-._~/", true, true);

void put_byte(char c, Sink& sink) noexcept {
  if (ascii::is_in(kPlain, c)) return sink.put(c);
  sink.put_escaped(c);
}

// FF where a byte does not stand in a canonical path as it is; '-', '.', '/' and the digits lie side by side.
http::Block is_other(http::Block bytes) noexcept {
  const http::Block letter = http::between(bytes | http::filled(0x20), 'a', 'z');
  return ~(letter | http::between(bytes, '-', '9') | http::equal(bytes, '_') | http::equal(bytes, '~'));
}

// A path with something to decode or to encode.
bool write_coded(std::string_view raw, Sink& sink) noexcept {
  char last = 0;
  for (std::size_t at = 0; at < raw.size();) {
    std::size_t run = at;
    while (run < raw.size() && ascii::is_in(kPlain, raw[run])) ++run;
    if (run > at) {
      sink.put(raw.substr(at, run - at));
      last = raw[run - 1];
      at = run;
      continue;
    }
    last = raw[at];
    if (last == '%') {
      if (raw.size() - at < 3) return false;
      const int high = ascii::hex_value(raw[at + 1]);
      const int low = ascii::hex_value(raw[at + 2]);
      if (high < 0 || low < 0) return false;
      last = static_cast<char>(high * 16 + low);
      at += 2;
    }
    put_byte(last, sink);
    ++at;
  }
  if (last != '/') sink.put('/');
  return true;
}

}  // namespace

bool write_path(std::string_view raw, Sink& sink) noexcept {
  if (!http::is_any_byte(raw, is_other, [](char c) { return !ascii::is_in(kPlain, c); })) {
    sink.put(raw);
    if (!raw.ends_with('/')) sink.put('/');
    return true;
  }
  return write_coded(raw, sink);
}

}  // namespace sluice::sign
