// The members of an input object that make up one request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_read.hpp"
#include "sluice/request.hpp"

namespace cli {

/// One request with its body. Views point into the document that it was read from.
struct RequestInput {
  std::string_view method;
  std::string target;
  std::string_view host;
  std::vector<sluice::Header> headers;
  sluice::Scheme scheme = sluice::Scheme::Https;
  std::string body;

  /// The same as the stages take it. Points into this object.
  sluice::Request view() const;
};

/// Reads `method`, `scheme`, `host`, `headers`, `body_base64`; the target is read by the caller. Throws
/// `Fault`.
RequestInput read_request(json::Object& input);

/// The only field of that name, trimmed; nothing where there is none or several.
std::optional<std::string_view> only_field(sluice::Headers headers, std::string_view name);

/// Equal but for the case of ASCII letters.
bool is_same_name(std::string_view a, std::string_view b);

}  // namespace cli
