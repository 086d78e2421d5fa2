/// Why a request was turned away. Finer than the public error row: one row covers several causes, and the
/// host's own log sees which one it was. The numbers are stable (they are the C ABI's too); texts come from
/// `error::text`.
#pragma once

#include <cstdint>

namespace sluice {

enum class Reason : std::uint16_t {
  None = 0,

  // The request is not legal HTTP, or too large. Source: spec/matching.md 2 and 3, spec/threats.
  MethodIllegal = 100,
  TargetIllegal = 101,
  TargetTooLong = 102,
  HeaderIllegal = 103,
  HeaderTooLarge = 104,
  HeadersTooLarge = 105,
  HeadersTooMany = 106,
  BodyTooLarge = 107,
  FramingIllegal = 108,
  VersionIllegal = 109,
  ExpectIllegal = 110,
  HostMissing = 111,
  HostRepeated = 112,
  HostIllegal = 113,
  AuthorityMismatch = 114,
  StageRepeated = 115,
  QueryIllegal = 116,
  PathNotAbsolute = 120,
  PathIllegalByte = 121,
  PathBadEscape = 122,
  PathControl = 123,
  PathEncodedSlash = 124,
  PathDoubleEncoded = 125,
  PathBadUtf8 = 126,
  PathClimbs = 127,
  PathDotParameter = 128,
  PathEmptySegment = 129,
  TlsVersion = 130,
  ServerNameMismatch = 131,
  UpgradeIllegal = 132,

  // No API serves it. Source: spec/matching.md 4.
  NoPlan = 200,
  HostUnknown = 201,
  EnvironmentUnknown = 202,
  PathUnknown = 203,
  MethodUnknown = 204,
  ProtocolRefused = 205,
  TlsBelowMinimum = 206,
  RecursionTooDeep = 207,

  // Access lists. Source: spec/policies.md 2 and 3.
  ClientAddressUnknown = 300,
  AddressRefused = 301,
  AccountRefused = 302,
  AccessVetoed = 303,

  // Credentials of an app. Source: spec/auth.md 2 to 4. The same claims on an IAM API answer 0301.
  CredentialMissing = 400,
  AuthorizationRepeated = 401,
  AuthorizationIllegal = 402,
  DateNotSigned = 403,
  DateMissing = 404,
  DateRepeated = 405,
  DateIllegal = 406,
  SignatureExpired = 407,
  KeyUnknown = 408,
  SignedHeaderMissing = 409,
  HostNotSigned = 410,
  RequiredHeaderNotSigned = 411,
  SignatureWrong = 412,
  ContentHashIllegal = 413,
  ContentHashRepeated = 414,
  BodyHashWrong = 415,
  UnsignedPayloadRefused = 416,
  SignatureReplayed = 417,
  AppCodeUnknown = 418,
  ApiKeyUnknown = 419,
  KeyOrSecretWrong = 420,
  TimestampIllegal = 421,
  SignedQueryIllegal = 422,
  AppFrozen = 430,
  AppQuotaUsedUp = 431,
  AppNotAuthorized = 432,

  // IAM and authorizers. Source: spec/auth.md 5 and 6.
  IamCredentialMissing = 450,
  IamCredentialWrong = 451,
  IamKeyLocked = 452,
  IamTokenMustUpdate = 453,
  IamProjectUnusable = 454,
  IamUserForbiddenInRegion = 455,
  IamAdminTokenFailed = 456,
  IamUnavailable = 457,
  DebugCredentialWrong = 458,
  AuthorizerIdentityMissing = 460,
  AuthorizerDenied = 461,
  AuthorizerFailed = 462,

  // Throttling. Source: spec/policies.md 4 and 5.
  SubdomainDayCap = 500,
  DefaultLimit = 501,
  ApiLimit = 502,
  UserLimit = 503,
  AppLimit = 504,
  AddressLimit = 505,
  SharedStoreFailed = 506,

  // Request parameters. Source: spec/backend.md 6.
  ParameterRequired = 600,
  ParameterNotNumber = 601,
  ParameterTooSmall = 602,
  ParameterTooLarge = 603,
  ParameterTooShort = 604,
  ParameterTooLong = 605,
  ParameterNotAllowed = 606,
  MappingImpossible = 607,

  // The backend. Source: spec/backend.md.
  BackendMissing = 700,
  BackendVariableUndefined = 701,
  BackendAddressIllegal = 702,
  BackendAddressForbidden = 703,
  BackendNameUnresolved = 704,
  ChannelMissing = 705,
  MemberNoneUsable = 706,
  BackendPortMissing = 707,
  BackendSignatureFailed = 708,
  BackendConnectFailed = 709,
  BackendTimeout = 710,
  BackendError = 711,

  // The gateway itself.
  ScratchExhausted = 800,
  NeedUnmet = 801,
  Abandoned = 802,
  OutOfMemory = 803,
};

}  // namespace sluice
