// Policy backends: conditions compiled into one table, evaluated in order.
// Source: published gateway's user guide, "Adding a backend policy" and its condition types.
#include <algorithm>
#include <new>

#include "base/ascii.hpp"
#include "http/headers.hpp"
#include "regex/pattern.hpp"
#include "sluice/policy_backend.hpp"

namespace sluice::backend {

struct Policies::Tables {
  struct Condition {
    Subject subject;
    Test test;
    std::uint16_t source;  // index of the declared parameter
    std::uint32_t name_at, name_size;
    std::uint32_t first, count;  // items; or `first` alone: which pattern, which set
  };
  struct Item {
    std::uint32_t at, size;
  };
  struct Policy {
    std::uint32_t first, count;  // conditions
    bool needs_all;
  };

  std::string text;  // names and items
  std::vector<Policy> policies;
  std::vector<Condition> conditions;
  std::vector<Item> items;
  std::vector<regex::Pattern> patterns;
  std::vector<AddressSet> sets;

  std::string_view slice(std::uint32_t at, std::uint32_t size) const noexcept {
    return std::string_view(text).substr(at, size);
  }
};

Policies::Policies() noexcept = default;
Policies::Policies(Policies&&) noexcept = default;
Policies& Policies::operator=(Policies&&) noexcept = default;
Policies::~Policies() = default;

namespace {

// Calls `visit` with every trimmed item of a comma list until it returns false.
template <class Visit>
bool for_each_item(std::string_view list, Visit visit) {
  for (;;) {
    const std::size_t end = list.find(',');
    if (!visit(ascii::trim(list.substr(0, end)))) return false;
    if (end == list.npos) return true;
    list.remove_prefix(end + 1);
  }
}

}  // namespace

class PolicyCompiler {
  using Condition = Policies::Tables::Condition;

 public:
  PolicyCompiler(std::span<const PolicySpec> specs, std::span<const Declared> declared)
      : specs_(specs), declared_(declared) {}

  Result<Policies, PolicyProblem> run() {
    if (specs_.empty()) return Policies{};
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const auto first = static_cast<std::uint32_t>(out_->conditions.size());
      for (std::size_t k = 0; k < specs_[i].conditions.size(); ++k)
        if (!add(specs_[i].conditions[k])) return PolicyProblem{problem_, i, k};
      const auto count = static_cast<std::uint32_t>(specs_[i].conditions.size());
      out_->policies.push_back({first, count, specs_[i].needs_all});
    }
    Policies policies;
    policies.tables_ = std::move(out_);
    return policies;
  }

 private:
  using Kind = PolicyProblem::Kind;

  bool fail(Kind kind) noexcept {
    problem_ = kind;
    return false;
  }

  std::uint32_t keep(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(out_->text.size());
    out_->text += text;
    return at;
  }

  bool add(const ConditionSpec& spec) {
    Condition condition{
        spec.subject, spec.test, 0, keep(spec.name), static_cast<std::uint32_t>(spec.name.size()), 0, 0};
    const bool done = spec.subject == Subject::Source ? add_set(condition, spec.value)
                      : spec.test == Test::Pattern    ? add_pattern(condition, spec)
                                                      : add_items(condition, spec);
    if (!done) return false;
    if (spec.subject == Subject::Param) {
      const auto found = std::ranges::find(declared_, spec.name, &Declared::name);
      if (found == declared_.end()) return fail(Kind::ParamUnknown);
      condition.source = static_cast<std::uint16_t>(found - declared_.begin());
    }
    out_->conditions.push_back(condition);
    return true;
  }

  bool add_set(Condition& condition, std::string_view value) {
    std::vector<Range> ranges;
    const bool legal = for_each_item(value, [&](std::string_view item) {
      const auto range = read_range(item);
      if (range) ranges.push_back(*range);
      return range.has_value();
    });
    if (!legal) return fail(Kind::AddressIllegal);
    auto set = AddressSet::compile(ranges);
    if (!set) return fail(Kind::OutOfMemory);
    condition.first = static_cast<std::uint32_t>(out_->sets.size());
    out_->sets.push_back(std::move(*set));
    return true;
  }

  bool add_pattern(Condition& condition, const ConditionSpec& spec) {
    if (spec.subject == Subject::Method) return fail(Kind::PatternIllegal);
    auto pattern = regex::Pattern::compile(spec.value);
    if (!pattern)
      return fail(pattern.error() == regex::Problem::Unsupported   ? Kind::PatternUnsupported
                  : pattern.error() == regex::Problem::OutOfMemory ? Kind::OutOfMemory
                                                                   : Kind::PatternIllegal);
    condition.first = static_cast<std::uint32_t>(out_->patterns.size());
    out_->patterns.push_back(std::move(*pattern));
    return true;
  }

