// Whatever path is accepted is free of dot segments, reads as itself when it is forwarded, and is read alike
// by the modes where the strict one accepts it.
#include <cstdint>
#include <string>

#include "sluice/target.hpp"

using namespace sluice;

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

struct Reading {
  bool is_accepted;
  std::string path;
};

Reading read(std::string_view raw, PathMode mode) {
  std::string room(raw.size(), '\0');
  const auto path = http::read_path(raw, mode, room);
  return {path.has_value(), path ? std::string(*path) : ""};
}

std::string encoded(std::string_view path) {
  std::string room(3 * path.size(), '\0');
  return std::string(*http::encode(path, http::Encoding::Path, room));
}

void check_segments(const std::string& path, PathMode mode) {
  expect(path.starts_with('/'));
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t end = path.find('/', at + 1);
    const std::string segment = path.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    expect(segment != "." && segment != "..");
    if (mode == PathMode::Strict) expect(!segment.empty() || end == std::string::npos);
    at = end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  for (PathMode mode : {PathMode::Strict, PathMode::Apig}) {
    const Reading reading = read(raw, mode);
    if (!reading.is_accepted) continue;
    check_segments(reading.path, mode);
    const Reading again = read(encoded(reading.path), mode);
    expect(again.is_accepted && again.path == reading.path);
    if (mode == PathMode::Strict) expect(read(raw, PathMode::Apig).path == reading.path);
  }
  const Reading kept = read(raw, PathMode::Raw);
  expect(kept.is_accepted == read(raw, PathMode::Apig).is_accepted);
  if (kept.is_accepted) {
    check_segments(kept.path, PathMode::Raw);
    expect(read(kept.path, PathMode::Raw).path == kept.path);
  }
  return 0;
}
