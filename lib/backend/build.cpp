// A backend call from its parts: target (target.cpp), fields (fields.cpp), and what the backend's spec fixes.
#include <algorithm>

#include "backend/fields.hpp"
#include "backend/target.hpp"
#include "backend/value.hpp"
#include "base/ascii.hpp"
#include "base/number.hpp"
#include "sluice/backend.hpp"

namespace sluice::backend {
namespace {

std::optional<std::string_view> declared_value(std::size_t index, const Inbound& inbound) noexcept {
  return index < inbound.values.size() ? inbound.values[index] : std::nullopt;
}

// Source: published gateway's user guide, "retry count": -1 repeats once what may be repeated; at a channel
// there must be a member left that was not tried.
std::uint32_t retries_of(const Reader& reader, std::string_view method,
                         std::uint32_t usable_members) noexcept {
  const bool is_repeatable = method != "POST" && method != "PATCH";
  const int wanted = reader.retry_count() < 0 ? (is_repeatable ? 1 : 0) : reader.retry_count();
  const auto count = static_cast<std::uint32_t>(wanted);
  return usable_members == 0 ? count : std::min(count, usable_members - 1);
}

Scheme scheme_of(const Reader& reader, const Request& request) noexcept {
  const bool is_secure = reader.scheme() == Scheme::Https || reader.scheme() == Scheme::Wss;
  if (is_websocket(request)) return is_secure ? Scheme::Wss : Scheme::Ws;
  return is_secure ? Scheme::Https : Scheme::Http;
}

constexpr Header kMockFields[] = {{"Content-Type", "application/json"}};

}  // namespace

std::optional<std::string_view> value_of(const Reader& reader, const Backend::Action& action,
                                         const Inbound& inbound, Scratch& scratch) noexcept {
  if (action.origin == Origin::Request) return declared_value(action.source, inbound);
  if (action.origin == Origin::Constant) return reader.value(action);
  if (action.system != System::HandleTime)
    return value_of(action.system, reader.value(action), inbound.facts);
  const std::int64_t ms = inbound.facts.received_ms;
  const std::string_view text =
      scratch.copy(number::Digits(static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0))).view());
  return text.data() == nullptr ? std::nullopt : std::optional(text);
}

Result<Built, Reason> build(const Backend& backend, const Inbound& inbound, const Forwarding& forwarding,
                            const Destination& to, Room room) noexcept {
  const Reader reader{backend};
  Scratch scratch(room);
  const auto fields = build_fields(reader, inbound, forwarding, scratch);
  if (!fields) return fields.error();
  const auto target = build_target(reader, inbound, forwarding.drops_key_query, scratch);
  if (!target) return target.error();
  Call call;
  call.kind = backend.kind();
  call.scheme = scheme_of(reader, inbound.request);
  call.host = to.host;
  call.address = to.address;
  call.port = to.port != 0 ? to.port : backend.port();
  call.method = reader.method().empty() ? inbound.request.method : reader.method();
  call.target = *target;
  call.headers = *fields;
  call.timeout_ms = reader.timeout_ms();
  call.retries = retries_of(reader, call.method, to.usable_members);
  call.function = reader.function();
  return Built{call, scratch.rest()};
}

void put(Call& call, const Header& field) noexcept {
  const auto same = std::ranges::find_if(call.headers, [&](const Header& header) {
    return ascii::equals_ignoring_case(header.name, field.name);
  });
  if (same != call.headers.end()) {
    *same = field;
    return;
  }
  call.headers = {call.headers.data(), call.headers.size() + 1};
  call.headers.back() = field;
}

Mock mock(const Backend& backend) noexcept {
  const Reader reader{backend};
  return {reader.status(), reader.body(), kMockFields};
}

}  // namespace sluice::backend
