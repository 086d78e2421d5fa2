// A canonical request as lines, which is how the doctor compares and bends it:
//
//   0 method   1 path   2 query   3.. name:value   n-3 (empty)   n-2 signed names   n-1 payload hash
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::doctor {

class Lines {
 public:
  /// The lines of a canonical request; nothing if it is too short to be one.
  static std::optional<Lines> split(std::string_view text);
  /// The same from what a client or a gateway printed: bars for line ends, or an error body around it.
  static std::optional<Lines> find(std::string_view text);

  static constexpr std::size_t kMethod = 0, kPath = 1, kQuery = 2, kFirstHeader = 3;
  std::size_t size() const noexcept { return lines_.size(); }
  std::size_t names() const noexcept { return lines_.size() - 2; }
  std::size_t payload() const noexcept { return lines_.size() - 1; }
  /// One behind the last header line.
  std::size_t headers_end() const noexcept { return lines_.size() - 3; }

  const std::string& operator[](std::size_t line) const noexcept { return lines_[line]; }
  std::string& operator[](std::size_t line) noexcept { return lines_[line]; }
  /// The first line of this header, or size().
  std::size_t header(std::string_view name) const noexcept;
  std::string join() const;

 private:
  std::vector<std::string> lines_;
};

/// The value of a `name:value` line.
std::string_view value_of(std::string_view line) noexcept;
std::string_view name_of(std::string_view line) noexcept;

}  // namespace sluice::doctor
