// The variables of response templates: their names, and their values for one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sluice/facts.hpp"
#include "sluice/request.hpp"

namespace sluice::error {

enum class Variable : std::uint8_t {
  None,  // no variable: text
  ApiId,
  ApiName,
  AppId,
  AppName,
  RequestId,
  Stage,
  SourceIp,
  ReqPath,
  ReqUri,
  ReqMethod,
  Code,
  Message,
  Type,
  Frontend,  // a pair of an authorizer's answer
  Backend,
  Unknown,  // no such variable: empty
};

/// The variable behind a `$context.` at the start of `text`.
struct Found {
  Variable variable = Variable::None;
  std::size_t size = 0;     // of the whole, `$context.` included; 0: this is no variable
  std::string_view pair{};  // of `Frontend` and `Backend`: which
};
Found find_variable(std::string_view text) noexcept;

/// What only the error itself knows.
struct ErrorTexts {
  std::string_view code, message, type;
};

std::string_view value_of(Variable variable, std::string_view pair, const Request& request,
                          const Facts& facts, const ErrorTexts& texts) noexcept;

}  // namespace sluice::error
