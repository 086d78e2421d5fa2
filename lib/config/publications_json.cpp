// Publications and explanations as the JSON that tools read.
#include <string>

#include "json/write.hpp"
#include "sluice/error.hpp"
#include "sluice/publications.hpp"

namespace sluice {
namespace {

void put(json::Writer& out, std::string_view name, std::string_view value) { out.key(name).text(value); }

/// Text, or null where there is none.
void put_known(json::Writer& out, std::string_view name, std::string_view value) {
  out.key(name);
  value.empty() ? out.null() : out.text(value);
}

void put_members(json::Writer& out, const Publication& publication) {
  const ApiSpec& definition = *publication.definition;
  put(out, "group", id_of(*publication.group));
  put(out, "env", publication.environment);
  put(out, "method", definition.req_method);
  put(out, "match_mode", definition.match_mode);
  put(out, "uri", definition.req_uri);
  put(out, "api", id_of(*publication.api));
  put(out, "name", definition.name);
  put_known(out, "version", publication.version);
  put(out, "protocol", definition.req_protocol);
}

void put_chosen(json::Writer& out, const Publication& publication, const route::Explanation& explanation) {
  out.open_object();
  put_members(out, publication);
  out.key("path_params").open_object();
  for (const auto& [name, value] : explanation.params) put(out, name, value);
  out.close_object();
  put(out, "remainder", explanation.remainder);
  out.close_object();
}

void put_evidence(json::Writer& out, std::string_view name, const std::optional<std::string>& value) {
  out.key(name);
  value ? out.text(*value) : out.null();
}

void put_loser(json::Writer& out, const Publication& publication, const route::Loser& loser) {
  out.open_object();
  put_members(out, publication);
  put(out, "failed", route::text(loser.failed));
  out.key("segment");
  loser.failed == route::Step::Path ? out.unsigned_integer(loser.segment) : out.null();
  put_evidence(out, "wanted", loser.wanted);
  put_evidence(out, "got", loser.got);
  put(out, "why", route::sentence(loser));
  out.close_object();
}

}  // namespace

std::string to_json(const Publication& publication) {
  json::Writer out;
  out.open_object();
  put_members(out, publication);
  out.close_object();
  return std::string(out.written());
}

std::string to_json(const Publications& publications, const route::Explanation& explanation) {
  const bool is_known = explanation.reason != Reason::None;
  const error::Row row = error::row(explanation.reason);
  json::Writer out;
  out.open_object();
  out.key("ok").boolean(explanation.chosen.has_value());
  put_known(out, "reason", is_known ? error::text(explanation.reason) : std::string_view{});
  put_known(out, "error_code", is_known ? error::row(row).code : std::string_view{});
  out.key("status");
  is_known ? out.unsigned_integer(error::row(row).status) : out.null();
  out.key("request").open_object();
  put_known(out, "host", explanation.host);
  put_known(out, "group", explanation.group);
  put(out, "env", explanation.environment);
  put_known(out, "path", explanation.path);
  out.close_object();
  out.key("chosen");
  if (explanation.chosen)
    put_chosen(out, publications.all()[*explanation.chosen], explanation);
  else
    out.null();
  out.key("losers").open_array();
  for (const route::Loser& loser : explanation.losers) put_loser(out, publications.all()[loser.spec], loser);
  out.close_array();
  out.close_object();
  return std::string(out.written());
}

}  // namespace sluice
