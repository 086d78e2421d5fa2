// The canonical request, written once for signer and verifier alike:
//
//   METHOD LF path LF query LF (name:value LF)... LF signed;names LF   <- the head, hashed as it is written
//   payload hash                                                      <- known only with the body
//
// Every field is free of LF and of its own delimiter, so that two requests have one text only where the
// algorithm means them to be one.
#pragma once

#include <string_view>

#include "crypto/sha256.hpp"
#include "sign/query.hpp"
#include "sign/signed_headers.hpp"
#include "sign/sink.hpp"
#include "sluice/canonical.hpp"
#include "sluice/request.hpp"

namespace sluice::sign {

struct HeadResult {
  Reason fault = Reason::None;
  bool orders_differ = false;  // the query's two orders give two texts
  bool query_too_long = false;
};

/// The first part of the head: method, path and query.
struct RequestLines {
  bool method_good = false;
  bool path_good = false;
  QueryResult query;
};
RequestLines write_request(const Request& request, QueryOrder order, Sink& sink) noexcept;

/// The last part, behind the lines of the headers. The first fault that the order of a verifier's checks
/// knows is told: a missing header before anything illegal.
HeadResult end_head(const RequestLines& lines, bool has_all_headers, std::string_view signed_headers,
                    Sink& sink) noexcept;

/// Writes the head of a request whose signed names are given.
HeadResult write_head(const Request& request, const Fields& fields, std::string_view signed_headers,
                      QueryOrder order, Sink& sink) noexcept;

/// The text to sign, held by value: algorithm, date, scope (V11), hash of the canonical request.
class StringToSign {
 public:
  StringToSign(std::string_view date, std::string_view scope, const Digest& canonical_hash) noexcept;
  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  char text_[288];
  std::size_t size_ = 0;
};

inline constexpr std::size_t kMaxScopeBytes = 138;  // YYYYMMDD/region/service, each name at most 64
inline constexpr std::string_view kSdkName = "SDK-HMAC-SHA256";
inline constexpr std::string_view kV11Name = "V11-HMAC-SHA256";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view kDateHeader = "x-sdk-date";
inline constexpr std::string_view kHashHeader = "x-sdk-content-sha256";

/// SHA-256 of no bytes.
inline constexpr Digest kEmptyHash = {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                                      0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                                      0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};
inline constexpr std::string_view kEmptyHashText =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace sluice::sign
