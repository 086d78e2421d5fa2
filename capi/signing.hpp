// What the signing files of the C interface share: prepared keys, and claims as plain memory.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "convert.hpp"
#include "sluice/sign.hpp"

struct sluice_keys : sluice::capi::Handle<0x736c7569'6b657973> {
  std::vector<sluice::sign::Key> keys;
};

namespace sluice::capi {

static_assert(std::is_trivially_copyable_v<sign::Claim> &&
              sizeof(sign::Claim) <= sizeof(sluice_claim::opaque));

inline sluice_claim give_claim(const sign::Claim& from) noexcept {
  sluice_claim claim = {text(from.access), text(from.signed_headers), text(from.date), {}};
  std::memcpy(claim.opaque, &from, sizeof from);
  return claim;
}

inline sign::Claim take_claim(const sluice_claim& from) noexcept {
  sign::Claim claim;
  std::memcpy(static_cast<void*>(&claim), from.opaque, sizeof claim);
  return claim;
}

/// Up to 64 texts of a C caller.
class Texts {
 public:
  bool read(const sluice_text* texts, std::size_t count) noexcept {
    if (count > texts_.size() || !is_span(texts, count, sizeof *texts)) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_text(texts[i])) return false;
      texts_[i] = view(texts[i]);
    }
    count_ = count;
    return true;
  }
  std::span<const std::string_view> all() const noexcept { return std::span(texts_).first(count_); }

 private:
  std::array<std::string_view, 64> texts_;
  std::size_t count_ = 0;
};

inline constexpr std::size_t kMaxSecrets = 16;

/// The keys of a handle; none: an unknown key.
inline std::optional<sign::Secrets> read_keys(const sluice_keys* keys) noexcept {
  if (keys == nullptr) return sign::Secrets();
  if (!is_handle(keys)) return std::nullopt;
  return sign::Secrets(std::span<const sign::Key>(keys->keys));
}

/// The answer to a verdict: OK, or REFUSED with its reason.
inline sluice_status give_verdict(std::uint32_t* reason, sign::Verdict verdict) noexcept {
  if (reason != nullptr) *reason = static_cast<std::uint32_t>(verdict.reason);
  return verdict ? SLUICE_OK : SLUICE_REFUSED;
}

inline std::string_view header_or(sluice_text name, std::string_view usual) noexcept {
  return name.size == 0 ? usual : view(name);
}

/// What signing made, or why it did not.
inline sluice_status give_signed(sluice_signed* out, std::uint32_t* error,
                                 const Result<sign::Signed, sign::SignError>& made) noexcept {
  if (error != nullptr) *error = made ? 0 : static_cast<std::uint32_t>(made.error());
  if (!made) return made.error() == sign::SignError::RoomTooSmall ? SLUICE_NO_ROOM : SLUICE_REFUSED;
  *out = {text(made->authorization), text(made->signed_headers), text(made->signature), text(made->date),
          made->added.size(),        made->added.data(),         made->removed.size(),  made->removed.data()};
  return SLUICE_OK;
}

}  // namespace sluice::capi
