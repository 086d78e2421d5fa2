#include "sluice/backend.hpp"

#include <utility>

#include "declared.hpp"
#include "inbound.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_backend : Handle<0x736c7569'6261636b> {
  explicit sluice_backend(backend::Backend from) : backend(std::move(from)) {}
  backend::Backend backend;
};

using ProblemKind = backend::Problem::Kind;
static_assert(static_cast<int>(ProblemKind::PathIllegal) == SLUICE_BACKEND_PATH_ILLEGAL &&
              static_cast<int>(ProblemKind::AddressIllegal) == SLUICE_BACKEND_ADDRESS_ILLEGAL &&
              static_cast<int>(ProblemKind::ParamUnknown) == SLUICE_BACKEND_PARAM_UNKNOWN &&
              static_cast<int>(ProblemKind::SystemUnknown) == SLUICE_BACKEND_SYSTEM_UNKNOWN &&
              static_cast<int>(ProblemKind::PathParamMismatch) == SLUICE_BACKEND_PATH_PARAM_MISMATCH &&
              static_cast<int>(ProblemKind::FieldReserved) == SLUICE_BACKEND_FIELD_RESERVED &&
              static_cast<int>(ProblemKind::ValueIllegal) == SLUICE_BACKEND_VALUE_ILLEGAL);
static_assert(static_cast<int>(backend::Kind::Mock) == SLUICE_BACKEND_MOCK &&
              static_cast<int>(backend::Origin::System) == SLUICE_ORIGIN_SYSTEM &&
              static_cast<int>(Place::Header) == SLUICE_PLACE_HEADER);

namespace {

std::string owned(sluice_text text) { return std::string(view(text)); }

bool read_params(const sluice_backend_spec& from, std::vector<backend::ParamSpec>& to) {
  return for_each_sized(from.params, from.param_count, sluice_backend_param_init,
                        [&](const sluice_backend_param& param, std::size_t) {
                          if (param.origin > SLUICE_ORIGIN_SYSTEM || param.place > SLUICE_PLACE_HEADER)
                            return false;
                          if (!is_text(param.name) || !is_text(param.value)) return false;
                          to.push_back({static_cast<backend::Origin>(param.origin), owned(param.name),
                                        static_cast<Place>(param.place), owned(param.value)});
                          return true;
                        });
}

bool read_spec(const sluice_backend_spec& from, backend::Spec& to) {
  if (from.kind > SLUICE_BACKEND_MOCK || from.scheme > SLUICE_SCHEME_WSS) return false;
  if (from.mock_status > UINT16_MAX || from.retry_count < -1 || from.retry_count > INT16_MAX) return false;
  for (const sluice_text& text : {from.method, from.path, from.address, from.proxy_host, from.function_urn,
                                  from.function_version, from.mock_body})
    if (!is_text(text)) return false;
  to.kind = static_cast<backend::Kind>(from.kind);
  to.http = {static_cast<Scheme>(from.scheme), owned(from.method), owned(from.path), owned(from.address),
             owned(from.proxy_host)};
  to.function = {owned(from.function_urn), owned(from.function_version), from.is_async != 0};
  to.mock = {static_cast<std::uint16_t>(from.mock_status), owned(from.mock_body)};
  to.appends_remainder = from.appends_remainder != 0;
  to.timeout_ms = from.timeout_ms;
  to.retry_count = static_cast<std::int16_t>(from.retry_count);
  return read_params(from, to.params);
}

bool read_forwarding(const sluice_forwarding* from, backend::Forwarding& to) noexcept {
  if (from == nullptr) return true;
  sluice_forwarding known;
  sluice_forwarding_init(&known);
  if (!read_sized(from, known) || !is_text(known.peer)) return false;
  to = {view(known.peer),
        known.depth,
        known.drops_authorization != 0,
        known.drops_signing != 0,
        known.drops_key_query != 0,
        known.keeps_token != 0};
  return true;
}

bool read_destination(const sluice_destination* from, backend::Destination& to) noexcept {
  if (from == nullptr) return true;
  sluice_destination known;
  sluice_destination_init(&known);
  if (!read_sized(from, known) || !is_text(known.host) || !is_text(known.address)) return false;
  if (known.port > UINT16_MAX) return false;
  if (known.host.size != 0) to.host = view(known.host);
  to.port = static_cast<std::uint16_t>(known.port);
  to.address = view(known.address);
  to.usable_members = known.usable_members;
  return true;
}

sluice_call write(const backend::Call& call) noexcept {
  return {.kind = static_cast<std::uint32_t>(call.kind),
          .scheme = static_cast<std::uint32_t>(call.scheme),
          .port = call.port,
          .timeout_ms = call.timeout_ms,
          .retries = call.retries,
          .is_async = call.function.is_async ? 1 : 0,
          .host = text(call.host),
          .address = text(call.address),
          .method = text(call.method),
          .target = text(call.target),
          .function_urn = text(call.function.urn),
          .function_version = text(call.function.version),
          .header_count = static_cast<std::uint32_t>(call.headers.size()),
          .spare = backend::kSpareHeaders,
          .opaque = call.headers.data()};
}

}  // namespace

