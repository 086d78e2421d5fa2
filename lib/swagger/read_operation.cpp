#include "config/part.hpp"
#include "config/shape.hpp"
#include "json/write.hpp"
#include "swagger/operation.hpp"

namespace sluice::swagger {
namespace {

void read_name(Report& report, const Entry& entry, bool simple_mode, ApiSpec& api) {
  if (!simple_mode) {
    api.name = needed_text(report, entry.operation, "operationId");
    return;
  }
  const std::string id = text(report, entry.operation, "operationId");
  api.name = simple_name(id.empty() ? entry.method + std::string(entry.path) : id);
}

void read_request_type(Report& report, const Value& operation, bool simple_mode, ApiSpec& api) {
  constexpr std::string_view kField = "x-apigateway-request-type";
  const std::string word =
      simple_mode ? text(report, operation, kField) : needed_text(report, operation, kField);
  api.type = word == "private" ? 2 : 1;
  if (!word.empty() && word != "private" && word != "public")
    refuse_syntax(report, kField, quote(word) + " is neither public nor private");
}

void read_samples(Report& report, const Value& operation, ApiSpec& api) {
  api.result_normal_sample.clear();
  api.result_failure_sample.clear();
  const auto responses = member(report, operation, "responses", Kind::Object);
  if (!responses) return;
  const auto read_from = [&](const Value& holder) {
    if (api.result_normal_sample.empty())
      api.result_normal_sample = text(report, holder, "x-apigateway-result-normal-sample");
    if (api.result_failure_sample.empty())
      api.result_failure_sample = text(report, holder, "x-apigateway-result-failure-sample");
  };
  read_from(*responses);
  responses->each_member([&](std::string_view, const Value& one) {
    if (one.kind() == Kind::Object) read_from(one);
  });
}

void read_plugins(Report& report, const Value& operation, ApiSpec& api) {
  api.plugins.clear();
  const auto list = member(report, operation, "x-apigateway-plugins", Kind::Array);
  if (!list || list->size() == 0) return;
  json::Writer out;
  json::put(out, *list);
  api.plugins = out.written();
}

void read_switches(Report& report, const Value& operation, ApiSpec& api) {
  const std::string mode = text(report, operation, "x-apigateway-match-mode");
  api.match_mode = mode.empty() ? "NORMAL" : mode;
  api.cors = boolean(report, operation, "x-apigateway-cors");
  api.is_send_fg_body_base64 = boolean(report, operation, "x-apigateway-is-send-fg-body-base64");
}

// Members of a configuration that travel beside the published ones; all others are set below.
void read_own(Report& report, const Value& operation, ApiSpec& api) {
  const auto own = member(report, operation, "x-sluice", Kind::Object);
  if (!own) return;
  ApiSpec read;
  config::read_part(report, read, *own);
  api.version = std::move(read.version);
  api.stream_body = read.stream_body;
  api.refuse_unsigned_payload = read.refuse_unsigned_payload;
  api.tags = std::move(read.tags);
  api.body_remark = std::move(read.body_remark);
  api.status = read.status;
}

}  // namespace

std::string simple_name(std::string_view text) {
  std::string name;
  for (char c : text) name += config::shape::is_word(static_cast<unsigned char>(c)) ? c : '_';
  if (name.empty() || !config::shape::is_letter(static_cast<unsigned char>(name.front())))
    name = "api" + name;
  while (name.size() < 3) name += '_';
  return name.substr(0, 64);
}

Operation read_operation(Report& report, const File& file, const Entry& entry, const Target& target,
                         const ImportOptions& options) {
  Operation to;
  ApiSpec& api = to.api;
  const bool is_object = entry.operation.kind() == Kind::Object;
  if (entry.method.empty() || !is_object) {
    const bool is_reference = is_object && entry.operation.find("$ref");
    refuse_syntax(report, {}, is_reference ? "references are not followed" : "must be an object");
    return to;
  }
  const Value& operation = entry.operation;
  read_own(report, operation, api);
  api.req_method = entry.method;
  if (!entry.path.starts_with('/')) refuse_syntax(report, {}, "a path begins with a slash");
  api.req_uri = file.base_path() + std::string(entry.path);
  read_name(report, entry, options.simple_mode, api);
  api.remark = text(report, operation, "description");
  api.req_protocol = file.protocol(report, operation);
  read_request_type(report, operation, options.simple_mode, api);
  read_switches(report, operation, api);
  read_security(report, file, operation, api);
  const std::string authorizer = text(report, operation, "x-sluice-authorizer");
  if (!authorizer.empty()) {
    api.authorizer_id = target.authorizer(authorizer);
    if (api.auth_type == "NONE") api.auth_type = "AUTHORIZER";
  }
  read_parameters(report, file, entry, api);
  read_backends(report, operation, target, options.mock_mode, api);
  read_samples(report, operation, api);
  read_plugins(report, operation, api);
  api.response_id = text(report, operation, "x-apigateway-response");
  to.ratelimit = text(report, operation, "x-apigateway-ratelimit");
  to.access_control = text(report, operation, "x-apigateway-access-control");
  return to;
}

}  // namespace sluice::swagger
