// Rows by their number in the published table, so that a rule here reads as the page that states it:
// `row_of(2011)` instead of a name that has to be looked up. Resolved while compiling.
#pragma once

#include "sluice/error.hpp"

namespace sluice::config {

struct NumberedRow {
  int number;
  error::Row row;
};

/// The rows that a document, or an import, can earn.
inline constexpr NumberedRow kNumberedRows[] = {
    {1101, error::Row::NoPermissionGroup},
    {1201, error::Row::ResourcesOfDifferentTenants},
    {2000, error::Row::ParameterError},
    {2001, error::Row::ParameterRequired},
    {2002, error::Row::ParameterTooSmall},
    {2003, error::Row::ParameterTooLarge},
    {2004, error::Row::ParameterNotAllowed},
    {2005, error::Row::ParameterTooShort},
    {2006, error::Row::ParameterTooLong},
    {2007, error::Row::InvalidLength},
    {2011, error::Row::InvalidParameterValue},
    {2012, error::Row::ForbiddenParameterValue},
    {2015, error::Row::InvalidIpAddress},
    {2022, error::Row::DomainInAddressBlacklist},
    {2024, error::Row::InvalidDomain},
    {2025, error::Row::InvalidBackendPortNumber},
    {2026, error::Row::RequestPathParametersDiffer},
    {2027, error::Row::BackendPathParametersDiffer},
    {2028, error::Row::BackendParameterUnmapped},
    {2036, error::Row::AuthorizerParameterWithoutAuthorizer},
    {3001, error::Row::GroupNotFound},
    {3002, error::Row::ManageApiNotFound},
    {3003, error::Row::EnvironmentNotFound},
    {3004, error::Row::AppNotFound},
    {3005, error::Row::ThrottlingPolicyNotFound},
    {3006, error::Row::AclPolicyNotFound},
    {3011, error::Row::EnvironmentVariableNotFound},
    {3015, error::Row::ApiPublicationRecordNotFound},
    {3023, error::Row::ManageChannelNotFound},
    {3081, error::Row::AuthorizerNotFound},
    {3092, error::Row::ECSNotFound},
    {3100, error::Row::TooManyResources},
    {3101, error::Row::TooManyGroups},
    {3102, error::Row::TooManyApis},
    {3107, error::Row::TooManyThrottlingPolicies},
    {3108, error::Row::TooManyDomainNames},
    {3110, error::Row::TooManyInstances},
    {3111, error::Row::TooManyParameters},
    {3112, error::Row::TooManyAclPolicies},
    {3113, error::Row::TooManyBackendPolicies},
    {3114, error::Row::TooManyPolicyConditions},
    {3116, error::Row::TooManyAuthorizer},
    {3117, error::Row::TooManyIdentity},
    {3125, error::Row::TooManyApisInGroup},
    {3127, error::Row::TooManyApisInImport},
    {3131, error::Row::TooManyAppCodes},
    {3133, error::Row::TooManyApiTags},
    {3136, error::Row::TooManyResponses},
    {3201, error::Row::GroupNameExists},
    {3202, error::Row::ApiNameExists},
    {3203, error::Row::AppNameExists},
    {3204, error::Row::ThrottlingPolicyNameExists},
    {3205, error::Row::EnvironmentNameExists},
    {3206, error::Row::AclPolicyNameExists},
    {3207, error::Row::SignatureKeyNameExists},
    {3208, error::Row::ChannelNameExists},
    {3209, error::Row::ParameterNameExists},
    {3210, error::Row::BackendPolicyNameExists},
    {3211, error::Row::AuthorizerNameExists},
    {3212, error::Row::IdentityNameExists},
    {3213, error::Row::ApiTagNameExists},
    {3216, error::Row::ResponseNameExists},
    {3301, error::Row::ApiExists},
    {3303, error::Row::EnvironmentVariableExists},
    {3305, error::Row::DomainExists},
    {3306, error::Row::IpAddressExists},
    {3308, error::Row::ExcludedThrottlingConfigurationExists},
    {3309, error::Row::OperationAlreadyPerformed},
    {3310, error::Row::AppKeyExists},
    {3316, error::Row::AuthorizationExists},
    {3411, error::Row::ApisOfDifferentTenants},
    {3458, error::Row::FeatureNotSupportedCurrentInstance},
    {3472, error::Row::LoadBalancerInUse},
    {3600, error::Row::JsonYamlFormatError},
    {3601, error::Row::SwaggerVersionUnsupported},
    {3602, error::Row::SyntaxErrorSwaggerFile},
    {3603, error::Row::SwaggerFileContentTooLong},
    {3609, error::Row::InputFileEmpty},
    {9002, error::Row::InvalidFunctionUrn},
};

/// The management row `APIG.<number>`; a number that is not listed does not compile.
consteval error::Row row_of(int number) {
  for (const NumberedRow& numbered : kNumberedRows)
    if (numbered.number == number) return numbered.row;
  throw "no such row";
}

}  // namespace sluice::config
