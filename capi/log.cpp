#include "convert.hpp"
#include "sluice/access_log.hpp"

using namespace sluice;
using namespace sluice::capi;

static_assert(log::kFieldCount == SLUICE_LOG_FIELDS);

namespace {

std::optional<std::uint64_t> time_of(std::int64_t milliseconds) noexcept {
  return milliseconds < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(milliseconds));
}

bool read_attempts(const sluice_log_record& from, std::vector<log::Attempt>& to) {
  return for_each_sized(from.attempts, from.attempt_count, sluice_attempt_init,
                        [&](const sluice_attempt& attempt, std::size_t) {
                          if (!is_text(attempt.address) || attempt.status > UINT16_MAX) return false;
                          log::Attempt& made = to.emplace_back();
                          made.address = view(attempt.address);
                          if (attempt.status != 0) made.status = static_cast<std::uint16_t>(attempt.status);
                          made.connect_ms = time_of(attempt.connect_ms);
                          made.header_ms = time_of(attempt.header_ms);
                          made.response_ms = time_of(attempt.response_ms);
                          return true;
                        });
}

bool read_record(const sluice_log_record& from, log::Record& to, HeaderList& fields) {
  for (const sluice_text& text :
       {from.request_id, from.api_id, from.client_address, from.user_id, from.app_id, from.method, from.host,
        from.target, from.protocol, from.user_agent, from.forwarded_for, from.upstream_uri, from.region_id})
    if (!is_text(text)) return false;
  if (!fields.read(from.headers, from.header_count)) return false;
  if (from.status > UINT16_MAX || !read_now(&from.received_at, to.received_at)) return false;
  to.request_id = view(from.request_id);
  to.api_id = view(from.api_id);
  to.caller = {view(from.client_address), view(from.user_id), view(from.app_id)};
  to.utc_offset_seconds = from.utc_offset_seconds;
  to.request = {view(from.method),     view(from.host),          view(from.target),  view(from.protocol),
                view(from.user_agent), view(from.forwarded_for), from.request_bytes, fields.all()};
  to.response = {static_cast<std::uint16_t>(from.status), from.sent_bytes, from.milliseconds};
  to.upstream_uri = view(from.upstream_uri);
  to.region_id = view(from.region_id);
  return true;
}

}  // namespace

void sluice_attempt_init(sluice_attempt* attempt) {
  if (attempt == nullptr) return;
  *attempt = {};
  attempt->size = sizeof *attempt;
  attempt->connect_ms = attempt->header_ms = attempt->response_ms = -1;
}

void sluice_log_record_init(sluice_log_record* record) {
  if (record == nullptr) return;
  *record = {};
  record->size = sizeof *record;
}

sluice_status sluice_log_write(sluice_text* line, const sluice_log_record* record, const sluice_text* masked,
                               size_t masked_count, char* data, size_t size) {
  if (line == nullptr || !is_span(masked, masked_count, sizeof *masked) || !is_span(data, size))
    return SLUICE_INVALID;
  return guard([&] {
    sluice_log_record known;
    sluice_log_record_init(&known);
    log::Record read;
    HeaderList fields;
    std::vector<log::Attempt> attempts;
    std::vector<std::string_view> names;
    if (!read_sized(record, known) || !read_record(known, read, fields) || !read_attempts(known, attempts))
      return SLUICE_INVALID;
    for (std::size_t i = 0; i < masked_count; ++i) {
      if (!is_text(masked[i])) return SLUICE_INVALID;
      names.push_back(view(masked[i]));
    }
    read.attempts = attempts;
    const auto written = log::write(read, names, room(data, size));
    if (!written) return SLUICE_NO_ROOM;
    *line = text(*written);
    return SLUICE_OK;
  });
}

sluice_status sluice_log_read(sluice_text* fields, uint32_t* fault, sluice_text line, char* data,
                              size_t size) {
  if (fields == nullptr || !is_text(line) || !is_span(data, size)) return SLUICE_INVALID;
  const auto read = log::read(view(line), room(data, size));
  if (!read && read.error() == log::Fault::NoRoom) return SLUICE_NO_ROOM;
  if (!read) {
    tell(fault, read.error());
    return SLUICE_REFUSED;
  }
  for (std::size_t i = 0; i < log::kFieldCount; ++i) fields[i] = text(read->fields[i]);
  return SLUICE_OK;
}
