// A JSON document as a flat array of nodes in document order, all text in one string beside it. A node knows
// where its subtree ends, so walking needs no pointers and skipping is one step:
//
//     {"a": [1, "x"]}      0 Object  1 Text "a"  2 Array  3 Integer 1  4 Text "x"
//                          next: 5   2           5        4            5
//
// A member is its key's node and then its value. Whatever produces such a document (JSON here, YAML events)
// goes through `Builder`, which holds the rules that their libraries do not: no key twice in an object, no
// nesting over 64, no U+0000 and no noncharacter in any text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::json {

inline constexpr std::size_t kMaxDepth = 64;

/// `Number` is every number that is not an integer within 64 bits: such a value is never rounded to one.
enum class Kind : std::uint8_t { Null, Boolean, Integer, Number, Text, Array, Object };

struct Node {
  Kind kind;
  std::uint32_t next;  // the node after this one's subtree
  std::uint32_t size;  // bytes, elements or members
  union {
    std::int64_t integer;  // also 0 or 1 of a boolean
    double number;
    std::uint64_t text;  // offset
  };
};

class Tree;

/// One value of a tree, borrowed from it. Reading the wrong kind is a broken precondition.
class Value {
 public:
  Value(const Tree& tree, std::uint32_t at) noexcept : tree_(&tree), at_(at) {}

  Kind kind() const noexcept;
  bool boolean() const noexcept;
  std::int64_t integer() const noexcept;
  double number() const noexcept;
  std::string_view text() const noexcept;
  std::size_t size() const noexcept;  ///< elements or members

  std::uint32_t at() const noexcept { return at_; }  ///< its node

  /// The first element, or the key of the first member; one past the end when there is none.
  Value first() const noexcept { return {*tree_, at_ + 1}; }
  /// What follows this value: the next element, or a key's successor is its value.
  Value next() const noexcept;

  /// The value of an object's member of that name.
  std::optional<Value> find(std::string_view name) const noexcept;

  /// Calls `use(index, value)` for each element in order.
  template <class Use>
  void each_element(Use use) const {
    Value element = first();
    for (std::size_t i = 0; i < size(); ++i, element = element.next()) use(i, element);
  }

  /// Calls `use(key, value)` for each member in order.
  template <class Use>
  void each_member(Use use) const {
    Value key = first();
    for (std::size_t i = 0; i < size(); ++i, key = key.next().next()) use(key.text(), key.next());
  }

 private:
  const Node& node() const noexcept;
  const Tree* tree_;
  std::uint32_t at_;
};

class Tree {
 public:
  Value root() const noexcept { return {*this, 0}; }

 private:
  friend class Value;
  friend class Builder;
  std::vector<Node> nodes_;
  std::string text_;
};

/// Appends nodes in document order and remembers the first rule that was broken.
class Builder {
 public:
  enum class Breach : std::uint8_t { None, DuplicateKey, TooDeep, NulInText, NoncharacterInText, TooLarge };

  void open(Kind array_or_object);
  void close();
  void key(std::string_view text);
  void text(std::string_view text);
  void integer(std::int64_t value);
  void number(double value);
  void boolean(bool value);
  void null();

  Breach breach() const noexcept { return breach_; }
  std::string& pointer() noexcept { return pointer_; }  ///< RFC 6901: where the rule was broken
  Tree& tree() noexcept { return tree_; }

 private:
  struct Frame {
    std::uint32_t node;
    std::uint32_t key;  // node of the member being read
  };
  Node& add(Kind kind);
  void add_text(std::string_view text);
  void refuse_duplicates(const Frame& frame);
  void refuse(Breach breach);

  Tree tree_;
  std::vector<Frame> open_;
  std::vector<std::uint32_t> keys_;  // of the object being closed
  Breach breach_ = Breach::None;
  std::string pointer_;
};

/// What the rule says, for messages: "duplicate key".
std::string_view text(Builder::Breach breach) noexcept;

/// Appends `/` and one reference token with `~` and `/` escaped.
void append_token(std::string& pointer, std::string_view token);

}  // namespace sluice::json
