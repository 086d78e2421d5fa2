// One overload of `read` for each kind of field. An object reads its members by the list of its type in
// fields.hpp; a member that is in no list is unknown.
#include "config/read.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "config/fields.hpp"
#include "config/part.hpp"
#include "config/report.hpp"
#include "config/row_of.hpp"
#include "json/json.hpp"

namespace sluice::config {
namespace {

using json::Kind;

std::string_view name_of(Kind kind) noexcept {
  constexpr std::string_view names[] = {"null", "a boolean", "an integer", "a number",
                                        "text", "an array",  "an object"};
  return names[static_cast<std::size_t>(kind)];
}

// The field of a collection in which an object of a document stands, as `Report` has entered it.
class Reader {
 public:
  Reader(Report& report, Strictness strictness) noexcept : report_(report), strictness_(strictness) {}

  void read(std::string& to, json::Value from) {
    if (is(from, Kind::Text)) to = from.text();
  }
  void read(bool& to, json::Value from) {
    if (is(from, Kind::Boolean)) to = from.boolean();
  }
  void read(std::int64_t& to, json::Value from) {
    if (is(from, Kind::Integer)) to = from.integer();
  }

  template <class Type>
  void read(std::optional<Type>& to, json::Value from) {
    read(to.emplace(), from);
  }

  template <class Type>
  void read(std::vector<Type>& to, json::Value from) {
    to.clear();
    if (!is(from, Kind::Array)) return;
    to.reserve(from.size());
    from.each_element([&](std::size_t i, json::Value element) {
      const auto here = report_.enter(i);
      read(to.emplace_back(), element);
    });
  }

  template <class Type>
  void read(std::map<std::string, Type, std::less<>>& to, json::Value from) {
    if (!is(from, Kind::Object)) return;
    from.each_member([&](std::string_view name, json::Value value) {
      const auto here = report_.enter(name);
      read(to[std::string(name)], value);
    });
  }

  void read(HeaderFieldSpec& to, json::Value from) {
    if (!is(from, Kind::Array)) return;
    if (from.size() != 2) return report_.error(row_of(2000), {}, "must be a name and a value");
    from.each_element([&](std::size_t i, json::Value element) {
      const auto here = report_.enter(i);
      read(i == 0 ? to.name : to.value, element);
    });
  }

  template <class Spec>
  requires(std::tuple_size_v<decltype(kFields<Spec>)> > 0) void read(Spec& to, json::Value from) {
    if (!is(from, Kind::Object)) return;
    from.each_member([&](std::string_view name, json::Value value) {
      const auto here = report_.enter(name);
      if (!read_member(to, name, value)) refuse_unknown(name);
    });
  }

 private:
  // Reads the member of that name; false where the type has none.
  template <class Spec>
  bool read_member(Spec& to, std::string_view name, json::Value value) {
    const auto one = [&](const auto& member) { return read_if_named(to, member, name, value); };
    return std::apply([&](const auto&... member) { return (one(member) || ...); }, kFields<Spec>);
  }

  template <class Spec, class Type>
  bool read_if_named(Spec& to, const Field<Spec, Type>& member, std::string_view name, json::Value value) {
    if (member.name != name) return false;
    read(to.*member.field, value);
    return true;
  }

  template <class Spec, class Type>
  bool read_if_named(Spec& to, const Beside<Spec, Type>& member, std::string_view name, json::Value value) {
    return read_member(to.*member.field, name, value);
  }

  bool is(json::Value value, Kind wanted) {
    if (value.kind() == wanted) return true;
    const bool inexact = wanted == Kind::Integer && value.kind() == Kind::Number;
    report_.error(
        row_of(2000), {},
        inexact ? std::string("must be an integer within 64 bits")
                : "must be " + std::string(name_of(wanted)) + ", is " + std::string(name_of(value.kind())));
    return false;
  }

  void refuse_unknown(std::string_view name) {
    std::string message = "unknown member " + quote(name);
    if (strictness_ == Strictness::Strict)
      report_.error(row_of(2000), {}, std::move(message));
    else
      report_.warning(row_of(2000), {}, std::move(message));
  }

  Report& report_;
  Strictness strictness_;
};

Diagnostic diagnostic_of(const json::Fault& fault) {
  std::string message;
  if (fault.line != 0)
    message = "line " + std::to_string(fault.line) + ", column " + std::to_string(fault.column) + ": ";
  return {Severity::Error,
          escape(fault.pointer, fault.pointer.size()),
          row_of(2000),
          message + std::string(fault.what),
          {}};
}

}  // namespace

ReadResult read(std::string_view text, Strictness strictness) {
  ReadResult result;
  const auto tree = json::read(text);
  if (!tree) {
    result.diagnostics.push_back(diagnostic_of(tree.error()));
    return result;
  }
  Report report;
  Reader(report, strictness).read(result.configuration, tree->root());
  result.ok = !report.has_errors();
  result.diagnostics = report.take();
  return result;
}

template <class Part>
void read_part(Report& report, Part& to, json::Value from) {
  Reader(report, Strictness::Lenient).read(to, from);
}

template void read_part(Report&, ApiSpec&, json::Value);
template void read_part(Report&, RequestParameterSpec&, json::Value);
template void read_part(Report&, BackendSpec&, json::Value);
template void read_part(Report&, MockSpec&, json::Value);
template void read_part(Report&, FunctionSpec&, json::Value);
template void read_part(Report&, ThrottleSpec&, json::Value);
template void read_part(Report&, AclSpec&, json::Value);
template void read_part(Report&, AuthorizerSpec&, json::Value);
template void read_part(Report&, ErrorResponses&, json::Value);

}  // namespace sluice::config
