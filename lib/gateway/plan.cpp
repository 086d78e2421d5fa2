// The public boundary of compiling: text or specs in, a plan and everything that was found out.
#include "sluice/plan.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "config/check.hpp"
#include "config/compile.hpp"
#include "config/read.hpp"

namespace sluice {
namespace {

bool has_error(const std::vector<Diagnostic>& found) noexcept {
  return std::ranges::any_of(found, [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

// A backend that went away: its channel, a variable in it, or all of it.
bool is_backend_gone(const Diagnostic& d) noexcept {
  const auto ends = [&](std::string_view field) { return d.pointer.ends_with(field); };
  return (d.row == error::Row::ManageChannelNotFound && ends("/vpc_channel_id")) ||
         (d.row == error::Row::EnvironmentVariableNotFound && (ends("/url_domain") || ends("/req_uri"))) ||
         (d.row == error::Row::ParameterRequired &&
          (ends("/backend_api") || ends("/func_info") || ends("/mock_info")));
}

// Checks whatever could be read, so that all diagnostics come at once; compiles only what holds together.
Compiled finish(const Configuration& configuration, std::vector<Diagnostic> found, Strictness strictness) {
  for (Diagnostic& diagnostic : config::check(configuration)) {
    if (strictness == Strictness::Lenient && is_backend_gone(diagnostic)) {
      diagnostic.severity = Severity::Warning;
      diagnostic.message += ": calls are refused";
    }
    found.push_back(std::move(diagnostic));
  }
  Compiled compiled;
  if (!has_error(found))
    if (auto tables = config::compile(configuration, found))
      compiled.plan = std::make_unique<Plan>(std::move(tables));
  compiled.diagnostics = std::move(found);
  return compiled;
}

}  // namespace

Plan::Plan(std::unique_ptr<const config::Tables> tables) noexcept : tables_(std::move(tables)) {}

Plan::~Plan() { tables_->slots->is_plan_gone.store(true, std::memory_order_release); }

const Limits& Plan::limits() const noexcept { return tables_->limits; }
PathMode Plan::path_mode() const noexcept { return tables_->path_mode; }

Compiled compile(std::string_view json, Strictness strictness) noexcept {
  try {
    config::ReadResult read = config::read(
        json, strictness == Strictness::Strict ? config::Strictness::Strict : config::Strictness::Lenient);
    if (!read.ok) return {.diagnostics = std::move(read.diagnostics)};
    return finish(read.configuration, std::move(read.diagnostics), strictness);
  } catch (const std::bad_alloc&) {
    return {.out_of_memory = true};
  }
}

Compiled compile(const Configuration& configuration) noexcept {
  try {
    return finish(configuration, {}, Strictness::Strict);
  } catch (const std::bad_alloc&) {
    return {.out_of_memory = true};
  }
}

}  // namespace sluice
