#include "sluice/endpoint.hpp"

#include "convert.hpp"

using namespace sluice;
using namespace sluice::capi;

using FaultKind = backend::VariableFault::Kind;
static_assert(static_cast<int>(FaultKind::Illegal) == SLUICE_VARIABLE_ILLEGAL &&
              static_cast<int>(FaultKind::Undefined) == SLUICE_VARIABLE_UNDEFINED);

sluice_status sluice_address_forbidden(int32_t* forbidden, sluice_text address) {
  if (forbidden == nullptr || !is_text(address)) return SLUICE_INVALID;
  const auto read = read_address(view(address));
  if (!read) return SLUICE_REFUSED;
  *forbidden = backend::is_forbidden(*read) ? 1 : 0;
  return SLUICE_OK;
}

sluice_status sluice_address_choose(size_t* index, uint32_t* reason, const sluice_text* addresses,
                                    size_t count) {
  if (index == nullptr || !is_span(addresses, count, sizeof *addresses)) return SLUICE_INVALID;
  return guard([&] {
    std::vector<Address> read;
    for (std::size_t i = 0; i < count; ++i) {
      const auto address = is_text(addresses[i]) ? read_address(view(addresses[i])) : std::nullopt;
      if (!address) return SLUICE_INVALID;
      read.push_back(*address);
    }
    const auto chosen = backend::choose_address(read);
    if (!chosen) return refused(reason, chosen.error());
    for (*index = 0; read[*index] != *chosen;) ++*index;
    return SLUICE_OK;
  });
}

sluice_status sluice_endpoint_read(sluice_text* host, uint32_t* port, sluice_text endpoint, uint32_t scheme,
                                   char* data, size_t size) {
  if (host == nullptr || port == nullptr || !is_text(endpoint) || scheme > SLUICE_SCHEME_WSS)
    return SLUICE_INVALID;
  if (!is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    const auto read = backend::read_endpoint(view(endpoint), static_cast<Scheme>(scheme));
    if (!read)
      return read.error() == backend::EndpointFault::OutOfMemory ? SLUICE_OUT_OF_MEMORY : SLUICE_REFUSED;
    if (read->host.size() > size) return SLUICE_NO_ROOM;
    read->host.copy(data, read->host.size());
    *host = {data, read->host.size()};
    *port = read->port;
    return SLUICE_OK;
  });
}

sluice_status sluice_variables_expand(sluice_owned_text* expanded, uint32_t* fault, size_t* at,
                                      sluice_text with_variables, const sluice_header* variables,
                                      size_t count) {
  if (expanded == nullptr || !is_text(with_variables)) return SLUICE_INVALID;
  return guard([&] {
    NamedList named;
    if (!named.read(variables, count)) return SLUICE_INVALID;
    const auto made = backend::expand(view(with_variables), named.all());
    if (!made && made.error().kind == FaultKind::OutOfMemory) return SLUICE_OUT_OF_MEMORY;
    if (!made) {
      tell(fault, made.error().kind);
      tell(at, made.error().at);
      return SLUICE_REFUSED;
    }
    give(expanded, *made);
    return SLUICE_OK;
  });
}
