// Names of the reasons for which a request is not signed.
#include <array>

#include "sluice/sign.hpp"

namespace sluice::sign {
namespace {

// In the order of the enumerators, which begin at 1.
constexpr auto kTexts = std::to_array<std::string_view>({
    "room_too_small",
    "access_illegal",
    "secret_empty",
    "scope_illegal",
    "method_illegal",
    "target_illegal",
    "query_too_long",
    "header_illegal",
    "headers_too_many",
    "host_missing",
    "host_repeated",
    "date_illegal",
    "signed_header_missing",
    "signed_headers_illegal",
    "content_hash_illegal",
});
static_assert(kTexts.size() == static_cast<std::size_t>(SignError::ContentHashIllegal));

}  // namespace

std::string_view text(SignError error) noexcept {
  const auto index = static_cast<std::size_t>(error) - 1;
  return index < kTexts.size() ? kTexts[index] : std::string_view{};
}

}  // namespace sluice::sign
