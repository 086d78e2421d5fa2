// The input of `sign` and `verify`: one request, who signs it and when.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "json_read.hpp"
#include "request_input.hpp"
#include "sluice/key.hpp"
#include "sluice/time.hpp"

namespace cli {

/// Views point into the document.
struct SigningInput {
  RequestInput request;
  std::string_view access_key;
  std::string_view secret_key;
  std::string_view date;               ///< X-Sdk-Date; empty: the header's, or the clock's
  std::string_view signed_headers;     ///< empty: all
  std::string_view authorization;      ///< empty: the header's
  std::string_view region;             ///< V11 only
  std::string_view service;            ///< V11 only
  std::string_view canonical_request;  ///< what the client made of it; of use to `explain` only
  sluice::sign::Algorithm algorithm = sluice::sign::Algorithm::Sdk;
  std::optional<sluice::Now> now;
};

/// Reads the members of one request and its signature, each of its type; the caller refuses others. The
/// results that a published vector carries beside its request are looked at for their type only. `algorithm`
/// is used where the object names none. Throws `Fault`.
SigningInput read_signing_input(json::Object& members, sluice::sign::Algorithm algorithm);

/// Throws missing_member where `value` is empty.
void require(std::string_view value, std::string_view member);

/// The member that says something else than the header of the same meaning (`/host`, `/date`), or nothing.
std::optional<std::string_view> contradiction(const SigningInput& input);

/// The request as it came, with the Authorization that may stand apart. All other headers are in `headers` of
/// the input: what is missing there did not come. Points into `input` and `headers`.
sluice::Request received(const SigningInput& input, std::vector<sluice::Header>& headers);

}  // namespace cli
