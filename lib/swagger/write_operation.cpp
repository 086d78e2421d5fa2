#include "base/number.hpp"
#include "config/part.hpp"
#include "json/json.hpp"
#include "swagger/reading.hpp"
#include "swagger/write.hpp"

namespace sluice::swagger {
namespace {

// Numbers are written as numbers where that changes nothing.
void write_value(json::Writer& out, const RequestParameterSpec& from, std::string_view text) {
  const auto integer = from.type == "NUMBER" ? number::signed_decimal(text) : std::nullopt;
  if (integer && std::to_string(*integer) == text)
    out.integer(*integer);
  else
    out.text(text);
}

void write_enum(json::Writer& out, const RequestParameterSpec& from) {
  if (from.enumerations.empty()) return;
  out.key("enum").open_array();
  std::string_view rest = from.enumerations;
  while (true) {
    const std::size_t end = rest.find(',');
    std::string_view item = rest.substr(0, end);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    write_value(out, from, item);
    if (end == rest.npos) break;
    rest.remove_prefix(end + 1);
  }
  out.close_array();
}

void write_parameter(json::Writer& out, const RequestParameterSpec& from) {
  out.open_object();
  const bool is_number = from.type == "NUMBER";
  const bool is_required = from.required ? *from.required == 1 : from.location == "PATH";
  out.key("name").text(from.name).key("in").text(lower(from.location));
  out.key("required").boolean(is_required).key("type").text(is_number ? "number" : "string");
  if (!from.remark.empty()) out.key("description").text(from.remark);
  const auto& low = is_number ? from.min_num : from.min_size;
  const auto& high = is_number ? from.max_num : from.max_size;
  if (low) out.key(is_number ? "minimum" : "minLength").integer(*low);
  if (high) out.key(is_number ? "maximum" : "maxLength").integer(*high);
  write_enum(out, from);
  if (from.default_value) write_value(out.key("default"), from, *from.default_value);
  out.key("x-apigateway-pass-through").text(from.pass_through == 1 ? "always" : "never");
  const bool is_checked = low || high || !from.enumerations.empty();
  if (from.valid_enable != (is_checked ? 1 : 2)) out.key("x-sluice-valid-enable").integer(from.valid_enable);
  RequestParameterSpec own;
  own.regular = from.regular, own.json_schema = from.json_schema, own.sample_value = from.sample_value;
  write_own(out, own);
  out.close_object();
}

void write_front(json::Writer& out, const ApiSpec& api, const Directory& names) {
  out.key("operationId").text(api.name);
  if (!api.remark.empty()) out.key("description").text(api.remark);
  out.key("schemes").open_array();
  if (api.req_protocol != "HTTPS") out.text("http");
  if (api.req_protocol != "HTTP") out.text("https");
  out.close_array();
  if (const std::string_view scheme = scheme_of(api); !scheme.empty())
    out.key("security")
        .open_array()
        .open_object()
        .key(scheme)
        .open_array()
        .close_array()
        .close_object()
        .close_array();
  if (!api.authorizer_id.empty()) out.key("x-sluice-authorizer").text(names.authorizer(api.authorizer_id));
  if (!api.req_params.empty()) {
    out.key("parameters").open_array();
    for (const RequestParameterSpec& one : api.req_params) write_parameter(out, one);
    out.close_array();
  }
  out.key("responses").open_object().key("default").open_object().key("description").text("response example");
  out.key("x-apigateway-result-normal-sample").text(api.result_normal_sample);
  out.key("x-apigateway-result-failure-sample").text(api.result_failure_sample);
  out.close_object().close_object();
  out.key("x-apigateway-request-type").text(api.type == 2 ? "private" : "public");
  out.key("x-apigateway-match-mode").text(api.match_mode);
  out.key("x-apigateway-cors").boolean(api.cors);
  out.key("x-apigateway-is-send-fg-body-base64").boolean(api.is_send_fg_body_base64);
  if (const auto plugins = json::read(api.plugins))
    json::put(out.key("x-apigateway-plugins"), plugins->root());
  ApiSpec own;
  own.version = api.version, own.stream_body = api.stream_body, own.tags = api.tags;
  own.refuse_unsigned_payload = api.refuse_unsigned_payload, own.body_remark = api.body_remark;
  own.status = api.status;
  write_own(out, own);
}

}  // namespace

std::string_view scheme_of(const ApiSpec& api) noexcept {
  if (api.auth_type == "IAM") return "apig-auth-iam";
  if (api.auth_type != "APP") return {};
  return api.auth_opt.app_code_auth_type == "HEADER" ? "apig-auth-app-header" : "apig-auth-app";
}

template <class Part>
void write_own(json::Writer& out, const Part& part) {
  if (!config::is_fresh(part)) config::write_part(out.key("x-sluice"), part);
}
template void write_own(json::Writer&, const BackendSpec&);
template void write_own(json::Writer&, const MockSpec&);
template void write_own(json::Writer&, const ThrottleSpec&);
template void write_own(json::Writer&, const AclSpec&);

void write_operation(json::Writer& out, const Written& api, const Directory& names, Define define) {
  out.open_object();
  write_front(out, *api.definition, names);
  if (define != Define::Spec) write_backends(out, *api.definition, names);
  if (define == Define::All || define == Define::Dev) {
    if (api.throttle != nullptr) out.key("x-apigateway-ratelimit").text(api.throttle->name);
    if (api.acl != nullptr) out.key("x-apigateway-access-control").text(api.acl->acl_name);
    if (!api.response.empty()) out.key("x-apigateway-response").text(api.response);
  }
  out.close_object();
}

}  // namespace sluice::swagger
