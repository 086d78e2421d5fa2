// An import from its text to its result. All work is done on a copy of the configuration, so that a file that
// is refused changes nothing. Entries are read, checked and compared one by one, in the order of the file; an
// API is taken whole or not at all.
#include <algorithm>
#include <new>
#include <unordered_map>

#include "config/check.hpp"
#include "swagger/named.hpp"
#include "swagger/operation.hpp"
#include "swagger/wording.hpp"

namespace sluice::swagger {
namespace {

constexpr std::uint32_t kNew = UINT32_MAX;  // holder of a name or route: an entry of this file

// An entry that was taken.
struct Taken {
  Operation operation;
  std::uint32_t replaces;  // place in the group, or kNew
  const Entry* entry;
};

class Importer {
 public:
  Importer(const ImportOptions& options, Import& result)
      : options_(options), result_(result), into_(result.configuration), ids_(into_) {}

  /// What is wrong with the file as a whole.
  std::optional<Problem> run(std::string_view text) {
    const bool openapi3 = options_.openapi3 || into_.gateway.openapi3;
    auto tree = open(text, options_, openapi3);
    if (!tree) return tree.error();
    Report report;
    const File file(*std::move(tree), report);
    if (auto problem = first_problem(std::move(report))) return problem;
    const auto most =
        static_cast<std::size_t>(std::max<std::int64_t>(into_.gateway.quotas.apis_per_import, 0));
    if (file.entries().size() > most) return Problem{row_of(3127), std::to_string(most)};
    if (auto problem = find_group(file)) return problem;
    Report policies;
    Named named(into_, options_, ids_);
    named.take(policies, file, Target(into_, options_.owner), group_);
    if (auto problem = first_problem(std::move(policies))) return problem;
    take_entries(file, named);
    apply(named);
    result_.group_id = into_.groups[group_].id.empty() ? into_.groups[group_].name : into_.groups[group_].id;
    return std::nullopt;
  }

  /// Nothing was taken though there was something to take.
  bool is_idle() const noexcept { return result_.success.empty() && !result_.failure.empty(); }

 private:
  std::optional<Problem> find_group(const File& file) {
    const config::Links links(into_);
    if (!links.environment(options_.env)) return Problem{row_of(3003), quote(options_.env)};
    if (options_.is_create_group) return create_group(file);
    if (options_.group_id.empty()) return Problem{row_of(2001), "group_id"};
    const config::Found found = links.group(options_.group_id);
    if (!found) return Problem{row_of(3001), quote(options_.group_id)};
    group_ = found.index;
    if (!config::is_same_owner(into_.groups[group_].owner, options_.owner)) return Problem{row_of(1101), {}};
    return std::nullopt;
  }

  std::optional<Problem> create_group(const File& file) {
    GroupSpec made{.name = options_.simple_mode ? simple_name(file.title()) : file.title(),
                   .owner = options_.owner,
                   .remark = file.description()};
    Configuration probe;
    probe.groups.push_back(made);
    const config::Links links(probe);
    Report report;
    config::Walk walk{probe, links, report};
    config::check_groups(walk);
    if (auto problem = first_problem(std::move(report))) return problem;
    std::int64_t owned = 0;
    for (const GroupSpec& group : into_.groups) {
      if (group.owner != options_.owner) continue;
      ++owned;
      if (group.name == made.name) return Problem{row_of(3201), quote(made.name)};
    }
    if (owned >= into_.gateway.quotas.groups) return Problem{row_of(3101), {}};
    made.id = ids_.next(made.name);
    group_ = into_.groups.size();
    into_.groups.push_back(std::move(made));
    return std::nullopt;
  }

  // The checks of a definition want to know whose it is: a last API of the group, which is there for them
  // only.
  void take_entries(const File& file, const Named& named) {
    GroupSpec& group = into_.groups[group_];
    group.apis.push_back({.owner = options_.owner});
    const config::Links links(into_);
    const Target target(into_, options_.owner);
    number_ = links.number(group_, group.apis.size() - 1);
    index_existing(links);
    for (const Entry& entry : file.entries()) take_entry(file, entry, named, links, target);
    group.apis.pop_back();
  }

  void index_existing(const config::Links& links) {
    Report unused;
    const config::Walk walk{into_, links, unused};
    const auto& apis = into_.groups[group_].apis;
    for (std::uint32_t i = 0; i + 1 < apis.size(); ++i) {
      const config::Definition definition(walk, links.number(group_, i), apis[i]);
      names_.emplace(apis[i].name, i);
      if (!definition.route.empty()) routes_.emplace(definition.route, i);
      existing_routes_.push_back(definition.route);
    }
    count_ = apis.size() - 1;
    for (std::uint32_t n = 0; n < links.api_count(); ++n)
      if (n != number_ && links.owner_of(n) == options_.owner) ++owned_;
  }

  void take_entry(const File& file, const Entry& entry, const Named& named, const config::Links& links,
                  const Target& target) {
    Report report;
    Operation operation = read_operation(report, file, entry, target, options_);
    std::vector<Diagnostic> found = report.take();
    warn(entry, found);
    if (auto problem = first_problem(found)) return fail(entry, *problem);
    for (const auto& problem :
         {named.throttle_problem(operation.ratelimit), named.acl_problem(operation.access_control),
          named.response_problem(operation.api.response_id)})
      if (problem) return fail(entry, *problem);
    set_response(operation.api);
    Report checks;
    config::Walk walk{into_, links, checks};
    const config::Definition definition(walk, number_, operation.api);
    if (!definition.pattern && route::row(definition.pattern.error().kind) == row_of(2011) &&
        definition.pattern.error().kind != route::PatternFault::TooLong)
      return fail(entry, {row_of(3602), quote(operation.api.req_uri) + ": " +
                                            std::string(route::text(definition.pattern.error().kind))});
    config::check_definition(walk, definition);
    found = checks.take();
    warn(entry, found);
    if (auto problem = first_problem(found)) return fail(entry, *problem);
    settle(entry, std::move(operation), definition.route);
  }

