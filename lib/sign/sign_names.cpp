#include "sign/sign_names.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "base/ascii.hpp"
#include "sign/authorization.hpp"
#include "sign/canonical.hpp"

namespace sluice::sign {
namespace {

// The first of eight bytes in the highest place, so that numbers compare as texts do.
std::uint64_t big_endian(std::uint64_t bytes) noexcept {
  return std::endian::native == std::endian::little ? __builtin_bswap64(bytes) : bytes;
}

// Less than, equal or greater than 0 by lower-case letters.
int compare(std::string_view a, std::string_view b) noexcept {
  const std::size_t common = std::min(a.size(), b.size());
  std::size_t at = 0;
  for (; at + 8 <= common; at += 8) {
    const std::uint64_t left = ascii::lower_eight(ascii::load_eight(a.data() + at));
    const std::uint64_t right = ascii::lower_eight(ascii::load_eight(b.data() + at));
    if (left != right) return big_endian(left) < big_endian(right) ? -1 : 1;
  }
  for (; at < common; ++at)
    if (const int difference = ascii::lower(a[at]) - ascii::lower(b[at]); difference != 0) return difference;
  return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
}

bool is_token(std::string_view name) noexcept { return is_made_of(ascii::kToken, name, name.size()); }

bool is_chosen(std::string_view name, const Signer& signer) noexcept {
  if (ascii::equals_ignoring_case(name, "authorization")) return false;
  if (ascii::equals_ignoring_case(name, signer.header)) return false;
  return signer.sign_underscored || name.find('_') == std::string_view::npos;
}

}  // namespace

// From the back, for names often come sorted.
bool SignNames::insert(std::string_view name) noexcept {
  std::size_t at = count_;
  int order = -1;
  while (at > 0 && (order = compare(names_[at - 1], name)) > 0) --at;
  if (at > 0 && order == 0) return true;
  if (count_ == kMaxSigned) return false;
  std::copy_backward(names_.begin() + at, names_.begin() + count_, names_.begin() + count_ + 1);
  names_[at] = name;
  ++count_;
  return true;
}

Result<SignNames, SignError> SignNames::choose(Headers given, Headers added, const Signer& signer) noexcept {
  SignNames chosen;
  if (!signer.signed_headers.empty()) {
    Names names(signer.signed_headers);
    for (std::string_view name; names.next(name);) {
      const bool is_good = is_token(name) && !ascii::equals_ignoring_case(name, "authorization");
      if (!is_good || !chosen.insert(name)) return SignError::SignedHeadersIllegal;
    }
    if (!chosen.insert(kDateHeader)) return SignError::SignedHeadersIllegal;
    return chosen;
  }
  for (const Headers& headers : {given, added})
    for (const Header& header : headers) {
      if (!is_token(header.name)) return SignError::HeaderIllegal;
      if (is_chosen(header.name, signer) && !chosen.insert(header.name))
        return SignError::SignedHeadersIllegal;
    }
  return chosen;
}

char* SignNames::write(char* to, std::size_t room) const noexcept {
  for (std::size_t i = 0; i < count_; ++i) {
    const std::size_t bytes = names_[i].size() + (i > 0);
    if (bytes > room) return nullptr;
    room -= bytes;
    if (i > 0) *to++ = ';';
    to = std::transform(names_[i].begin(), names_[i].end(), to, ascii::lower);
  }
  return to;
}

}  // namespace sluice::sign
