// System parameters. Source: published gateway's user guide, "System parameters" ($context variables).
#include "backend/system.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace sluice::backend {
namespace {

struct Row {
  std::string_view name;
  System system;
  std::string_view Facts::*field;  // null: not a plain text
};

constexpr auto kRows = std::to_array<Row>({
    {"sourceIp", System::SourceIp, &Facts::source_ip},
    {"stage", System::Stage, &Facts::stage},
    {"apiId", System::ApiId, &Facts::api_id},
    {"apiName", System::ApiName, &Facts::api_name},
    {"appId", System::AppId, &Facts::app_id},
    {"appName", System::AppName, &Facts::app_name},
    {"requestId", System::RequestId, &Facts::request_id},
    {"serverAddr", System::ServerAddr, &Facts::server_addr},
    {"serverName", System::ServerName, &Facts::server_name},
    {"handleTime", System::HandleTime, nullptr},
    {"providerAppId", System::ProviderAppId, nullptr},
});

std::optional<std::string_view> find(std::span<const Named> pairs, std::string_view name) noexcept {
  const auto found = std::ranges::find(pairs, name, &Named::name);
  return found == pairs.end() ? std::nullopt : std::optional(found->value);
}

}  // namespace

SystemName read_system(std::string_view text) noexcept {
  constexpr std::string_view prefix = "$context.", frontend = "authorizer.frontend.",
                             backend = "authorizer.backend.";
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  if (text.starts_with(frontend) && text.size() > frontend.size())
    return {System::Frontend, text.substr(frontend.size())};
  if (text.starts_with(backend) && text.size() > backend.size())
    return {System::Backend, text.substr(backend.size())};
  const auto found = std::ranges::find(kRows, text, &Row::name);
  return {found == kRows.end() ? System::None : found->system, {}};
}

std::optional<std::string_view> value_of(System system, std::string_view pair, const Facts& facts) noexcept {
  if (system == System::Frontend) return find(facts.frontend, pair);
  if (system == System::Backend) return find(facts.backend, pair);
  const auto found = std::ranges::find(kRows, system, &Row::system);
  if (found == kRows.end() || found->field == nullptr || (facts.*found->field).empty()) return std::nullopt;
  return facts.*found->field;
}

}  // namespace sluice::backend
