#include "swagger/file.hpp"

#include <algorithm>
#include <utility>

namespace sluice::swagger {
namespace {

constexpr int kMaxReferences = 16;  // from one to the next

// Keys of a path item that hold an operation, and its method. TRACE is none of ours: its entry fails.
constexpr std::pair<std::string_view, std::string_view> kMethods[] = {
    {"get", "GET"},         {"put", "PUT"},   {"post", "POST"},   {"delete", "DELETE"},
    {"options", "OPTIONS"}, {"head", "HEAD"}, {"patch", "PATCH"}, {"x-apigateway-any-method", "ANY"},
    {"trace", "TRACE"}};

std::string unescape_token(std::string_view token) {
  std::string name;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape =
        token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    name += is_escape ? (token[++i] == '0' ? '~' : '/') : token[i];
  }
  return name;
}

// `https://host/base` to its scheme and path.
struct ServerUrl {
  std::string_view scheme;
  std::string_view path;
};
ServerUrl split(std::string_view url) noexcept {
  const std::size_t colon = url.find("://");
  if (colon == url.npos) return {{}, url};
  const std::size_t slash = url.find('/', colon + 3);
  return {url.substr(0, colon), slash == url.npos ? std::string_view() : url.substr(slash)};
}

// Which protocols a list names: ws follows HTTP, wss HTTPS.
struct Protocols {
  bool http = false;
  bool https = false;

  bool add(std::string_view scheme) {
    const std::string word = lower(scheme);
    http = http || word == "http" || word == "ws";
    https = https || word == "https" || word == "wss";
    return word == "http" || word == "ws" || word == "https" || word == "wss";
  }
  std::string text() const { return http && https ? "BOTH" : http ? "HTTP" : "HTTPS"; }
  bool any() const noexcept { return http || https; }
};

}  // namespace

File::File(json::Tree tree, Report& report)
    : tree_(std::move(tree)), root_(tree_.root()), is_openapi3_(!root_.find("swagger")) {
  read_info(report);
  if (is_openapi3_) components_ = member(report, root_, "components", Kind::Object);
  read_base_path(report);
  read_definitions(report);
  read_paths(report);
}

void File::read_info(Report& report) {
  const auto info = member(report, root_, "info", Kind::Object);
  if (!info) {
    if (!report.has_errors()) refuse_syntax(report, "info", "is required");
    return;
  }
  const auto here = report.enter("info");
  title_ = needed_text(report, *info, "title");
  description_ = text(report, *info, "description");
}

void File::read_base_path(Report& report) {
  std::string_view field = "basePath";
  if (is_openapi3_) {
    field = "servers";
    const auto servers = member(report, root_, field, Kind::Array);
    if (!servers || servers->size() == 0) return;
    const Value first = servers->first();
    if (first.kind() != Kind::Object) return refuse_syntax(report, field, "must hold objects");
    base_path_ = split(needed_text(report, first, "url")).path;
  } else {
    base_path_ = text(report, root_, field);
  }
  while (base_path_.ends_with('/')) base_path_.pop_back();
  if (!base_path_.empty() && !base_path_.starts_with('/'))
    refuse_syntax(report, field, quote(base_path_) + " does not begin with a slash");
}

void File::read_definitions(Report& report) {
  const Value& holder = components_ ? *components_ : root_;
  const auto index = [&](std::string_view name, Map& map) {
    if (is_openapi3_ && !components_) return;
    const auto all = member(report, holder, name, Kind::Object);
    if (all) all->each_member([&](std::string_view key, const Value& value) { map.emplace(key, value); });
  };
  index("parameters", parameters_);
  index(is_openapi3_ ? "securitySchemes" : "securityDefinitions", security_schemes_);
}

void File::read_paths(Report& report) {
  const auto paths = member(report, root_, "paths", Kind::Object);
  if (!paths) {
    if (!report.has_errors()) refuse_syntax(report, "paths", "is required");
    return;
  }
  paths->each_member([&](std::string_view path, const Value& item) {
    if (!path.starts_with("x-")) read_item(path, item);
  });
}

void File::read_item(std::string_view path, const Value& item) {
  if (item.kind() != Kind::Object || item.find("$ref")) {
    entries_.push_back({path, {}, item, item});
    return;
  }
  item.each_member([&](std::string_view key, const Value& operation) {
    for (const auto& [name, method] : kMethods)
      if (key == name) entries_.push_back({path, std::string(method), item, operation});
  });
}

std::optional<Value> File::parameter(Report& report, Value from) const {
  const std::string_view prefix = is_openapi3_ ? "#/components/parameters/" : "#/parameters/";
  for (int followed = 0; followed < kMaxReferences; ++followed) {
    if (from.kind() != Kind::Object) {
      refuse_syntax(report, {}, "must be an object");
      return std::nullopt;
    }
    const auto reference = member(report, from, "$ref", Kind::Text);
    if (!reference) return from;
    const std::string_view target = reference->text();
    const auto found = target.starts_with(prefix)
                           ? parameters_.find(unescape_token(target.substr(prefix.size())))
                           : parameters_.end();
    if (found == parameters_.end()) {
      refuse_syntax(report, "$ref", quote(target) + " is no parameter of this file");
      return std::nullopt;
    }
    from = found->second;
  }
  refuse_syntax(report, "$ref", "references lead in a circle");
  return std::nullopt;
}

std::optional<Value> File::security_scheme(std::string_view name) const {
  const auto found = security_schemes_.find(name);
  return found == security_schemes_.end() ? std::nullopt : std::optional(found->second);
}

std::string File::protocol(Report& report, const Value& operation) const {
  const std::string_view field = is_openapi3_ ? "servers" : "schemes";
  Protocols protocols;
  for (const Value& holder : {operation, root_}) {
    const auto list = member(report, holder, field, Kind::Array);
    if (!list || protocols.any()) continue;
    list->each_element([&](std::size_t, const Value& one) {
      std::string_view scheme;
      if (!is_openapi3_ && one.kind() == Kind::Text) scheme = one.text();
      std::string url;
      if (is_openapi3_ && one.kind() == Kind::Object) {
        url = text(report, one, "url");
        scheme = split(url).scheme;
        if (scheme.empty()) return;
      }
      if (!protocols.add(scheme)) refuse_syntax(report, field, quote(scheme) + " is no scheme of an API");
    });
  }
  return protocols.text();
}

std::optional<Value> File::named(Report& report, std::string_view name) const {
  if (auto found = member(report, root_, name, Kind::Object)) return found;
  return components_ ? member(report, *components_, name, Kind::Object) : std::nullopt;
}

}  // namespace sluice::swagger
