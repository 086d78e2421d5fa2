// Writes a line of the access log. A field is a text, a number, a time in seconds with three decimals, or a
// list with one item for each attempt. Source: published gateway's user guide, "Access log fields".
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/calendar.hpp"
#include "base/number.hpp"
#include "base/writer.hpp"
#include "http/headers.hpp"
#include "log/escape.hpp"
#include "sluice/access_log.hpp"
#include "sluice/target.hpp"

namespace sluice::log {
namespace {

constexpr std::array<std::string_view, kFieldCount> kNames{"remote_addr",
                                                           "request_id",
                                                           "api_id",
                                                           "user_id",
                                                           "app_id",
                                                           "time_local",
                                                           "request_time",
                                                           "request_method",
                                                           "host",
                                                           "router_uri",
                                                           "server_protocol",
                                                           "status",
                                                           "bytes_sent",
                                                           "request_length",
                                                           "http_user_agent",
                                                           "http_x_forwarded_for",
                                                           "upstream_addr",
                                                           "upstream_uri",
                                                           "upstream_status",
                                                           "upstream_connect_time",
                                                           "upstream_header_time",
                                                           "upstream_response_time",
                                                           "region_id"};

constexpr std::string_view kForwardedFor = "X-Forwarded-For";

class LineWriter {
 public:
  LineWriter(const Record& record, std::span<const std::string_view> masked, Room room) noexcept
      : record_(record), masked_(masked), out_(room) {}

  std::optional<std::string_view> run() noexcept {
    put_head();
    put_request();
    put_upstream();
    put_value(record_.region_id);
    out_.put('\n');
    return out_.finish();
  }

 private:
  void put_head() noexcept {
    put_text(record_.caller.address);
    put_text(record_.request_id);
    put_text(record_.api_id);
    put_text(record_.caller.user_id);
    put_text(record_.caller.app_id);
    put_date();
    put_seconds(record_.response.milliseconds);
    separate();
  }

  void put_request() noexcept {
    const Received& request = record_.request;
    put_text(request.method);
    put_host(request.host);
    put_uri(request.target);
    put_text(request.protocol);
    put_number(record_.response.status);
    put_number(record_.response.bytes);
    put_number(request.bytes);
    put_quoted(request.user_agent);
    put_forwarded(request);
  }

  void put_upstream() noexcept {
    put_list([&](const Attempt& a) { put_value(a.address); });
    put_uri(record_.attempts.empty() ? std::string_view{} : record_.upstream_uri);
    put_list(
        [&](const Attempt& a) { a.status ? out_.put(number::Digits(*a.status).view()) : out_.put('-'); });
    put_list([&](const Attempt& a) { put_time(a.connect_ms); });
    put_list([&](const Attempt& a) { put_time(a.header_ms); });
    put_list([&](const Attempt& a) { put_time(a.response_ms); });
  }

  void separate() noexcept { out_.put(' '); }

  void put_value(std::string_view text) noexcept {
    if (text.empty()) out_.put('-');
    put_escaped(out_, text, kUnquoted);
  }

  void put_text(std::string_view text) noexcept {
    put_value(text);
    separate();
  }

  void put_quoted(std::string_view text) noexcept {
    out_.put('"');
    if (text.empty()) out_.put('-');
    put_escaped(out_, text, kQuoted);
    out_.put('"');
    separate();
  }

  // Several fields are one list, in order; of one field `forwarded_for` is the value.
  void put_forwarded(const Received& request) noexcept {
    if (http::count(request.fields, kForwardedFor) < 2) return put_quoted(request.forwarded_for);
    std::string_view before = "\"";
    for (const Header& field : request.fields) {
      if (!http::is_named(field, kForwardedFor)) continue;
      out_.put(before);
      put_escaped(out_, ascii::trim(field.value), kQuoted);
      before = ", ";
    }
    out_.put('"');
    separate();
  }

  void put_number(std::uint64_t value) noexcept {
    out_.put(number::Digits(value).view());
    separate();
  }

