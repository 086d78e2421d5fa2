// Node access, and the rules of the builder.
#include "json/tree.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "base/number.hpp"
#include "base/utf8.hpp"

namespace sluice::json {
namespace {

constexpr std::size_t kFewKeys = 24;  // up to here comparing all pairs is cheaper than sorting

Builder::Breach breach_of(std::string_view text) noexcept {
  while (!text.empty()) {
    const utf8::Step step = utf8::first(text);
    if (step.code == 0) return Builder::Breach::NulInText;
    if (step.valid && utf8::is_noncharacter(step.code)) return Builder::Breach::NoncharacterInText;
    text.remove_prefix(step.bytes);
  }
  return Builder::Breach::None;
}

// Plain ASCII without NUL needs no look at code points.
bool is_plain(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) > 0; });
}

}  // namespace

const Node& Value::node() const noexcept {
  assert(at_ < tree_->nodes_.size());
  return tree_->nodes_[at_];
}

Kind Value::kind() const noexcept { return node().kind; }
std::size_t Value::size() const noexcept { return node().size; }
Value Value::next() const noexcept { return {*tree_, node().next}; }

bool Value::boolean() const noexcept {
  assert(kind() == Kind::Boolean);
  return node().integer != 0;
}

std::int64_t Value::integer() const noexcept {
  assert(kind() == Kind::Integer);
  return node().integer;
}

double Value::number() const noexcept {
  assert(kind() == Kind::Number || kind() == Kind::Integer);
  return kind() == Kind::Number ? node().number : static_cast<double>(node().integer);
}

std::string_view Value::text() const noexcept {
  assert(kind() == Kind::Text);
  return std::string_view(tree_->text_).substr(static_cast<std::size_t>(node().text), node().size);
}

std::optional<Value> Value::find(std::string_view name) const noexcept {
  Value key = first();
  for (std::size_t i = 0; i < size(); ++i, key = key.next().next())
    if (key.text() == name) return key.next();
  return std::nullopt;
}

Node& Builder::add(Kind kind) {
  if (!open_.empty()) {
    Node& parent = tree_.nodes_[open_.back().node];
    if (parent.kind == Kind::Array) ++parent.size;
  }
  const std::size_t at = tree_.nodes_.size();
  if (at + 1 >= std::numeric_limits<std::uint32_t>::max()) refuse(Breach::TooLarge);
  return tree_.nodes_.emplace_back(Node{kind, static_cast<std::uint32_t>(at + 1), 0, {0}});
}

void Builder::open(Kind array_or_object) {
  if (open_.size() == kMaxDepth) refuse(Breach::TooDeep);
  add(array_or_object);
  open_.push_back({static_cast<std::uint32_t>(tree_.nodes_.size() - 1), 0});
}

void Builder::close() {
  const Frame frame = open_.back();
  Node& node = tree_.nodes_[frame.node];
  node.next = static_cast<std::uint32_t>(tree_.nodes_.size());
  if (node.kind == Kind::Object && node.size > 1) refuse_duplicates(frame);
  open_.pop_back();
}

void Builder::key(std::string_view text) {
  ++tree_.nodes_[open_.back().node].size;
  open_.back().key = static_cast<std::uint32_t>(tree_.nodes_.size());
  add_text(text);
}

void Builder::text(std::string_view text) { add_text(text); }

void Builder::add_text(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) return refuse(Breach::TooLarge);
  Node& node = add(Kind::Text);
  node.size = static_cast<std::uint32_t>(text.size());
  node.text = tree_.text_.size();
  tree_.text_.append(text);
  if (is_plain(text)) return;
  if (const Breach breach = breach_of(text); breach != Breach::None) refuse(breach);
}

void Builder::integer(std::int64_t value) { add(Kind::Integer).integer = value; }
void Builder::number(double value) { add(Kind::Number).number = value; }
void Builder::boolean(bool value) { add(Kind::Boolean).integer = value ? 1 : 0; }
void Builder::null() { add(Kind::Null); }

void Builder::refuse_duplicates(const Frame& frame) {
  keys_.clear();
  const auto& nodes = tree_.nodes_;
  for (std::uint32_t at = frame.node + 1; at < nodes[frame.node].next; at = nodes[at + 1].next)
    keys_.push_back(at);
  const auto name = [&](std::uint32_t at) { return Value(tree_, at).text(); };
  const auto found = [&](std::uint32_t at) {
    open_.back().key = at;
    refuse(Breach::DuplicateKey);
  };
  if (keys_.size() > kFewKeys) {
    std::ranges::sort(keys_, {}, [&](std::uint32_t at) { return std::pair(name(at), at); });
    const auto same = std::ranges::adjacent_find(keys_, {}, name);
    if (same != keys_.end()) found(*std::next(same));
    return;
  }
  for (std::size_t i = 1; i < keys_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (name(keys_[i]) == name(keys_[j])) return found(keys_[i]);
}

void Builder::refuse(Breach breach) {
  if (breach_ != Breach::None) return;
  breach_ = breach;
  for (const Frame& frame : open_) {
    const Node& node = tree_.nodes_[frame.node];
    if (node.kind == Kind::Object && node.size > 0) append_token(pointer_, Value(tree_, frame.key).text());
    if (node.kind == Kind::Array && node.size > 0)
      append_token(pointer_, number::Digits(node.size - 1).view());
  }
}

std::string_view text(Builder::Breach breach) noexcept {
  switch (breach) {
    case Builder::Breach::DuplicateKey:
      return "duplicate key";
    case Builder::Breach::TooDeep:
      return "nested deeper than 64";
    case Builder::Breach::NulInText:
      return "U+0000 in text";
    case Builder::Breach::NoncharacterInText:
      return "noncharacter in text";
    default:
      return "too large";
  }
}

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (char c : token) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

}  // namespace sluice::json
