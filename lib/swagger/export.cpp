// An export: which APIs of a group, then the file around them.
#include <algorithm>
#include <map>
#include <new>

#include "base/calendar.hpp"
#include "config/host.hpp"
#include "config/link.hpp"
#include "config/part.hpp"
#include "json/json.hpp"
#include "swagger/reading.hpp"
#include "swagger/wording.hpp"
#include "swagger/write.hpp"
#include "yaml/yaml.hpp"

namespace sluice::swagger {
namespace {

template <class Spec>
std::unordered_map<std::string, std::string> names_of(const std::vector<Spec>& specs) {
  std::unordered_map<std::string, std::string> names;
  for (const Spec& spec : specs) names.try_emplace(spec.id.empty() ? spec.name : spec.id, spec.name);
  return names;
}

std::string two(std::uint64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

// RFC 3339 in UTC.
std::string time_text(const Now& now) {
  const std::int64_t day = now.seconds / 86400 - (now.seconds % 86400 < 0 ? 1 : 0);
  const auto second = static_cast<std::uint64_t>(now.seconds - day * 86400);
  const calendar::Day date = calendar::day_of(day);
  return std::to_string(date.year) + "-" + two(date.month) + "-" + two(date.day) + "T" + two(second / 3600) +
         ":" + two(second / 60 % 60) + ":" + two(second % 60) + "Z";
}

class Exporter {
 public:
  Exporter(const Configuration& from, const ExportOptions& options, Export& result)
      : from_(from), options_(options), result_(result), links_(from), names_(from) {}

  std::optional<Problem> run(const Now& now) {
    if (options_.type == Format::Yaml && !yaml::is_available())
      return Problem{row_of(3600), "this library was built without YAML"};
    if (auto problem = find_group()) return problem;
    const auto environment = links_.environment(options_.env);
    if (!environment) return Problem{row_of(3003), quote(options_.env)};
    environment_ = *environment;
    index(from_.throttles, throttles_);
    index(from_.acls, acls_);
    if (auto problem = choose()) return problem;
    write(now);
    return std::nullopt;
  }

 private:
  bool has_policies() const noexcept {
    return options_.define == Define::All || options_.define == Define::Dev;
  }
  const GroupSpec& group() const noexcept { return from_.groups[group_]; }

  std::optional<Problem> find_group() {
    if (options_.group_id.empty()) {
      if (from_.groups.size() == 1) return std::nullopt;
      return Problem{row_of(2001), "group_id"};
    }
    const config::Found found = links_.group(options_.group_id);
    if (!found) return Problem{row_of(3001), quote(options_.group_id)};
    group_ = found.index;
    return std::nullopt;
  }

  // Policies by the API that they are bound to. Access lists of accounts have no place in a file.
  template <class Spec>
  void index(const std::vector<Spec>& policies, std::map<std::uint32_t, const Spec*>& by_api) {
    for (const Spec& policy : policies)
      for (const BindingSpec& binding : policy.bindings) {
        const config::Found api = links_.api(binding.api);
        if (!api || links_.environment(binding.env) != environment_) continue;
        if constexpr (std::is_same_v<Spec, AclSpec>)
          if (policy.entity_type != "IP") {
            if (has_policies() && links_.place(api.index).group == group_)
              warn(links_.api_spec(api.index),
                   "access list " + quote(policy.acl_name) + " is of accounts: left out");
            continue;
          }
        by_api.emplace(api.index, &policy);
      }
  }

  bool is_wanted(const ApiSpec& api) const {
    const std::string& id = api.id.empty() ? api.name : api.id;
    return options_.apis.empty() || std::ranges::find(options_.apis, id) != options_.apis.end();
  }

  std::optional<Problem> choose() {
    for (const std::string& id : options_.apis) {
      const config::Found found = links_.api(id);
      if (!found || links_.place(found.index).group != group_) return Problem{row_of(3002), quote(id)};
    }
    for (std::size_t i = 0; i < group().apis.size(); ++i) {
      const ApiSpec& api = group().apis[i];
      if (!is_wanted(api)) continue;
      const std::uint32_t number = links_.number(group_, i);
      const config::Effective* effective = links_.effective(number, environment_);
      const bool is_edited = options_.define == Define::Dev;
      if (!is_edited && effective == nullptr) {
        if (!options_.apis.empty()) return Problem{row_of(3015), quote(api.name)};
        continue;
      }
      add(is_edited ? api : *effective->definition, number);
    }
    return std::nullopt;
  }

  void add(const ApiSpec& definition, std::uint32_t number) {
    const std::string method =
        definition.req_method == "ANY" ? "x-apigateway-any-method" : lower(definition.req_method);
    if (definition.backend_type == "HOST")
      warn(definition, "is served by the host itself: written as a Mock");
    Written written{.definition = &definition};
    if (const auto found = throttles_.find(number); found != throttles_.end())
      written.throttle = found->second;
    if (const auto found = acls_.find(number); found != acls_.end()) written.acl = found->second;
    for (const ResponseSpec& one : group().responses)
      if (definition.response_id == (one.id.empty() ? one.name : one.id)) written.response = one.name;
    const auto [at, is_new] = place_of_.try_emplace(definition.req_uri, paths_.size());
    if (is_new) paths_.emplace_back(definition.req_uri, std::map<std::string, Written>());
    if (!paths_[at->second].second.emplace(method, std::move(written)).second)
      warn(definition, "has the path and method of another API, in another match mode: left out");
  }

  void warn(const ApiSpec& api, std::string message) {
    result_.warnings.push_back({api.req_uri, api.req_method, std::move(message)});
  }

  void write(const Now& now) {
    json::Writer out;
    out.open_object().key("swagger").text("2.0").key("info").open_object().key("title").text(group().name);
    if (!group().remark.empty()) out.key("description").text(group().remark);
    out.key("version").text(options_.version.empty() ? time_text(now) : options_.version).close_object();
    if (const std::string host = host_of(); !host.empty()) out.key("host").text(host);
    out.key("paths").open_object();
    for (const auto& [path, methods] : paths_) {
      out.key(path).open_object();
      for (const auto& [method, written] : methods)
        write_operation(out.key(method), written, names_, options_.define);
      out.close_object();
    }
    out.close_object();
    write_schemes(out);
    if (has_policies()) write_policies(out);
    out.close_object();
    result_.text = out.written();
    if (options_.type == Format::Yaml) result_.text = yaml::write(json::read(result_.text)->root());
  }

  std::string host_of() const {
    if (!group().url_domains.empty()) return group().url_domains[0].url_domain;
    const auto& suffixes = from_.gateway.subdomain_suffixes;
    return suffixes.empty() ? std::string() : group().id + "." + suffixes[0];
  }

  template <class Use>
  void each_api(Use use) const {
    for (const auto& path : paths_)
      for (const auto& method : path.second) use(method.second);
  }

  void write_schemes(json::Writer& out) const {
    std::map<std::string_view, bool> used;
    each_api([&](const Written& one) { used[scheme_of(*one.definition)] = true; });
    used.erase("");
    out.key("securityDefinitions").open_object();
    for (const auto& one : used) {
      const bool is_iam = one.first == "apig-auth-iam";
      out.key(one.first).open_object().key("type").text("apiKey").key("in").text("header");
      out.key("name").text(is_iam ? "unused" : "Authorization");
      out.key("x-apigateway-auth-type").text(is_iam ? "IAM" : "AppSigv1");
      if (one.first == "apig-auth-app-header")
        out.key("x-apigateway-auth-opt").open_object().key("appcode-auth-type").text("header").close_object();
      out.close_object();
    }
    out.close_object();
  }

  void write_policies(json::Writer& out) const {
    std::map<std::string, const ThrottleSpec*> throttles;
    std::map<std::string, const AclSpec*> acls;
    std::map<std::string, bool> responses;
    each_api([&](const Written& one) {
      if (one.throttle != nullptr) throttles.emplace(one.throttle->name, one.throttle);
      if (one.acl != nullptr) acls.emplace(one.acl->acl_name, one.acl);
      if (!one.response.empty()) responses[one.response] = true;
    });
    out.key("x-apigateway-ratelimits").open_object();
    for (const auto& one : throttles) write_ratelimit(out.key(one.first), *one.second, names_);
    out.close_object().key("x-apigateway-access-controls").open_object();
    for (const auto& one : acls) write_access_control(out.key(one.first), *one.second);
    out.close_object().key("x-apigateway-responses").open_object();
    for (const ResponseSpec& one : group().responses)
      if (responses.contains(one.name)) config::write_part(out.key(one.name), one.types);
    out.close_object();
  }

  const Configuration& from_;
  const ExportOptions& options_;
  Export& result_;
  config::Links links_;
  Directory names_;
  std::size_t group_ = 0;
  config::EnvironmentNumber environment_{};
  std::map<std::uint32_t, const ThrottleSpec*> throttles_;
  std::map<std::uint32_t, const AclSpec*> acls_;
  std::vector<std::pair<std::string, std::map<std::string, Written>>> paths_;  // in the order of the group
  std::unordered_map<std::string, std::size_t> place_of_;
};

}  // namespace

Directory::Directory(const Configuration& from)
    : channels(names_of(from.vpc_channels)),
      authorizers(names_of(from.authorizers)),
      apps(names_of(from.apps)) {}

std::string Directory::name(const Names& names, const std::string& reference) {
  const auto found = names.find(reference);
  return found == names.end() ? reference : found->second;
}

Export export_group(const Configuration& from, const ExportOptions& options, const Now& now) noexcept {
  Export result;
  try {
    const auto problem = Exporter(from, options, result).run(now);
    result.ok = !problem;
    if (problem) {
      result.row = problem->row;
      result.message = wording(problem->row, problem->message);
    }
  } catch (const std::bad_alloc&) {
    result.ok = false;
    result.out_of_memory = true;
  }
  return result;
}

}  // namespace sluice::swagger
