// Version, statuses, defaults of structs, text given away.
#include <cstdlib>

#include "guard.hpp"

const char* sluice_version(void) { return SLUICE_VERSION; }

const char* sluice_status_text(sluice_status status) {
  switch (status) {
    case SLUICE_OK:
      return "ok";
    case SLUICE_INVALID:
      return "an argument is invalid";
    case SLUICE_OUT_OF_MEMORY:
      return "out of memory";
    case SLUICE_NO_ROOM:
      return "the room is too small";
    case SLUICE_NOT_FOUND:
      return "there is none";
    case SLUICE_REFUSED:
      return "refused";
    case SLUICE_WRONG_TIME:
      return "not what is waited for";
  }
  return "unknown status";
}

void sluice_text_free(sluice_owned_text* text) {
  if (text == nullptr) return;
  std::free(text->data);
  *text = {nullptr, 0};
}

void sluice_request_init(sluice_request* request) {
  if (request == nullptr) return;
  *request = {};
  request->size = sizeof *request;
  request->scheme = SLUICE_SCHEME_HTTPS;
  request->body_bytes = UINT64_MAX;
}
