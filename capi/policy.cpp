#include <utility>

#include "declared.hpp"
#include "inbound.hpp"
#include "sluice/policy_backend.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_policies : Handle<0x736c7569'706f6c69> {
  explicit sluice_policies(backend::Policies from) : policies(std::move(from)) {}
  backend::Policies policies;
};

using ProblemKind = backend::PolicyProblem::Kind;
static_assert(static_cast<int>(ProblemKind::ParamUnknown) == SLUICE_CONDITION_PARAM_UNKNOWN &&
              static_cast<int>(ProblemKind::AddressIllegal) == SLUICE_CONDITION_ADDRESS_ILLEGAL &&
              static_cast<int>(ProblemKind::PatternIllegal) == SLUICE_CONDITION_PATTERN_ILLEGAL &&
              static_cast<int>(ProblemKind::PatternUnsupported) == SLUICE_CONDITION_PATTERN_UNSUPPORTED &&
              static_cast<int>(backend::Subject::Authorizer) == SLUICE_SUBJECT_AUTHORIZER &&
              static_cast<int>(backend::Test::Pattern) == SLUICE_TEST_PATTERN);

namespace {

bool read_conditions(const sluice_policy& from, std::vector<backend::ConditionSpec>& to) {
  return for_each_sized(
      from.conditions, from.condition_count, sluice_condition_init,
      [&](const sluice_condition& c, std::size_t) {
        if (c.subject > SLUICE_SUBJECT_AUTHORIZER || c.test > SLUICE_TEST_PATTERN) return false;
        if (!is_text(c.name) || !is_text(c.value)) return false;
        to.push_back({static_cast<backend::Subject>(c.subject), static_cast<backend::Test>(c.test),
                      std::string(view(c.name)), std::string(view(c.value))});
        return true;
      });
}

}  // namespace

void sluice_condition_init(sluice_condition* condition) {
  if (condition == nullptr) return;
  *condition = {};
  condition->size = sizeof *condition;
  condition->subject = SLUICE_SUBJECT_PARAM;
}

void sluice_policy_init(sluice_policy* policy) {
  if (policy == nullptr) return;
  *policy = {};
  policy->size = sizeof *policy;
}

sluice_status sluice_policies_compile(sluice_policies** policies, uint32_t* problem, size_t* policy,
                                      size_t* condition, const sluice_policy* specs, size_t count,
                                      const sluice_param* declared, size_t declared_count) {
  if (policies == nullptr) return SLUICE_INVALID;
  return guard([&] {
    std::vector<backend::PolicySpec> read;
    DeclaredLists lists;
    const bool is_read =
        for_each_sized(specs, count, sluice_policy_init, [&](const sluice_policy& from, std::size_t) {
          read.push_back({.needs_all = from.needs_all != 0});
          return read_conditions(from, read.back().conditions);
        });
    if (!is_read || !read_declared(declared, declared_count, lists)) return SLUICE_INVALID;
    auto compiled = backend::compile_policies(read, lists.mapped);
    if (!compiled && compiled.error().kind == ProblemKind::OutOfMemory) return SLUICE_OUT_OF_MEMORY;
    if (!compiled) {
      tell(problem, compiled.error().kind);
      tell(policy, compiled.error().policy);
      tell(condition, compiled.error().condition);
      return SLUICE_REFUSED;
    }
    *policies = new sluice_policies(std::move(*compiled));
    return SLUICE_OK;
  });
}

void sluice_policies_free(sluice_policies* policies) {
  if (is_handle(policies)) delete policies;
}

sluice_status sluice_policies_choose(size_t* index, const sluice_policies* policies,
                                     const sluice_inbound* inbound, sluice_text client) {
  if (index == nullptr || !is_handle(policies) || !is_text(client)) return SLUICE_INVALID;
  return guard([&] {
    KnownInbound known;
    if (!known.read(inbound)) return SLUICE_INVALID;
    const auto chosen = backend::choose(policies->policies, known.get(), read_address(view(client)));
    if (!chosen) return SLUICE_NOT_FOUND;
    *index = *chosen;
    return SLUICE_OK;
  });
}
