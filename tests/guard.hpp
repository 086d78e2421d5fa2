// Text that ends where memory ends: one byte read behind it kills the program, and so does a byte written.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <string_view>

namespace guard {

class Text {
 public:
  explicit Text(std::string_view text) : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    const std::size_t readable = (text.size() + page_ - 1) / page_ * page_;
    size_ = readable + page_;
    start_ =
        static_cast<char*>(mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (start_ == MAP_FAILED || mprotect(start_ + readable, page_, PROT_NONE) != 0)
      throw std::runtime_error("no memory for a guarded text");
    char* at = start_ + readable - text.size();
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    view_ = {at, text.size()};
    if (readable > 0 && mprotect(start_, readable, PROT_READ) != 0)
      throw std::runtime_error("memory stays writable");
  }
  ~Text() { munmap(start_, size_); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  std::string_view view() const { return view_; }

 private:
  std::size_t page_;
  std::size_t size_ = 0;
  char* start_ = nullptr;
  std::string_view view_;
};

}  // namespace guard
