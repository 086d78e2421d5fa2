/// Everything at once; each header also stands alone.
///
/// How sluice thinks: a configuration is compiled once into an immutable `Plan`; deciding a request only
/// reads it, with a `State` beside it for what changes (limits, balancing, health) and a `Transaction` that
/// owns the memory of one decision after the other. Nothing here opens a socket, reads a clock, starts a
/// thread or allocates while it decides. All text is borrowed: what comes out points into the request, the
/// plan or the transaction.
///
///     auto compiled = sluice::compile(json);                       // plan, if any, and all diagnostics
///     sluice::State state{secret_random_seed};
///     sluice::Transaction transaction;                             // one a worker
///     const auto& d = sluice::decide(*compiled.plan, state, request, now, transaction, {.body = body});
///     switch (d.verdict) {
///       case sluice::Verdict::Pass:    /* the host's own handler; add d.response_headers */ break;
///       case sluice::Verdict::Forward: /* perform d.backend, then transaction.finish(outcome) */ break;
///       case sluice::Verdict::Respond:
///       case sluice::Verdict::Reject:  /* answer d.response; log d.reason and d.detail */ break;
///     }
#pragma once

#include "sluice/access_log.hpp"
#include "sluice/acl.hpp"
#include "sluice/address.hpp"
#include "sluice/admission.hpp"
#include "sluice/backend.hpp"
#include "sluice/backend_sign.hpp"
#include "sluice/channel.hpp"
#include "sluice/configuration.hpp"
#include "sluice/cors.hpp"
#include "sluice/credential.hpp"
#include "sluice/decision.hpp"
#include "sluice/diagnostic.hpp"
#include "sluice/document.hpp"
#include "sluice/error.hpp"
#include "sluice/exchange.hpp"
#include "sluice/forwarded.hpp"
#include "sluice/gateway.hpp"
#include "sluice/http1.hpp"
#include "sluice/identity.hpp"
#include "sluice/ledger.hpp"
#include "sluice/params.hpp"
#include "sluice/plan.hpp"
#include "sluice/policy_backend.hpp"
#include "sluice/probe.hpp"
#include "sluice/publications.hpp"
#include "sluice/replay.hpp"
#include "sluice/response.hpp"
#include "sluice/route.hpp"
#include "sluice/route_explain.hpp"
#include "sluice/sign.hpp"
#include "sluice/state.hpp"
#include "sluice/swagger.hpp"
#include "sluice/target.hpp"
#include "sluice/throttle.hpp"
#include "sluice/transaction.hpp"
