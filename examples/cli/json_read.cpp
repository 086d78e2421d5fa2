#include "json_read.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "utf8.hpp"

namespace cli::json {

/// Takes RapidJSON's events; the functions' names are those that its reader calls.
class Builder {
 public:
  explicit Builder(Document& document) : nodes_(document.nodes_), texts_(document.texts_) {}

  bool Null() { return add(Kind::Null, {}); }
  bool Bool(bool value) { return add(Kind::Boolean, value ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return add_copy(Kind::Number, {text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) { return add_copy(Kind::Text, {text, size}); }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return add_copy(Kind::Name, {text, size}); }
  bool StartObject() { return open(Kind::Object); }
  bool StartArray() { return open(Kind::Array); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }
  // Never called: numbers come as their text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  bool is_too_deep() const { return open_.size() > kMaxDepth; }

 private:
  static constexpr std::size_t kMaxDepth = 64;

  bool add(Kind kind, std::string_view text) {
    nodes_.push_back({kind, text, static_cast<std::uint32_t>(nodes_.size() + 1)});
    return true;
  }
  /// An escaped lone surrogate decodes to bytes that are no UTF-8.
  bool add_copy(Kind kind, std::string_view text) {
    if (utf8::good_prefix(text) != text.size()) return false;
    const std::size_t at = texts_.size();
    texts_.append(text);
    return add(kind, std::string_view(texts_).substr(at));
  }
  bool open(Kind kind) {
    open_.push_back(nodes_.size());
    return add(kind, {}) && !is_too_deep();
  }
  bool close() {
    nodes_[open_.back()].end = static_cast<std::uint32_t>(nodes_.size());
    open_.pop_back();
    return true;
  }

  std::vector<Node>& nodes_;
  std::string& texts_;
  std::vector<std::size_t> open_;
};

Value Document::read(std::string_view text) {
  nodes_.clear();
  texts_.clear();
  texts_.reserve(text.size());
  Builder builder(*this);
  rapidjson::MemoryStream stream(text.data() == nullptr ? "" : text.data(), text.size());
  rapidjson::Reader reader;
  constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag |
                             rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult result = reader.Parse<flags>(stream, builder);
  if (builder.is_too_deep()) throw Fault{"json_depth", "nested more than 64 deep", {}, result.Offset()};
  if (result.Code() == rapidjson::kParseErrorTermination)
    throw Fault{"json_syntax", "text that is no Unicode", {}, result.Offset()};
  if (result.IsError())
    throw Fault{"json_syntax", rapidjson::GetParseError_En(result.Code()), {}, result.Offset()};
  // A NUL byte looks like the end to the parser.
  if (stream.Tell() != text.size()) throw Fault{"json_syntax", "a NUL byte", {}, stream.Tell()};
  return Value(nodes_, 0, {});
}

void Value::require(Kind kind, std::string_view what) const {
  if (node().kind == kind) return;
  const std::string subject = pointer_.empty() ? "the input" : pointer_;
  throw Fault{"wrong_type", subject + " must be " + std::string(what), pointer_};
}

std::string_view Value::text() const {
  require(Kind::Text, "a string");
  return node().text;
}

bool Value::boolean() const {
  require(Kind::Boolean, "true or false");
  return node().text == "true";
}

std::string_view Value::number() const {
  require(Kind::Number, "a number");
  return node().text;
}

std::int64_t Value::integer() const {
  const std::string_view digits = number();
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault != std::errc{} || end != digits.data() + digits.size())
    throw Fault{"bad_value", pointer_ + " must be a whole number", pointer_};
  return value;
}

std::vector<Value> Value::elements() const {
  require(Kind::Array, "an array");
  std::vector<Value> all;
  for (std::size_t i = index_ + 1; i < node().end; i = (*nodes_)[i].end)
    all.emplace_back(*nodes_, i, pointer_ + "/" + std::to_string(all.size()));
  return all;
}

std::string pointer_part(std::string_view name) {
  std::string part = "/";
  for (const char c : name) {
    if (c == '~' || c == '/') {
      part += c == '~' ? "~0" : "~1";
    } else {
      part += c;
    }
  }
  return part;
}

void copy(const Value& value, Writer& out) {
  switch (value.kind()) {
    case Kind::Null:
      return out.null();
    case Kind::Boolean:
      return out.boolean(value.boolean());
    case Kind::Number:
      return out.number_text(value.number());
    case Kind::Text:
    case Kind::Name:
      return out.text(value.text());
    case Kind::Array:
      out.begin_array();
      for (const Value& element : value.elements()) copy(element, out);
      return out.end_array();
    case Kind::Object:
      out.begin_object();
      for (const auto& [name, member] : Object(value).all()) copy(member, out.name(name));
      out.end_object();
  }
}

Object::Object(const Value& value) : nodes_(value.nodes_), pointer_(value.pointer_) {
  value.require(Kind::Object, "an object");
  for (std::size_t i = value.index_ + 1; i < value.node().end; i = (*nodes_)[i + 1].end)
    members_.push_back({(*nodes_)[i].text, i + 1, false});
  std::ranges::sort(members_, {}, &Member::name);
  const auto twice = std::ranges::adjacent_find(members_, {}, &Member::name);
  if (twice == members_.end()) return;
  const std::string pointer = pointer_ + pointer_part(twice->name);
  throw Fault{"duplicate_member", pointer + " stands there twice", pointer};
}

Value Object::value_of(const Member& member) const {
  return Value(*nodes_, member.value, pointer_ + pointer_part(member.name));
}

std::optional<Value> Object::find(std::string_view name) {
  const auto found = std::ranges::lower_bound(members_, name, {}, &Member::name);
  if (found == members_.end() || found->name != name) return std::nullopt;
  found->is_known = true;
  return value_of(*found);
}

std::optional<std::string_view> Object::text(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  return value->text();
}

std::string_view Object::required_text(std::string_view name) {
  const auto value = text(name);
  if (value) return *value;
  const std::string pointer = pointer_ + pointer_part(name);
  throw Fault{"missing_member", pointer + " is missing", pointer};
}

std::vector<std::pair<std::string_view, Value>> Object::all() {
  std::vector<std::pair<std::string_view, Value>> all;
  for (Member& member : members_) {
    member.is_known = true;
    all.emplace_back(member.name, value_of(member));
  }
  return all;
}

void Object::refuse_others() const {
  const auto unknown = std::ranges::find(members_, false, &Member::is_known);
  if (unknown == members_.end()) return;
  const std::string pointer = pointer_ + pointer_part(unknown->name);
  throw Fault{"unknown_member", pointer + " is no member that is known here", pointer};
}

}  // namespace cli::json
