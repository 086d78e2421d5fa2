/// The answers of a group to errors: which type an error has, and what its status, fields and body become.
///
///     auto r = error::compile({{.type = error::Type::Throttled, .body = R"({"e":
///     "$context.error.code"})"}}); auto out = error::respond(*r, {.row = error::Row::ThrottlingThreshold},
///     request, facts, room); send(out->status, out->headers, out->body);
///
/// A type that is not configured has the status of its row and the default body. Values are escaped for the
/// JSON around them, so they cannot end the text that they stand in, and are never expanded again. A variable
/// that stands outside of a JSON string becomes a JSON value: a number, true, false and null as they are,
/// anything else as a string.
///
/// Source: published gateway's user guide, "Gateway responses".
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/error.hpp"
#include "sluice/facts.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"

namespace sluice::error {

/// The error types, in the order in which the published table lists them.
enum class Type : std::uint8_t {
  AccessDenied,
  AuthorizerConfFailure,
  AuthorizerFailure,
  AuthorizerIdentitiesFailure,
  AuthFailure,
  AuthHeaderMissing,
  Unauthorized,
  BackendTimeout,
  BackendUnavailable,
  NotFound,
  RequestParametersFailure,
  Throttled,
  Default4xx,
  Default5xx,
};
inline constexpr std::size_t kTypeCount = 14;

/// `ACCESS_DENIED`.   Threads: any.
std::string_view text(Type type) noexcept;
std::optional<Type> read_type(std::string_view text) noexcept;

/// The type of an error; `reason` tells apart what shares a row.
Type type_of(Row row, Reason reason) noexcept;

inline constexpr std::string_view kDefaultBody =
    R"({"error_code": "$context.error.code", "error_msg": "$context.error.message", "request_id": "$context.requestId"})";

struct FieldSpec {
  std::string name{};
  std::string value{};  ///< may hold variables
};

/// What one type is answered with.
struct ResponseSpec {
  Type type = Type::AccessDenied;
  std::optional<std::uint16_t> status{};  ///< absent: that of the row
  std::optional<std::string> body{};      ///< JSON with variables; absent: the default
  std::vector<FieldSpec> headers{};
};

enum class ResponseProblem : std::uint8_t { OutOfMemory };

/// Compiled responses of one group.   Threads: any.
class Responses {
 public:
  Responses() noexcept;  ///< nothing configured: every error has its row's status and the default body
  std::size_t bytes() const noexcept;

 private:
  friend class ResponseCompiler;
  friend class ResponseWriter;
  struct Piece {
    std::uint32_t at, size;  // text; or the name of an authorizer's pair
    std::uint8_t variable;   // 0: text
    bool is_bare;            // outside of a JSON string
  };
  struct Part {
    std::uint32_t first = 0, count = 0;  // pieces
  };
  struct Field {
    std::uint32_t name_at, name_size;
    Part value;
  };
  struct Answer {
    Type type;
    std::uint16_t status;  // 0: the row's
    bool has_body;
    Part body;
    std::uint32_t first_field, field_count;
  };
  std::string text_;
  std::vector<Piece> pieces_;
  std::vector<Field> fields_;
  std::vector<Answer> answers_;
};

/// Compiles; of several specs of one type the last counts. That a body is JSON is for the caller to check.
Result<Responses, ResponseProblem> compile(std::span<const ResponseSpec> specs) noexcept;
inline Result<Responses, ResponseProblem> compile(std::initializer_list<ResponseSpec> specs) noexcept {
  return compile(std::span(specs.begin(), specs.size()));
}

/// An error to be answered.
struct Failure {
  Row row = Row::InternalError;
  Reason reason = Reason::None;
  Detail detail = {};
};

/// What goes to the caller.
struct Rendered {
  std::uint16_t status = 0;
  Headers headers;  ///< Content-Type and the configured ones
  std::string_view body;
  Room rest;  ///< the part of the room that is still free
};

/// Answers an error; nothing where it does not fit.
/// Lifetime: points into `room` and `responses`.   Cost: one pass, no allocation.   Threads: any.
std::optional<Rendered> respond(const Responses& responses, const Failure& failure, const Request& request,
                                const Facts& facts, Room room) noexcept;

}  // namespace sluice::error
