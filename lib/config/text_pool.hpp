// Text that a plan owns: each distinct text once, at an address that does not move. Texts lie one behind the
// other in large blocks; what finds equal ones is needed while compiling only, and dropped by `seal`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace sluice::config {

class TextPool {
 public:
  /// The pool's own copy of `text`. Lifetime: the pool's. May throw bad_alloc.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {"", 0};
    const auto found = known_.find(text);
    return found != known_.end() ? *found : *known_.insert(copy(text)).first;
  }

  /// Nothing more will be kept.
  void seal() noexcept { known_ = {}; }

 private:
  static constexpr std::size_t kFirstBlock = 4096, kLargestBlock = 65536;

  std::string_view copy(std::string_view text) {
    if (text.size() > left_) {
      const std::size_t wanted = blocks_.empty() ? kFirstBlock : kLargestBlock;
      left_ = std::max(text.size(), wanted);
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
      next_ = blocks_.back().get();
    }
    char* const to = next_;
    text.copy(to, text.size());
    next_ += text.size();
    left_ -= text.size();
    return {to, text.size()};
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::unordered_set<std::string_view> known_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace sluice::config
