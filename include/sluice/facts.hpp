/// What a configuration may name as `$context.<name>`: in backend parameters and in the templates of gateway
/// responses.
///
/// Source: published gateway's user guide, "System parameters" and "Gateway response variables".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sluice/text.hpp"

namespace sluice {

/// What is known of one call beside the request itself. All borrowed; empty is absent.
struct Facts {
  std::string_view source_ip{};  ///< client address, canonical
  std::string_view stage{};      ///< name of the environment
  std::string_view api_id{};
  std::string_view api_name{};
  std::string_view app_id{};
  std::string_view app_name{};
  std::string_view request_id{};
  std::string_view server_addr{};        ///< the gateway's own address
  std::string_view server_name{};        ///< the gateway's own name
  std::int64_t received_ms = 0;          ///< receipt of the request, milliseconds since 1970
  std::span<const Named> frontend = {};  ///< what the front-end authorizer said: `authorizer.frontend.<name>`
  std::span<const Named> backend = {};   ///< what the back-end authorizer said
};

}  // namespace sluice
