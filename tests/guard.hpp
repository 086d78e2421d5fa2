// Text that ends where memory ends: one byte read behind it kills the program.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace guard {

/// Pages, and behind them one that cannot be touched. Those of one page are used again: to make them takes
/// longer than most tests of what stands in them.
class Pages {
 public:
  explicit Pages(std::size_t readable) {
    if (readable == page() && !spare().empty()) {
      start_ = spare().back();
      spare().pop_back();
      readable_ = readable;
      return;
    }
    void* const made =
        mmap(nullptr, readable + page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED || mprotect(static_cast<char*>(made) + readable, page(), PROT_NONE) != 0)
      throw std::runtime_error("no memory for a guarded text");
    start_ = static_cast<char*>(made);
    readable_ = readable;
  }
  ~Pages() {
    if (readable_ == page() && !is_locked_ && spare().size() < 64) {
      spare().push_back(start_);
    } else {
      munmap(start_, readable_ + page());
    }
  }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  static std::size_t page() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
  char* end() const { return start_ + readable_; }
  void lock() {
    if (mprotect(start_, readable_, PROT_READ) != 0) throw std::runtime_error("memory stays writable");
    is_locked_ = true;
  }

 private:
  static std::vector<char*>& spare() {
    thread_local std::vector<char*> pages;
    return pages;
  }

  char* start_;
  std::size_t readable_;
  bool is_locked_ = false;
};

class Text {
 public:
  explicit Text(std::string_view text) : pages_((text.size() / Pages::page() + 1) * Pages::page()) {
    char* const at = pages_.end() - text.size();
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    view_ = {at, text.size()};
  }

  std::string_view view() const { return view_; }
  /// From here on a byte written kills the program too.
  void lock() { pages_.lock(); }

 private:
  Pages pages_;
  std::string_view view_;
};

}  // namespace guard
