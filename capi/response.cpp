#include "sluice/response.hpp"

#include <utility>

#include "inbound.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_responses : Handle<0x736c7569'72657370> {
  explicit sluice_responses(error::Responses from) : responses(std::move(from)) {}
  error::Responses responses;
};

namespace {

// NOT_FOUND for a type that is none.
sluice_status read_response(const sluice_response& from, error::ResponseSpec& to) {
  NamedList headers;
  if (!is_text(from.type) || !is_text(from.body) || from.status > UINT16_MAX) return SLUICE_INVALID;
  if (!headers.read(from.headers, from.header_count)) return SLUICE_INVALID;
  const auto type = error::read_type(view(from.type));
  if (!type) return SLUICE_NOT_FOUND;
  to.type = *type;
  if (from.status != 0) to.status = static_cast<std::uint16_t>(from.status);
  if (from.has_body != 0) to.body = std::string(view(from.body));
  for (const Named& header : headers.all())
    to.headers.push_back({std::string(header.name), std::string(header.value)});
  return SLUICE_OK;
}

bool is_failure(uint32_t row, uint32_t reason) noexcept {
  return row < error::kRowCount && reason <= UINT16_MAX;
}

}  // namespace

void sluice_response_init(sluice_response* response) {
  if (response == nullptr) return;
  *response = {};
  response->size = sizeof *response;
}

sluice_status sluice_responses_compile(sluice_responses** responses, const sluice_response* specs,
                                       size_t count) {
  if (responses == nullptr) return SLUICE_INVALID;
  return guard([&] {
    std::vector<error::ResponseSpec> read;
    sluice_status status = SLUICE_INVALID;
    const bool is_read =
        for_each_sized(specs, count, sluice_response_init, [&](const sluice_response& from, std::size_t) {
          status = read_response(from, read.emplace_back());
          return status == SLUICE_OK;
        });
    if (!is_read) return status == SLUICE_OK ? SLUICE_INVALID : status;
    auto compiled = error::compile(read);
    if (!compiled) return SLUICE_OUT_OF_MEMORY;
    *responses = new sluice_responses(std::move(*compiled));
    return SLUICE_OK;
  });
}

void sluice_responses_free(sluice_responses* responses) {
  if (is_handle(responses)) delete responses;
}

sluice_status sluice_responses_render(sluice_rendered* rendered, const sluice_responses* responses,
                                      uint32_t row, uint32_t reason, sluice_text detail,
                                      const sluice_request* request, const sluice_facts* facts, char* data,
                                      size_t size) {
  if (rendered == nullptr || (responses != nullptr && !is_handle(responses)) || !is_text(detail))
    return SLUICE_INVALID;
  if (!is_span(data, size)) return SLUICE_INVALID;
  if (!is_failure(row, reason)) return SLUICE_NOT_FOUND;
  return guard([&] {
    Request read;
    HeaderList fields;
    KnownFacts known;
    if (!read_request(request, read, fields) || !known.read(facts)) return SLUICE_INVALID;
    const error::Responses none;
    const error::Failure failure{
        static_cast<error::Row>(row), static_cast<Reason>(reason), {.text = view(detail), .filled = {}}};
    const auto out = error::respond(responses != nullptr ? responses->responses : none, failure, read,
                                    known.get(), room(data, size));
    if (!out) return SLUICE_NO_ROOM;
    *rendered = {out->status, static_cast<std::uint32_t>(out->headers.size()), text(out->body),
                 out->headers.data()};
    return SLUICE_OK;
  });
}

sluice_status sluice_rendered_header(sluice_header* header, const sluice_rendered* rendered, size_t index) {
  if (header == nullptr || rendered == nullptr) return SLUICE_INVALID;
  if (index >= rendered->header_count) return SLUICE_NOT_FOUND;
  const Header& field = static_cast<const Header*>(rendered->opaque)[index];
  *header = {text(field.name), text(field.value)};
  return SLUICE_OK;
}

sluice_status sluice_error_type(sluice_text* type, uint32_t row, uint32_t reason) {
  if (type == nullptr) return SLUICE_INVALID;
  if (!is_failure(row, reason)) return SLUICE_NOT_FOUND;
  *type = text(error::text(error::type_of(static_cast<error::Row>(row), static_cast<Reason>(reason))));
  return SLUICE_OK;
}
