#include "sluice/cors.hpp"

#include "convert.hpp"

using namespace sluice;
using namespace sluice::capi;

sluice_status sluice_cors_field(sluice_header* field, const sluice_request* request,
                                const sluice_header* answer, size_t answer_count, size_t index) {
  if (field == nullptr) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields, answered;
    if (!read_request(request, read, fields) || !answered.read(answer, answer_count)) return SLUICE_INVALID;
    const Headers added = cors::fields(read, answered.all());
    if (index >= added.size()) return SLUICE_NOT_FOUND;
    *field = {text(added[index].name), text(added[index].value)};
    return SLUICE_OK;
  });
}
