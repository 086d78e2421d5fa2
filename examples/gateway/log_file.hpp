// The access log of one worker: lines collect in memory and go out in one write, at the latest after a
// second.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

class LogFile {
 public:
  /// Opens for appending; `-` is stdout, empty is none. False where it cannot.
  bool open(const std::string& name);
  ~LogFile();

  bool is_open() const { return file_ >= 0; }
  void add(std::string_view line) {
    lines_ += line;
    if (lines_.size() >= 65536) flush();
  }
  void flush();

 private:
  int file_ = -1;
  std::string lines_;
};

}  // namespace gateway
