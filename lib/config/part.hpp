// Single objects of a document, read and written by the same lists of members as the whole: for formats that
// carry such objects inside of others.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "config/report.hpp"
#include "json/tree.hpp"
#include "json/write.hpp"
#include "sluice/configuration.hpp"

namespace sluice::config {

/// What the error types of a gateway response are answered with.
using ErrorResponses = std::map<std::string, ErrorResponseSpec, std::less<>>;

/// Reads an object's members into `to`; those that it does not have stay as they are. Wrong types are errors
/// of the report, unknown members warnings.
/// Types: ApiSpec, RequestParameterSpec, BackendSpec, MockSpec, FunctionSpec, ThrottleSpec, AclSpec,
/// AuthorizerSpec, ErrorResponses.
template <class Part>
void read_part(Report& report, Part& to, json::Value from);

/// Writes what differs from a new object. The same types.
template <class Part>
void write_part(json::Writer& out, const Part& part);

/// True where there is nothing to write.
template <class Part>
bool is_fresh(const Part& part);

}  // namespace sluice::config
