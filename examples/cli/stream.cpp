#include "stream.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace cli {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

/// Appends what one read gives; false at the end, or where nothing can be read.
bool read_piece(int descriptor, std::string& into) {
  const std::size_t size = into.size();
  into.resize(size + kPiece);
  ssize_t got = -1;
  do got = ::read(descriptor, into.data() + size, kPiece);
  while (got < 0 && errno == EINTR);
  into.resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
  return got > 0;
}

}  // namespace

void Output::flush() {
  std::string_view rest = text_;
  while (!rest.empty() && !has_failed_) {
    const ssize_t sent = ::write(descriptor_, rest.data(), rest.size());
    if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EINTR) has_failed_ = true;
  }
  text_.clear();
}

std::optional<std::string_view> Lines::next() {
  for (;;) {
    const std::size_t end = buffer_.find('\n', scanned_);
    if (end != std::string::npos) {
      const std::string_view line(buffer_.data() + begin_, end - begin_);
      begin_ = scanned_ = end + 1;
      return line;
    }
    scanned_ = buffer_.size();
    if (!fill()) break;
  }
  if (begin_ == buffer_.size()) return std::nullopt;
  const std::string_view line(buffer_.data() + begin_, buffer_.size() - begin_);
  begin_ = buffer_.size();
  return line;
}

bool Lines::fill() {
  if (is_at_end_) return false;
  output_.flush();
  buffer_.erase(0, begin_);
  scanned_ -= begin_;
  begin_ = 0;
  is_at_end_ = !read_piece(descriptor_, buffer_);
  return !is_at_end_;
}

std::string read_all(int descriptor) {
  std::string all;
  while (read_piece(descriptor, all)) {
  }
  return all;
}

InputFile::InputFile(const std::string& name)
    : descriptor_(name == "-" ? STDIN_FILENO : ::open(name.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0 || !S_ISDIR(status.st_mode)) return;
  ::close(descriptor_);
  descriptor_ = -1;
  errno = EISDIR;
}

InputFile::~InputFile() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

std::optional<std::string> read_file(const std::string& name) {
  const InputFile file(name);
  if (!file) return std::nullopt;
  errno = 0;
  std::string all = read_all(file.descriptor());
  if (errno != 0) return std::nullopt;
  return all;
}

void complain(std::string_view command, std::string_view message) {
  Output output(STDERR_FILENO);
  output.text().append("sluice ").append(command).append(": ").append(message);
  output.end_line();
}

}  // namespace cli
