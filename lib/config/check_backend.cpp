// The backends of an API: which of them there may be, and what each holds. The default backend is an object
// of its own; the fields of a policy backend stand beside its name and conditions.
#include <algorithm>
#include <string>

#include "config/check.hpp"
#include "config/rules.hpp"

namespace sluice::config {
namespace {

constexpr std::int64_t kPolicies = 5;
constexpr std::int64_t kMaxTimeout = 60000;

constexpr auto kMockRules = std::tuple{
    Text{"result_content", &MockSpec::result_content, shape::kMockBody},
    Number{"status_code", &MockSpec::status_code, 200, 599},
    Text{"remark", &MockSpec::remark, shape::kRemark},
};

constexpr auto kFunctionRules = std::tuple{
    Text{"version", &FunctionSpec::version, shape::kFunctionVersion},
    Words{"invocation_type", &FunctionSpec::invocation_type, "sync async"},
    Number{"timeout", &FunctionSpec::timeout, 1, kMaxTimeout},
    Text{"remark", &FunctionSpec::remark, shape::kRemark},
};

// One row for each backend_type: the object and the list of policies that go with it.
struct Family {
  std::string_view type;
  std::string_view object;
  bool (*has_object)(const ApiSpec&);
  std::string_view policies;
  std::size_t (*policy_count)(const ApiSpec&);
};
constexpr Family kFamilies[] = {
    {"HTTP", "backend_api", [](const ApiSpec& a) { return a.backend_api.has_value(); }, "policy_https",
     [](const ApiSpec& a) { return a.policy_https.size(); }},
    {"FUNCTION", "func_info", [](const ApiSpec& a) { return a.func_info.has_value(); }, "policy_functions",
     [](const ApiSpec& a) { return a.policy_functions.size(); }},
    {"MOCK", "mock_info", [](const ApiSpec& a) { return a.mock_info.has_value(); }, "policy_mocks",
     [](const ApiSpec& a) { return a.policy_mocks.size(); }},
};

void check_families(Report& report, const ApiSpec& api) {
  for (const Family& family : kFamilies) {
    const bool is_meant = api.backend_type == family.type;
    if (is_meant) check_present(report, family.object, family.has_object(api));
    if (!is_meant && family.has_object(api))
      report.error(row_of(2000), family.object, "does not go with backend_type " + quote(api.backend_type),
                   report.pointer("backend_type"));
    if (!is_meant && family.policy_count(api) > 0)
      report.error(row_of(2000), family.policies, "do not go with backend_type " + quote(api.backend_type),
                   report.pointer("backend_type"));
  }
  if (api.backend_type == "HOST" && !api.backend_params.empty())
    report.error(row_of(2000), "backend_params", "the host's own handler takes none",
                 report.pointer("backend_type"));
}

// Overloads for the three kinds of backend, so that one template serves all lists of policies.
class Backends {
 public:
  Backends(Walk& walk, const Definition& definition) noexcept : walk_(walk), definition_(definition) {}

  void check(const BackendSpec& backend) { check_http_backend(walk_, definition_, backend); }

  void check(const FunctionSpec& backend) {
    apply(walk_.report, backend, kFunctionRules);
    check_urn(walk_.report, "function_urn", backend.function_urn);
  }

  void check(const MockSpec& backend) { apply(walk_.report, backend, kMockRules); }

  template <class Backend>
  void check_default(std::string_view object, const std::optional<Backend>& backend) {
    if (!backend) return;
    {
      const auto here = walk_.report.enter(object);
      check(*backend);
      check_authorizer(backend->authorizer_id);
    }
    check_parameters(definition_.api.backend_params, *backend, object);
  }

  template <class Policy>
  void check_policies(std::string_view list, const std::vector<Policy>& policies) {
    for (std::size_t i = 0; i < policies.size(); ++i) {
      const Policy& policy = policies[i];
      const auto here = walk_.report.enter(list, i);
      check_text(walk_.report, "name", policy.name, shape::kName, Needed::Yes);
      if (!policy.name.empty()) names_.claim(walk_.report, policy.name, "name", row_of(3210), policy.name);
      check_word(walk_.report, "effect_mode", policy.effect_mode, "ALL ANY", Needed::No);
      check_conditions(walk_, definition_.api, policy.conditions);
      check(policy.backend);
      check_authorizer(policy.backend.authorizer_id);
      check_parameters(policy.backend_params, policy.backend, {});
    }
  }

 private:
  static std::string_view path_of(const BackendSpec& backend) noexcept { return backend.req_uri; }
  static std::string_view path_of(const FunctionSpec&) noexcept { return {}; }
  static std::string_view path_of(const MockSpec&) noexcept { return {}; }

  template <class Backend>
  void check_parameters(const std::vector<BackendParameterSpec>& parameters, const Backend& backend,
                        std::string_view parent) {
    check_backend_parameters(walk_, definition_.api,
                             {parameters, path_of(backend), parent, backend.authorizer_id});
  }

  void check_authorizer(const std::string& reference) {
    if (reference.empty()) return;
    check_authorizer_reference(walk_, reference, "BACKEND", definition_.owner);
  }

  Walk& walk_;
  const Definition& definition_;
  Unique names_;
};

}  // namespace

void check_urn(Report& report, std::string_view field, std::string_view urn) {
  if (!check_present(report, field, !urn.empty())) return;
  const auto is_legal = [](char c) {
    return shape::is_word(static_cast<unsigned char>(c)) || c == '-' || c == ':' || c == '.' || c == '$';
  };
  const bool is_urn = urn.starts_with("urn:") && urn.size() > 4 && std::ranges::all_of(urn, is_legal);
  if (!is_urn) report.error(row_of(9002), field, quote(urn) + " is no URN of a function");
}

void check_backends(Walk& walk, const Definition& definition) {
  const ApiSpec& api = definition.api;
  check_families(walk.report, api);
  Backends backends(walk, definition);
  backends.check_default("backend_api", api.backend_api);
  backends.check_default("mock_info", api.mock_info);
  backends.check_default("func_info", api.func_info);
  const std::size_t policies =
      api.policy_https.size() + api.policy_functions.size() + api.policy_mocks.size();
  std::string_view list = "policy_https";
  for (const Family& family : kFamilies)
    if (api.backend_type == family.type) list = family.policies;
  check_count(walk.report, list, policies,
              allowance(kPolicies, walk.configuration.gateway.quotas.policy_backends), row_of(3113));
  backends.check_policies("policy_https", api.policy_https);
  backends.check_policies("policy_functions", api.policy_functions);
  backends.check_policies("policy_mocks", api.policy_mocks);
}

}  // namespace sluice::config
