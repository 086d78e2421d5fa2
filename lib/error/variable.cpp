// Source: published gateway's user guide, "Gateway responses", variables of the response template.
#include "error/variable.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace sluice::error {
namespace {

constexpr std::string_view kPrefix = "$context.";

struct Name {
  std::string_view text;
  Variable variable;
};

constexpr auto kNames = std::to_array<Name>({
    {"apiId", Variable::ApiId},
    {"apiName", Variable::ApiName},
    {"appId", Variable::AppId},
    {"appName", Variable::AppName},
    {"requestId", Variable::RequestId},
    {"stage", Variable::Stage},
    {"sourceIp", Variable::SourceIp},
    {"reqPath", Variable::ReqPath},
    {"reqUri", Variable::ReqUri},
    {"reqMethod", Variable::ReqMethod},
    {"error.code", Variable::Code},
    {"error.message", Variable::Message},
    {"error.type", Variable::Type},
    {"authorizer.frontend.", Variable::Frontend},
    {"authorizer.backend.", Variable::Backend},
});

// Bytes of the longest stretch that a name could be: dots count where something follows them.
std::size_t name_size(std::string_view text, bool with_dots) noexcept {
  constexpr ascii::Class members = ascii::class_of("-_", true, true);
  std::size_t size = 0;
  while (size < text.size()) {
    const bool is_dot =
        with_dots && text[size] == '.' && size + 1 < text.size() && ascii::is_in(members, text[size + 1]);
    if (!is_dot && !ascii::is_in(members, text[size])) break;
    ++size;
  }
  return size;
}

std::string_view pair_of(std::span<const Named> pairs, std::string_view name) noexcept {
  const auto found = std::ranges::find(pairs, name, &Named::name);
  return found == pairs.end() ? std::string_view{} : found->value;
}

}  // namespace

// The longest known name wins; where none fits, the whole name-like stretch is an unknown variable.
Found find_variable(std::string_view text) noexcept {
  if (!text.starts_with(kPrefix)) return {};
  const std::string_view rest = text.substr(kPrefix.size());
  const Name* best = nullptr;
  for (const Name& name : kNames)
    if (rest.starts_with(name.text) && (best == nullptr || name.text.size() > best->text.size()))
      best = &name;
  if (best == nullptr) return {Variable::Unknown, kPrefix.size() + name_size(rest, true)};
  std::size_t size = kPrefix.size() + best->text.size();
  if (best->variable != Variable::Frontend && best->variable != Variable::Backend)
    return {best->variable, size};
  const std::string_view pair = text.substr(size, name_size(text.substr(size), false));
  return {best->variable, size + pair.size(), pair};
}

std::string_view value_of(Variable variable, std::string_view pair, const Request& request,
                          const Facts& facts, const ErrorTexts& texts) noexcept {
  switch (variable) {
    case Variable::ApiId:
      return facts.api_id;
    case Variable::ApiName:
      return facts.api_name;
    case Variable::AppId:
      return facts.app_id;
    case Variable::AppName:
      return facts.app_name;
    case Variable::RequestId:
      return facts.request_id;
    case Variable::Stage:
      return facts.stage;
    case Variable::SourceIp:
      return facts.source_ip;
    case Variable::ReqPath:
      return request.target.substr(0, request.target.find('?'));
    case Variable::ReqUri:
      return request.target;
    case Variable::ReqMethod:
      return request.method;
    case Variable::Code:
      return texts.code;
    case Variable::Message:
      return texts.message;
    case Variable::Type:
      return texts.type;
    case Variable::Frontend:
      return pair_of(facts.frontend, pair);
    case Variable::Backend:
      return pair_of(facts.backend, pair);
    case Variable::None:
    case Variable::Unknown:
      break;
  }
  return {};
}

}  // namespace sluice::error
