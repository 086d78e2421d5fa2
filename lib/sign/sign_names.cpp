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

// From the back, for names often come sorted; what is behind the place moves up meanwhile.
[[gnu::always_inline]] inline bool SignNames::insert(std::string_view text, std::size_t field) noexcept {
  const NameKey key = key_of(text);
  std::size_t at = count_;
  for (; at > 0 && !(keys_[at - 1] < key); --at) {
    const int order = keys_[at - 1] == key ? compare_names(names_[at - 1].text(), text) : 1;
    if (order < 0) break;
    if (order == 0) {
      names_[at - 1].field = kUnknown;
      std::copy(keys_.begin() + at + 1, keys_.begin() + count_ + 1, keys_.begin() + at);
      std::copy(names_.begin() + at + 1, names_.begin() + count_ + 1, names_.begin() + at);
      return true;
    }
    keys_[at] = keys_[at - 1];
    names_[at] = names_[at - 1];
  }
  keys_[at] = key;
  names_[at] = {text.data(), static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(field)};
  joined_bytes_ += text.size() + 1;
  return count_++ < kMaxSigned;
}

std::optional<SignError> SignNames::take_list(const Signer& signer) noexcept {
  Names names(signer.signed_headers);
  std::string_view name;
  for (bool is_last = false; !is_last;) {
    is_last = !names.next(name);
    if (is_last) name = kDateHeader;
    const bool is_good = is_token(name) && !is_name(name, "authorization");
    if (!is_good || !insert(name, kUnknown)) return SignError::SignedHeadersIllegal;
  }
  return std::nullopt;
}

std::optional<SignError> SignNames::choose(Headers given, Headers added, const Signer& signer) noexcept {
  if (!signer.signed_headers.empty()) return take_list(signer);
  std::size_t field = 0;
  for (const Headers& headers : {given, added})
    for (const Header& header : headers) {
      const std::size_t own = field++;
      if (!is_usual(header.name)) {
        if (!is_token(header.name)) return SignError::HeaderIllegal;
        if (!signer.sign_underscored && header.name.find('_') != std::string_view::npos) continue;
      }
      if (is_chosen(header.name, signer) && !insert(header.name, own)) return SignError::SignedHeadersIllegal;
    }
  return std::nullopt;
}

char* SignNames::write(char* to, std::size_t room) const noexcept {
  if (joined_bytes_ > room + 1) return nullptr;
  char* at = to;
  for (std::size_t i = 0; i < count_; ++i) {
    if (i > 0) *at++ = ';';
    at = copy_bytes(at, names_[i].text());
  }
  make_lower(to, static_cast<std::size_t>(at - to));
  return at;
}

bool SignNames::write_lines(const Fields& fields, std::string_view joined, Sink& sink) const noexcept {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const Name& name = names_[i];
    const std::string_view lower(joined.data() + at, name.size);
    at += name.size + 1;
    if (name.field != kUnknown) {
      sink.put_line(lower, fields.value(name.field));
    } else if (!fields.write(lower, sink)) {
      return false;
    }
  }
  return true;
}

}  // namespace sluice::sign
