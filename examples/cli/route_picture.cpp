// The page of `sluice routes --html`. Style and script are constants (picture/); the routes stand beside them
// as JSON in which `<`, `>` and `&` are written as escapes, so that no text can end the element. The page's
// own policy lets it run that one script and load nothing.
#include <map>
#include <string>
#include <string_view>

#include "base64.hpp"
#include "constants.hpp"
#include "json_write.hpp"
#include "route_set.hpp"
#include "sluice/payload.hpp"

namespace cli {
namespace {

using sluice::Publication;

void write_silence(const sluice::route::Problem* silence, json::Writer& out) {
  out.name("silent");
  if (silence == nullptr) return out.null();
  out.begin_object();
  out.member("kind", silence->kind == sluice::route::ProblemKind::Unreachable ? "unreachable" : "shadowed");
  out.member("message", silence->message);
  out.name("other");
  silence->other == sluice::route::Problem::kNone ? out.null() : out.unsigned_number(silence->other);
  out.end_object();
}

void write_route(const Publication& publication, std::size_t group, const sluice::route::Problem* silence,
                 json::Writer& out) {
  const sluice::ApiSpec& api = *publication.definition;
  out.begin_object();
  out.name("group").unsigned_number(group);
  out.member("env", publication.environment);
  out.member("method", api.req_method);
  out.member("mode", api.match_mode);
  out.member("uri", api.req_uri);
  out.member("api", id_of(*publication.api));
  out.member("name", api.name);
  out.member("version", publication.version);
  out.member("protocol", api.req_protocol);
  out.member("auth", api.auth_type);
  out.member("backend", api.backend_type);
  write_silence(silence, out);
  out.end_object();
}

/// The routes, and the groups that have any, in the order of their first route.
std::string data_of(const RouteSet& routes) {
  const auto all = routes.publications.all();
  std::map<const sluice::GroupSpec*, std::size_t> groups;
  json::Writer out;
  out.begin_object();
  out.member("title", routes.title);
  out.name("groups").begin_array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!groups.try_emplace(all[i].group, groups.size()).second) continue;
    out.begin_object();
    out.member("id", id_of(*all[i].group));
    out.member("name", all[i].group->name);
    out.name("hosts").begin_array();
    for (const std::string& host : routes.publications.hosts(i)) out.text(host);
    out.end_array();
    out.end_object();
  }
  out.end_array();
  out.name("routes").begin_array();
  for (std::size_t i = 0; i < all.size(); ++i)
    write_route(all[i], groups.at(all[i].group), routes.silence(i), out);
  out.end_array();
  out.end_object();
  return std::string(out.view());
}

/// JSON as the text of a script element.
std::string guarded(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<' || c == '>' || c == '&')
      text += c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026";
    else
      text += c;
  }
  return text;
}

/// What Content-Security-Policy calls an inline text: its hash.
std::string source_of(std::string_view text) {
  sluice::sign::BodyHash hash;
  hash.add(text);
  const sluice::sign::Digest digest = hash.digest();
  return "'sha256-" + base64::encode({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "'";
}

}  // namespace

std::string html_of(const RouteSet& routes) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ";
  page +=
      source_of(picture::page_js) + "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n";
  page +=
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>Routes</title>\n<style>\n";
  page += picture::page_css;
  page += "</style>\n</head>\n<body>\n";
  page += picture::page_html;
  page += "<script type=\"application/json\" id=\"data\">" + guarded(data_of(routes)) + "</script>\n<script>";
  page += picture::page_js;
  return page + "</script>\n</body>\n</html>\n";
}

}  // namespace cli
