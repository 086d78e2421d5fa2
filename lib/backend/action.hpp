// What a compiled backend does with a request, one step a record. The records of one backend stand in this
// order:
//
//     path pieces in order of the path | fields and pairs to put, as configured | what happens to declared
//     ones
//
// so building a call walks the list once for each place.
#pragma once

#include <cstdint>

#include "backend/system.hpp"
#include "sluice/backend.hpp"

namespace sluice::backend {

struct Backend::Action {
  enum class Kind : std::uint8_t {
    Text,     // path: `value` as it stands
    Put,      // a backend parameter
    Drop,     // a declared parameter that leaves its place
    Default,  // a declared parameter that stays, and is added when the request did not bring it
    Keep,     // a declared header field that stays whatever Connection says of it
  };
  Slice name;
  Slice value;               // a constant, encoded for its place; the name of an authorizer's pair
  std::uint16_t source = 0;  // index of the declared parameter
  Kind kind = Kind::Text;
  Place place = Place::Path;
  Origin origin = Origin::Constant;
  System system = System::None;
  bool is_tail = false;      // the value's slashes separate segments
  bool is_captured = false;  // the value stood in the request's path
};

// A compiled backend, as the files that build calls see it.
struct Reader {
  using Action = Backend::Action;
  const Backend& backend;

  std::span<const Action> actions() const noexcept { return backend.actions_; }
  std::string_view name(const Action& action) const noexcept { return backend.text(action.name); }
  std::string_view value(const Action& action) const noexcept { return backend.text(action.value); }
  std::string_view method() const noexcept { return backend.text(backend.method_); }
  std::string_view host_field() const noexcept { return backend.text(backend.host_field_); }
  std::string_view body() const noexcept { return backend.text(backend.path_); }
  Function function() const noexcept {
    return {backend.text(backend.urn_), backend.text(backend.version_), backend.is_async_};
  }
  bool appends_remainder() const noexcept { return backend.appends_remainder_; }
  Scheme scheme() const noexcept { return backend.scheme_; }
  std::uint32_t timeout_ms() const noexcept { return backend.timeout_ms_; }
  std::int16_t retry_count() const noexcept { return backend.retry_count_; }
  std::uint16_t status() const noexcept { return backend.status_; }
};

}  // namespace sluice::backend
