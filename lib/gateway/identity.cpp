// The answers that IAM may give, by name and by the reason of the refusal.
// Source: spec/auth.md 6, the table of results.
#include "sluice/identity.hpp"

#include <algorithm>
#include <array>

namespace sluice::iam {
namespace {

struct Row {
  std::string_view text;
  Reason reason;
};

// In the order of `Result`.
constexpr std::array<Row, kResultCount> kRows{{
    {"ok", Reason::None},
    {"missing", Reason::IamCredentialMissing},
    {"invalid", Reason::IamCredentialWrong},
    {"expired", Reason::IamCredentialWrong},
    {"unknown_key", Reason::IamCredentialWrong},
    {"bad_signature", Reason::IamCredentialWrong},
    {"locked", Reason::IamKeyLocked},
    {"must_update", Reason::IamTokenMustUpdate},
    {"project_unusable", Reason::IamProjectUnusable},
    {"user_disabled", Reason::IamUserForbiddenInRegion},
    {"admin_token_unavailable", Reason::IamAdminTokenFailed},
    {"down", Reason::IamUnavailable},
}};

const Row& row_of(Result result) noexcept {
  return kRows[std::min(static_cast<std::size_t>(result), kResultCount - 1)];
}

}  // namespace

Reason reason_of(Result result) noexcept { return row_of(result).reason; }

std::string_view text(Result result) noexcept { return row_of(result).text; }

std::optional<Result> read_result(std::string_view text) noexcept {
  const auto found = std::ranges::find(kRows, text, &Row::text);
  if (found == kRows.end()) return std::nullopt;
  return static_cast<Result>(found - kRows.begin());
}

}  // namespace sluice::iam
