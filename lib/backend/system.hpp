// The system parameters by name, and their values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/facts.hpp"

namespace sluice::backend {

enum class System : std::uint8_t {
  None,
  SourceIp,
  Stage,
  ApiId,
  ApiName,
  AppId,
  AppName,
  RequestId,
  ServerAddr,
  ServerName,
  HandleTime,
  ProviderAppId,  // published as not supported: always absent
  Frontend,       // a pair of the front-end authorizer's answer
  Backend,
};

struct SystemName {
  System system = System::None;
  std::string_view pair;  // of `Frontend` and `Backend`: which
};

/// Reads `sourceIp` or `$context.sourceIp`; `None` where there is no such parameter.
SystemName read_system(std::string_view text) noexcept;

/// The value; nothing where it is absent. Not for `HandleTime`, which is a number.
std::optional<std::string_view> value_of(System system, std::string_view pair, const Facts& facts) noexcept;

}  // namespace sluice::backend
