/// The parameters that an API declares, checked against a request.
///
///     auto p = params::compile({{.name = "limit", .type = params::Type::Number, .is_checked = true,
///                                .max_number = 100}});
///     auto v = params::check(*p, request, captures, room);          // v->values[0]: decoded text, or absent
///     if (!v) answer(params::detail(*p, v.error(), text_room));     // "Invalid query parameter: limit, ..."
///
/// Source: published gateway's user guide, "Request parameters"; the texts of the details are sluice's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"

namespace sluice::params {

enum class Type : std::uint8_t { String, Number };

/// One declared parameter. Names of header fields are compared in any case, others exactly.
struct Spec {
  std::string name{};
  Place place = Place::Query;
  Type type = Type::String;
  bool is_required = false;
  bool is_checked = false;                     ///< the checks below apply, and that of the type
  std::optional<std::string> default_value{};  ///< takes the place of an absent one that is not required
  std::vector<std::string> enumeration{};      ///< empty: any value
  std::optional<std::int64_t> min_number{};    ///< inclusive
  std::optional<std::int64_t> max_number{};
  std::optional<std::uint32_t> min_size{};  ///< inclusive; code points, bytes where the value is no UTF-8
  std::optional<std::uint32_t> max_size{};
};

enum class Problem : std::uint8_t { OutOfMemory };

/// The compiled declaration, in its order.   Threads: any.
class Params {
 public:
  std::size_t size() const noexcept { return rules_.size(); }
  std::string_view name(std::size_t index) const noexcept;
  Place place(std::size_t index) const noexcept;

 private:
  friend class Compiler;
  friend class Checker;
  struct Rule {
    std::uint32_t name_at, name_size;
    std::uint32_t value_at, value_size;  // the default
    std::uint32_t items_at, item_count;  // of the enumeration, in `items_`
    std::uint32_t bounds_at;             // in `bounds_`, where it has any
    Place place;
    Type type;
    std::uint8_t flags;
  };
  struct Item {
    std::uint32_t at, size;
  };
  struct Bounds {
    std::int64_t least, most;
  };
  std::string text_;  // names, defaults and items, one after the other
  std::vector<Rule> rules_;
  std::vector<Item> items_;
  std::vector<Bounds> bounds_;
};

/// Compiles a declaration. Items of enumerations are trimmed.   Threads: any.
Result<Params, Problem> compile(std::span<const Spec> declared) noexcept;
inline Result<Params, Problem> compile(std::initializer_list<Spec> declared) noexcept {
  return compile(std::span(declared.begin(), declared.size()));
}

/// The values by index of declaration; several of one name: the first. Default values stand in.
struct Checked {
  std::span<const std::optional<std::string_view>> values;
  Room rest;  ///< the part of the room that is still free
};

/// The first parameter that does not hold, and why.
struct Refusal {
  Reason reason = Reason::None;
  std::size_t index = 0;
};

/// Checks a request in order of declaration; every value of a repeated parameter is checked.
/// `captures` are the path's values, decoded.
/// Lifetime: values point into the request, the captures, `params` and `room`.
/// Cost:     parameters x (query + headers), no allocation.   Threads: any.
/// Errors:   the `Parameter...` reasons; ScratchExhausted.
Result<Checked, Refusal> check(const Params& params, const Request& request, std::span<const Named> captures,
                               Room room) noexcept;

/// `Invalid <path, query or header> parameter: <name>, <reason>`, or nothing where it does not fit.
std::optional<std::string_view> detail(const Params& params, const Refusal& refusal, Room room) noexcept;

}  // namespace sluice::params
