// Rules of single fields, as table rows. A table is a tuple of rows in the order of the fields;
// `apply(report, spec, kRules)` tests them all:
//
//     constexpr auto kRules = std::tuple{
//         Text{"name", &GroupSpec::name, shape::kName, Needed::Yes},
//         Words{"min_ssl_version", &DomainSpec::min_ssl_version, "TLSv1.1 TLSv1.2"},
//         Number{"port", &ChannelSpec::port, 0, 65535, kPort}};
//
// Which published row a breach has: required and absent 2001, too small 2002, too large 2003, none of the
// allowed values 2004, too short 2005, too long 2006, wrong length 2007, wrong characters 2011.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "config/report.hpp"
#include "config/row_of.hpp"
#include "config/shape.hpp"

namespace sluice::config {

enum class Needed : bool { No, Yes };

template <class Spec>
struct Text {
  std::string_view name;
  std::string Spec::*field;
  const Shape& shape;
  Needed needed = Needed::No;
};

/// One word out of a list that is separated by blanks.
template <class Spec>
struct Words {
  std::string_view name;
  std::string Spec::*field;
  std::string_view words;
  Needed needed = Needed::No;
};

/// Which rows a number outside its bounds has.
struct Bounds {
  error::Row below;
  error::Row above;
};
inline constexpr Bounds kRange{row_of(2002), row_of(2003)};
inline constexpr Bounds kChoice{row_of(2004), row_of(2004)};
inline constexpr Bounds kPort{row_of(2025), row_of(2025)};
inline constexpr std::int64_t kMaxLimit = 2147483647;

template <class Spec>
struct Number {
  std::string_view name;
  std::int64_t Spec::*field;
  std::int64_t min;
  std::int64_t max;
  Bounds bounds = kRange;
};

/// A number that may be absent.
template <class Spec>
struct MaybeNumber {
  std::string_view name;
  std::optional<std::int64_t> Spec::*field;
  std::int64_t min;
  std::int64_t max;
  Needed needed = Needed::No;
  Bounds bounds = kRange;
};

// Deduction, spelt out for compilers that do not deduce aggregates.
template <class Spec>
Text(const char*, std::string Spec::*, const Shape&, Needed = Needed::No) -> Text<Spec>;
template <class Spec>
Words(const char*, std::string Spec::*, const char*, Needed = Needed::No) -> Words<Spec>;
template <class Spec>
Number(const char*, std::int64_t Spec::*, std::int64_t, std::int64_t, Bounds = kRange) -> Number<Spec>;
template <class Spec>
MaybeNumber(const char*, std::optional<std::int64_t> Spec::*, std::int64_t, std::int64_t, Needed = Needed::No,
            Bounds = kRange) -> MaybeNumber<Spec>;

/// The tests behind the rows; each reports at `field` of the object where the walk stands and says whether
/// all is well.
bool check_text(Report& report, std::string_view field, std::string_view text, const Shape& shape,
                Needed needed);
bool check_word(Report& report, std::string_view field, std::string_view text, std::string_view words,
                Needed needed);
bool check_number(Report& report, std::string_view field, std::int64_t number, std::int64_t min,
                  std::int64_t max, const Bounds& bounds = kRange);
bool check_present(Report& report, std::string_view field, bool is_present);
/// True where `word` is one of the blank-separated `words`.
bool is_word_of(std::string_view word, std::string_view words) noexcept;

template <class Spec>
void apply_rule(Report& report, const Spec& spec, const Text<Spec>& rule) {
  check_text(report, rule.name, spec.*rule.field, rule.shape, rule.needed);
}

template <class Spec>
void apply_rule(Report& report, const Spec& spec, const Words<Spec>& rule) {
  check_word(report, rule.name, spec.*rule.field, rule.words, rule.needed);
}

template <class Spec>
void apply_rule(Report& report, const Spec& spec, const Number<Spec>& rule) {
  check_number(report, rule.name, spec.*rule.field, rule.min, rule.max, rule.bounds);
}

template <class Spec>
void apply_rule(Report& report, const Spec& spec, const MaybeNumber<Spec>& rule) {
  const auto& number = spec.*rule.field;
  if (number)
    check_number(report, rule.name, *number, rule.min, rule.max, rule.bounds);
  else if (rule.needed == Needed::Yes)
    check_present(report, rule.name, false);
}

template <class Spec, class... Rules>
void apply(Report& report, const Spec& spec, const std::tuple<Rules...>& rules) {
  std::apply([&](const auto&... rule) { (apply_rule(report, spec, rule), ...); }, rules);
}

}  // namespace sluice::config
