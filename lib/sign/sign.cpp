// Signing: what is missing is added, the names to sign are chosen, and the head is written straight into the
// hash. The room takes, in this order, the list of added headers, their values, and Authorization's text; the
// names and the signature that are given back are parts of that text.
#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.hpp"
#include "base/scratch.hpp"
#include "base/secret.hpp"
#include "http/block.hpp"
#include "sign/authorization.hpp"
#include "sign/canonical.hpp"
#include "sign/sign_names.hpp"
#include "sign/target.hpp"
#include "sluice/date.hpp"

namespace sluice::sign {
namespace {

// What the text to sign needs beside the headers.
struct Parts {
  std::string_view date;
  std::string_view payload_hash;
};

using Fault = std::optional<SignError>;

Fault check_signer(const Signer& signer) noexcept {
  if (!is_access(signer.access)) return SignError::AccessIllegal;
  if (signer.key == nullptr ? signer.secret.empty() : !signer.key->is_usable()) return SignError::SecretEmpty;
  if (signer.key != nullptr && signer.key->algorithm() != signer.algorithm) return SignError::ScopeIllegal;
  if (signer.algorithm == Algorithm::Sdk) return std::nullopt;
  const bool scoped = is_made_of(kAccess, signer.region, kMaxScopeNameBytes) &&
                      is_made_of(kAccess, signer.service, kMaxScopeNameBytes);
  return scoped ? std::nullopt : Fault(SignError::ScopeIllegal);
}

// What would be cut off or changed on the way: a space, a control character, a fragment.
Fault check_target(std::string_view target) noexcept {
  const auto lost_in = [](http::Block bytes) {
    return http::at_most(bytes, ' ') | http::equal(bytes, '#') | http::equal(bytes, 0x7f);
  };
  const auto is_lost = [](char c) { return c == ' ' || c == '#' || ascii::is_control(c); };
  if (http::is_any_byte(target, lost_in, is_lost)) return SignError::TargetIllegal;
  if (target.starts_with('/') || target == "*") return std::nullopt;
  const std::string_view scheme = split_target(target).scheme;
  const bool is_url =
      ascii::equals_ignoring_case(scheme, "https") || ascii::equals_ignoring_case(scheme, "http");
  return is_url ? std::nullopt : Fault(SignError::TargetIllegal);
}

// The host of an absolute target, without the port that its scheme has anyway.
std::string_view host_of(const Target& target) noexcept {
  std::string_view host = target.authority;
  const std::string_view port = ascii::equals_ignoring_case(target.scheme, "https") ? ":443" : ":80";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

Fault add_host(const Request& request, const Signer& signer, Fields& fields) noexcept {
  const std::size_t field = fields.find("host");
  if (field != Fields::kNone) {
    const bool is_other = !request.host.empty() && ascii::trim(request.host) != fields.value(field);
    const bool is_second = fields.find_next("host", field) != Fields::kNone;
    return is_other || is_second ? Fault(SignError::HostRepeated) : std::nullopt;
  }
  const std::string_view host = request.host.empty() ? host_of(split_target(request.target)) : request.host;
  if (!host.empty()) {
    fields.add("Host", host);
    return std::nullopt;
  }
  const bool is_unneeded = !signer.signed_headers.empty() && !has_name(signer.signed_headers, "host");
  return is_unneeded ? std::nullopt : Fault(SignError::HostMissing);
}

Fault add_date(const Now& now, Scratch& room, Fields& fields, Parts& parts) noexcept {
  const std::size_t field = fields.find(kDateHeader);
  if (field != Fields::kNone) {
    parts.date = fields.value(field);
    const bool is_good = fields.find_next(kDateHeader, field) == Fields::kNone && date::read(parts.date);
    return is_good ? std::nullopt : Fault(SignError::DateIllegal);
  }
  parts.date = room.copy(date::write(now.seconds).view());
  if (parts.date.empty()) return SignError::RoomTooSmall;
  fields.add("X-Sdk-Date", parts.date);
  return std::nullopt;
}

Digest hash_of(const Payload& body) noexcept {
  if (body.kind() == Payload::Kind::Hash) return body.hash();
  return body.bytes().empty() ? kEmptyHash : crypto::sha256(body.bytes());
}

// A hash header that the caller has set stands as it is, if a verifier would find it right.
Fault take_hash(const Fields& fields, std::size_t field, const Payload& body, Parts& parts) noexcept {
  if (fields.find_next(kHashHeader, field) != Fields::kNone) return SignError::ContentHashIllegal;
  parts.payload_hash = fields.value(field);
  if (parts.payload_hash == kUnsignedPayload) return std::nullopt;
  if (body.kind() == Payload::Kind::Unsigned) return SignError::ContentHashIllegal;
  const auto hash = read_hex(parts.payload_hash);
  return hash && *hash == hash_of(body) ? std::nullopt : Fault(SignError::ContentHashIllegal);
}

Fault add_hash(const Payload& body, const Signer& signer, Scratch& room, Fields& fields,
               Parts& parts) noexcept {
  const std::size_t field = fields.find(kHashHeader);
  if (field != Fields::kNone) return take_hash(fields, field, body, parts);
  const bool is_unsigned = body.kind() == Payload::Kind::Unsigned;
  const bool is_empty = body.kind() == Payload::Kind::Bytes && body.bytes().empty();
  parts.payload_hash = is_unsigned ? kUnsignedPayload
                       : is_empty  ? kEmptyHashText
                                   : room.copy(hex(hash_of(body)).view());
  if (parts.payload_hash.empty()) return SignError::RoomTooSmall;
  if (is_unsigned || signer.add_content_hash) fields.add("X-Sdk-Content-Sha256", parts.payload_hash);
  return std::nullopt;
}

SignError sign_error(const HeadResult& head) noexcept {
  switch (head.fault) {
    case Reason::SignedHeaderMissing:
      return SignError::SignedHeaderMissing;
    case Reason::HeaderIllegal:
      return SignError::HeaderIllegal;
    case Reason::MethodIllegal:
      return SignError::MethodIllegal;
    default:
      return head.query_too_long ? SignError::QueryTooLong : SignError::TargetIllegal;
  }
}

// `YYYYMMDD/region/service`, or nothing for the plain algorithm.
class Scope {
 public:
  Scope(const Signer& signer, std::string_view date) noexcept {
    if (signer.algorithm == Algorithm::Sdk) return;
    for (const std::string_view part :
         {date.substr(0, 8), std::string_view("/"), signer.region, std::string_view("/"), signer.service})
      size_ += part.copy(text_ + size_, sizeof text_ - size_);
  }
  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  char text_[kMaxScopeBytes];
  std::size_t size_ = 0;
};

// The value of Authorization, first with room for the signature, then with it.
struct Ticket {
  std::string_view text;
  std::string_view signed_headers;
  char* signature = nullptr;
};

Ticket write_ticket(const Signer& signer, std::string_view scope, const SignNames& names,
                    Scratch& room) noexcept {
  char* const begin = room.rest().data();
  bool fits = true;
  const auto put = [&](std::string_view text) { fits = fits && (text.empty() || !room.copy(text).empty()); };
  put(scope.empty() ? kSdkName : kV11Name);
  put(scope.empty() ? " Access=" : " Credential=");
  put(signer.access);
  if (!scope.empty()) put("/");
  put(scope);
  put(", SignedHeaders=");
  char* const first_name = room.rest().data();
  char* const behind_names = names.write(first_name, room.left());
  if (!fits || behind_names == nullptr) return {};
  const auto names_bytes = static_cast<std::size_t>(behind_names - first_name);
  room.take(names_bytes);
  put(", Signature=");
  char* const signature = room.take(sizeof(HexDigest));
  if (!fits || signature == nullptr) return {};
  const auto bytes = static_cast<std::size_t>(signature - begin) + sizeof(HexDigest);
  return {{begin, bytes}, {first_name, names_bytes}, signature};
}

Digest sign_text(const Signer& signer, std::string_view scope, const StringToSign& text) noexcept {
  if (signer.key != nullptr) return signature(*signer.key, scope, text.view());
  const Key key =
      signer.algorithm == Algorithm::Sdk ? Key(signer.secret) : Key::v11(signer.access, signer.secret);
  return signature(key, scope, text.view());
}

Result<Digest, SignError> hash_request(const Request& request, const Fields& fields, const SignNames& names,
                                       std::string_view signed_headers,
                                       std::string_view payload_hash) noexcept {
  crypto::Sha256 hash;
  Sink sink(hash);
  const RequestLines lines = write_request(request, QueryOrder::Decoded, sink);
  const bool has_all_headers = names.write_lines(fields, signed_headers, sink);
  const HeadResult head = end_head(lines, has_all_headers, signed_headers, sink);
  if (head.fault != Reason::None) return sign_error(head);
  return sink.finish(payload_hash);
}

}  // namespace

Result<Signed, SignError> sign(const Request& request, const Payload& body, const Signer& signer,
                               const Now& now, Room room) noexcept {
  Scratch scratch(room);
  const auto list = scratch.take_array<Header>(kMaxAdded + 1);
  const auto removed = scratch.take_array<std::string_view>(1);
  if (list.empty() || removed.empty()) return SignError::RoomTooSmall;
  if (request.headers.size() > kMaxFields) return SignError::HeadersTooMany;
  if (const Fault fault = check_signer(signer)) return *fault;
  if (const Fault fault = check_target(request.target)) return *fault;
  Fields fields({}, request.headers);
  Parts parts;
  if (const Fault fault = add_host(request, signer, fields)) return *fault;
  if (const Fault fault = add_date(now, scratch, fields, parts)) return *fault;
  if (const Fault fault = add_hash(body, signer, scratch, fields, parts)) return *fault;

  const Scope scope(signer, parts.date);
  SignNames names;
  if (const Fault fault = names.choose(request.headers, fields.added(), signer)) return *fault;
  const Ticket ticket = write_ticket(signer, scope.view(), names, scratch);
  if (ticket.signature == nullptr) return SignError::RoomTooSmall;
  const auto canonical = hash_request(request, fields, names, ticket.signed_headers, parts.payload_hash);
  if (!canonical) return canonical.error();
  const HexDigest hex_signature =
      hex(sign_text(signer, scope.view(), StringToSign(parts.date, scope.view(), *canonical)));
  std::copy(hex_signature.bytes.begin(), hex_signature.bytes.end(), ticket.signature);

  const auto end = std::copy(fields.added().begin(), fields.added().end(), list.begin());
  *end = {signer.header, ticket.text};
  removed.front() = signer.header;
  return Signed{list.first(fields.added().size() + 1),
                removed.first(fields.has(signer.header) ? 1 : 0),
                ticket.text,
                ticket.signed_headers,
                {ticket.signature, sizeof(HexDigest)},
                parts.date};
}

}  // namespace sluice::sign
