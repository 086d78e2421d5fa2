/// Why a signature is refused: the signature doctor.
///
///     auto report = doctor::diagnose({.request = req, .body = body, .secret = secret});
///     for (const auto& finding : report->findings) print(finding.sentence, finding.client_line,
///     finding.right_line);
///
/// Two layers. Where the client's own canonical request is at hand (from its log, or from the error body of a
/// gateway), it is compared line by line and each difference is named. Where the secret is at hand, the
/// request is signed again under known client mistakes, up to three together, until the signature that was
/// sent comes out: that proves the cause. For operators, offline: it allocates, and its report may show what
/// a request held. It never shows a secret.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/time.hpp"

namespace sluice::doctor {

enum class Cause : std::uint8_t {
  ClaimUnreadable,  ///< Authorization or the date cannot be read at all
  WrongClock,       ///< the date is further from the clock than is allowed
  MethodChanged,
  PathWithoutFinalSlash,
  PathDoubleEncoded,
  PathNotEncoded,
  PathLowerCaseEscapes,
  PathNormalised,  ///< dot segments or empty segments were removed before signing
  PathChanged,
  QueryPlusAndSpace,
  QueryEncodedOrder,
  QueryUnsorted,
  QueryWithoutEquals,
  QueryNotEncoded,
  QueryDoubleEncoded,
  QueryLowerCaseEscapes,
  QueryLeftOut,
  QueryChanged,
  HeaderNotTrimmed,
  HeaderFolded,  ///< inner blanks made one
  HeaderNameCase,
  HeaderMissing,  ///< signed but not received, or received but not signed
  HeaderChanged,
  HostPort,  ///< signed with the port and sent without, or the other way round
  DateOfAnotherSecond,
  DateFormat,
  SignedNamesChanged,
  BodyHashOfNothing,
  BodyLineEnds,   ///< the body was signed with other line ends than it was sent with
  BodyRewritten,  ///< the body was signed as other JSON text with the same meaning
  BodyHashUpperCase,
  BodyHashOfAnotherBody,
  UnsignedPayloadForgotten,  ///< signed as UNSIGNED-PAYLOAD without the header that says so
  UnsignedPayloadNotSigned,  ///< the header says UNSIGNED-PAYLOAD, the body's hash was signed
  TrailingLineEnd,           ///< the canonical request ended with a line end
  SecretWithBlanks,          ///< blanks, a line end or quotes around the secret
  SecretCase,
  KeyAndSecretSwapped,
  Unexplained,
};

/// A stable name: `WrongClock` is "wrong_clock".
std::string_view text(Cause cause) noexcept;

/// One thing that is wrong. Lines are those of the canonical request; empty where the cause has none.
struct Finding {
  Cause cause;
  std::string sentence;
  std::string client_line;
  std::string right_line;
  bool proved = false;  ///< the sent signature comes out with this mistake (and those beside it)
};

/// What is at hand. All borrowed.
struct Case {
  Request request;               ///< as received, with its Authorization
  std::string_view body;         ///< as received
  std::string_view secret = {};  ///< the right one; empty: not at hand
  /// The canonical request that the client computed, with line ends or with bars, or an error body that
  /// holds it behind `canonicalRequest:`. Empty: not at hand.
  std::string_view client_text = {};
  std::optional<Now> now = {};  ///< when it was received; empty: the date is not judged
  bool accept_v11 = true;
};

struct Report {
  Reason unreadable = Reason::None;  ///< why there is no claim or no canonical request to begin with
  bool is_signature_right = false;   ///< known only where the secret is at hand
  std::vector<Finding> findings;  ///< what to repair; together they explain the signature if they are proved
  std::string canonical_request;  ///< the right one; empty where the claim cannot be read
};

/// Finds out what is wrong. Nothing when memory runs out.
/// Cost: a few milliseconds with a secret; bounded whatever the request holds.   Threads: any.
std::optional<Report> diagnose(const Case& given) noexcept;

}  // namespace sluice::doctor
