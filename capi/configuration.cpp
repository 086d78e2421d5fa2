// A configuration for people and tools: its routes, why a request goes where it goes, the document tidied.
#include <string>

#include "convert.hpp"
#include "sluice/document.hpp"
#include "sluice/publications.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {

/// Reads a document and gives it and its publications to `use`, which gives a status.
template <class Use>
sluice_status with_publications(sluice_text json, Use use) {
  const Document document = read_document(view(json));
  if (document.out_of_memory) return SLUICE_OUT_OF_MEMORY;
  if (!document.ok) return SLUICE_REFUSED;
  const auto publications = Publications::of(document.configuration);
  if (publications) return use(*publications);
  return publications.error() == Reason::OutOfMemory ? SLUICE_OUT_OF_MEMORY : SLUICE_REFUSED;
}

}  // namespace

sluice_status sluice_configuration_routes(sluice_owned_text* lines, sluice_text json) {
  if (lines == nullptr || !is_text(json)) return SLUICE_INVALID;
  return guard([&] {
    return with_publications(json, [&](const Publications& publications) {
      std::string text;
      for (const Publication& publication : publications.all()) text += to_json(publication) + '\n';
      give(lines, text);
      return SLUICE_OK;
    });
  });
}

sluice_status sluice_configuration_explain(sluice_owned_text* answer, sluice_text json,
                                           const sluice_request* request, uint32_t most) {
  if (answer == nullptr || !is_text(json)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    if (!read_request(request, read, fields)) return SLUICE_INVALID;
    return with_publications(json, [&](const Publications& publications) {
      const route::Explanation why = publications.explain(read, most);
      if (why.out_of_memory) return SLUICE_OUT_OF_MEMORY;
      give(answer, to_json(publications, why));
      return why.chosen ? SLUICE_OK : SLUICE_NOT_FOUND;
    });
  });
}

sluice_status sluice_configuration_tidy(sluice_owned_text* document, sluice_text json) {
  if (document == nullptr || !is_text(json)) return SLUICE_INVALID;
  return guard([&] {
    const Document read = read_document(view(json));
    if (read.out_of_memory) return SLUICE_OUT_OF_MEMORY;
    if (!read.ok) return SLUICE_REFUSED;
    const auto text = write_document(read.configuration);
    if (!text) return SLUICE_OUT_OF_MEMORY;
    give(document, *text);
    return SLUICE_OK;
  });
}
