/// The call that goes to a backend: parameters move to their places, the target is built, and the header
/// fields are those that the backend may see.
///
///     auto b = backend::compile({.http = {.path = "/v1/{id}", .address = "orders.example.com"},
///                                .params = {{.name = "id", .place = Place::Path, .value = "id"}}},
///                               {{.name = "id", .place = Place::Path}});
///     auto call = backend::build(*b, {.request = request, .facts = facts, .values = values}, {},
///                                {.host = b->host()}, room);
///
/// Specs and the compiled `Backend` are for the time of configuration; `build` is for every request.
/// Everything that a request brings is encoded for the place that it lands in, so a value never becomes a
/// second segment, a second query pair or a second header field; scheme, host and port never come from the
/// request's path.
///
/// Source: published gateway's user guide, "Defining the backend request"; RFC 3986 2 and 3.3, RFC 9110 7.6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/address.hpp"
#include "sluice/backend_spec.hpp"
#include "sluice/facts.hpp"
#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"

namespace sluice::backend {

/// A compiled backend: immutable, owns its text.   Threads: any.
class Backend {
 public:
  struct Action;

  Kind kind() const noexcept { return kind_; }
  bool uses_channel() const noexcept { return kind_ == Kind::Http && host_.size == 0; }
  std::string_view host() const noexcept { return text(host_); }  ///< of `address`, lower case, no brackets
  std::uint16_t port() const noexcept { return port_; }           ///< of `address`, or the scheme's own
  const std::optional<Address>& address() const noexcept { return address_; }  ///< where `host` is a literal
  std::size_t bytes() const noexcept;                                          ///< memory that it takes

  Backend(Backend&&) noexcept;
  Backend& operator=(Backend&&) noexcept;
  ~Backend();

 private:
  friend class Compiler;
  friend struct Reader;
  Backend() noexcept;
  struct Slice {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };
  std::string_view text(Slice s) const noexcept { return std::string_view(text_).substr(s.at, s.size); }

  std::string text_;  // every text of the spec, one after the other
  std::vector<Action> actions_;
  std::optional<Address> address_;
  Slice method_, path_, host_, host_field_, urn_, version_;
  std::uint32_t timeout_ms_ = 0;
  std::int16_t retry_count_ = 0;
  std::uint16_t port_ = 0;
  std::uint16_t status_ = 200;
  Kind kind_ = Kind::Http;
  Scheme scheme_ = Scheme::Http;
  bool is_async_ = false;
  bool appends_remainder_ = false;
};

/// Compiles `spec` of an API that declares `declared`.   Threads: any.
Result<Backend, Problem> compile(const Spec& spec, std::span<const Declared> declared) noexcept;
inline Result<Backend, Problem> compile(const Spec& spec,
                                        std::initializer_list<Declared> declared = {}) noexcept {
  return compile(spec, std::span(declared.begin(), declared.size()));
}

/// What the earlier stages found out about the request.
struct Inbound {
  const Request& request;
  const Facts& facts;
  std::string_view path = {};       ///< as matched: decoded, or raw in `PathMode::Raw`
  std::string_view remainder = {};  ///< of a prefix match: what follows the matched prefix, in the same form
  std::span<const std::optional<std::string_view>> values = {};  ///< by index of the declared parameter
  PathMode mode = PathMode::Strict;
};

/// What happens to header fields that the gateway itself reads.
struct Forwarding {
  std::string_view peer = {};        ///< appended to X-Forwarded-For: the connection's address, canonical
  std::uint32_t depth = 0;           ///< as received; one more is sent
  bool drops_authorization = false;  ///< it proved the caller here, or a signature key replaces it
  bool drops_signing = false;        ///< X-Sdk-Date and X-Sdk-Content-Sha256 were consumed
  bool drops_key_query = false;      ///< the query pair `apikey` was consumed
  bool keeps_token = false;          ///< X-Auth-Token goes on
};

/// Where the call goes, as the channel or the address check says.
struct Destination {
  std::string_view host = {};     ///< a member's host, or `Backend::host()`
  std::uint16_t port = 0;         ///< 0: `Backend::port()`
  std::string_view address = {};  ///< the checked address of `host`, to connect to; empty: connect to `host`
  std::uint32_t usable_members = 0;  ///< of the channel; bounds the retries. 0: no channel
};

/// A function as the host has to invoke it.
struct Function {
  std::string_view urn;
  std::string_view version;
  bool is_async = false;
};

/// The call that the host performs. Text points into the request, the backend or the room.
struct Call {
  Kind kind = Kind::Http;
  Scheme scheme = Scheme::Http;
  std::string_view host;     ///< name for TLS and for the pool of connections; no brackets around IPv6
  std::string_view address;  ///< connect to this and resolve nothing; empty: connect to `host`
  std::uint16_t port = 0;
  std::string_view method;
  std::string_view target;    ///< origin form
  std::span<Header> headers;  ///< the full list, Host first; nothing else is sent
  std::uint32_t timeout_ms = 0;
  std::uint32_t retries = 0;  ///< further attempts after a failed one, each at a member not tried before
  Function function;          ///< of `Kind::Function`
};

/// What `build` gives: the call and the part of the room that is still free. `Call::headers` is followed by
/// room for `kSpareHeaders` more, for a signature key's fields.
struct Built {
  Call call;
  Room rest;
};
inline constexpr std::size_t kSpareHeaders = 4;

/// Appends a field to a call that `build` made, or replaces the one of that name; at most `kSpareHeaders` new
/// ones.
void put(Call& call, const Header& field) noexcept;

/// Builds the call of an HTTP or function backend.
/// Lifetime: the call points into request, values, facts, backend, destination and `room`.
/// Cost:     one pass over query and headers, no allocation.   Threads: any.
/// Errors:   MappingImpossible (a path parameter without a value too), ScratchExhausted.
Result<Built, Reason> build(const Backend& backend, const Inbound& inbound, const Forwarding& forwarding,
                            const Destination& to, Room room) noexcept;

/// The answer of a Mock backend.
struct Mock {
  std::uint16_t status = 200;
  std::string_view body;
  Headers headers;  ///< Content-Type
};

/// The answer of a Mock.   Lifetime: points into `backend`.   Threads: any.
Mock mock(const Backend& backend) noexcept;

}  // namespace sluice::backend
