/// What a gateway adds so that a backend can tell its requests from others', and how the backend checks it.
/// Source: the gateway's guide, signature keys (types hmac and basic).
#pragma once

#include <string_view>

#include "sluice/sign.hpp"

namespace sluice::sign {

/// Credentials that a gateway sends to a backend.
struct BackendSigner {
  std::string_view key;
  std::string_view secret;
  std::string_view header = "Authorization";  ///< where they travel
};

/// Signs the request that goes to a backend: Host, X-Sdk-Date, Content-Type where present, and the content
/// hash where the payload is not its bytes. What the caller sent of these is named in `removed`: exactly one
/// of each leaves.
/// Lifetime: points into `room`.   Cost: as `sign`.   Threads: any.
Result<Signed, SignError> sign_backend(const Request& request, const Payload& body,
                                       const BackendSigner& signer, const Now& now, Room room) noexcept;

/// The same with a key and secret in clear: `Basic base64(key:secret)`.
Result<Signed, SignError> sign_backend_basic(const Request& request, const BackendSigner& signer,
                                             Room room) noexcept;

/// On the backend's side: whether the gateway that holds this key and secret sent this request just now.
/// Errors: those of `read` and `verify`; KeyUnknown for another key.
Verdict verify_backend(const Request& request, std::string_view body, const BackendSigner& signer,
                       const Now& now) noexcept;

}  // namespace sluice::sign
