// Text that a plan owns: each distinct text once, at an address that does not move.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace sluice::config {

class TextPool {
 public:
  /// The pool's own copy of `text`. Lifetime: the pool's.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {"", 0};
    const auto found = texts_.find(text);
    return found != texts_.end() ? *found : *texts_.emplace(text).first;
  }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const noexcept { return a == b; }
  };
  std::unordered_set<std::string, Hash, Equal> texts_;
};

}  // namespace sluice::config
