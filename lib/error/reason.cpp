// Which row answers a reason, and the reason's stable name. One line a reason, in the order of reason.hpp.
#include <algorithm>
#include <array>

#include "sluice/error.hpp"

namespace sluice::error {
namespace {

struct Answer {
  Reason reason;
  Row row;
  std::string_view text;
};

// Source: spec/errors.md 4; spec/matching.md 2 to 4; spec/policies.md 1; spec/auth.md 2.1, 5 and 6;
// spec/backend.md.
constexpr auto kAnswers = std::to_array<Answer>({
    {Reason::None, Row::InternalError, "none"},
    {Reason::MethodIllegal, Row::RequestIllegal, "method_illegal"},
    {Reason::TargetIllegal, Row::RequestIllegal, "target_illegal"},
    {Reason::TargetTooLong, Row::UriTooLarge, "target_too_long"},
    {Reason::HeaderIllegal, Row::RequestIllegal, "header_illegal"},
    {Reason::HeaderTooLarge, Row::HeadersTooLarge, "header_too_large"},
    {Reason::HeadersTooLarge, Row::HeadersTooLarge, "headers_too_large"},
    {Reason::HeadersTooMany, Row::HeadersTooLarge, "headers_too_many"},
    {Reason::BodyTooLarge, Row::BodyTooLarge, "body_too_large"},
    {Reason::FramingIllegal, Row::RequestIllegal, "framing_illegal"},
    {Reason::VersionIllegal, Row::RequestIllegal, "version_illegal"},
    {Reason::ExpectIllegal, Row::RequestIllegal, "expect_illegal"},
    {Reason::HostMissing, Row::RequestIllegal, "host_missing"},
    {Reason::HostRepeated, Row::RequestIllegal, "host_repeated"},
    {Reason::HostIllegal, Row::RequestIllegal, "host_illegal"},
    {Reason::AuthorityMismatch, Row::RequestIllegal, "authority_mismatch"},
    {Reason::StageRepeated, Row::RequestIllegal, "stage_repeated"},
    {Reason::QueryIllegal, Row::RequestIllegal, "query_illegal"},
    {Reason::PathNotAbsolute, Row::RequestIllegal, "path_not_absolute"},
    {Reason::PathIllegalByte, Row::RequestIllegal, "path_illegal_byte"},
    {Reason::PathBadEscape, Row::RequestIllegal, "path_bad_escape"},
    {Reason::PathControl, Row::RequestIllegal, "path_control"},
    {Reason::PathEncodedSlash, Row::RequestIllegal, "path_encoded_slash"},
    {Reason::PathDoubleEncoded, Row::RequestIllegal, "path_double_encoded"},
    {Reason::PathBadUtf8, Row::RequestIllegal, "path_bad_utf8"},
    {Reason::PathClimbs, Row::RequestIllegal, "path_climbs"},
    {Reason::PathDotParameter, Row::RequestIllegal, "path_dot_parameter"},
    {Reason::PathEmptySegment, Row::RequestIllegal, "path_empty_segment"},
    {Reason::TlsVersion, Row::TlsVersionUnsupported, "tls_version"},
    {Reason::ServerNameMismatch, Row::RequestIllegal, "server_name_mismatch"},
    {Reason::UpgradeIllegal, Row::BadRequest, "upgrade_illegal"},
    {Reason::NoPlan, Row::ConfigurationNotLoaded, "no_plan"},
    {Reason::HostUnknown, Row::ApiNotFound, "host_unknown"},
    {Reason::EnvironmentUnknown, Row::ApiNotFound, "environment_unknown"},
    {Reason::PathUnknown, Row::ApiNotFound, "path_unknown"},
    {Reason::MethodUnknown, Row::MethodNotFound, "method_unknown"},
    {Reason::ProtocolRefused, Row::ProtocolUnsupported, "protocol_refused"},
    {Reason::TlsBelowMinimum, Row::TlsVersionUnsupported, "tls_below_minimum"},
    {Reason::RecursionTooDeep, Row::RecursionTooDeep, "recursion_too_deep"},
    {Reason::ClientAddressUnknown, Row::ClientAddressUnknown, "client_address_unknown"},
    {Reason::AddressRefused, Row::AddressUnauthorized, "address_refused"},
    {Reason::AccountRefused, Row::IamUserUnauthorized, "account_refused"},
    {Reason::AccessVetoed, Row::AccessDenied, "access_vetoed"},
    {Reason::CredentialMissing, Row::AppAuthentication, "credential_missing"},
    {Reason::AuthorizationRepeated, Row::AppAuthentication, "authorization_repeated"},
    {Reason::AuthorizationIllegal, Row::AppAuthentication, "authorization_illegal"},
    {Reason::DateNotSigned, Row::AppAuthentication, "date_not_signed"},
    {Reason::DateMissing, Row::AppAuthentication, "date_missing"},
    {Reason::DateRepeated, Row::AppAuthentication, "date_repeated"},
    {Reason::DateIllegal, Row::AppAuthentication, "date_illegal"},
    {Reason::SignatureExpired, Row::AppAuthentication, "signature_expired"},
    {Reason::KeyUnknown, Row::AppAuthentication, "key_unknown"},
    {Reason::SignedHeaderMissing, Row::AppAuthentication, "signed_header_missing"},
    {Reason::HostNotSigned, Row::AppAuthentication, "host_not_signed"},
    {Reason::RequiredHeaderNotSigned, Row::AppAuthentication, "required_header_not_signed"},
    {Reason::SignatureWrong, Row::AppAuthentication, "signature_wrong"},
    {Reason::ContentHashIllegal, Row::AppAuthentication, "content_hash_illegal"},
    {Reason::ContentHashRepeated, Row::AppAuthentication, "content_hash_repeated"},
    {Reason::BodyHashWrong, Row::AppAuthentication, "body_hash_wrong"},
    {Reason::UnsignedPayloadRefused, Row::AppAuthentication, "unsigned_payload_refused"},
    {Reason::SignatureReplayed, Row::AppAuthentication, "signature_replayed"},
    {Reason::AppCodeUnknown, Row::AppAuthentication, "app_code_unknown"},
    {Reason::ApiKeyUnknown, Row::AppAuthentication, "api_key_unknown"},
    {Reason::KeyOrSecretWrong, Row::KeyOrSecretInvalid, "key_or_secret_wrong"},
    {Reason::TimestampIllegal, Row::AppAuthentication, "timestamp_illegal"},
    {Reason::SignedQueryIllegal, Row::AppAuthentication, "signed_query_illegal"},
    {Reason::AppFrozen, Row::AppFrozen, "app_frozen"},
    {Reason::AppQuotaUsedUp, Row::AppQuotaUsedUp, "app_quota_used_up"},
    {Reason::AppNotAuthorized, Row::AppUnauthorized, "app_not_authorized"},
    {Reason::IamCredentialMissing, Row::IamAuthentication, "iam_credential_missing"},
    {Reason::IamCredentialWrong, Row::IamAuthentication, "iam_credential_wrong"},
    {Reason::IamKeyLocked, Row::IamAuthentication, "iam_key_locked"},
    {Reason::IamTokenMustUpdate, Row::TokenMustUpdate, "iam_token_must_update"},
    {Reason::IamProjectUnusable, Row::ProjectUnavailable, "iam_project_unusable"},
    {Reason::IamUserForbiddenInRegion, Row::UserForbiddenInRegion, "iam_user_forbidden_in_region"},
    {Reason::IamAdminTokenFailed, Row::AdminTokenFailed, "iam_admin_token_failed"},
    {Reason::IamUnavailable, Row::IamUnavailable, "iam_unavailable"},
    {Reason::DebugCredentialWrong, Row::DebugAuthentication, "debug_credential_wrong"},
    {Reason::AuthorizerIdentityMissing, Row::Authentication, "authorizer_identity_missing"},
    {Reason::AuthorizerDenied, Row::Authentication, "authorizer_denied"},
    {Reason::AuthorizerFailed, Row::InternalError, "authorizer_failed"},
    {Reason::SubdomainDayCap, Row::ThrottlingThreshold, "subdomain_day_cap"},
    {Reason::DefaultLimit, Row::ThrottlingThreshold, "default_limit"},
    {Reason::ApiLimit, Row::ThrottlingThreshold, "api_limit"},
    {Reason::UserLimit, Row::ThrottlingThreshold, "user_limit"},
    {Reason::AppLimit, Row::ThrottlingThreshold, "app_limit"},
    {Reason::AddressLimit, Row::ThrottlingThreshold, "address_limit"},
    {Reason::SharedStoreFailed, Row::ThrottlingThreshold, "shared_store_failed"},
    {Reason::ParameterRequired, Row::OrchestrationError, "parameter_required"},
    {Reason::ParameterNotNumber, Row::OrchestrationError, "parameter_not_number"},
    {Reason::ParameterTooSmall, Row::OrchestrationError, "parameter_too_small"},
    {Reason::ParameterTooLarge, Row::OrchestrationError, "parameter_too_large"},
    {Reason::ParameterTooShort, Row::OrchestrationError, "parameter_too_short"},
    {Reason::ParameterTooLong, Row::OrchestrationError, "parameter_too_long"},
    {Reason::ParameterNotAllowed, Row::OrchestrationError, "parameter_not_allowed"},
    {Reason::MappingImpossible, Row::OrchestrationError, "mapping_impossible"},
    {Reason::BackendMissing, Row::BackendNotFound, "backend_missing"},
    {Reason::BackendVariableUndefined, Row::BackendConfigurationNotFound, "backend_variable_undefined"},
    {Reason::BackendAddressIllegal, Row::BackendConfigurationNotFound, "backend_address_illegal"},
    {Reason::BackendAddressForbidden, Row::BackendAddressDenied, "backend_address_forbidden"},
    {Reason::BackendNameUnresolved, Row::NameResolutionFailed, "backend_name_unresolved"},
    {Reason::ChannelMissing, Row::ChannelNotFound, "channel_missing"},
    {Reason::MemberNoneUsable, Row::NoBackendAvailable, "member_none_usable"},
    {Reason::BackendPortMissing, Row::BackendPortMissing, "backend_port_missing"},
    {Reason::BackendSignatureFailed, Row::BackendSignatureFailed, "backend_signature_failed"},
    {Reason::BackendConnectFailed, Row::BackendUnavailable, "backend_connect_failed"},
    {Reason::BackendTimeout, Row::BackendTimeout, "backend_timeout"},
    {Reason::BackendError, Row::UnexpectedError, "backend_error"},
    {Reason::ScratchExhausted, Row::InternalError, "scratch_exhausted"},
    {Reason::NeedUnmet, Row::InternalError, "need_unmet"},
    {Reason::Abandoned, Row::InternalError, "abandoned"},
    {Reason::OutOfMemory, Row::InternalError, "out_of_memory"},
});

static_assert(std::ranges::is_sorted(kAnswers, {}, &Answer::reason), "found by binary search");

const Answer& answer(Reason reason) noexcept {
  const auto found = std::ranges::lower_bound(kAnswers, reason, {}, &Answer::reason);
  return found != kAnswers.end() && found->reason == reason ? *found : kAnswers.front();
}

}  // namespace

Row row(Reason reason) noexcept { return answer(reason).row; }

std::string_view text(Reason reason) noexcept { return answer(reason).text; }

}  // namespace sluice::error
