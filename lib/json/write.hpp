// The door to RapidJSON's writer: compact JSON, one call a token. Text that is no UTF-8 is written with
// U+FFFD for every piece that is none, so the output always is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "json/tree.hpp"

namespace sluice::json {

/// Writes one document, or one after the other separated by `line()`. Calls must nest as JSON does.
class Writer {
 public:
  Writer();
  Writer(Writer&&) noexcept;
  ~Writer();

  Writer& open_object();
  Writer& close_object();
  Writer& open_array();
  Writer& close_array();
  Writer& key(std::string_view name);
  Writer& text(std::string_view value);
  Writer& integer(std::int64_t value);
  Writer& unsigned_integer(std::uint64_t value);
  Writer& number(double value);  ///< null where it is not finite
  Writer& boolean(bool value);
  Writer& null();
  Writer& line();  ///< ends a document with LF; the next one may begin

  std::string_view written() const noexcept;  ///< until the next call
  void clear() noexcept;                      ///< begins anew, keeps the memory

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes a value with all that it holds.
void put(Writer& out, const Value& value);

}  // namespace sluice::json
