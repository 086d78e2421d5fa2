// Compiles a declaration into one text and a short rule a parameter, and checks requests against it.
// Source: published gateway's user guide, "Request parameters".
#include <algorithm>
#include <limits>
#include <new>

#include "base/ascii.hpp"
#include "base/scratch.hpp"
#include "base/writer.hpp"
#include "http/headers.hpp"
#include "params/rule.hpp"
#include "sluice/params.hpp"
#include "sluice/target.hpp"

namespace sluice::params {
namespace {

constexpr std::uint8_t kRequired = 1, kChecked = 2, kHasDefault = 4, kBounded = 8;

constexpr std::string_view query_of(std::string_view target) noexcept {
  const std::size_t at = target.find('?');
  return at == target.npos ? std::string_view{} : target.substr(at + 1);
}

}  // namespace

class Compiler {
 public:
  Params run(std::span<const Spec> declared) {
    for (const Spec& spec : declared) add(spec);
    return std::move(out_);
  }

 private:
  std::uint32_t keep(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(out_.text_.size());
    out_.text_ += text;
    return at;
  }

  void add(const Spec& spec) {
    Params::Rule rule{};
    rule.name_at = keep(spec.name);
    rule.name_size = static_cast<std::uint32_t>(spec.name.size());
    rule.place = spec.place;
    rule.type = spec.type;
    rule.flags =
        static_cast<std::uint8_t>((spec.is_required ? kRequired : 0) | (spec.is_checked ? kChecked : 0));
    if (spec.default_value && !spec.is_required) {
      rule.flags |= kHasDefault;
      rule.value_at = keep(*spec.default_value);
      rule.value_size = static_cast<std::uint32_t>(spec.default_value->size());
    }
    if (spec.is_checked) add_checks(rule, spec);
    out_.rules_.push_back(rule);
  }

  void add_checks(Params::Rule& rule, const Spec& spec) {
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    rule.items_at = static_cast<std::uint32_t>(out_.items_.size());
    for (const std::string& item : spec.enumeration) {
      const std::string_view text = ascii::trim(item);
      out_.items_.push_back({keep(text), static_cast<std::uint32_t>(text.size())});
    }
    rule.item_count = static_cast<std::uint32_t>(spec.enumeration.size());
    const bool is_number = spec.type == Type::Number;
    const Params::Bounds bounds =
        is_number ? Params::Bounds{spec.min_number.value_or(lowest), spec.max_number.value_or(highest)}
                  : Params::Bounds{spec.min_size.value_or(0),
                                   spec.max_size ? std::int64_t{*spec.max_size} : highest};
    const bool is_open = bounds.most == highest && bounds.least == (is_number ? lowest : 0);
    if (is_open && !is_number) return;
    rule.flags |= kBounded;
    rule.bounds_at = static_cast<std::uint32_t>(out_.bounds_.size());
    out_.bounds_.push_back(bounds);
  }

  Params out_;
};

class Checker {
 public:
  Checker(const Params& params, const Request& request, std::span<const Named> captures, Room room) noexcept
      : params_(params),
        request_(request),
        captures_(captures),
        query_(query_of(request.target)),
        scratch_(room) {}

  Result<Checked, Refusal> run() noexcept {
    const auto values = scratch_.take_array<std::optional<std::string_view>>(params_.size());
    if (values.size() != params_.size()) return Refusal{Reason::ScratchExhausted, 0};
    for (std::size_t i = 0; i < values.size(); ++i)
      if (const Reason fault = check_one(params_.rules_[i], values[i]); fault != Reason::None)
        return Refusal{fault, i};
    return Checked{values, scratch_.rest()};
  }

 private:
  using Rule = Params::Rule;
  using Value = std::optional<std::string_view>;

  std::string_view text(std::uint32_t at, std::uint32_t size) const noexcept {
    return std::string_view(params_.text_).substr(at, size);
  }

