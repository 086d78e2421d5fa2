// Gateway responses of a group: what takes the place of an error's own status and body.
#include <algorithm>
#include <string>

#include "config/check.hpp"
#include "config/rules.hpp"
#include "error/variable.hpp"
#include "json/json.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kResponses = 4;
constexpr std::size_t kHeaders = 10;
constexpr std::int64_t kForbiddenStatus = 444;  // closes a connection without an answer in common servers
constexpr std::string_view kErrorTypes =
    "ACCESS_DENIED AUTHORIZER_CONF_FAILURE AUTHORIZER_FAILURE AUTHORIZER_IDENTITIES_FAILURE AUTH_FAILURE "
    "AUTH_HEADER_MISSING UNAUTHORIZED BACKEND_TIMEOUT BACKEND_UNAVAILABLE NOT_FOUND "
    "REQUEST_PARAMETERS_FAILURE THROTTLED DEFAULT_4XX DEFAULT_5XX";

constexpr auto kResponseRules = std::tuple{
    Text{"name", &ResponseSpec::name, shape::kResponse, Needed::Yes},
};
constexpr auto kErrorResponseRules = std::tuple{
    MaybeNumber{"status", &ErrorResponseSpec::status, 200, 599},
};
constexpr auto kHeaderRules = std::tuple{
    Text{"0", &HeaderFieldSpec::name, shape::kResponseHeader, Needed::Yes},
};

// The template with a number, set off by blanks, for every variable: inside of a JSON string that is still
// text, outside a value, and beside another number not JSON.
std::string without_variables(std::string_view body) {
  std::string text;
  while (!body.empty()) {
    const std::size_t at = std::min(body.find('$'), body.size());
    text.append(body.substr(0, at));
    body.remove_prefix(at);
    const std::size_t size = error::find_variable(body).size;
    text.append(size != 0 ? " 0 " : body.substr(0, 1));
    body.remove_prefix(size != 0 ? size : std::min<std::size_t>(1, body.size()));
  }
  return text;
}

void check_headers(Report& report, const std::vector<HeaderFieldSpec>& headers) {
  check_count(report, "headers", headers.size(), kHeaders, row_of(2003));
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const auto here = report.enter("headers", i);
    apply(report, headers[i], kHeaderRules);
    const std::string& value = headers[i].value;
    if (value.find("[[") != value.npos || value.find("]]") != value.npos)
      report.error(row_of(2012), "1", "must not hold [[ or ]]");
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos)
      report.error(row_of(2011), "1", "must be one line");
  }
}

void check_error_response(Report& report, std::string_view type, const ErrorResponseSpec& response) {
  if (!is_word_of(type, kErrorTypes)) report.error(row_of(2004), {}, quote(type) + " is no error type");
  apply(report, response, kErrorResponseRules);
  if (response.status == kForbiddenStatus) report.error(row_of(2012), "status", "444 cannot be answered");
  if (response.body && !json::read(without_variables(*response.body)))
    report.error(row_of(2000), "body", "is not JSON");
  check_headers(report, response.headers);
}

}  // namespace

void check_responses(Walk& walk, const std::vector<ResponseSpec>& responses) {
  Report& report = walk.report;
  Names names(row_of(3216));
  check_count(report, "responses", responses.size(),
              allowance(kResponses, walk.configuration.gateway.quotas.responses), row_of(3136));
  for (std::size_t i = 0; i < responses.size(); ++i) {
    const auto here = report.enter("responses", i);
    apply(report, responses[i], kResponseRules);
    names.claim(report, responses[i].id, {}, responses[i].name, "name");
    const auto types = report.enter("types");
    for (const auto& [type, response] : responses[i].types) {
      const auto one = report.enter(type);
      check_error_response(report, type, response);
    }
  }
}

}  // namespace sluice::config
