#include "sign/sign_names.hpp"

#include <algorithm>
#include <cstring>

#include "base/ascii.hpp"
#include "http/block.hpp"
#include "sign/authorization.hpp"
#include "sign/canonical.hpp"

namespace sluice::sign {
namespace {

// FF where a byte is no letter, digit or `-`, which names are nearly always made of.
http::Block is_unusual(http::Block bytes) noexcept {
  const http::Block letter = http::between(bytes | http::filled(0x20), 'a', 'z');
  return ~(letter | http::between(bytes, '0', '9') | http::equal(bytes, '-'));
}

// Whether a name is a token without a `_`, told at once for usual ones.
bool is_usual(std::string_view name) noexcept {
  if (name.empty() || name.size() > http::kBlockBytes) return false;
  return !http::is_any(is_unusual(block_of_short(name)));
}

bool is_token(std::string_view name) noexcept { return is_made_of(ascii::kToken, name, name.size()); }

bool is_chosen(std::string_view name, const Signer& signer) noexcept {
  return !is_name(name, "authorization") && !ascii::equals_ignoring_case(name, signer.header);
}

void make_lower(char* text, std::size_t size) noexcept {
  const auto lower_at = [](char* at) {
    const http::Block block = lower_block(http::block_at(at));
    std::memcpy(at, &block, sizeof block);
  };
  if (size < http::kBlockBytes) {
    std::transform(text, text + size, text, ascii::lower);
    return;
  }
  for (std::size_t at = 0; at + http::kBlockBytes < size; at += http::kBlockBytes) lower_at(text + at);
  lower_at(text + size - http::kBlockBytes);
}

}  // namespace

// From the back, for names often come sorted.
bool SignNames::insert(std::string_view text) noexcept {
  const NameKey key = key_of(text);
  std::size_t at = count_;
  while (at > 0 && names_[order_[at - 1]].key > key) --at;
  for (; at > 0 && names_[order_[at - 1]].key == key; --at) {
    const int order = compare_names(names_[order_[at - 1]].text(), text);
    if (order == 0) return true;
    if (order < 0) break;
  }
  if (count_ == kMaxSigned) return false;
  std::memmove(order_.data() + at + 1, order_.data() + at, count_ - at);
  order_[at] = static_cast<std::uint8_t>(count_);
  names_[count_++] = {key, text.data(), text.size()};
  return true;
}

std::optional<SignError> SignNames::take_list(const Signer& signer) noexcept {
  Names names(signer.signed_headers);
  for (std::string_view name; names.next(name);) {
    const bool is_good = is_token(name) && !is_name(name, "authorization");
    if (!is_good || !insert(name)) return SignError::SignedHeadersIllegal;
  }
  return insert(kDateHeader) ? std::nullopt : std::optional(SignError::SignedHeadersIllegal);
}

std::optional<SignError> SignNames::choose(Headers given, Headers added, const Signer& signer) noexcept {
  if (!signer.signed_headers.empty()) return take_list(signer);
  for (const Headers& headers : {given, added})
    for (const Header& header : headers) {
      if (!is_usual(header.name)) {
        if (!is_token(header.name)) return SignError::HeaderIllegal;
        if (!signer.sign_underscored && header.name.find('_') != std::string_view::npos) continue;
      }
      if (is_chosen(header.name, signer) && !insert(header.name)) return SignError::SignedHeadersIllegal;
    }
  return std::nullopt;
}

char* SignNames::write(char* to, std::size_t room) const noexcept {
  std::size_t size = 0;
  for (std::size_t i = 0; i < count_; ++i) size += names_[i].size + 1;
  if (size > room + 1) return nullptr;
  char* at = to;
  for (std::size_t i = 0; i < count_; ++i) {
    if (i > 0) *at++ = ';';
    at = copy_bytes(at, names_[order_[i]].text());
  }
  make_lower(to, static_cast<std::size_t>(at - to));
  return at;
}

}  // namespace sluice::sign
