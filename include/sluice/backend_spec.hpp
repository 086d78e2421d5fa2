/// What a backend is configured from: its kind, its address and path, and the parameters that it wants.
///
/// Source: published gateway's user guide, "Defining the backend request".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sluice/request.hpp"

namespace sluice::backend {

enum class Kind : std::uint8_t { Http, Function, Mock };

/// Where a backend parameter takes its value from.
enum class Origin : std::uint8_t {
  Request,   ///< a declared request parameter, named by `value`; it moves
  Constant,  ///< `value` itself
  System,    ///< the system parameter that `value` names, with or without `$context.` in front
};

/// One backend parameter as configured.
struct ParamSpec {
  Origin origin = Origin::Request;
  std::string name{};
  Place place = Place::Query;
  std::string value{};
};

/// What the mapping must know of a request parameter that the API declares; the position in the list is its
/// index among the values.
struct Declared {
  std::string name{};
  Place place = Place::Query;
  bool passes = true;        ///< stays in its place when it is not mapped; else it is removed
  bool is_tail = false;      ///< `{name+}`: its slashes separate segments and are kept
  bool has_default = false;  ///< sent also when the request did not bring it
};

/// An HTTP or HTTPS backend. `path` and `address` are final: variables are already replaced (`endpoint.hpp`).
struct HttpSpec {
  Scheme scheme = Scheme::Http;
  std::string method = "ANY";  ///< `ANY`: the request's own
  std::string path = "/";      ///< `{name}` marks the place of a path parameter, also inside a segment
  std::string address{};       ///< `host[:port]`; empty: a channel supplies it
  std::string proxy_host{};    ///< Host towards a channel's members; empty: the request's own
};

/// A function that the host invokes.
struct FunctionSpec {
  std::string urn{};
  std::string version{};
  bool is_async = false;  ///< answered as soon as it is queued
};

/// An answer without a backend.
struct MockSpec {
  std::uint16_t status = 200;
  std::string body{};
};

struct Spec {
  Kind kind = Kind::Http;
  HttpSpec http{};
  FunctionSpec function{};
  MockSpec mock{};
  std::vector<ParamSpec> params{};
  bool appends_remainder = false;  ///< prefix match: what follows the matched prefix is appended to `path`
  std::uint32_t timeout_ms = 5000;
  std::int16_t retry_count = -1;  ///< -1: one retry for methods other than POST and PATCH
};

/// What keeps a spec from being compiled, and the parameter at fault where it is one.
struct Problem {
  enum class Kind : std::uint8_t {
    PathIllegal,        ///< not a legal path template
    AddressIllegal,     ///< not `host[:port]`
    ParamUnknown,       ///< REQUEST names no declared parameter
    SystemUnknown,      ///< SYSTEM names no system parameter
    PathParamMismatch,  ///< path parameters are not the set of `{name}` in the path
    FieldReserved,      ///< a header field that frames the message
    ValueIllegal,       ///< a constant that cannot stand in its place
    OutOfMemory,
  };
  Kind kind = Kind::PathIllegal;
  std::size_t param = 0;  ///< index in `Spec::params`
};

}  // namespace sluice::backend
