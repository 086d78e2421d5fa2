// A Configuration as text, by the same lists of members as reading. Members that hold what a new object holds
// are left out, so the document stays as short as one written by hand.
#include "json/write.hpp"

#include <cstdint>
#include <map>
#include <optional>

#include "config/fields.hpp"
#include "config/part.hpp"
#include "config/read.hpp"

namespace sluice::config {
namespace {

template <class Spec>
concept HasMembers = std::tuple_size_v<decltype(kFields<Spec>)> >
0;

bool is_same(const std::string& a, const std::string& b) { return a == b; }
bool is_same(std::int64_t a, std::int64_t b) { return a == b; }
bool is_same(bool a, bool b) { return a == b; }
bool is_same(const std::vector<std::string>& a, const std::vector<std::string>& b) { return a == b; }

// Only what can be a default needs comparing: lists of objects are empty by default, and optional ones
// absent.
template <class Type>
bool is_same(const std::vector<Type>& a, const std::vector<Type>& b) {
  return a.empty() && b.empty();
}
template <class Type>
bool is_same(const std::optional<Type>& a, const std::optional<Type>& b) {
  return !a && !b;
}
template <class Type>
bool is_same(const std::map<std::string, Type, std::less<>>& a,
             const std::map<std::string, Type, std::less<>>& b) {
  return a.empty() && b.empty();
}
template <HasMembers Spec>
bool is_same(const Spec& a, const Spec& b) {
  const auto one = [&](const auto& member) { return is_same(a.*member.field, b.*member.field); };
  return std::apply([&](const auto&... member) { return (one(member) && ...); }, kFields<Spec>);
}

class Document {
 public:
  explicit Document(json::Writer& out) noexcept : out_(out) {}

  void put(const std::string& value) { out_.text(value); }
  void put(std::int64_t value) { out_.integer(value); }
  void put(bool value) { out_.boolean(value); }

  template <class Type>
  void put(const std::optional<Type>& value) {
    put(*value);
  }

  template <class Type>
  void put(const std::vector<Type>& values) {
    out_.open_array();
    for (const Type& value : values) put(value);
    out_.close_array();
  }

  template <class Type>
  void put(const std::map<std::string, Type, std::less<>>& values) {
    out_.open_object();
    for (const auto& [name, value] : values) {
      out_.key(name);
      put(value);
    }
    out_.close_object();
  }

  void put(const HeaderFieldSpec& field) {
    out_.open_array().text(field.name).text(field.value).close_array();
  }

  template <HasMembers Spec>
  void put(const Spec& spec) {
    out_.open_object();
    put_members(spec);
    out_.close_object();
  }

 private:
  template <class Spec>
  void put_members(const Spec& spec) {
    const Spec fresh{};
    std::apply([&](const auto&... member) { (put_member(spec, fresh, member), ...); }, kFields<Spec>);
  }

  template <class Spec, class Type>
  void put_member(const Spec& spec, const Spec& fresh, const Field<Spec, Type>& member) {
    if (is_same(spec.*member.field, fresh.*member.field)) return;
    out_.key(member.name);
    put(spec.*member.field);
  }

  template <class Spec, class Type>
  void put_member(const Spec& spec, const Spec&, const Beside<Spec, Type>& member) {
    put_members(spec.*member.field);
  }

  json::Writer& out_;
};

}  // namespace

std::string write(const Configuration& configuration) {
  json::Writer out;
  Document(out).put(configuration);
  return std::string(out.written());
}

template <class Part>
void write_part(json::Writer& out, const Part& part) {
  Document(out).put(part);
}

template <class Part>
bool is_fresh(const Part& part) {
  return is_same(part, Part{});
}

template void write_part(json::Writer&, const ApiSpec&);
template bool is_fresh(const ApiSpec&);
template void write_part(json::Writer&, const RequestParameterSpec&);
template bool is_fresh(const RequestParameterSpec&);
template void write_part(json::Writer&, const BackendSpec&);
template bool is_fresh(const BackendSpec&);
template void write_part(json::Writer&, const MockSpec&);
template bool is_fresh(const MockSpec&);
template void write_part(json::Writer&, const FunctionSpec&);
template bool is_fresh(const FunctionSpec&);
template void write_part(json::Writer&, const ThrottleSpec&);
template bool is_fresh(const ThrottleSpec&);
template void write_part(json::Writer&, const AclSpec&);
template bool is_fresh(const AclSpec&);
template void write_part(json::Writer&, const AuthorizerSpec&);
template bool is_fresh(const AuthorizerSpec&);
template void write_part(json::Writer&, const ErrorResponses&);
template bool is_fresh(const ErrorResponses&);

}  // namespace sluice::config