  Reason check_one(const Rule& rule, Value& value) noexcept {
    const std::string_view name = text(rule.name_at, rule.name_size);
    const Reason fault = rule.place == Place::Path    ? from_path(rule, name, value)
                         : rule.place == Place::Query ? from_query(rule, name, value)
                                                      : from_headers(rule, name, value);
    if (fault != Reason::None || value) return fault;
    if ((rule.flags & kRequired) != 0) return Reason::ParameterRequired;
    if ((rule.flags & kHasDefault) != 0) value = text(rule.value_at, rule.value_size);
    return Reason::None;
  }

  Reason from_path(const Rule& rule, std::string_view name, Value& value) noexcept {
    const auto found = std::ranges::find(captures_, name, &Named::name);
    return found == captures_.end() ? Reason::None : take(rule, found->value, value);
  }

  Reason from_headers(const Rule& rule, std::string_view name, Value& value) noexcept {
    for (const Header& header : request_.headers) {
      if (!http::is_named(header, name)) continue;
      if (const Reason fault = take(rule, ascii::trim(header.value), value); fault != Reason::None)
        return fault;
    }
    // A request's Host may stand beside its fields.
    if (!value && !request_.host.empty() && ascii::equals_ignoring_case(name, "host"))
      return take(rule, request_.host, value);
    return Reason::None;
  }

  Reason from_query(const Rule& rule, std::string_view name, Value& value) noexcept {
    for (http::Pairs pairs(query_); const auto pair = pairs.next();) {
      if (!http::is_decoded(pair->name, name)) continue;
      char* const mark = scratch_.mark();
      const auto decoded = http::decode_query(pair->value, scratch_.rest());
      if (!decoded) return decoded.error();
      const bool is_first = !value;
      if (is_first && decoded->data() == mark) scratch_.take(decoded->size());
      if (const Reason fault = take(rule, *decoded, value); fault != Reason::None) return fault;
    }
    return Reason::None;
  }

  // The first value counts; all of them are checked.
  Reason take(const Rule& rule, std::string_view found, Value& value) const noexcept {
    if (!value) value = found;
    return (rule.flags & kChecked) == 0 ? Reason::None : fault_of(rule, found);
  }

  Reason fault_of(const Rule& rule, std::string_view value) const noexcept {
    if (rule.type == Type::Number) {
      const Params::Bounds& bounds = params_.bounds_[rule.bounds_at];
      const auto fit = fit_number(value, bounds.least, bounds.most);
      if (!fit) return Reason::ParameterNotNumber;
      if (!is_listed(rule, value)) return Reason::ParameterNotAllowed;
      return *fit == Fit::Below   ? Reason::ParameterTooSmall
             : *fit == Fit::Above ? Reason::ParameterTooLarge
                                  : Reason::None;
    }
    if (!is_listed(rule, value)) return Reason::ParameterNotAllowed;
    if ((rule.flags & kBounded) == 0) return Reason::None;
    const Params::Bounds& bounds = params_.bounds_[rule.bounds_at];
    const auto length = static_cast<std::int64_t>(length_of(value));
    return length < bounds.least  ? Reason::ParameterTooShort
           : length > bounds.most ? Reason::ParameterTooLong
                                  : Reason::None;
  }

  bool is_listed(const Rule& rule, std::string_view value) const noexcept {
    if (rule.item_count == 0) return true;
    const auto items = std::span(params_.items_).subspan(rule.items_at, rule.item_count);
    return std::ranges::any_of(items,
                               [&](const Params::Item& item) { return text(item.at, item.size) == value; });
  }

  const Params& params_;
  const Request& request_;
  std::span<const Named> captures_;
  std::string_view query_;
  Scratch scratch_;
};

std::string_view Params::name(std::size_t index) const noexcept {
  return std::string_view(text_).substr(rules_[index].name_at, rules_[index].name_size);
}

Place Params::place(std::size_t index) const noexcept { return rules_[index].place; }

Result<Params, Problem> compile(std::span<const Spec> declared) noexcept {
  try {
    return Compiler().run(declared);
  } catch (const std::bad_alloc&) {
    return Problem::OutOfMemory;
  }
}

Result<Checked, Refusal> check(const Params& params, const Request& request, std::span<const Named> captures,
                               Room room) noexcept {
  return Checker(params, request, captures, room).run();
}

}  // namespace sluice::params
