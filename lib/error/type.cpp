// Error types: their names and the errors that belong to each. Source: published gateway's user guide,
// "Gateway responses", error types; which row has which type is sluice's own reading of their descriptions.
#include <algorithm>
#include <array>

#include "sluice/response.hpp"

namespace sluice::error {
namespace {

constexpr std::array<std::string_view, kTypeCount> kNames{"ACCESS_DENIED",
                                                          "AUTHORIZER_CONF_FAILURE",
                                                          "AUTHORIZER_FAILURE",
                                                          "AUTHORIZER_IDENTITIES_FAILURE",
                                                          "AUTH_FAILURE",
                                                          "AUTH_HEADER_MISSING",
                                                          "UNAUTHORIZED",
                                                          "BACKEND_TIMEOUT",
                                                          "BACKEND_UNAVAILABLE",
                                                          "NOT_FOUND",
                                                          "REQUEST_PARAMETERS_FAILURE",
                                                          "THROTTLED",
                                                          "DEFAULT_4XX",
                                                          "DEFAULT_5XX"};

struct OfRow {
  Row row;
  Type type;
};

constexpr auto kRows = std::to_array<OfRow>({
    {Row::IamUserUnauthorized, Type::AccessDenied},
    {Row::AccessDenied, Type::AccessDenied},
    {Row::ClientAddressUnknown, Type::AccessDenied},
    {Row::AddressUnauthorized, Type::AccessDenied},
    {Row::ProjectUnavailable, Type::AccessDenied},
    {Row::UserForbiddenInRegion, Type::AccessDenied},
    {Row::Authentication, Type::AuthorizerFailure},
    {Row::IamAuthentication, Type::AuthFailure},
    {Row::AppAuthentication, Type::AuthFailure},
    {Row::TokenMustUpdate, Type::AuthFailure},
    {Row::DebugAuthentication, Type::AuthFailure},
    {Row::KeyOrSecretInvalid, Type::AuthFailure},
    {Row::AppUnauthorized, Type::Unauthorized},
    {Row::BackendTimeout, Type::BackendTimeout},
    {Row::BackendUnavailable, Type::BackendUnavailable},
    {Row::NoBackendAvailable, Type::BackendUnavailable},
    {Row::ApiNotFound, Type::NotFound},
    {Row::MethodNotFound, Type::NotFound},
    {Row::OrchestrationError, Type::RequestParametersFailure},
    {Row::RequestIllegal, Type::RequestParametersFailure},
    {Row::ProtocolUnsupported, Type::RequestParametersFailure},
    {Row::ThrottlingThreshold, Type::Throttled},
});

}  // namespace

std::string_view text(Type type) noexcept { return kNames[static_cast<std::size_t>(type) % kTypeCount]; }

std::optional<Type> read_type(std::string_view text) noexcept {
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Type>(found - kNames.begin());
}

Type type_of(Row row, Reason reason) noexcept {
  switch (reason) {
    case Reason::AuthorizerFailed:
      return Type::AuthorizerConfFailure;
    case Reason::AuthorizerDenied:
      return Type::AuthorizerFailure;
    case Reason::AuthorizerIdentityMissing:
      return Type::AuthorizerIdentitiesFailure;
    case Reason::CredentialMissing:
    case Reason::IamCredentialMissing:
      return Type::AuthHeaderMissing;
    default:
      break;
  }
  const auto found = std::ranges::find(kRows, row, &OfRow::row);
  if (found != kRows.end()) return found->type;
  return error::row(row).status < 500 ? Type::Default4xx : Type::Default5xx;
}

}  // namespace sluice::error
