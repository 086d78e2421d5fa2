/// Cross-origin header fields for APIs that have CORS switched on.
///
///     for (auto [name, value] : cors::fields(request)) send(name, value);           // a Mock, or an error
///     for (auto [name, value] : cors::fields(request, answer)) send(name, value);   // what a backend left
///     out
///
/// The gateway only adds fields; a preflight is answered by an API of its own with method OPTIONS, usually a
/// Mock. There is nothing to configure but the switch, so this stage has no compiled form.
///
/// Source: published gateway's user guide, "Configuring CORS"; Fetch standard, CORS protocol.
#pragma once

#include <span>

#include "sluice/request.hpp"
#include "sluice/text.hpp"

namespace sluice::cors {

/// True for OPTIONS with an Origin.
bool is_preflight(const Request& request) noexcept;

/// The fields for an answer of the gateway's own to a request with Origin; none without.
/// Lifetime: constants.   Cost: one pass over the request's header fields.   Threads: any.
Headers fields(const Request& request) noexcept;

/// The fields that a backend's answer lacks: its own stand above the gateway's. Nothing where it names an
/// allowed origin; the origin alone where it has other CORS fields.
Headers fields(const Request& request, Headers answer) noexcept;

}  // namespace sluice::cors
