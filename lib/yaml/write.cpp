// A tree through libyaml's emitter. Text stands plain only where nobody could read it as anything else, also
// by older rules of YAML (`yes`, `1:30`); everywhere else it is quoted.
#include "json/write.hpp"

#include <yaml.h>

#include <algorithm>
#include <new>
#include <string>

#include "base/ascii.hpp"
#include "yaml/yaml.hpp"

namespace sluice::yaml {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view kWords[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

bool is_word(std::string_view text) noexcept {
  return std::ranges::any_of(kWords,
                             [&](std::string_view word) { return ascii::equals_ignoring_case(text, word); });
}

bool is_plain(std::string_view text) noexcept {
  constexpr ascii::Class inside = ascii::class_of("_-./+{}$", true, true);
  const bool begins_well = !text.empty() && (ascii::is_letter(text.front()) || text.front() == '/');
  return begins_well && !is_word(text) &&
         std::ranges::all_of(text, [&](char c) { return ascii::is_in(inside, c); });
}

class Emitter {
 public:
  explicit Emitter(std::string& to) {
    if (yaml_emitter_initialize(&emitter_) == 0) throw std::bad_alloc();
    yaml_emitter_set_output(&emitter_, append, &to);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, -1);
  }
  ~Emitter() { yaml_emitter_delete(&emitter_); }
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;

  void document(const Value& value) {
    yaml_event_t event;
    emit(event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(event, yaml_document_start_event_initialize(&event, nullptr, nullptr, nullptr, 1));
    put(value);
    emit(event, yaml_document_end_event_initialize(&event, 1));
    emit(event, yaml_stream_end_event_initialize(&event));
    if (yaml_emitter_flush(&emitter_) == 0) throw std::bad_alloc();
  }

 private:
  static int append(void* to, unsigned char* bytes, std::size_t size) noexcept {
    try {
      static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size);
    } catch (...) {
      return 0;
    }
    return 1;
  }

  // A tree that stands is legal YAML, so the only thing to fail is memory.
  void emit(yaml_event_t& event, int is_made) {
    if (is_made == 0 || yaml_emitter_emit(&emitter_, &event) == 0) throw std::bad_alloc();
  }

  void scalar(std::string_view text, yaml_scalar_style_t style) {
    yaml_event_t event;
    const auto* bytes = reinterpret_cast<const yaml_char_t*>(text.data() != nullptr ? text.data() : "");
    const int size = static_cast<int>(text.size());
    emit(event, yaml_scalar_event_initialize(&event, nullptr, nullptr, const_cast<yaml_char_t*>(bytes), size,
                                             1, 1, style));
  }

  void text(std::string_view value) {
    scalar(value, is_plain(value) ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
  }

  // Null, booleans and numbers are written as in JSON, which the core schema reads alike.
  void literal(const Value& value) {
    json::Writer out;
    json::put(out, value);
    scalar(out.written(), YAML_PLAIN_SCALAR_STYLE);
  }

  void put(const Value& value) {
    yaml_event_t event;
    switch (value.kind()) {
      case Kind::Text:
        return text(value.text());
      case Kind::Array:
        emit(event, yaml_sequence_start_event_initialize(
                        &event, nullptr, nullptr, 1,
                        value.size() == 0 ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE));
        value.each_element([&](std::size_t, const Value& element) { put(element); });
        return emit(event, yaml_sequence_end_event_initialize(&event));
      case Kind::Object:
        emit(event, yaml_mapping_start_event_initialize(
                        &event, nullptr, nullptr, 1,
                        value.size() == 0 ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
        value.each_member([&](std::string_view name, const Value& member) {
          text(name);
          put(member);
        });
        return emit(event, yaml_mapping_end_event_initialize(&event));
      default:
        return literal(value);
    }
  }

  yaml_emitter_t emitter_{};
};

}  // namespace

std::string write(json::Value value) {
  std::string text;
  Emitter(text).document(value);
  return text;
}

}  // namespace sluice::yaml
