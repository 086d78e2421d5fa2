// Reads one JSON text into a flat list of nodes, and gives typed access to it. RapidJSON does the parsing;
// what it leaves open is refused here: a byte order mark, bytes or escapes that are no Unicode text, nesting
// over 64, the same member twice. Numbers keep their text, so that no fraction of a second is lost.
//
//     {"a":[1,"x"]}      nodes, in order of the text:  Object > Name "a" > Array > Number "1", Text "x"
//
// Everything that a reading finds wrong is thrown as a `Fault`; it never repeats a value, which may be a
// secret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"

namespace cli::json {

enum class Kind : std::uint8_t { Null, Boolean, Number, Text, Array, Object, Name };

struct Node {
  Kind kind;
  std::string_view text;  // of a number, text, name; "true" or "false"
  std::uint32_t end;      // the node behind this one and all that it holds
};

class Value;

/// A document that is used again and again; values of it are good until the next `read`.
class Document {
 public:
  /// Throws `Fault`: json_syntax, json_depth, with the position.
  Value read(std::string_view text);

 private:
  friend class Builder;
  std::vector<Node> nodes_;
  std::string texts_;  // never grows beyond its reserve: nodes point into it
};

/// One value of a document.
class Value {
 public:
  Value(const std::vector<Node>& nodes, std::size_t index, std::string pointer)
      : nodes_(&nodes), index_(index), pointer_(std::move(pointer)) {}

  Kind kind() const { return node().kind; }
  /// Where it stands, as RFC 6901 has it; empty for the whole document.
  const std::string& pointer() const { return pointer_; }

  /// Each throws `Fault` wrong_type where the value is of another kind.
  std::string_view text() const;
  bool boolean() const;
  std::int64_t integer() const;  ///< also bad_value, where it is none or does not fit
  std::string_view number() const;
  std::vector<Value> elements() const;

 private:
  friend class Object;
  const Node& node() const { return (*nodes_)[index_]; }
  void require(Kind kind, std::string_view what) const;

  const std::vector<Node>* nodes_;
  std::size_t index_;
  std::string pointer_;
};

/// A member's name as part of an RFC 6901 pointer, its slash in front.
std::string pointer_part(std::string_view name);

/// Writes a value as it was read.
void copy(const Value& value, Writer& out);

/// The members of an object. Whoever reads one asks for all members that may stand there, and then refuses
/// the others.
class Object {
 public:
  /// Throws wrong_type, duplicate_member.
  explicit Object(const Value& value);

  std::optional<Value> find(std::string_view name);
  std::optional<std::string_view> text(std::string_view name);
  std::string_view required_text(std::string_view name);
  /// Looks at a member only to see that it is text.
  void skip_text(std::string_view name) { (void)text(name); }
  /// All members, in the order of their names.
  std::vector<std::pair<std::string_view, Value>> all();
  /// Throws unknown_member for the first member that nobody asked for.
  void refuse_others() const;

 private:
  struct Member {
    std::string_view name;
    std::size_t value;
    bool is_known;
  };
  Value value_of(const Member& member) const;

  const std::vector<Node>* nodes_;
  std::string pointer_;
  std::vector<Member> members_;  // by name
};

}  // namespace cli::json