  bool add_items(Condition& condition, const ConditionSpec& spec) {
    condition.first = static_cast<std::uint32_t>(out_->items.size());
    const auto add_item = [&](std::string_view item) {
      out_->items.push_back({keep(item), static_cast<std::uint32_t>(item.size())});
      return true;
    };
    if (spec.test == Test::Exact)
      add_item(spec.value);
    else
      for_each_item(spec.value, add_item);
    condition.count = static_cast<std::uint32_t>(out_->items.size()) - condition.first;
    return true;
  }

  std::span<const PolicySpec> specs_;
  std::span<const Declared> declared_;
  std::unique_ptr<Policies::Tables> out_ = std::make_unique<Policies::Tables>();
  Kind problem_ = Kind::ParamUnknown;
};

namespace {

// The first cookie of this name. Source: RFC 6265 4.2.1, 5.4.
std::optional<std::string_view> cookie_of(Headers headers, std::string_view name) noexcept {
  for (const Header& header : headers) {
    if (!http::is_named(header, "cookie")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::size_t end = rest.find(';');
      const std::string_view pair = ascii::trim(rest.substr(0, end));
      const std::size_t equals = pair.find('=');
      if (equals != pair.npos && ascii::trim(pair.substr(0, equals)) == name)
        return ascii::trim(pair.substr(equals + 1));
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
  }
  return std::nullopt;
}

class Evaluation {
  using Condition = Policies::Tables::Condition;

 public:
  Evaluation(const Policies::Tables& tables, const Inbound& inbound,
             const std::optional<Address>& client) noexcept
      : tables_(tables), inbound_(inbound), client_(client) {}

  bool holds(const Policies::Tables::Policy& policy) const noexcept {
    const auto conditions = std::span(tables_.conditions).subspan(policy.first, policy.count);
    const auto is_true = [&](const Condition& c) { return holds(c); };
    return policy.needs_all ? !conditions.empty() && std::ranges::all_of(conditions, is_true)
                            : std::ranges::any_of(conditions, is_true);
  }

 private:
  bool holds(const Condition& condition) const noexcept {
    if (condition.subject == Subject::Source)
      return client_ && tables_.sets[condition.first].contains(*client_);
    const auto text = subject_of(condition);
    if (!text) return false;
    if (condition.test == Test::Pattern) return tables_.patterns[condition.first].matches(*text);
    const auto items = std::span(tables_.items).subspan(condition.first, condition.count);
    return std::ranges::any_of(items, [&](const Policies::Tables::Item& item) {
      return tables_.slice(item.at, item.size) == *text;
    });
  }

  std::optional<std::string_view> subject_of(const Condition& condition) const noexcept {
    const std::string_view name = tables_.slice(condition.name_at, condition.name_size);
    switch (condition.subject) {
      case Subject::Param:
        return condition.source < inbound_.values.size() ? inbound_.values[condition.source] : std::nullopt;
      case Subject::Path:
        return inbound_.path;
      case Subject::Method:
        return inbound_.request.method;
      case Subject::Cookie:
        return cookie_of(inbound_.request.headers, name);
      case Subject::Authorizer: {
        const auto found = std::ranges::find(inbound_.facts.frontend, name, &Named::name);
        return found == inbound_.facts.frontend.end() ? std::nullopt : std::optional(found->value);
      }
      case Subject::Source:
        break;
    }
    return std::nullopt;
  }

  const Policies::Tables& tables_;
  const Inbound& inbound_;
  const std::optional<Address>& client_;
};

}  // namespace

Result<Policies, PolicyProblem> compile_policies(std::span<const PolicySpec> policies,
                                                 std::span<const Declared> declared) noexcept {
  try {
    return PolicyCompiler(policies, declared).run();
  } catch (const std::bad_alloc&) {
    return PolicyProblem{PolicyProblem::Kind::OutOfMemory, 0, 0};
  }
}

std::optional<std::size_t> choose(const Policies& policies, const Inbound& inbound,
                                  const std::optional<Address>& client) noexcept {
  if (policies.tables_ == nullptr) return std::nullopt;
  const Evaluation evaluation(*policies.tables_, inbound, client);
  for (std::size_t i = 0; i < policies.tables_->policies.size(); ++i)
    if (evaluation.holds(policies.tables_->policies[i])) return i;
  return std::nullopt;
}

}  // namespace sluice::backend
