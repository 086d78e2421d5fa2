#include "sluice/target.hpp"

#include "guard.hpp"

using namespace sluice;
using namespace sluice::capi;

sluice_status sluice_path_read(sluice_text* path, uint32_t* reason, sluice_text raw, uint32_t mode,
                               char* data, size_t size) {
  if (path == nullptr || !is_text(raw) || mode > SLUICE_PATH_RAW || !is_span(data, size))
    return SLUICE_INVALID;
  const auto read = http::read_path(view(raw), static_cast<PathMode>(mode), room(data, size));
  if (!read && read.error() == Reason::ScratchExhausted) return SLUICE_NO_ROOM;
  if (reason != nullptr) *reason = read ? 0 : static_cast<std::uint32_t>(read.error());
  if (!read) return SLUICE_REFUSED;
  *path = text(*read);
  return SLUICE_OK;
}

sluice_status sluice_address_read(sluice_text* canonical, sluice_text address, char* data, size_t size) {
  if (canonical == nullptr || !is_text(address) || !is_span(data, size)) return SLUICE_INVALID;
  const auto read = read_address(view(address));
  if (!read) return SLUICE_REFUSED;
  const std::string_view written = write_address(*read, room(data, size));
  if (written.empty()) return SLUICE_NO_ROOM;
  *canonical = text(written);
  return SLUICE_OK;
}
