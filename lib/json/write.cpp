#include "json/write.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "base/utf8.hpp"

namespace sluice::json {

struct Writer::State {
  rapidjson::StringBuffer out;
  rapidjson::Writer<rapidjson::StringBuffer> writer{out};
  std::string repaired;  // the last text that was no UTF-8

  std::string_view legal(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && utf8::first(text.substr(at)).valid) at += utf8::first(text.substr(at)).bytes;
    if (at == text.size()) return text;
    repaired.assign(text.substr(0, at));
    for (utf8::Step step; at < text.size(); at += step.bytes) {
      step = utf8::first(text.substr(at));
      repaired.append(step.valid ? text.substr(at, step.bytes) : std::string_view("\xef\xbf\xbd"));
    }
    return repaired;
  }
};

namespace {
rapidjson::SizeType size_of(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }
const char* data_of(std::string_view text) { return text.data() != nullptr ? text.data() : ""; }
}  // namespace

Writer::Writer() : state_(std::make_unique<State>()) {}
Writer::Writer(Writer&&) noexcept = default;
Writer::~Writer() = default;

Writer& Writer::open_object() {
  state_->writer.StartObject();
  return *this;
}

Writer& Writer::close_object() {
  state_->writer.EndObject();
  return *this;
}

Writer& Writer::open_array() {
  state_->writer.StartArray();
  return *this;
}

Writer& Writer::close_array() {
  state_->writer.EndArray();
  return *this;
}

Writer& Writer::key(std::string_view name) {
  const std::string_view legal = state_->legal(name);
  state_->writer.Key(data_of(legal), size_of(legal));
  return *this;
}

Writer& Writer::text(std::string_view value) {
  const std::string_view legal = state_->legal(value);
  state_->writer.String(data_of(legal), size_of(legal));
  return *this;
}

Writer& Writer::integer(std::int64_t value) {
  state_->writer.Int64(value);
  return *this;
}

Writer& Writer::unsigned_integer(std::uint64_t value) {
  state_->writer.Uint64(value);
  return *this;
}

Writer& Writer::number(double value) {
  if (!std::isfinite(value)) return null();
  state_->writer.Double(value);
  return *this;
}

Writer& Writer::boolean(bool value) {
  state_->writer.Bool(value);
  return *this;
}

Writer& Writer::null() {
  state_->writer.Null();
  return *this;
}

Writer& Writer::line() {
  state_->out.Put('\n');
  state_->writer.Reset(state_->out);
  return *this;
}

std::string_view Writer::written() const noexcept { return {state_->out.GetString(), state_->out.GetSize()}; }

void Writer::clear() noexcept {
  state_->out.Clear();
  state_->writer.Reset(state_->out);
}

// Depth is bounded by the tree's builder.
void put(Writer& out, const Value& value) {
  switch (value.kind()) {
    case Kind::Null:
      out.null();
      return;
    case Kind::Boolean:
      out.boolean(value.boolean());
      return;
    case Kind::Integer:
      out.integer(value.integer());
      return;
    case Kind::Number:
      out.number(value.number());
      return;
    case Kind::Text:
      out.text(value.text());
      return;
    case Kind::Array:
      out.open_array();
      value.each_element([&](std::size_t, const Value& element) { put(out, element); });
      out.close_array();
      return;
    case Kind::Object:
      out.open_object();
      value.each_member([&](std::string_view name, const Value& member) { put(out.key(name), member); });
      out.close_object();
  }
}

}  // namespace sluice::json
