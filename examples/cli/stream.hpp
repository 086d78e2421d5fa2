// Standard input line by line and standard output in large pieces, on plain file descriptors. Whenever the
// reader would have to wait for input, everything that was written is sent first, so a program that asks one
// line and waits for its answer gets it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cli {

/// Collects output and sends it in large pieces. The destructor sends the rest.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  ~Output() { flush(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// What was collected; append to it, then call `end_line`.
  std::string& text() { return text_; }
  void end_line() {
    text_ += '\n';
    if (text_.size() >= kLarge) flush();
  }
  /// Sends what was collected. Once the reader is gone, output is dropped.
  void flush();

 private:
  static constexpr std::size_t kLarge = std::size_t{1} << 16;
  int descriptor_;
  std::string text_;
  bool has_failed_ = false;
};

/// Lines of a file descriptor, of any length, without their LF. A last line may lack it.
class Lines {
 public:
  Lines(int descriptor, Output& output) : descriptor_(descriptor), output_(output) {}

  /// The next line, good until the next call; nothing at the end.
  std::optional<std::string_view> next();

 private:
  bool fill();

  int descriptor_;
  Output& output_;
  std::string buffer_;
  std::size_t begin_ = 0;    // of the next line
  std::size_t scanned_ = 0;  // no LF between `begin_` and here
  bool is_at_end_ = false;
};

/// A file to read; `-` is standard input. Tests false where it cannot be opened (errno says why).
class InputFile {
 public:
  explicit InputFile(const std::string& name);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  explicit operator bool() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Everything that a file descriptor has.
std::string read_all(int descriptor);

/// A file's content; nothing where it cannot be read (errno says why).
std::optional<std::string> read_file(const std::string& name);

/// One line on standard error: `sluice <command>: <message>`.
void complain(std::string_view command, std::string_view message);

}  // namespace cli
