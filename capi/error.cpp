#include "sluice/error.hpp"

#include "guard.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {
sluice_error write(const error::Entry& entry) noexcept {
  return {static_cast<std::uint32_t>(entry.row),
          entry.status,
          entry.table == error::Table::Call ? 1 : 0,
          text(entry.code),
          text(entry.message),
          text(entry.meaning),
          text(entry.remedy)};
}
}  // namespace

sluice_status sluice_error_row(sluice_error* error, uint32_t row) {
  if (error == nullptr) return SLUICE_INVALID;
  if (row >= error::kRowCount) return SLUICE_NOT_FOUND;
  *error = write(error::rows()[row]);
  return SLUICE_OK;
}

sluice_status sluice_error_find(sluice_error* error, sluice_text code, size_t index) {
  if (error == nullptr || !is_text(code)) return SLUICE_INVALID;
  const auto found = error::with_code(view(code));
  if (index >= found.size()) return SLUICE_NOT_FOUND;
  *error = write(found[index]);
  return SLUICE_OK;
}

sluice_status sluice_error_render(sluice_text* body, uint32_t row, sluice_text request_id, sluice_text detail,
                                  char* data, size_t size) {
  if (body == nullptr || !is_text(request_id) || !is_text(detail) || !is_span(data, size))
    return SLUICE_INVALID;
  if (row >= error::kRowCount) return SLUICE_NOT_FOUND;
  const auto made = error::render(error::rows()[row], view(request_id), room(data, size), {view(detail), {}});
  if (!made) return SLUICE_NO_ROOM;
  *body = text(*made);
  return SLUICE_OK;
}

sluice_status sluice_reason_read(sluice_text* name, uint32_t* row, uint32_t reason) {
  if (name == nullptr || row == nullptr) return SLUICE_INVALID;
  const auto known = static_cast<Reason>(reason);
  if (reason > UINT16_MAX || (reason != 0 && error::text(known) == error::text(Reason::None)))
    return SLUICE_NOT_FOUND;
  *name = text(error::text(known));
  *row = static_cast<std::uint32_t>(error::row(known));
  return SLUICE_OK;
}
