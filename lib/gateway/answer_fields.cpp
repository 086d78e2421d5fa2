// The header fields that the gateway puts on an answer, its own or a forwarded one: the request's id, and
// where they are asked for, limits.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "gateway/work.hpp"
#include "http/headers.hpp"
#include "sluice/cors.hpp"

namespace sluice::gateway {
namespace {

// Whether nobody asked for limits, latencies or CORS.
bool is_plain(const Work& work) noexcept {
  return !work.is_debug && !work.fields.has_origin &&
         (work.tables == nullptr || !work.tables->sends_ratelimit_headers);
}

// Collects fields in the scratch; what does not fit is left out.
class Fields {
 public:
  Fields(Work& work, Headers first) noexcept
      : work_(work), room_(work.scratch.take_array<Header>(first.size() + most(work))) {
    for (const Header& field : first) add(field.name, field.value);
  }

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
  // The id and a 405's Allow; limits, latencies and CORS only where somebody asked for them.
  static std::size_t most(const Work& work) noexcept { return is_plain(work) ? 2 : 24; }

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

// An error tells a browser's script what went wrong; all the rest is for the answers of APIs.
void add_cors(const Work& work, Fields& fields, Answer answer) noexcept {
  if (work.api == nullptr || !work.api->has_cors || !work.fields.has_origin) return;
  const Headers all = cors::fields(work.request);
  for (const Header& field : answer == Answer::Error ? all.first(std::min<std::size_t>(1, all.size())) : all)
    fields.add(field.name, field.value);
}

}  // namespace

// What a Mock answers is there at once.
Headers answer_fields(Work& work, Answer answer, Headers first) noexcept {
  if (answer == Answer::Forwarded && is_plain(work)) {
    const auto id = work.scratch.take_array<Header>(1);
    if (!id.empty()) id[0] = {"X-Request-Id", work.decision.request_id};
    return id;
  }
  Fields fields(work, first);
  fields.add("X-Request-Id", work.decision.request_id);
  if (work.tables == nullptr) return fields.all();
  if (answer == Answer::Error && work.match.reason == Reason::MethodUnknown && work.tables->answers_405)
    fields.add("Allow", allow_value(work));
  add_limits(work, fields);
  if (work.is_debug && answer == Answer::Local) fields.add("X-Apig-Latency", "0");
  add_cors(work, fields, answer);
  return fields.all();
}

void add_latencies(Work& work, const Outcome& outcome) noexcept {
  const bool is_local = work.decision.verdict == Verdict::Respond;
  Headers& list = is_local ? work.decision.response.headers : work.decision.response_headers;
  if (!work.is_debug || (!outcome.latency_ms && !outcome.upstream_ms)) return;
  Fields fields(work, {});
  for (const Header& field : list)
    if (field.name != "X-Apig-Latency") fields.add(field.name, field.value);
  const auto add = [&](std::string_view name, const std::optional<std::uint64_t>& ms) {
    if (ms) fields.add(name, work.scratch.copy(number::Digits(*ms).view()));
  };
  add("X-Apig-Latency", outcome.latency_ms);
  if (!is_local) add("X-Apig-Upstream-Latency", outcome.upstream_ms);
  list = fields.all();
}

}  // namespace sluice::gateway

namespace sluice {

// An answer that names an allowed origin speaks for itself; one with other CORS fields lacks just that.
bool yields(const Header& field, Headers answer) noexcept {
  constexpr std::string_view prefix = "access-control-";
  if (!ascii::starts_with_ignoring_case(field.name, prefix)) return false;
  if (http::find(answer, "access-control-allow-origin") != nullptr) return true;
  const bool has_own = std::ranges::any_of(
      answer, [&](const Header& h) { return ascii::starts_with_ignoring_case(h.name, prefix); });
  return has_own && !ascii::equals_ignoring_case(field.name, "access-control-allow-origin");
}

}  // namespace sluice
