#include "log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace gateway {

bool LogFile::open(const std::string& name) {
  if (name.empty()) return true;
  file_ = name == "-" ? 1 : ::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  return file_ >= 0;
}

LogFile::~LogFile() {
  flush();
  if (file_ > 1) ::close(file_);
}

void LogFile::flush() {
  std::string_view rest = lines_;
  while (!rest.empty() && file_ >= 0) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;  // a full disk loses lines, not requests
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lines_.clear();
}

}  // namespace gateway
