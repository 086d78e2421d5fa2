// What a text may look like: its length in code points, its first character and the others. One constant for
// each kind of name that the published management API knows.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/ascii.hpp"

namespace sluice::config {

using CharacterTest = bool (*)(char32_t) noexcept;

struct Shape {
  std::uint16_t min;
  std::uint16_t max;
  CharacterTest is_first;
  CharacterTest is_other;
  std::string_view meaning;  ///< what it should have been
  bool is_secret = false;    ///< never repeated in a message
};

namespace shape {

constexpr bool is_one_of(char32_t c, std::string_view set) noexcept {
  return c < 0x80 && set.find(static_cast<char>(c)) != set.npos;
}
constexpr bool is_any(char32_t) noexcept { return true; }
constexpr bool is_letter(char32_t c) noexcept { return c < 0x80 && ascii::is_letter(static_cast<char>(c)); }
constexpr bool is_alphanumeric(char32_t c) noexcept { return is_letter(c) || (c >= U'0' && c <= U'9'); }
// CJK ideographs of all blocks.
constexpr bool is_ideograph(char32_t c) noexcept {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0x20000 && c <= 0x323af);
}
constexpr bool is_letter_or_ideograph(char32_t c) noexcept { return is_letter(c) || is_ideograph(c); }
constexpr bool is_word(char32_t c) noexcept { return is_alphanumeric(c) || c == U'_'; }
constexpr bool is_word_or_dash(char32_t c) noexcept { return is_word(c) || c == U'-'; }
constexpr bool is_word_or_ideograph(char32_t c) noexcept { return is_word(c) || is_ideograph(c); }
constexpr bool is_dashed_word_or_ideograph(char32_t c) noexcept {
  return is_word_or_ideograph(c) || c == U'-';
}
constexpr bool is_parameter_byte(char32_t c) noexcept { return is_word_or_dash(c) || c == U'.'; }
constexpr bool is_variable_byte(char32_t c) noexcept { return is_word(c) || is_one_of(c, "-/.:"); }
constexpr bool is_secret_byte(char32_t c) noexcept { return is_word(c) || is_one_of(c, "-!@#$%"); }
constexpr bool is_app_code_first(char32_t c) noexcept { return is_letter(c) || is_one_of(c, "+/"); }
constexpr bool is_app_code_byte(char32_t c) noexcept { return is_word(c) || is_one_of(c, "+!@#$%/="); }

inline constexpr Shape kName{3, 64, is_letter_or_ideograph, is_word_or_ideograph,
                             "letters, digits, '_' and ideographs, beginning with a letter or ideograph"};
inline constexpr Shape kDashedName{
    3, 64, is_letter_or_ideograph, is_dashed_word_or_ideograph,
    "letters, digits, '_', '-' and ideographs, beginning with a letter or ideograph"};
inline constexpr Shape kPlainName{3, 64, is_letter, is_word,
                                  "letters, digits and '_', beginning with a letter"};
inline constexpr Shape kRemark{0, 255, is_any, is_any, "text"};
inline constexpr Shape kSample{0, 20480, is_any, is_any, "text"};
inline constexpr Shape kVersion{0, 16, is_any, is_any, "text"};
inline constexpr Shape kFunctionVersion{0, 64, is_any, is_any, "text"};
inline constexpr Shape kMockBody{0, 2048, is_any, is_any, "text"};
inline constexpr Shape kUserData{0, 2048, is_any, is_any, "text"};
inline constexpr Shape kPath{1, 512, is_any, is_any, "text"};
inline constexpr Shape kAddress{1, 255, is_any, is_any, "text"};
inline constexpr Shape kValue{0, 255, is_any, is_any, "text"};
inline constexpr Shape kServer{1, 64, is_any, is_any, "text"};
inline constexpr Shape kTag{1, 128, is_letter, is_word, "letters, digits and '_', beginning with a letter"};
inline constexpr Shape kParameter{1, 32, is_letter, is_parameter_byte,
                                  "letters, digits, '-', '_' and '.', beginning with a letter"};
inline constexpr Shape kVariable{3, 32, is_letter, is_word_or_dash,
                                 "letters, digits, '_' and '-', beginning with a letter"};
inline constexpr Shape kVariableValue{1, 255, is_variable_byte, is_variable_byte,
                                      "letters, digits and '_-/.:'"};
inline constexpr Shape kResponse{1, 64, is_word_or_dash, is_word_or_dash, "letters, digits, '-' and '_'"};
inline constexpr Shape kResponseHeader{1, 128, is_word_or_dash, is_word_or_dash,
                                       "letters, digits, '-' and '_'"};
inline constexpr Shape kHeaderName{1, 128, is_alphanumeric, is_word_or_dash,
                                   "letters, digits, '-' and '_', beginning with a letter or digit"};
inline constexpr Shape kAppKey{8, 64, is_alphanumeric, is_word_or_dash,
                               "letters, digits, '_' and '-', beginning with a letter or digit"};
inline constexpr Shape kAppSecret{8,
                                  64,
                                  is_alphanumeric,
                                  is_secret_byte,
                                  "letters, digits and '_-!@#$%', beginning with a letter or digit",
                                  true};
inline constexpr Shape kAppCode{64,
                                180,
                                is_app_code_first,
                                is_app_code_byte,
                                "letters, digits and '+_!@#$%/=', beginning with a letter, '+' or '/'",
                                true};
inline constexpr Shape kAccountName{1, 64, is_any, is_any, "text"};
inline constexpr Shape kAccountId{32, 32, is_alphanumeric, is_alphanumeric, "letters and digits"};

}  // namespace shape
}  // namespace sluice::config
