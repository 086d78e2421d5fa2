// The header fields that the gateway puts on an answer, its own or a forwarded one: the request's id, and
// where they are asked for, limits.
#include <algorithm>

#include "base/number.hpp"
#include "gateway/work.hpp"

namespace sluice::gateway {
namespace {

// Collects fields in the scratch; what does not fit is left out.
class Fields {
 public:
  explicit Fields(Work& work) noexcept : work_(work), room_(work.scratch.take_array<Header>(kMost)) {}

  void add(std::string_view name, std::string_view value) noexcept {
    if (count_ < room_.size()) room_[count_++] = {name, value};
  }

  /// A value that `write` puts into the scratch.
  template <class Write>
  void add_written(std::string_view name, Write write) noexcept {
    const std::optional<std::string_view> value = write(work_.scratch.rest());
    if (name.empty() || !value) return;
    work_.scratch.take(value->size());
    add(name, *value);
  }

  Headers all() const noexcept { return room_.first(count_); }

 private:
  static constexpr std::size_t kMost = 16;
  Work& work_;
  std::span<Header> room_;
  std::size_t count_ = 0;
};

void add_limits(Work& work, Fields& fields) noexcept {
  const throttle::Admission& admission = work.admission;
  if (work.is_debug)
    for (const throttle::Standing& standing : admission.all())
      fields.add_written(throttle::debug_name(standing.dimension),
                         [&](Room room) { return throttle::debug_value(standing, room); });
  if (!work.tables->sends_ratelimit_headers || admission.count == 0) return;
  fields.add_written("RateLimit-Policy",
                     [&](Room room) { return throttle::ratelimit_policy(admission.all(), room); });
  fields.add_written("RateLimit", [&](Room room) { return throttle::ratelimit(admission.all(), room); });
  if (admission.admitted) return;
  const number::Digits seconds(throttle::retry_after_seconds(admission.retry_after));
  fields.add("Retry-After", work.scratch.copy(seconds.view()));
}

// The methods that the path has, for a 405.
std::string_view allow_value(Work& work) noexcept {
  std::string_view value;
  for (unsigned i = 0; i < static_cast<unsigned>(route::Method::Any); ++i) {
    if ((work.match.allowed >> i & 1) == 0) continue;
    const std::string_view name = route::text(static_cast<route::Method>(i));
    value = value.empty() ? work.scratch.copy(name) : join(work, {value, ", ", name});
  }
  return value;
}

}  // namespace

Headers answer_fields(Work& work, Answer answer) noexcept {
  Fields fields(work);
  if (answer == Answer::Error) fields.add("Content-Type", "application/json");
  fields.add("X-Request-Id", work.decision.request_id);
  if (work.tables == nullptr) return fields.all();
  if (answer == Answer::Error && work.match.reason == Reason::MethodUnknown && work.tables->answers_405)
    fields.add("Allow", allow_value(work));
  add_limits(work, fields);
  return fields.all();
}

}  // namespace sluice::gateway
