/// What IAM says of a caller: the host asks it for a token or for the key of a signature, and brings the
/// answer.
///
///     if (transaction.need() == Need::Identity) {
///       iam::Query query = transaction.wanted_identity();   // a token, or a key whose signature holds
///       need = transaction.bring_identity({.result = iam::Result::Ok, .account_id = "...", ...});
///     }
///
/// Source: published gateway's user guide, IAM authentication; spec/auth.md 6.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/reason.hpp"

namespace sluice::iam {

enum class Result : std::uint8_t {
  Ok,
  Missing,
  Invalid,
  Expired,
  KeyUnknown,
  SignatureWrong,
  KeyLocked,
  MustUpdate,  ///< IAM asks for a new token
  ProjectUnusable,
  UserDisabled,           ///< in this region
  AdminTokenUnavailable,  ///< the gateway's own credential towards IAM
  Down,
};
inline constexpr std::size_t kResultCount = 12;

/// Whom to ask for. Points into the request.
struct Query {
  std::string_view token{};           ///< X-Auth-Token; empty: it is a signature
  std::string_view access{};          ///< the key of the signature
  std::string_view project_id{};      ///< X-Project-Id, as sent
  std::string_view domain_id{};       ///< X-Domain-Id, as sent
  std::string_view security_token{};  ///< X-Security-Token of a temporary key, as sent
};

/// The answer. Borrowed for the call that brings it.
struct Identity {
  Result result = Result::Ok;
  std::string_view user_id{};
  std::string_view user_name{};
  std::string_view account_id{};    ///< the domain's id
  std::string_view account_name{};  ///< the domain's name
  std::string_view project_id{};
};

/// The reason of a refusal; None for Ok.   Threads: any.
Reason reason_of(Result result) noexcept;

/// `ok`, `missing`, `invalid`, `expired`, `unknown_key`, `bad_signature`, `locked`, `must_update`,
/// `project_unusable`, `user_disabled`, `admin_token_unavailable`, `down`.   Threads: any.
std::string_view text(Result result) noexcept;
std::optional<Result> read_result(std::string_view text) noexcept;

}  // namespace sluice::iam
