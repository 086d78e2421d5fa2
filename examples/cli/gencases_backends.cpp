// Each policy backend by a call that meets its conditions and none before it, and the default one by a call
// that meets none.
#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "escapes.hpp"
#include "gencases_list.hpp"
#include "gencases_pattern.hpp"
#include "gencases_values.hpp"
#include "sluice/address.hpp"

namespace cli::gencases {
namespace {

using sluice::ConditionSpec;
using sluice::Reason;

/// What all kinds of policy backends have in common.
struct Policy {
  const std::string* name;
  bool needs_all;
  const std::vector<ConditionSpec>* conditions;
  const sluice::BackendSpec* backend = nullptr;  // of HTTP
};

std::vector<Policy> policies_of(const sluice::ApiSpec& api) {
  std::vector<Policy> all;
  const auto add = [&](const auto& policies) {
    for (const auto& policy : policies)
      all.push_back({&policy.name, policy.effect_mode == "ALL", &policy.conditions});
  };
  add(api.policy_https);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].backend = &api.policy_https[i].backend;
  add(api.policy_functions);
  add(api.policy_mocks);
  return all;
}

/// A call that is tried, with the values that it was made from.
struct Try {
  Call call;
  std::vector<std::string> values;
  std::string cookie_name{}, cookie{};
};

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

bool holds(const ConditionSpec& condition, const std::string& text) {
  if (condition.condition_type == "pattern") return matches(condition.condition_value, text);
  if (condition.condition_type != "enum") return condition.condition_value == text;
  const auto items = split(condition.condition_value, ",");
  return std::ranges::any_of(items, [&](std::string_view item) { return trim(item) == text; });
}

/// Some text for which the condition holds.
std::optional<std::string> text_for(const ConditionSpec& condition) {
  if (condition.condition_type == "pattern") return sample_of(condition.condition_value);
  if (condition.condition_type == "enum")
    return std::string(trim(split(condition.condition_value, ",").front()));
  return condition.condition_value;
}

const std::string kDefault;

class Backends {
 public:
  Backends(const Subject& subject, List& list)
      : subject_(subject), list_(list), policies_(policies_of(subject.api())) {}

  void add() {
    for (std::size_t k = 0; k < policies_.size(); ++k) {
      const auto found = first_that(tries_for(policies_[k]), k);
      if (found)
        put("policy " + *policies_[k].name, *found, policies_[k]);
      else
        list_.miss(subject_, "policy " + *policies_[k].name,
                   "no call was found that meets its conditions alone");
    }
    const auto found = first_that(plain_tries(), policies_.size());
    if (found)
      put("default backend", *found, {&kDefault, false, nullptr});
    else
      list_.miss(subject_, "default", "no call was found that meets no condition");
  }

 private:
  void put(const std::string& what, const Try& one, const Policy& policy) {
    Expect expect = subject_.usual();
    if (policy.backend != nullptr) {
      const Reason reason =
          backend_refusal(subject_.world().configuration, subject_.publication(), *policy.backend);
      if (reason != Reason::None) expect = subject_.refused(reason);
    }
    if (!policies_.empty()) expect.policy = *policy.name;
    list_.add(subject_, what, finished(one), std::move(expect));
  }

  Call finished(const Try& one) const {
    Call call = one.call;
    subject_.put_values(call, one.values);
    if (!one.cookie_name.empty()) call.headers.emplace_back("Cookie", one.cookie_name + "=" + one.cookie);
    return call;
  }

  std::size_t parameter(const std::string& name) const {
    const auto& all = subject_.api().req_params;
    return static_cast<std::size_t>(std::ranges::find(all, name, &sluice::RequestParameterSpec::name) -
                                    all.begin());
  }

  /// Makes the condition hold, if that is in a caller's hands.
  bool meet(const ConditionSpec& condition, Try& one) const {
    const std::string& origin = condition.condition_origin;
    if (origin == "source") return meet_source(condition, one);
    const auto text = text_for(condition);
    if (!text) return false;
    if (origin == "param") {
      const std::size_t i = parameter(condition.req_param_name);
      if (i == one.values.size()) return false;
      one.values[i] = *text;
    } else if (origin == "cookie") {
      one.cookie_name = condition.cookie_param_name;
      one.cookie = *text;
    } else if (origin == "frontend_authorizer") {
      one.call.context[condition.frontend_authorizer_param_name] = *text;
    } else if (condition.sys_param_name == "reqMethod" || condition.sys_param_name == "req_method") {
      one.call.method = *text;
    } else {
      meet_path(*text, one);
    }
    return true;
  }

  bool meet_source(const ConditionSpec& condition, Try& one) const {
    for (const std::string_view entry : split(condition.condition_value, ",")) {
      const auto range = sluice::read_range(trim(entry));
      if (!range || !subject_.allows(range->first) || !subject_.can_be_client(range->first)) continue;
      std::array<char, sluice::kAddressRoom> room;
      one.call.client = std::string(sluice::write_address(range->first, room));
      return true;
    }
    return false;
  }

