// A request as people write it: `GET https://api.example.com/orders/7`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sluice/request.hpp"

namespace cli {

/// Method, scheme, host and target of a plain line; views point into it.
struct PlainRequest {
  std::string_view method;
  std::string_view host;
  std::string_view target;  ///< origin form; `/` where the URL has no path
  sluice::Scheme scheme = sluice::Scheme::Https;
};

/// Reads `METHOD URL`, blanks between; nothing where the line is none. Scheme http, https, ws or wss; without
/// one, https. Neither a user's name nor a fragment is taken apart: the gateway judges them.
std::optional<PlainRequest> read_plain_request(std::string_view line);

}  // namespace cli
