/// The 227 error rows of the published gateway, which row answers a reason, and the JSON body that a caller
/// sees.
///
///     auto e = error::row(error::Row::ThrottlingThreshold);   // code, status, message
///     char room[512];
///     auto body = error::render(e, request_id, room);         //
///     {"error_code":...,"error_msg":...,"request_id":...}
///
/// Source: spec/errors.md and spec/errors.tsv, from which the build generates the table and `error_rows.hpp`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/error_rows.hpp"
#include "sluice/reason.hpp"
#include "sluice/text.hpp"

namespace sluice::error {

/// Which of the two tables a row stands in: answers to calls, or answers of the management operations.
enum class Table : std::uint8_t { Call, Manage };

/// One row of the table. Everything points to constants.
struct Entry {
  Row row;
  Table table;
  std::uint16_t status;      ///< HTTP status
  std::string_view code;     ///< `APIG.0308`
  std::string_view message;  ///< as published, final full stop included where it has one
  std::string_view meaning;
  std::string_view remedy;
};

/// The table, in the order of `Row`.  Threads: any.
std::span<const Entry> rows() noexcept;

/// The entry of a row.  Threads: any.
const Entry& row(Row row) noexcept;

/// The row that answers `reason`; `Row::InternalError` for a reason that has none of its own.
/// For an IAM API the caller turns `Row::AppAuthentication` into `Row::IamAuthentication` (spec/threats 4).
Row row(Reason reason) noexcept;

/// A stable name for logs and JSON: `SignatureWrong` is "signature_wrong".
std::string_view text(Reason reason) noexcept;

/// All entries with this code (`APIG.0201` has seven); none when it is unknown. Also accepts the four digits
/// alone.
std::span<const Entry> with_code(std::string_view code) noexcept;

/// What a message needs beside its row.
struct Detail {
  std::string_view
      text;  ///< appended: the base without its final full stop, ": ", the detail; empty: nothing
  std::string_view
      filled;  ///< takes the place of the refused TLS version (0204), `{xxx}` (0607), `xxx` (3127)
};

/// Writes the message with its detail into `room`, unescaped; nothing where it does not fit.
std::optional<std::string_view> message(const Entry& entry, const Detail& detail, Room room) noexcept;

/// Writes the JSON envelope into `room`; nothing where it does not fit. `request_id` and detail are escaped.
/// Lifetime: points into `room`.   Cost: one pass, no allocation.   Threads: any.
/// Source: spec/errors.md 1 and 3.
std::optional<std::string_view> render(const Entry& entry, std::string_view request_id, Room room,
                                       const Detail& detail = {}) noexcept;

}  // namespace sluice::error
