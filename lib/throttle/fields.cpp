// Limits as header fields.
#include <algorithm>
#include <cstring>

#include "base/number.hpp"
#include "sluice/admission.hpp"

namespace sluice::throttle {
namespace {

// Appends to room and remembers whether everything fitted.
class Writer {
 public:
  explicit Writer(Room room) noexcept : room_(room) {}

  Writer& operator<<(std::string_view text) noexcept {
    if (text.size() > room_.size() - used_) {
      full_ = true;
      return *this;
    }
    if (!text.empty()) std::memcpy(room_.data() + used_, text.data(), text.size());
    used_ += text.size();
    return *this;
  }

  Writer& operator<<(std::uint64_t value) noexcept { return *this << number::Digits(value).view(); }

  bool empty() const noexcept { return used_ == 0; }

  std::optional<std::string_view> finish() const noexcept {
    if (full_) return std::nullopt;
    return std::string_view(room_.data(), used_);
  }

 private:
  Room room_;
  std::size_t used_ = 0;
  bool full_ = false;
};

constexpr std::array<std::string_view, 6> kDimensions{"sub-domain", "api-allenv", "api", "user", "app", "ip"};

constexpr std::array<std::string_view, 6> kDebugNames{"",
                                                      "X-Apig-RateLimit-api-allenv",
                                                      "X-Apig-RateLimit-api",
                                                      "X-Apig-RateLimit-user",
                                                      "X-Apig-RateLimit-app",
                                                      "X-Apig-RateLimit-ip"};

constexpr std::array<std::string_view, 4> kUnits{"second", "minute", "hour", "day"};

void member(Writer& out, Dimension dimension) noexcept {
  if (!out.empty()) out << ", ";
  out << "\"" << kDimensions[static_cast<std::size_t>(dimension)] << "\"";
}

}  // namespace

std::optional<std::string_view> debug_value(const Standing& standing, Room room) noexcept {
  Writer out(room);
  out << "remain:" << std::uint64_t{standing.remain} << ",limit:" << std::uint64_t{standing.limit}
      << ",time:" << std::uint64_t{standing.interval} << " "
      << kUnits[static_cast<std::size_t>(standing.unit)];
  return out.finish();
}

std::string_view debug_name(Dimension dimension) noexcept {
  return kDebugNames[static_cast<std::size_t>(dimension)];
}

std::uint64_t retry_after_seconds(std::chrono::nanoseconds wait) noexcept {
  constexpr std::int64_t second = 1'000'000'000;
  const std::int64_t ns = std::max<std::int64_t>(wait.count(), 1);
  return static_cast<std::uint64_t>((ns - 1) / second + 1);
}

std::optional<std::string_view> ratelimit_policy(std::span<const Standing> standings, Room room) noexcept {
  Writer out(room);
  for (const Standing& standing : standings) {
    member(out, standing.dimension);
    out << ";q=" << std::uint64_t{standing.limit}
        << ";w=" << static_cast<std::uint64_t>(period(standing.interval, standing.unit).count());
  }
  return out.finish();
}

// "t" is the time until more is available; it is only known, and only said, where the counter refuses.
std::optional<std::string_view> ratelimit(std::span<const Standing> standings, Room room) noexcept {
  Writer out(room);
  for (const Standing& standing : standings) {
    member(out, standing.dimension);
    out << ";r=" << std::uint64_t{standing.remain};
    if (standing.refuses) out << ";t=" << retry_after_seconds(standing.retry_after);
  }
  return out.finish();
}

}  // namespace sluice::throttle
