// What the doctor says: a name and a sentence a cause.
#include <array>

#include "sign/doctor_compare.hpp"

namespace sluice::doctor {
namespace {

struct Wording {
  std::string_view name;
  std::string_view sentence;
};

// In the order of the enumerators.
constexpr auto kWordings = std::to_array<Wording>({
    {"claim_unreadable", "The Authorization header or the date cannot be read."},
    {"wrong_clock", "The date is more than 15 minutes from the receiver's clock: set the client's clock."},
    {"method_changed", "Another method was signed."},
    {"path_without_final_slash",
     "The canonical path must end with '/', whether the request's path does or not."},
    {"path_double_encoded", "The path was encoded twice: decode it once before it is encoded."},
    {"path_not_encoded",
     "The path was signed as it stands: every byte but A-Z a-z 0-9 - _ . ~ / becomes %XX."},
    {"path_lower_case_escapes", "The hex digits of the path's escapes must be upper case."},
    {"path_normalised", "Dot segments or empty segments were removed: the path is signed as it is sent."},
    {"path_changed", "Another path was signed, or it was changed on the way."},
    {"query_plus_and_space", "A raw '+' is a space and signs as %20; a plus sign travels and signs as %2B."},
    {"query_encoded_order",
     "The pairs are ordered by their encoded text; the order is that of the decoded bytes."},
    {"query_unsorted", "The pairs must be sorted by name, then by value."},
    {"query_without_equals", "A name without a value is signed with its '=': 'a' as 'a='."},
    {"query_not_encoded", "The query was signed as it stands: names and values must be encoded."},
    {"query_double_encoded", "The query was encoded twice: decode it once before it is encoded."},
    {"query_lower_case_escapes", "The hex digits of the query's escapes must be upper case."},
    {"query_left_out", "The query was not signed."},
    {"query_changed", "Another query was signed, or it was changed on the way."},
    {"header_not_trimmed", "Blanks around a header's value are not signed."},
    {"header_folded", "Blanks inside a header's value are signed as they stand, not made one."},
    {"header_name_case", "Header names are signed in lower case."},
    {"header_missing", "A header stands on one side only."},
    {"header_changed", "A header has another value than was signed: it was changed on the way."},
    {"host_port", "Host was signed with a port and sent without it, or the other way round."},
    {"date_of_another_second",
     "The date that was signed is not the X-Sdk-Date that was sent: read the clock once."},
    {"date_format", "The signed date is not of the form YYYYMMDDTHHMMSSZ."},
    {"signed_names_changed", "The list of signed headers is not the one that was sent."},
    {"body_hash_of_nothing", "The body was left out: its hash is that of no bytes."},
    {"body_line_ends", "The body was signed with other line ends than it was sent with."},
    {"body_rewritten",
     "The body was written again between signing and sending: sign the bytes that are sent."},
    {"body_hash_upper_case", "The body's hash must be in lower case."},
    {"body_hash_of_another_body", "The hash is that of another body."},
    {"unsigned_payload_forgotten", "UNSIGNED-PAYLOAD was signed, but X-Sdk-Content-Sha256 does not say so."},
    {"unsigned_payload_not_signed",
     "X-Sdk-Content-Sha256 says UNSIGNED-PAYLOAD, but the body's hash was signed."},
    {"trailing_line_end", "The canonical request must not end with a line end."},
    {"secret_with_blanks", "The secret was used with blanks, a line end or quotes around it."},
    {"secret_case", "The secret was used in another case."},
    {"key_and_secret_swapped", "The key and the secret are swapped."},
    {"unexplained", "No known mistake gives this signature: the secret is another one, or more was changed."},
});
static_assert(kWordings.size() == static_cast<std::size_t>(Cause::Unexplained) + 1);

const Wording& wording(Cause cause) noexcept {
  const auto index = static_cast<std::size_t>(cause);
  return kWordings[index < kWordings.size() ? index : kWordings.size() - 1];
}

}  // namespace

std::string_view text(Cause cause) noexcept { return wording(cause).name; }

Finding make_finding(Cause cause, std::string_view client_line, std::string_view right_line) {
  return {cause, std::string(wording(cause).sentence), std::string(client_line), std::string(right_line),
          false};
}

}  // namespace sluice::doctor
