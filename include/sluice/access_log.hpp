/// The access log: one line a call, 23 fields, written and read back.
///
///     auto line = log::write(record, masks, room);            // its line feed included
///     auto back = log::read(*line, other_room);
///     use(back->fields[log::index(log::Field::Status)]);
///
/// Whatever a caller sends is escaped, so a line stays one line of 23 fields; secrets in a query are replaced
/// by `***`. The host writes the line where it wants it.
///
/// Source: published gateway's user guide, "Access log fields": names, order and meaning. Escaping and number
/// formats are sluice's own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sluice/result.hpp"
#include "sluice/text.hpp"
#include "sluice/time.hpp"

namespace sluice::log {

/// The fields in the order of a line.
enum class Field : std::uint8_t {
  RemoteAddr,
  RequestId,
  ApiId,
  UserId,
  AppId,
  TimeLocal,  ///< in brackets: `[24/Feb/2021:10:00:00 +0800]`
  RequestTime,
  RequestMethod,
  Host,
  RouterUri,
  ServerProtocol,
  Status,
  BytesSent,
  RequestLength,
  UserAgent,     ///< quoted
  ForwardedFor,  ///< quoted
  UpstreamAddr,
  UpstreamUri,
  UpstreamStatus,
  UpstreamConnectTime,
  UpstreamHeaderTime,
  UpstreamResponseTime,
  RegionId,
};
inline constexpr std::size_t kFieldCount = 23;
constexpr std::size_t index(Field field) noexcept { return static_cast<std::size_t>(field); }

/// The published name: `remote_addr`.   Threads: any.
std::string_view name(Field field) noexcept;

/// Who called. Empty texts, here and below, become `-`.
struct Caller {
  std::string_view address{};
  std::string_view user_id{};
  std::string_view app_id{};
};

/// The request as received.
struct Received {
  std::string_view method{};
  std::string_view host{};  ///< written in lower case, without its port
  std::string_view target{};
  std::string_view protocol{};  ///< `HTTP/1.1`
  std::string_view user_agent{};
  std::string_view forwarded_for{};
  std::uint64_t bytes = 0;  ///< start line, header fields and body
  Headers fields{};         ///< X-Forwarded-For in several of them is written joined by `, `, in order
};

/// The answer as sent.
struct Sent {
  std::uint16_t status = 0;
  std::uint64_t bytes = 0;
  std::uint64_t milliseconds = 0;  ///< the whole call
};

/// One attempt at the backend. Times count from the start of connecting; absent: it did not come to that.
struct Attempt {
  std::string_view address{};  ///< `ip:port`
  std::optional<std::uint16_t> status{};
  std::optional<std::uint64_t> connect_ms{};
  std::optional<std::uint64_t> header_ms{};
  std::optional<std::uint64_t> response_ms{};
};

/// One call. Without attempts all upstream fields are `-`.
struct Record {
  std::string_view request_id{};
  std::string_view api_id{};
  Caller caller{};
  Now received_at{};
  std::int32_t utc_offset_seconds = 0;
  Received request{};
  Sent response{};
  std::string_view upstream_uri{};
  std::span<const Attempt> attempts{};
  std::string_view region_id{};
};

/// Writes one line with its line feed; nothing where it does not fit. Values of the query parameters `apikey`
/// and `masked` become `***` in both URIs. Lifetime: points into `room`.   Cost: one pass, no allocation.
/// Threads: any.
std::optional<std::string_view> write(const Record& record, std::span<const std::string_view> masked,
                                      Room room) noexcept;

/// Why a line is none.
enum class Fault : std::uint8_t {
  FieldCount,  ///< not 23, or blanks other than the one between two fields
  Quote,       ///< a quoted or bracketed field that is not
  Byte,        ///< a byte that should have been escaped
  Escape,      ///< a backslash that begins no `\xHH`
  NoRoom,
};

/// The fields as text, without quotes and brackets, escapes undone. An empty value reads as `-`, as it was
/// written.
struct Line {
  std::array<std::string_view, kFieldCount> fields{};
};

/// Reads a line, with or without its line feed.
/// Lifetime: points into `line`, and into `room` where something was escaped; line.size() bytes always
/// suffice. Cost:     one pass, no allocation.   Threads: any.
Result<Line, Fault> read(std::string_view line, Room room) noexcept;

}  // namespace sluice::log
