// Who may call: one security scheme, or none. A scheme that is not the gateway's is refused: to take such an
// operation as open would be the wrong doubt.
#include "swagger/operation.hpp"

namespace sluice::swagger {
namespace {

// The scheme that a list of requirements names; nothing where it is empty or wrong.
std::optional<std::string_view> scheme_name(Report& report, const Value& list) {
  if (list.size() == 0) return std::nullopt;
  const Value first = list.first();
  if (list.size() == 1 && first.kind() == Kind::Object && first.size() == 1) return first.first().text();
  refuse_syntax(report, "security", "must name one scheme");
  return std::nullopt;
}

void read_scheme(Report& report, const Value& scheme, ApiSpec& api) {
  const std::string type = text(report, scheme, "x-apigateway-auth-type");
  if (text(report, scheme, "type") != "apiKey" || text(report, scheme, "in") != "header")
    refuse_syntax(report, "security", "the scheme must be an apiKey in the header");
  if (type == "IAM") {
    api.auth_type = "IAM";
  } else if (type == "AppSigv1") {
    api.auth_type = "APP";
    if (lower(text(report, scheme, "name")) != "authorization")
      refuse_syntax(report, "security", "the name of an AppSigv1 scheme must be Authorization");
  } else {
    refuse_syntax(report, "security", "the scheme has no x-apigateway-auth-type of AppSigv1 or IAM");
  }
  const auto option = member(report, scheme, "x-apigateway-auth-opt", Kind::Object);
  if (!option) return;
  const std::string word = upper(text(report, *option, "appcode-auth-type"));
  if (!word.empty()) api.auth_opt.app_code_auth_type = word;
}

}  // namespace

void read_security(Report& report, const File& file, const Value& operation, ApiSpec& api) {
  api.auth_type = "NONE";
  auto list = member(report, operation, "security", Kind::Array);
  if (!list) list = member(report, file.root(), "security", Kind::Array);
  const auto name = list ? scheme_name(report, *list) : std::nullopt;
  if (!name) return;
  const auto scheme = file.security_scheme(*name);
  if (!scheme || scheme->kind() != Kind::Object)
    return refuse_syntax(report, "security", quote(*name) + " is not defined");
  read_scheme(report, *scheme, api);
}

}  // namespace sluice::swagger