void sluice_backend_param_init(sluice_backend_param* param) {
  if (param == nullptr) return;
  *param = {};
  param->size = sizeof *param;
  param->place = SLUICE_PLACE_QUERY;
}

void sluice_backend_spec_init(sluice_backend_spec* spec) {
  if (spec == nullptr) return;
  *spec = {};
  spec->size = sizeof *spec;
  spec->method = text("ANY");
  spec->path = text("/");
  spec->mock_status = 200;
  spec->timeout_ms = 5000;
  spec->retry_count = -1;
}

void sluice_forwarding_init(sluice_forwarding* forwarding) {
  if (forwarding == nullptr) return;
  *forwarding = {};
  forwarding->size = sizeof *forwarding;
}

void sluice_destination_init(sluice_destination* to) {
  if (to == nullptr) return;
  *to = {};
  to->size = sizeof *to;
}

sluice_status sluice_backend_compile(sluice_backend** backend, uint32_t* problem, size_t* param,
                                     const sluice_backend_spec* spec) {
  if (backend == nullptr) return SLUICE_INVALID;
  return guard([&] {
    sluice_backend_spec known;
    sluice_backend_spec_init(&known);
    backend::Spec read;
    DeclaredLists declared;
    if (!read_sized(spec, known) || !read_spec(known, read)) return SLUICE_INVALID;
    if (!read_declared(known.declared, known.declared_count, declared)) return SLUICE_INVALID;
    auto compiled = backend::compile(read, declared.mapped);
    if (!compiled && compiled.error().kind == ProblemKind::OutOfMemory) return SLUICE_OUT_OF_MEMORY;
    if (!compiled) {
      tell(problem, compiled.error().kind);
      tell(param, compiled.error().param);
      return SLUICE_REFUSED;
    }
    *backend = new sluice_backend(std::move(*compiled));
    return SLUICE_OK;
  });
}

void sluice_backend_free(sluice_backend* backend) {
  if (is_handle(backend)) delete backend;
}

sluice_status sluice_backend_build(sluice_call* call, uint32_t* reason, const sluice_backend* backend,
                                   const sluice_inbound* inbound, const sluice_forwarding* forwarding,
                                   const sluice_destination* to, char* data, size_t size) {
  if (call == nullptr || !is_handle(backend) || !is_span(data, size)) return SLUICE_INVALID;
  if (backend->backend.kind() == backend::Kind::Mock) return SLUICE_INVALID;
  return guard([&] {
    KnownInbound known;
    backend::Forwarding fate;
    backend::Destination there{.host = backend->backend.host()};
    if (!known.read(inbound) || !read_forwarding(forwarding, fate) || !read_destination(to, there))
      return SLUICE_INVALID;
    const auto built = backend::build(backend->backend, known.get(), fate, there, room(data, size));
    if (!built) return refused(reason, built.error());
    *call = write(built->call);
    return SLUICE_OK;
  });
}

sluice_status sluice_call_header(sluice_header* header, const sluice_call* call, size_t index) {
  if (header == nullptr || call == nullptr) return SLUICE_INVALID;
  if (index >= call->header_count) return SLUICE_NOT_FOUND;
  const Header& field = static_cast<const Header*>(call->opaque)[index];
  *header = {text(field.name), text(field.value)};
  return SLUICE_OK;
}

sluice_status sluice_call_put(sluice_call* call, const sluice_header* header) {
  if (call == nullptr || header == nullptr || !is_text(header->name) || !is_text(header->value))
    return SLUICE_INVALID;
  if (call->opaque == nullptr) return SLUICE_INVALID;
  if (call->spare == 0) return SLUICE_NO_ROOM;
  backend::Call view_of;
  view_of.headers = {static_cast<Header*>(const_cast<void*>(call->opaque)), call->header_count};
  backend::put(view_of, {view(header->name), view(header->value)});
  call->spare -= static_cast<std::uint32_t>(view_of.headers.size()) - call->header_count;
  call->header_count = static_cast<std::uint32_t>(view_of.headers.size());
  return SLUICE_OK;
}

sluice_status sluice_backend_mock(uint32_t* status, sluice_text* body, const sluice_backend* backend) {
  if (status == nullptr || body == nullptr || !is_handle(backend)) return SLUICE_INVALID;
  if (backend->backend.kind() != backend::Kind::Mock) return SLUICE_INVALID;
  const backend::Mock mock = backend::mock(backend->backend);
  *status = mock.status;
  *body = text(mock.body);
  return SLUICE_OK;
}