  // A group's default response always exists, also where it is not written.
  void set_response(ApiSpec& api) const {
    for (const ResponseSpec& response : into_.groups[group_].responses)
      if (response.name == api.response_id) {
        api.response_id = response.id.empty() ? response.name : response.id;
        return;
      }
    if (api.response_id == "default") api.response_id.clear();
  }

  // Compares a good entry with what is there: the first of a file wins, and the mode decides about others.
  void settle(const Entry& entry, Operation&& operation, const std::string& route) {
    const auto by_route = routes_.find(route);
    const auto by_name = names_.find(operation.api.name);
    const bool has_route = by_route != routes_.end(), has_name = by_name != names_.end();
    const Problem same_route{row_of(3301), quote(operation.api.req_uri)};
    const Problem same_name{row_of(3202), quote(operation.api.name)};
    const bool overrides = options_.api_mode == Mode::Override;
    if (has_route && (!overrides || by_route->second == kNew)) return fail(entry, same_route);
    if (has_name && (!overrides || by_name->second == kNew)) return fail(entry, same_name);
    if (has_route && has_name && by_route->second != by_name->second) return fail(entry, same_name);
    const std::uint32_t replaces = has_route ? by_route->second : has_name ? by_name->second : kNew;
    if (replaces == kNew) {
      if (owned_ >= into_.gateway.quotas.apis) return fail(entry, {row_of(3102), {}});
      if (count_ >= static_cast<std::size_t>(into_.gateway.quotas.apis_per_group))
        return fail(entry, {row_of(3125), {}});
      ++owned_, ++count_;
    } else {
      names_.erase(into_.groups[group_].apis[replaces].name);
      routes_.erase(existing_routes_[replaces]);
    }
    names_[operation.api.name] = kNew;
    routes_[route] = kNew;
    taken_.push_back({std::move(operation), replaces, &entry});
  }

  void apply(const Named& named) {
    for (Taken& taken : taken_) {
      ApiSpec& api = taken.operation.api;
      GroupSpec& group = into_.groups[group_];
      const bool is_update = taken.replaces != kNew;
      if (is_update) {
        replace(group.apis[taken.replaces], api);
      } else {
        api.id = ids_.next(api.name);
        if (group.owner != options_.owner) api.owner = options_.owner;
        group.apis.push_back(api);
      }
      const ApiSpec& made = is_update ? group.apis[taken.replaces] : group.apis.back();
      const std::string& id = made.id.empty() ? made.name : made.id;
      if (ThrottleSpec* throttle = named.throttle(taken.operation.ratelimit))
        bind(into_.throttles, *throttle, id);
      if (AclSpec* acl = named.acl(taken.operation.access_control)) bind(into_.acls, *acl, id);
      result_.success.push_back({std::string(taken.entry->path), taken.entry->method, is_update, id});
    }
  }

  // What was published stays in effect until the new definition is published: it becomes a version.
  void replace(ApiSpec& old, ApiSpec& made) {
    made.id = old.id.empty() && old.name != made.name ? old.name : old.id;
    made.owner = old.owner;
    if (!old.published.empty()) {
      VersionSpec version{.api = made.id.empty() ? old.name : made.id,
                          .version_id = ids_.next("version " + old.name)};
      version.published = std::move(old.published);
      old.published.clear();
      version.definition = std::move(old);
      into_.versions.push_back(std::move(version));
    }
    old = made;
  }

  // An API has one policy of a kind in an environment.
  template <class Spec>
  void bind(std::vector<Spec>& all, Spec& policy, const std::string& api) const {
    const auto is_same = [&](const BindingSpec& b) { return b.api == api && b.env == options_.env; };
    for (Spec& other : all) {
      if constexpr (std::is_same_v<Spec, AclSpec>)
        if (other.entity_type != policy.entity_type) continue;
      std::erase_if(other.bindings, is_same);
    }
    policy.bindings.push_back({api, options_.env});
  }

  void fail(const Entry& entry, const Problem& problem) {
    result_.failure.push_back(
        {std::string(entry.path), entry.method, problem.row, wording(problem.row, problem.message)});
  }

  void warn(const Entry& entry, const std::vector<Diagnostic>& found) {
    for (const Diagnostic& one : found)
      if (one.severity == Severity::Warning)
        result_.warnings.push_back({std::string(entry.path), entry.method, one.pointer + ": " + one.message});
  }

  const ImportOptions& options_;
  Import& result_;
  Configuration& into_;
  Ids ids_;
  std::size_t group_ = 0;
  std::uint32_t number_ = 0;  // of the API that stands for all entries
  std::unordered_map<std::string, std::uint32_t> names_, routes_;
  std::vector<std::string> existing_routes_;
  std::vector<Taken> taken_;
  std::int64_t owned_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

Import import_apis(std::string_view text, const Configuration& into, const ImportOptions& options) noexcept {
  try {
    Import result;
    result.configuration = into;
    Importer importer(options, result);
    const auto problem = importer.run(text);
    result.ok = !problem;
    if (problem) {
      result = {};
      result.row = problem->row;
      result.message = wording(problem->row, problem->message);
    } else if (importer.is_idle()) {
      result.configuration = into;
      if (options.is_create_group) result.group_id.clear();
    }
    return result;
  } catch (const std::bad_alloc&) {
    // A configuration with its defaults takes memory, for the list of TLS versions.
    return {.configuration = {.gateway = {.tls_versions = {}}}, .out_of_memory = true};
  }
}

}  // namespace sluice::swagger
