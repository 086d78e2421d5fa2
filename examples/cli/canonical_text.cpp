#include "canonical_text.hpp"

#include "request_input.hpp"
#include "sluice/canonical.hpp"

namespace cli {
namespace {

/// The last line: the hash that the request brings, else that of the body.
std::string payload_hash(sluice::Headers headers, std::string_view body) {
  if (const auto given = only_field(headers, "X-Sdk-Content-Sha256")) return std::string(*given);
  return std::string(sluice::sign::hex(sluice::sign::sha256(body)).view());
}

/// Encoding makes a target three times as long at most, and a pair without value gets its '='.
std::size_t most_bytes(const sluice::Request& request, std::string_view signed_headers) {
  std::size_t bytes = 256 + request.method.size() + 4 * request.target.size() + request.host.size();
  bytes += 2 * signed_headers.size();
  for (const auto& [name, value] : request.headers) bytes += name.size() + value.size() + 2;
  return bytes;
}

}  // namespace

std::optional<std::string> canonical_text(const sluice::Request& request, std::string_view signed_headers,
                                          std::string_view body) {
  std::string room(most_bytes(request, signed_headers), '\0');
  const auto text =
      sluice::sign::canonical_request(request, signed_headers, payload_hash(request.headers, body), room);
  if (!text) return std::nullopt;
  return std::string(*text);
}

}  // namespace cli
