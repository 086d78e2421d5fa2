// Signature keys: what key and secret of each type look like, and where they are bound.
#include <string>

#include "config/check.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr auto kKeyRules = std::tuple{
    Text{"name", &SignatureKeySpec::name, shape::kName, Needed::Yes},
    Words{"sign_type", &SignatureKeySpec::sign_type, "hmac basic public_key aes"},
};

constexpr bool is_aes_byte(char32_t c) noexcept {
  return shape::is_word(c) || shape::is_one_of(c, "-!@#$%+/=");
}

constexpr std::string_view kKeyMeaning = "letters, digits, '_' and '-', beginning with a letter or digit";
constexpr std::string_view kSecretMeaning = "letters, digits and '_-!@#$%', beginning with a letter or digit";
constexpr std::string_view kAesMeaning = "letters, digits and '_-!@#$%+/='";

// One row for each sign_type.
struct Form {
  std::string_view type;
  Shape key;
  Shape secret;
};
constexpr Form kForms[] = {
    {"hmac",
     {8, 32, shape::is_alphanumeric, shape::is_word_or_dash, kKeyMeaning},
     {16, 64, shape::is_alphanumeric, shape::is_secret_byte, kSecretMeaning, true}},
    {"basic",
     {4, 32, shape::is_letter, shape::is_word_or_dash, kKeyMeaning},
     {8, 64, shape::is_alphanumeric, shape::is_secret_byte, kSecretMeaning, true}},
    {"aes",
     {16, 32, is_aes_byte, is_aes_byte, kAesMeaning, true},
     {16, 16, is_aes_byte, is_aes_byte, kAesMeaning, true}},
    {"public_key",
     {8, 512, shape::is_any, shape::is_any, "text", true},
     {16, 2048, shape::is_any, shape::is_any, "text", true}},
};

void check_form(Report& report, const SignatureKeySpec& key) {
  for (const Form& form : kForms) {
    if (key.sign_type != form.type) continue;
    const bool is_length =
        form.type != "aes" || key.sign_key.empty() || key.sign_key.size() == 16 || key.sign_key.size() == 32;
    if (!is_length)
      report.error(row_of(2007), "sign_key", "must have 16 or 32 characters");
    else
      check_text(report, "sign_key", key.sign_key, form.key, Needed::Yes);
    check_text(report, "sign_secret", key.sign_secret, form.secret, Needed::Yes);
  }
  if (key.sign_type == "aes" || key.sign_type == "public_key")
    report.warning(error::Row::BackendSignatureFailed, "sign_type",
                   "calls are refused: the wire format of this type is not published");
}

}  // namespace

void check_signature_keys(Walk& walk) {
  Names names(row_of(3207));
  Unique taken;
  for (std::size_t i = 0; i < walk.configuration.signature_keys.size(); ++i) {
    const SignatureKeySpec& key = walk.configuration.signature_keys[i];
    const auto here = walk.report.enter("signature_keys", i);
    names.claim(walk.report, key);
    apply(walk.report, key, kKeyRules);
    check_form(walk.report, key);
    check_bindings(walk, key.bindings, key.owner, taken);
  }
}

}  // namespace sluice::config
