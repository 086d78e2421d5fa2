#include "sign/canonical.hpp"

#include <algorithm>
#include <cassert>

#include "base/ascii.hpp"
#include "base/copy.hpp"
#include "base/hex.hpp"
#include "crypto/hkdf.hpp"
#include "sign/path.hpp"
#include "sign/query.hpp"
#include "sign/target.hpp"

namespace sluice::sign {
namespace {

bool is_token(std::string_view method) noexcept {
  return !method.empty() &&
         std::all_of(method.begin(), method.end(), [](char c) { return ascii::is_in(ascii::kToken, c); });
}

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

bool write_headers(const Fields& fields, std::string_view signed_headers, Sink& sink) noexcept {
  Names names(signed_headers);
  for (std::string_view name; names.next(name);)
    if (!fields.write(name, sink)) return false;
  return true;
}

}  // namespace

RequestLines write_request(const Request& request, QueryOrder order, Sink& sink) noexcept {
  const Target target = split_target(request.target);
  RequestLines lines;
  lines.method_good = is_token(request.method);
  for (const char c : request.method) sink.put(upper(c));
  sink.put('\n');
  lines.path_good = write_path(target.path, sink);
  sink.put('\n');
  lines.query = write_query(target.query, order, sink);
  sink.put('\n');
  return lines;
}

HeadResult end_head(const RequestLines& lines, bool has_all_headers, std::string_view signed_headers,
                    Sink& sink) noexcept {
  sink.put('\n');
  sink.put(signed_headers);
  sink.put('\n');
  const Reason fault = !has_all_headers     ? Reason::SignedHeaderMissing
                       : sink.has_control() ? Reason::HeaderIllegal
                       : !lines.method_good ? Reason::MethodIllegal
                       : !lines.path_good   ? Reason::PathBadEscape
                                            : lines.query.fault;
  return {fault, lines.query.orders_differ, lines.query.too_many};
}

HeadResult write_head(const Request& request, const Fields& fields, std::string_view signed_headers,
                      QueryOrder order, Sink& sink) noexcept {
  const RequestLines lines = write_request(request, order, sink);
  const bool has_all_headers = write_headers(fields, signed_headers, sink);
  return end_head(lines, has_all_headers, signed_headers, sink);
}

StringToSign::StringToSign(std::string_view date, std::string_view scope,
                           const Digest& canonical_hash) noexcept {
  assert(date.size() <= 64 && scope.size() <= kMaxScopeBytes);
  char* to = copy_bytes(text_, scope.empty() ? kSdkName : kV11Name);
  *to++ = '\n';
  to = copy_bytes(to, date);
  *to++ = '\n';
  if (!scope.empty()) {
    to = copy_bytes(to, scope);
    *to++ = '\n';
  }
  hex::write(canonical_hash, to);
  size_ = static_cast<std::size_t>(to - text_) + sizeof(HexDigest);
}

Result<std::string_view, Reason> canonical_request(const Request& request, std::string_view signed_headers,
                                                   std::string_view payload_hash, Room room,
                                                   QueryOrder order) noexcept {
  if (request.headers.size() > kMaxFields) return Reason::HeadersTooMany;
  const Fields fields(request.host, request.headers);
  Sink sink(room);
  const HeadResult head = write_head(request, fields, signed_headers, order, sink);
  sink.put(payload_hash);
  if (head.fault != Reason::None) return head.fault;
  if (sink.has_overflowed()) return Reason::ScratchExhausted;
  return sink.text();
}

std::optional<std::string_view> string_to_sign(std::string_view date, std::string_view scope,
                                               std::string_view canonical_request, Room room) noexcept {
  if (date.size() > 64 || scope.size() > kMaxScopeBytes) return std::nullopt;
  const StringToSign text(date, scope, sha256(canonical_request));
  if (text.view().size() > room.size()) return std::nullopt;
  std::copy(text.view().begin(), text.view().end(), room.begin());
  return std::string_view(room.data(), text.view().size());
}

Digest signature(const Key& key, std::string_view scope, std::string_view string_to_sign) noexcept {
  if (key.algorithm() == Algorithm::Sdk) return crypto::hmac(key.inner(), key.outer(), string_to_sign);
  Wiped<HexDigest> text;
  *text = hex(crypto::expand(key.inner(), key.outer(), scope));
  Wiped<crypto::Pads> pads;
  *pads = crypto::pads_of(text->view());
  return crypto::hmac(*pads, string_to_sign);
}

HexDigest hex(const Digest& digest) noexcept {
  HexDigest text;
  hex::write(digest, text.bytes.data());
  return text;
}

std::optional<Digest> read_hex(std::string_view text) noexcept {
  Digest digest;
  if (!hex::read(text, digest)) return std::nullopt;
  return digest;
}

Digest sha256(std::string_view text) noexcept { return crypto::sha256(text); }

}  // namespace sluice::sign