  void put_padded(std::uint64_t value, std::size_t width) noexcept {
    const number::Digits digits(value);
    for (std::size_t i = digits.view().size(); i < width; ++i) out_.put('0');
    out_.put(digits.view());
  }

  void put_seconds(std::uint64_t milliseconds) noexcept {
    out_.put(number::Digits(milliseconds / 1000).view());
    out_.put('.');
    put_padded(milliseconds % 1000, 3);
  }

  void put_time(const std::optional<std::uint64_t>& milliseconds) noexcept {
    milliseconds ? put_seconds(*milliseconds) : out_.put('-');
  }

  template <class Put>
  void put_list(Put put) noexcept {
    if (record_.attempts.empty()) out_.put('-');
    for (std::size_t i = 0; i < record_.attempts.size(); ++i) {
      if (i != 0) out_.put(',');
      put(record_.attempts[i]);
    }
    separate();
  }

  // Host without `:port`; what stands in brackets keeps its colons.
  void put_host(std::string_view host) noexcept {
    const std::size_t colon = host.rfind(':');
    const bool has_port = colon != host.npos && host.find(']', colon) == host.npos &&
                          std::ranges::all_of(host.substr(colon + 1), ascii::is_digit);
    host = has_port ? host.substr(0, colon) : host;
    if (host.empty()) out_.put('-');
    for (char c : host) {
      const char lower = ascii::lower(c);
      put_escaped(out_, {&lower, 1}, kUnquoted);
    }
    separate();
  }

  void put_uri(std::string_view uri) noexcept {
    const std::size_t question = std::min(uri.find('?'), uri.size());
    put_value(uri.substr(0, question));
    for (std::string_view rest = uri.substr(question); !rest.empty();) {
      out_.put(rest.front());  // '?' or '&'
      const std::string_view pair = rest.substr(1, rest.find('&', 1) - 1);
      const std::size_t equals = pair.find('=');
      const bool is_secret = equals != pair.npos && is_masked(pair.substr(0, equals));
      put_escaped(out_, is_secret ? pair.substr(0, equals + 1) : pair, kUnquoted);
      if (is_secret) out_.put("***");
      rest.remove_prefix(1 + pair.size());
    }
    separate();
  }

  bool is_masked(std::string_view raw_name) const noexcept {
    return http::is_decoded(raw_name, "apikey") || std::ranges::any_of(masked_, [&](std::string_view name) {
             return http::is_decoded(raw_name, name);
           });
  }

  void put_date() noexcept {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr std::int64_t day = 86400;
    constexpr std::int64_t last = 253402300799;  // of the year 9999
    const std::int64_t offset = std::clamp<std::int64_t>(record_.utc_offset_seconds, -day + 1, day - 1);
    const std::int64_t local =
        std::clamp<std::int64_t>(record_.received_at.seconds, day, last - day) + offset;
    const calendar::Day date = calendar::day_of(local / day);
    const auto of_day = static_cast<std::uint64_t>(local % day);
    out_.put('[');
    put_padded(date.day, 2);
    out_.put('/');
    out_.put(months.substr((date.month - 1) * 3, 3));
    out_.put('/');
    put_padded(static_cast<std::uint64_t>(date.year), 4);
    for (std::uint64_t part : {of_day / 3600, of_day / 60 % 60, of_day % 60}) {
      out_.put(':');
      put_padded(part, 2);
    }
    const auto minutes = static_cast<std::uint64_t>(offset < 0 ? -offset : offset) / 60;
    out_.put(offset < 0 ? " -" : " +");
    put_padded(minutes / 60 * 100 + minutes % 60, 4);
    out_.put("] ");
  }

  const Record& record_;
  std::span<const std::string_view> masked_;
  Writer out_;
};

}  // namespace

std::string_view name(Field field) noexcept { return kNames[index(field) % kFieldCount]; }

std::optional<std::string_view> write(const Record& record, std::span<const std::string_view> masked,
                                      Room room) noexcept {
  return LineWriter(record, masked, room).run();
}

}  // namespace sluice::log
