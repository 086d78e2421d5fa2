#include "http1/head.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "sluice/target.hpp"

namespace sluice::http1 {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET",  "POST",  "PUT",    "DELETE",
                                                      "HEAD", "PATCH", "OPTIONS"};
constexpr std::size_t kLengthDigits = 19;

// The values of the fields that matter here, and how often each stands.
struct Found {
  std::string_view value;
  unsigned count = 0;
};

Found find(Headers headers, std::string_view name) noexcept {
  Found found;
  for (const Header& header : headers) {
    if (!ascii::equals_ignoring_case(header.name, name)) continue;
    found.value = header.value;
    ++found.count;
  }
  return found;
}

// RFC 9110 8.6: 1*DIGIT. A second one, or a list, is never resolved by guess.
std::optional<std::uint64_t> read_length(const Found& found) noexcept {
  if (found.count > 1 || found.value.size() > kLengthDigits) return std::nullopt;
  return number::decimal(found.value);
}

}  // namespace

Reason check_request_line(std::string_view line, std::string_view method, std::string_view target) noexcept {
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) return Reason::MethodIllegal;
  if (target.empty()) return Reason::TargetIllegal;
  if (line.size() != method.size() + 1 + target.size() + 9) return Reason::VersionIllegal;
  const std::string_view version = line.substr(line.size() - 9);
  return version == " HTTP/1.1" || version == " HTTP/1.0" ? Reason::None : Reason::VersionIllegal;
}

Result<BodyFields, Reason> read_body_fields(Headers headers, bool is_http10) noexcept {
  BodyFields fields;
  const Found coding = find(headers, "transfer-encoding");
  const Found length = find(headers, "content-length");
  fields.is_chunked = coding.count != 0;
  fields.has_length = length.count != 0;
  if (fields.is_chunked) {
    // RFC 9112 6.1: with both, or in HTTP/1.0, somebody on the way reads another length.
    const bool is_plain = coding.count == 1 && ascii::equals_ignoring_case(coding.value, "chunked");
    if (!is_plain || fields.has_length || is_http10) return Reason::FramingIllegal;
  }
  if (fields.has_length) {
    const auto bytes = read_length(length);
    if (!bytes) return Reason::FramingIllegal;
    fields.length = *bytes;
  }
  return fields;
}

Result<Fields, Reason> read_fields(Headers headers, bool is_http10) noexcept {
  const Found host = find(headers, "host");
  if (host.count == 0) return Reason::HostMissing;
  if (host.count > 1) return Reason::HostRepeated;
  const auto body = read_body_fields(headers, is_http10);
  if (!body) return body.error();
  Fields fields{.host = host.value,
                .is_chunked = body->is_chunked,
                .has_length = body->has_length,
                .length = body->length};

  const Found expect = find(headers, "expect");
  if (expect.count > 1) return Reason::ExpectIllegal;
  if (expect.count == 1 && !ascii::equals_ignoring_case(expect.value, "100-continue"))
    return Reason::ExpectIllegal;
  // RFC 9110 10.1.1: nobody waits in HTTP/1.0, nor without a body.
  fields.expects_continue = expect.count == 1 && !is_http10 && (fields.is_chunked || fields.length != 0);
  return fields;
}

Reason check_target(const Request& request, PathMode mode, Room room) noexcept {
  const auto target = http::split_target(request.target, request.method);
  if (!target) return target.error();
  char host_room[http::kHostRoom];
  if (const auto host = http::read_host(request.host, host_room); !host) return host.error();
  const bool is_absolute = request.target.front() != '/' && request.target != "*";
  if (is_absolute && !http::is_same_authority(*target, request.host)) return Reason::AuthorityMismatch;
  if (target->path == "*") return Reason::None;
  const auto path = http::read_path(target->path, mode, room);
  return path ? Reason::None : path.error();
}

// RFC 9110 6.5.1: framing, routing, request modifiers, authentication and content format do not belong into
// trailers; the rest of the list is what this gateway reads from a head.
bool is_forbidden_trailer(std::string_view name) noexcept {
  constexpr auto kNames = std::to_array<std::string_view>({"authorization",
                                                           "cache-control",
                                                           "connection",
                                                           "content-encoding",
                                                           "content-length",
                                                           "content-range",
                                                           "content-type",
                                                           "cookie",
                                                           "expect",
                                                           "forwarded",
                                                           "host",
                                                           "keep-alive",
                                                           "max-forwards",
                                                           "proxy-authorization",
                                                           "proxy-connection",
                                                           "te",
                                                           "trailer",
                                                           "transfer-encoding",
                                                           "upgrade",
                                                           "x-auth-token",
                                                           "x-domain-id",
                                                           "x-forwarded-for",
                                                           "x-forwarded-host",
                                                           "x-forwarded-proto",
                                                           "x-project-id",
                                                           "x-security-token",
                                                           "x-stage"});
  constexpr auto kPrefixes = std::to_array<std::string_view>({"x-apig-", "x-hw-", "x-sdk-"});
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view n) { return ascii::equals_ignoring_case(name, n); }) ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view p) { return ascii::starts_with_ignoring_case(name, p); });
}

}  // namespace sluice::http1
