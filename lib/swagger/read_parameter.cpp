// Parameters: those of the operation, then those of its path item that it does not repeat.
#include <algorithm>

#include "config/part.hpp"
#include "swagger/operation.hpp"

namespace sluice::swagger {
namespace {

constexpr std::size_t kMostParameters = 1000;  // of one list; far over what an API may have

void read_type(Report& report, const Value& from, RequestParameterSpec& to) {
  const std::string type = needed_text(report, from, "type");
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, type) != words.end();
  };
  if (is_one_of({"integer", "long", "float", "double", "number"}))
    to.type = "NUMBER";
  else if (is_one_of({"string", "boolean"}))
    to.type = "STRING";
  else if (!type.empty())
    refuse_syntax(report, "type", quote(type) + " is no type of a parameter");
}

void read_enum(Report& report, const Value& from, RequestParameterSpec& to) {
  to.enumerations.clear();
  const auto list = member(report, from, "enum", Kind::Array);
  if (!list) return;
  list->each_element([&](std::size_t i, const Value& one) {
    const std::string item = scalar(report, "enum", one);
    if (item.find(',') != item.npos) refuse_syntax(report, "enum", quote(item) + " has a comma");
    to.enumerations += (i == 0 ? "" : ",") + item;
  });
}

// Bounds; OpenAPI files of the vendor write zeros for what is not set.
void read_bounds(Report& report, const Value& from, bool is_openapi3, RequestParameterSpec& to) {
  if (to.type == "NUMBER") {
    to.min_num = integer(report, from, "minimum");
    to.max_num = integer(report, from, "maximum");
    if (is_openapi3 && to.min_num == 0 && to.max_num == 0) to.min_num = to.max_num = std::nullopt;
  } else {
    to.min_size = integer(report, from, "minLength");
    to.max_size = integer(report, from, "maxLength");
    if (is_openapi3 && to.max_size == 0) to.max_size = std::nullopt;
  }
}

void read_pass_through(Report& report, const Value& from, RequestParameterSpec& to) {
  const std::string word = text(report, from, "x-apigateway-pass-through");
  to.pass_through = word.empty() || word == "always" ? 1 : 2;
}

RequestParameterSpec read_parameter(Report& report, const Value& from, bool is_openapi3) {
  RequestParameterSpec to;
  if (const auto own = member(report, from, "x-sluice", Kind::Object)) config::read_part(report, to, *own);
  const auto schema = is_openapi3 ? member(report, from, "schema", Kind::Object) : std::nullopt;
  const Value& form = schema ? *schema : from;
  to.name = needed_text(report, from, "name");
  to.location = upper(needed_text(report, from, "in"));
  to.remark = text(report, from, "description");
  const auto required = member(report, from, "required", Kind::Boolean);
  to.required = required ? std::optional<std::int64_t>(required->boolean() ? 1 : 2) : std::nullopt;
  read_type(report, form, to);
  read_bounds(report, form, is_openapi3, to);
  read_enum(report, form, to);
  read_pass_through(report, from, to);
  const auto value = form.find("default");
  to.default_value =
      value && value->kind() != Kind::Null ? std::optional(scalar(report, "default", *value)) : std::nullopt;
  const bool is_checked = !to.enumerations.empty() || to.min_num || to.max_num || to.min_size || to.max_size;
  to.valid_enable = integer(report, from, "x-sluice-valid-enable").value_or(is_checked ? 1 : 2);
  return to;
}

// False where the location is none that an API can have.
bool is_read(Report& report, const Value& from) {
  const std::string place = lower(needed_text(report, from, "in"));
  if (place == "path" || place == "query" || place == "header") return true;
  if (place == "body")
    report.warning(row_of(3602), {}, "a body is not described; the parameter is left out");
  else if (!place.empty())
    refuse_syntax(report, "in", quote(place) + " is no place of a parameter");
  return false;
}

void read_list(Report& report, const File& file, const Value& holder, bool is_shared, ApiSpec& api) {
  const auto list = member(report, holder, "parameters", Kind::Array);
  if (!list) return;
  if (list->size() > kMostParameters) return report.error(row_of(3111), "parameters", "are too many");
  const std::size_t own = api.req_params.size();
  list->each_element([&](std::size_t i, const Value& one) {
    const auto here = report.enter("parameters", i);
    const auto from = file.parameter(report, one);
    if (!from || !is_read(report, *from)) return;
    RequestParameterSpec read = read_parameter(report, *from, file.is_openapi3());
    const auto is_same = [&](const RequestParameterSpec& p) {
      return p.name == read.name && p.location == read.location;
    };
    const auto end = api.req_params.begin() + static_cast<std::ptrdiff_t>(own);
    if (is_shared && std::any_of(api.req_params.begin(), end, is_same)) return;
    api.req_params.push_back(std::move(read));
  });
}

}  // namespace

void read_parameters(Report& report, const File& file, const Entry& entry, ApiSpec& api) {
  api.req_params.clear();
  read_list(report, file, entry.operation, false, api);
  read_list(report, file, entry.item, true, api);
  if (entry.operation.find("requestBody"))
    report.warning(row_of(3602), "requestBody", "a body is not described; it is left out");
}

}  // namespace sluice::swagger