  /// Takes the values of path parameters out of a path that fits the API's pattern.
  void meet_path(const std::string& path, Try& one) const {
    const auto pieces = split(path, "/");
    const auto& segments = subject_.pattern().segments;
    for (std::size_t i = 0; i < segments.size() && i + 1 < pieces.size(); ++i) {
      if (segments[i].kind == sluice::route::SegmentKind::Literal) continue;
      const std::size_t k = parameter(segments[i].text);
      if (k < one.values.size()) one.values[k] = std::string(pieces[i + 1]);
    }
  }

  bool holds_in(const ConditionSpec& condition, const Try& one) const {
    const std::string& origin = condition.condition_origin;
    if (origin == "source") {
      const auto address = sluice::read_address(one.call.client);
      const auto entries = split(condition.condition_value, ",");
      return std::ranges::any_of(entries, [&](std::string_view entry) {
        const auto range = sluice::read_range(trim(entry));
        return range && range->contains(*address);
      });
    }
    if (origin == "param") {
      const std::size_t i = parameter(condition.req_param_name);
      return i < one.values.size() && holds(condition, one.values[i]);
    }
    if (origin == "cookie")
      return condition.cookie_param_name == one.cookie_name && holds(condition, one.cookie);
    if (origin == "frontend_authorizer") {
      const auto found = one.call.context.find(condition.frontend_authorizer_param_name);
      return found != one.call.context.end() && holds(condition, found->second);
    }
    if (condition.sys_param_name == "reqMethod" || condition.sys_param_name == "req_method")
      return holds(condition, one.call.method);
    return holds(condition, subject_.explain(finished(one)).path);
  }

  /// The place of the policy that a call chooses; the number of policies for the default backend.
  std::size_t chosen(const Try& one) const {
    for (std::size_t k = 0; k < policies_.size(); ++k) {
      const auto is_held = [&](const ConditionSpec& condition) { return holds_in(condition, one); };
      const auto& conditions = *policies_[k].conditions;
      if (policies_[k].needs_all ? std::ranges::all_of(conditions, is_held)
                                 : std::ranges::any_of(conditions, is_held))
        return k;
    }
    return policies_.size();
  }

  bool is_served(const Try& one) const {
    for (std::size_t i = 0; i < one.values.size(); ++i)
      if (refusal_of(subject_.api().req_params[i], one.values[i]) != Reason::None) return false;
    return subject_.is_reached(finished(one));
  }

  std::optional<Try> first_that(const std::vector<Try>& tries, std::size_t policy) const {
    for (const Try& one : tries)
      if (chosen(one) == policy && is_served(one)) return one;
    return std::nullopt;
  }

  std::vector<Try> tries_for(const Policy& policy) const {
    std::vector<Try> all;
    for (const Try& plain : plain_tries()) {
      if (policy.needs_all) {
        Try one = plain;
        const auto meets = [&](const ConditionSpec& condition) { return meet(condition, one); };
        if (std::ranges::all_of(*policy.conditions, meets)) all.push_back(std::move(one));
        continue;
      }
      for (const ConditionSpec& condition : *policy.conditions) {
        Try one = plain;
        if (meet(condition, one)) all.push_back(std::move(one));
      }
    }
    return all;
  }

  /// The usual call, and calls that differ from it in one thing: a value, the method, the address.
  std::vector<Try> plain_tries() const {
    std::vector<Try> all{{*subject_.call(), subject_.values()}};
    for (std::size_t i = 0; i < subject_.values().size(); ++i)
      for (const std::string& value : candidates(subject_.api().req_params[i])) {
        all.push_back(all.front());
        all.back().values[i] = value;
      }
    if (subject_.api().req_method == "ANY")
      for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}) {
        all.push_back(all.front());
        all.back().call.method = method;
      }
    for (const char* address : {"192.0.2.78", "198.51.100.78", "10.9.8.7", "2001:db8::78"}) {
      const auto read = sluice::read_address(address);
      if (!subject_.allows(*read) || !subject_.can_be_client(*read)) continue;
      all.push_back(all.front());
      all.back().call.client = address;
    }
    return all;
  }

  const Subject& subject_;
  List& list_;
  std::vector<Policy> policies_;
};

}  // namespace

void add_backends(const Subject& subject, List& list) {
  if (subject.refusal() != Reason::None) {
    for (const Policy& policy : policies_of(subject.api()))
      list.miss(subject, "policy " + *policy.name, "no call gets so far");
    return list.miss(subject, "default", "no call gets so far");
  }
  Backends(subject, list).add();
}

}  // namespace cli::gencases
