// libyaml's events, pulled one by one into the builder of JSON's trees. Reading stops at the first event that
// breaks a rule, so hostile nesting costs what was read until then.
#include <yaml.h>

#include <new>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "yaml/scalar.hpp"
#include "yaml/yaml.hpp"

namespace sluice::yaml {
namespace {

using json::Builder;
using json::Fault;
using json::Kind;
using json::Value;

std::string_view view(const yaml_char_t* text, std::size_t size) noexcept {
  return {reinterpret_cast<const char*>(text), size};
}
std::string_view view(const yaml_char_t* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

// Owns libyaml's parser and the event that it gave last.
class Events {
 public:
  explicit Events(std::string_view text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Events() {
    drop();
    yaml_parser_delete(&parser_);
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  /// The next event, good until the one after; null where the text is wrong.
  const yaml_event_t* next() {
    drop();
    has_event_ = yaml_parser_parse(&parser_, &event_) != 0;
    if (has_event_) return &event_;
    if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    return nullptr;
  }

  Fault fault() const {
    const std::string_view what = parser_.problem != nullptr ? parser_.problem : "not YAML";
    const bool is_bytes = parser_.error == YAML_READER_ERROR;  // then only an offset is known
    const std::size_t line = is_bytes ? parser_.mark.line : parser_.problem_mark.line;
    const std::size_t column = is_bytes ? parser_.mark.column : parser_.problem_mark.column;
    return {.what = what, .line = line + 1, .column = column + 1};
  }

 private:
  void drop() noexcept {
    if (has_event_) yaml_event_delete(&event_);
    has_event_ = false;
  }

  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool has_event_ = false;
};

Fault at(const yaml_event_t& event, std::string_view what) {
  return {.what = what, .line = event.start_mark.line + 1, .column = event.start_mark.column + 1};
}

// What stands open, and what anchors hold. A mapping's scalars are keys and values by turns.
class Document {
 public:
  /// Takes an event; gives what is wrong with it.
  std::optional<Fault> take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        return take_scalar(event);
      case YAML_ALIAS_EVENT:
        return take_alias(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(event, Kind::Array, event.data.sequence_start.tag, event.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        return open(event, Kind::Object, event.data.mapping_start.tag, event.data.mapping_start.anchor);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        close();
        return breach();
      case YAML_DOCUMENT_START_EVENT:
        if (documents_++ > 0) return at(event, "more than one document");
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  bool is_empty() const noexcept { return documents_ == 0; }
  json::Tree& tree() noexcept { return builder_.tree(); }

 private:
  struct Frame {
    Kind kind;
    bool wants_key;
    std::string anchor;
    std::uint32_t node;
  };

  bool wants_key() const noexcept { return !open_.empty() && open_.back().wants_key; }
  void value_done() noexcept {
    if (!open_.empty() && open_.back().kind == Kind::Object) open_.back().wants_key = true;
  }

  std::optional<Fault> breach() {
    if (builder_.breach() == Builder::Breach::None) return std::nullopt;
    return Fault{.what = json::text(builder_.breach()), .pointer = std::move(builder_.pointer())};
  }

  std::optional<Fault> take_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    if (scalar.tag != nullptr) return at(event, "tags are not read");
    const std::string_view text = view(scalar.value, scalar.length);
    if (wants_key()) {
      if (scalar.anchor != nullptr) return at(event, "an anchor at a key");
      if (scalar.plain_implicit != 0 && text == "<<") return at(event, "merge keys are not read");
      builder_.key(text);
      ++nodes_;
      open_.back().wants_key = false;
      return breach();
    }
    const std::uint32_t node = nodes_;
    if (scalar.plain_implicit != 0 && scalar.style == YAML_PLAIN_SCALAR_STYLE) {
      const Scalar read = read_plain(text);
      if (read.is_out_of_range) return at(event, "a number out of range");
      add(read, text);
    } else {
      builder_.text(text);
    }
    ++nodes_;
    remember(view(scalar.anchor), node);
    value_done();
    return breach();
  }

  void add(const Scalar& scalar, std::string_view text) {
    switch (scalar.kind) {
      case Kind::Null:
        return builder_.null();
      case Kind::Boolean:
        return builder_.boolean(scalar.boolean);
      case Kind::Integer:
        return builder_.integer(scalar.integer);
      case Kind::Number:
        return builder_.number(scalar.number);
      default:
        return builder_.text(text);
    }
  }

  std::optional<Fault> open(const yaml_event_t& event, Kind kind, const yaml_char_t* tag,
                            const yaml_char_t* anchor) {
    if (tag != nullptr) return at(event, "tags are not read");
    if (wants_key()) return at(event, "a key that is no scalar");
    open_.push_back({kind, kind == Kind::Object, std::string(view(anchor)), nodes_});
    // What is being built stands for nothing: an alias to an ancestor finds no anchor.
    if (anchor != nullptr) anchors_.erase(open_.back().anchor);
    builder_.open(kind);
    ++nodes_;
    return breach();
  }

  void close() {
    const Frame frame = std::move(open_.back());
    open_.pop_back();
    builder_.close();
    remember(frame.anchor, frame.node);
    value_done();
  }

  void remember(std::string_view anchor, std::uint32_t node) {
    if (!anchor.empty()) anchors_[std::string(anchor)] = node;
  }

  std::optional<Fault> take_alias(const yaml_event_t& event) {
    if (wants_key()) return at(event, "an alias as a key");
    const auto anchor = anchors_.find(std::string(view(event.data.alias.anchor)));
    if (anchor == anchors_.end()) return at(event, "an alias to nothing, or to what it stands in");
    if (!copy(anchor->second)) return breach() ? breach() : at(event, "aliases stand for too much");
    value_done();
    return breach();
  }

  Value value_at(std::uint32_t node) noexcept { return {builder_.tree(), node}; }

  // Copies a subtree of the tree that grows meanwhile: nothing is held over a call of the builder. False
  // where that is too much.
  bool copy(std::uint32_t node) {
    if (++copied_nodes_ > kMaxCopiedNodes || builder_.breach() != Builder::Breach::None) return false;
    ++nodes_;
    const Kind kind = value_at(node).kind();
    if (kind == Kind::Array || kind == Kind::Object) return copy_all(node, kind);
    if (kind == Kind::Text) return copy_text(node, false);
    if (kind == Kind::Null)
      builder_.null();
    else if (kind == Kind::Number)
      builder_.number(value_at(node).number());
    else if (kind == Kind::Integer)
      builder_.integer(value_at(node).integer());
    else
      builder_.boolean(value_at(node).boolean());
    return true;
  }

  bool copy_all(std::uint32_t node, Kind kind) {
    const std::size_t size = value_at(node).size();
    builder_.open(kind);
    std::uint32_t from = node + 1;
    for (std::size_t i = 0; i < size; ++i) {
      if (kind == Kind::Object) {
        ++nodes_;
        if (!copy_text(from, true)) return false;
        ++from;
      }
      if (!copy(from)) return false;
      from = value_at(from).next().at();
    }
    builder_.close();
    return true;
  }

  bool copy_text(std::uint32_t node, bool is_key) {
    const std::string text(value_at(node).text());
    copied_bytes_ += text.size();
    if (copied_bytes_ > kMaxCopiedBytes) return false;
    is_key ? builder_.key(text) : builder_.text(text);
    return true;
  }

  Builder builder_;
  std::vector<Frame> open_;
  std::unordered_map<std::string, std::uint32_t> anchors_;  // to the node where each begins
  std::uint32_t nodes_ = 0;                                 // that the builder has
  std::size_t documents_ = 0;
  std::size_t copied_nodes_ = 0;
  std::size_t copied_bytes_ = 0;
};

}  // namespace

bool is_available() noexcept { return true; }

Result<json::Tree, Fault> read(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Events events(text);
  Document document;
  while (true) {
    const yaml_event_t* event = events.next();
    if (event == nullptr) return events.fault();
    if (event->type == YAML_STREAM_END_EVENT) break;
    if (auto fault = document.take(*event)) return *std::move(fault);
  }
  if (document.is_empty()) return Fault{.what = "no YAML value", .line = 1, .column = 1};
  return std::move(document.tree());
}

}  // namespace sluice::yaml
