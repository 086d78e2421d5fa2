// Sets of addresses, and the client's address behind proxies.
#include "sluice/address.hpp"

#include <utility>

#include "handles.hpp"
#include "sluice/forwarded.hpp"

using namespace sluice;
using namespace sluice::capi;

namespace {

sluice_status found(size_t* to, const sluice_address_set* set,
                    const std::optional<Address>& address) noexcept {
  const auto place = address ? set->set.find(*address) : std::nullopt;
  if (!place) return SLUICE_NOT_FOUND;
  *to = *place;
  return SLUICE_OK;
}

sluice_status written(sluice_text* to, std::string_view view) noexcept {
  if (view.empty()) return SLUICE_NO_ROOM;
  *to = text(view);
  return SLUICE_OK;
}

}  // namespace

sluice_status sluice_range_read(sluice_text* canonical, sluice_text range, char* to, size_t room_size) {
  if (canonical == nullptr || !is_text(range) || !is_span(to, room_size)) return SLUICE_INVALID;
  const auto read = read_range(view(range));
  if (!read) return SLUICE_REFUSED;
  return written(canonical, write_range(*read, room(to, room_size)));
}

sluice_status sluice_address_set_compile(sluice_address_set** set, size_t* fault, const sluice_text* ranges,
                                         size_t count, int32_t nat64) {
  if (set == nullptr || !is_span(ranges, count, sizeof *ranges)) return SLUICE_INVALID;
  return guard([&] {
    std::vector<Range> read;
    read.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      if (!is_text(ranges[i])) return SLUICE_INVALID;
      const auto range = read_range(view(ranges[i]));
      if (!range) {
        tell(fault, i);
        return SLUICE_REFUSED;
      }
      read.push_back(*range);
    }
    auto made = AddressSet::compile(read, nat64 != 0 ? AddressSet::Nat64::Judged : AddressSet::Nat64::Apart);
    if (!made) return SLUICE_OUT_OF_MEMORY;
    *set = new sluice_address_set(std::move(*made));
    return SLUICE_OK;
  });
}

sluice_status sluice_address_set_find(size_t* place, const sluice_address_set* set, sluice_text address) {
  if (place == nullptr || !is_handle(set) || !is_text(address)) return SLUICE_INVALID;
  return found(place, set, read_address(view(address)));
}

sluice_status sluice_address_set_find_bytes(size_t* place, const sluice_address_set* set, const void* bytes,
                                            size_t size) {
  if (place == nullptr || !is_handle(set) || !is_span(bytes, size)) return SLUICE_INVALID;
  return found(place, set, address_of({static_cast<const std::byte*>(bytes), size}));
}

size_t sluice_address_set_bytes(const sluice_address_set* set) {
  return is_handle(set) ? set->set.bytes() : 0;
}

void sluice_address_set_free(sluice_address_set* set) {
  if (is_handle(set)) delete set;
}

void sluice_client_rule_init(sluice_client_rule* rule) {
  if (rule == nullptr) return;
  *rule = {};
  rule->size = sizeof *rule;
  rule->index = -1;
}

sluice_status sluice_client_address(sluice_text* client, sluice_text peer, const sluice_header* headers,
                                    size_t header_count, const sluice_client_rule* rule, char* to,
                                    size_t room_size) {
  sluice_client_rule known;
  sluice_client_rule_init(&known);
  if (client == nullptr || !is_text(peer) || !read_sized(rule, known) || !is_span(to, room_size))
    return SLUICE_INVALID;
  if (known.source > SLUICE_CLIENT_TRUSTED_PROXIES) return SLUICE_INVALID;
  if (known.trusted != nullptr && !is_handle(known.trusted)) return SLUICE_INVALID;
  return guard([&] {
    HeaderList fields;
    if (!fields.read(headers, header_count)) return SLUICE_INVALID;
    const auto address =
        http::client_address(read_address(view(peer)), fields.all(),
                             {.source = static_cast<http::ClientSource>(known.source),
                              .index = known.index,
                              .trusted = known.trusted != nullptr ? &known.trusted->set : nullptr});
    if (!address) return SLUICE_NOT_FOUND;
    return written(client, write_address(*address, room(to, room_size)));
  });
}
