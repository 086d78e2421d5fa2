// The tape of simdjson, walked into a tree. The parser is the caller's for one call: nothing is kept.
#include <simdjson.h>

#include <new>

#include "json/json.hpp"
#include "json/locate.hpp"

namespace sluice::json {
namespace {

namespace dom = simdjson::dom;

void add(Builder& into, const dom::element& element);

void add_object(Builder& into, dom::object object) {
  into.open(Kind::Object);
  for (const auto& member : object) {
    into.key(member.key);
    add(into, member.value);
  }
  into.close();
}

void add_array(Builder& into, dom::array array) {
  into.open(Kind::Array);
  for (const auto& item : array) add(into, item);
  into.close();
}

// Depth is bounded by the parser before the first call.
void add(Builder& into, const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::OBJECT:
      return add_object(into, element.get_object().value_unsafe());
    case dom::element_type::ARRAY:
      return add_array(into, element.get_array().value_unsafe());
    case dom::element_type::STRING:
      return into.text(element.get_string().value_unsafe());
    case dom::element_type::INT64:
      return into.integer(element.get_int64().value_unsafe());
    case dom::element_type::UINT64:
      return into.number(static_cast<double>(element.get_uint64().value_unsafe()));
    case dom::element_type::DOUBLE:
      return into.number(element.get_double().value_unsafe());
    case dom::element_type::BOOL:
      return into.boolean(element.get_bool().value_unsafe());
    default:
      return into.null();
  }
}

}  // namespace

Result<Tree, Fault> read(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.empty()) text = "";  // no text at all is a null pointer
  dom::parser parser;
  const simdjson::error_code room = parser.allocate(text.size(), kMaxDepth);
  if (room == simdjson::MEMALLOC) throw std::bad_alloc();
  if (room != simdjson::SUCCESS) return Fault{.what = "too large", .line = 1, .column = 1};
  dom::element root;
  const simdjson::error_code error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  if (error != simdjson::SUCCESS) return locate(text);
  Builder builder;
  add(builder, root);
  if (builder.breach() != Builder::Breach::None)
    return Fault{.what = json::text(builder.breach()), .pointer = std::move(builder.pointer())};
  return std::move(builder.tree());
}

}  // namespace sluice::json
