// Writes JSON, one value after the other, with RapidJSON. Bytes that are no UTF-8 become U+FFFD, so that a
// line of output is always good JSON whatever a request held.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string_view>

#include "sluice/text.hpp"

namespace cli::json {

class Writer {
 public:
  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }

  void text(std::string_view bytes);
  void number(std::int64_t value) { writer_.Int64(value); }
  void unsigned_number(std::uint64_t value) { writer_.Uint64(value); }
  /// A number as it is written elsewhere.
  void number_text(std::string_view text) {
    writer_.RawValue(text.data(), static_cast<rapidjson::SizeType>(text.size()), rapidjson::kNumberType);
  }
  /// A number with two digits behind the point.
  void decimal(double value) {
    char text[32];
    const int size = std::snprintf(text, sizeof text, "%.2f", value);
    number_text({text, static_cast<std::size_t>(size)});
  }
  /// A value that is JSON already.
  void json(std::string_view text) {
    writer_.RawValue(text.data(), static_cast<rapidjson::SizeType>(text.size()), rapidjson::kObjectType);
  }
  void boolean(bool value) { writer_.Bool(value); }
  void null() { writer_.Null(); }

  /// The name of the member whose value comes next.
  Writer& name(std::string_view member);
  /// A member whose value is text.
  void member(std::string_view name_of_member, std::string_view value) { name(name_of_member).text(value); }

  /// `[[name, value], ...]`
  void pairs(sluice::Headers headers);

  /// The finished document; good until `clear`.
  std::string_view view() const { return {buffer_.GetString(), buffer_.GetSize()}; }
  void clear() {
    buffer_.Clear();
    writer_.Reset(buffer_);
  }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace cli::json
