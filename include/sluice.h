/*
 * sluice: the decision of an API gateway, and the signing of its requests. The whole C interface, C99.
 *
 * Text is data and size, never assumed to end in NUL; {NULL, 0} is empty. What goes in is borrowed for the
 * call unless a comment says longer; what comes out points where its comment says. Every function that can
 * fail returns a sluice_status and leaves its out-parameters untouched when it is not SLUICE_OK. A struct
 * that the caller fills begins with its own size and is set up by its _init function, so it can grow: an
 * older caller's missing fields have their defaults, a newer caller's unknown bytes must be zero. Handles are
 * freed with their own _free function; freeing NULL does nothing. A handle of the wrong kind is refused where
 * that can be told; using one after it was freed cannot be told.
 * Threads: compiled handles (routes, acl, plan) may be used by any number of threads at once; a state and a
 * gateway too, but for creating and freeing them; a transaction by one at a time. No C++ exception ever
 * passes this interface; memory that runs out is SLUICE_OUT_OF_MEMORY.
 */
#ifndef SLUICE_H
#define SLUICE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SLUICE_API __attribute__((visibility("default")))
#else
#define SLUICE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- vocabulary
 * ------------------------------------------------------------------------------------------------ */

typedef enum sluice_status {
  SLUICE_OK = 0,
  SLUICE_INVALID = 1, /* a NULL that must not be, an impossible length, an unknown number, a wrong handle */
  SLUICE_OUT_OF_MEMORY = 2,
  SLUICE_NO_ROOM = 3,   /* the caller's room is too small */
  SLUICE_NOT_FOUND = 4, /* no such index, name or code */
  SLUICE_REFUSED =
      5, /* a document, a route set, a list or a credential does not hold: see the out-parameter */
  SLUICE_WRONG_TIME = 6 /* a call that the transaction does not wait for */
} sluice_status;

/* Borrowed text. */
typedef struct sluice_text {
  const char* data;
  size_t size;
} sluice_text;

/* Text that the caller owns and gives back with sluice_text_free. */
typedef struct sluice_owned_text {
  char* data;
  size_t size;
} sluice_owned_text;

typedef struct sluice_header {
  sluice_text name;
  sluice_text value;
} sluice_header;

/* The instant of a call: sluice reads no clock. steady_ns 0: derived from the wall clock. */
typedef struct sluice_now {
  int64_t seconds;
  uint32_t nanoseconds;
  uint64_t steady_ns;
} sluice_now;

enum { SLUICE_SCHEME_HTTP = 0, SLUICE_SCHEME_HTTPS = 1, SLUICE_SCHEME_WS = 2, SLUICE_SCHEME_WSS = 3 };
enum {
  SLUICE_TLS_UNKNOWN = 0,
  SLUICE_TLS_1_0 = 1,
  SLUICE_TLS_1_1 = 2,
  SLUICE_TLS_1_2 = 3,
  SLUICE_TLS_1_3 = 4
};
enum { SLUICE_PATH_STRICT = 0, SLUICE_PATH_APIG = 1, SLUICE_PATH_RAW = 2 };

/* A view of one parsed request; stages read only what they need. */
typedef struct sluice_request {
  size_t size;                  /* sizeof(sluice_request) */
  sluice_text method;           /* "GET" */
  sluice_text target;           /* origin form with query, absolute form, or "*" */
  sluice_text host;             /* the Host header's value; empty: looked for in headers */
  const sluice_header* headers; /* in wire order */
  size_t header_count;
  uint32_t scheme;         /* SLUICE_SCHEME_*; default HTTPS */
  uint32_t tls;            /* SLUICE_TLS_*; default unknown */
  sluice_text peer;        /* address of the connection, as text */
  sluice_text request_id;  /* the host's own; empty: one is made */
  sluice_text server_name; /* TLS server name, where it is to be checked */
  uint64_t body_bytes;     /* known length; UINT64_MAX (default): not known */
} sluice_request;

/* Since: 0.1 */
SLUICE_API void sluice_request_init(sluice_request* request);
/* Frees the text and empties it. Since: 0.1 */
SLUICE_API void sluice_text_free(sluice_owned_text* text);
/* "0.1.0", a constant. Since: 0.1 */
SLUICE_API const char* sluice_version(void);
/* A short English sentence for a status, a constant. Since: 0.1 */
SLUICE_API const char* sluice_status_text(sluice_status status);

/* ---- errors
 * ---------------------------------------------------------------------------------------------------- */

/* One row of the published error table; text points to constants. */
typedef struct sluice_error {
  uint32_t row;     /* 0 to 226, stable within a version */
  uint32_t status;  /* HTTP status */
  int32_t is_call;  /* 1: answers a call; 0: a management operation */
  sluice_text code; /* "APIG.0308" */
  sluice_text message;
  sluice_text meaning;
  sluice_text remedy;
} sluice_error;

/* Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_error_row(sluice_error* error, uint32_t row);
/* The index-th row with this code ("APIG.0201" has seven). Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_error_find(sluice_error* error, sluice_text code, size_t index);
/* Writes the JSON envelope into room. detail may be empty. Errors: NOT_FOUND, NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_error_render(sluice_text* body, uint32_t row, sluice_text request_id,
                                             sluice_text detail, char* room, size_t room_size);
/* The stable name of a reason ("signature_wrong") and the row that answers it. Since: 0.1 */
SLUICE_API sluice_status sluice_reason_read(sluice_text* name, uint32_t* row, uint32_t reason);

/* ---- readers
 * --------------------------------------------------------------------------------------------------- */

/* The path that is matched: decoded once and free of dot segments. Points into raw or room (raw.size bytes
 * do). Errors: REFUSED with *reason set; NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_path_read(sluice_text* path, uint32_t* reason, sluice_text raw, uint32_t mode,
                                          char* room, size_t room_size);
/* The canonical text of an address, in room (46 bytes do). Errors: REFUSED, NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_address_read(sluice_text* canonical, sluice_text address, char* room,
                                             size_t room_size);

/* ---- routes
 * ---------------------------------------------------------------------------------------------------- */

typedef struct sluice_routes sluice_routes;

enum { SLUICE_ROUTE_NORMAL = 0, SLUICE_ROUTE_PREFIX = 1 };

/* Borrowed while compiling. */
typedef struct sluice_route {
  size_t size; /* sizeof(sluice_route) */
  uint32_t id; /* given back by a match */
  uint32_t mode;
  sluice_text method;      /* one of seven, or "ANY" */
  sluice_text path;        /* "/orders/{id}" */
  sluice_text host;        /* empty: every host */
  sluice_text environment; /* empty: RELEASE */
  sluice_text name;        /* for messages */
} sluice_route;

SLUICE_API void sluice_route_init(sluice_route* route);

/* On SLUICE_OK the caller owns *routes. `problems`, if not NULL, receives one line a finding (warnings too on
 * success); free it. Errors: REFUSED (problems says why), OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_routes_compile(sluice_routes** routes, sluice_owned_text* problems,
                                               const sluice_route* specs, size_t count);
SLUICE_API void sluice_routes_free(sluice_routes* routes);

/* The answer to one request. Plain memory: copy and drop it at will. */
typedef struct sluice_match {
  uint32_t id;      /* when found */
  uint32_t reason;  /* 0 when found, else why not */
  uint32_t allowed; /* bit set of GET POST PUT DELETE HEAD PATCH OPTIONS ANY when only the method was wrong */
  uint32_t capture_count;
  uint64_t opaque[24];
} sluice_match;

/* SLUICE_OK when found, NOT_FOUND with match->reason otherwise. Values point into the request, the routes or
 * room; a path with escapes needs room of its size. No allocation. Since: 0.1 */
SLUICE_API sluice_status sluice_routes_match(sluice_match* match, const sluice_routes* routes,
                                             const sluice_request* request, char* room, size_t room_size);
/* Path value by index, or by name. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_match_capture(sluice_header* capture, const sluice_match* match,
                                              size_t index);
SLUICE_API sluice_status sluice_match_param(sluice_text* value, const sluice_match* match, sluice_text name);

/* ---- access lists
 * ---------------------------------------------------------------------------------------------- */

typedef struct sluice_acl sluice_acl;

enum { SLUICE_ACL_PERMIT = 0, SLUICE_ACL_DENY = 1 };

/* entries: comma-separated addresses, CIDR blocks and a-b ranges. On REFUSED *fault is the index of the first
 * bad entry (fault may be NULL). Errors: REFUSED, OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_acl_compile(sluice_acl** acl, size_t* fault, uint32_t kind,
                                            sluice_text entries);
/* *allows is 1 or 0; text that is no address is not allowed. No allocation. Since: 0.1 */
SLUICE_API sluice_status sluice_acl_allows(int32_t* allows, const sluice_acl* acl, sluice_text address);
SLUICE_API void sluice_acl_free(sluice_acl* acl);

/* ---- signing and verifying
 * ------------------------------------------------------------------------------------- */

typedef struct sluice_signer {
  size_t size; /* sizeof(sluice_signer) */
  sluice_text access;
  sluice_text secret;
  sluice_text signed_headers; /* "a;b": exactly these; empty: all that are present */
  int32_t sign_underscored;   /* also names with '_' */
  int32_t add_content_hash;   /* send X-Sdk-Content-Sha256 */
  int32_t unsigned_payload;   /* do not cover the body */
} sluice_signer;

SLUICE_API void sluice_signer_init(sluice_signer* signer);

/* What to add to the request before it is sent; points into the room. */
typedef struct sluice_signed {
  sluice_text authorization;
  sluice_text signed_headers;
  sluice_text signature;
  sluice_text date;
  size_t added_count;
  const void* opaque;
} sluice_signed;

/* Signs; 1024 bytes of room do for most. No allocation. Errors: REFUSED with *error (a stable number above
 * 0), NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_sign(sluice_signed* out, uint32_t* error, const sluice_request* request,
                                     sluice_text body, const sluice_signer* signer, const sluice_now* now,
                                     char* room, size_t room_size);
/* The index-th field to add. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_signed_header(sluice_header* header, const sluice_signed* out, size_t index);

/* Who claims what; points into the request. Plain memory. */
typedef struct sluice_claim {
  sluice_text access;
  sluice_text signed_headers;
  sluice_text date;
  uint64_t opaque[20];
} sluice_claim;

/* Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_claim_read(sluice_claim* claim, uint32_t* reason,
                                           const sluice_request* request);
/* Verifies with 0 to n live secrets of the claimed key, in constant time; 0: the key is unknown, at the same
 * cost. No allocation. Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_verify(uint32_t* reason, const sluice_claim* claim,
                                       const sluice_request* request, sluice_text body,
                                       const sluice_text* secrets, size_t secret_count,
                                       const sluice_now* now);

/* ---- limits
 * ---------------------------------------------------------------------------------------------------- */

enum { SLUICE_TOKEN_BUCKET = 0, SLUICE_FIXED_WINDOW = 1, SLUICE_CALENDAR_DAY = 2 };

typedef struct sluice_limit {
  size_t size;    /* sizeof(sluice_limit) */
  uint32_t limit; /* calls in a period, 1 to 2147483647 */
  uint32_t algorithm;
  int64_t per_seconds; /* default 1 */
  uint32_t burst;      /* 0: as limit */
  int32_t utc_offset_seconds;
} sluice_limit;

SLUICE_API void sluice_limit_init(sluice_limit* limit);

typedef struct sluice_taken {
  int32_t admitted;
  uint32_t remain;
  uint64_t next; /* the counter's new word */
  int64_t retry_after_ns;
} sluice_taken;

/* Takes one call from the counter `word` (0: untouched); store taken->next. Pure. Since: 0.1 */
SLUICE_API sluice_status sluice_take(sluice_taken* taken, uint64_t word, const sluice_limit* limit,
                                     const sluice_now* now);

/* Counters by key in fixed memory, shared by threads. */
typedef struct sluice_ledger sluice_ledger;
SLUICE_API sluice_status sluice_ledger_create(sluice_ledger** ledger, size_t bytes, uint64_t seed);
SLUICE_API sluice_status sluice_ledger_take(sluice_taken* taken, const sluice_ledger* ledger, uint64_t scope,
                                            sluice_text key, const sluice_limit* limit,
                                            const sluice_now* now);
SLUICE_API void sluice_ledger_free(sluice_ledger* ledger);

/* ---- plan, state, gateway
 * -------------------------------------------------------------------------------------- */

typedef struct sluice_plan sluice_plan;
typedef struct sluice_state sluice_state;
typedef struct sluice_gateway sluice_gateway;
typedef struct sluice_transaction sluice_transaction;

/* Compiles a JSON document. `diagnostics`, if not NULL, receives JSON lines
 * {"severity","pointer","error_code", "message","other"}, on success too; free it. Errors: REFUSED,
 * OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_plan_compile(sluice_plan** plan, sluice_owned_text* diagnostics,
                                             sluice_text json, int32_t is_lenient);
SLUICE_API void sluice_plan_free(sluice_plan* plan);

/* seed: secret and random. tracked_bytes 0: the default size of the table of addresses. Since: 0.1 */
SLUICE_API sluice_status sluice_state_create(sluice_state** state, uint64_t seed, size_t tracked_bytes);
SLUICE_API void sluice_state_free(sluice_state* state);

/* A plan pointer for up to `workers` threads, replaced while they decide. Since: 0.1 */
SLUICE_API sluice_status sluice_gateway_create(sluice_gateway** gateway, size_t workers);
/* Compiles and puts in force; a bad document changes nothing. Arguments as sluice_plan_compile. Since: 0.1 */
SLUICE_API sluice_status sluice_gateway_reload(sluice_gateway* gateway, sluice_owned_text* diagnostics,
                                               sluice_text json, int32_t is_lenient);
/* No transaction may hold a plan any more. */
SLUICE_API void sluice_gateway_free(sluice_gateway* gateway);

/* ---- deciding
 * -------------------------------------------------------------------------------------------------- */

enum {
  SLUICE_NEED_DONE = 0,
  SLUICE_NEED_BODY = 1,
  SLUICE_NEED_SECRET = 2,
  SLUICE_NEED_IDENTITY = 3,
  SLUICE_NEED_AUTHORIZER = 4,
  SLUICE_NEED_ADDRESS = 5,
  SLUICE_NEED_TOKENS = 6
};

enum { SLUICE_PASS = 0, SLUICE_FORWARD = 1, SLUICE_RESPOND = 2, SLUICE_REJECT = 3 };

SLUICE_API sluice_status sluice_transaction_create(sluice_transaction** transaction);
SLUICE_API void sluice_transaction_free(sluice_transaction* transaction);

/* Begins a decision; *need is what it waits for first. The head's bytes, plan and state must stay until the
 * decision was read. plan NULL: no configuration yet, every request is refused. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_start(uint32_t* need, sluice_transaction* transaction,
                                                  const sluice_plan* plan, sluice_state* state,
                                                  const sluice_request* request, const sluice_now* now);
/* The same with the plan in force of a gateway, held until the next start, a release or the end of the
 * transaction. */
SLUICE_API sluice_status sluice_transaction_start_with(uint32_t* need, sluice_transaction* transaction,
                                                       sluice_gateway* gateway, size_t worker,
                                                       sluice_state* state, const sluice_request* request,
                                                       const sluice_now* now);
/* Lets go of a gateway's plan; the decision must have been read. */
SLUICE_API sluice_status sluice_transaction_release(sluice_transaction* transaction);

/* NEED_SECRET: the key id; NEED_ADDRESS: the name to resolve. Errors: WRONG_TIME. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_wanted(sluice_text* wanted,
                                                   const sluice_transaction* transaction);
/* Each brings what is waited for and gives the next need. Errors: WRONG_TIME. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_secrets(uint32_t* need, sluice_transaction* transaction,
                                                    const sluice_text* secrets, size_t count);
SLUICE_API sluice_status sluice_transaction_body(uint32_t* need, sluice_transaction* transaction,
                                                 sluice_text slice);
SLUICE_API sluice_status sluice_transaction_body_end(uint32_t* need, sluice_transaction* transaction);
/* Addresses as text; one that is none is SLUICE_INVALID. */
SLUICE_API sluice_status sluice_transaction_addresses(uint32_t* need, sluice_transaction* transaction,
                                                      const sluice_text* addresses, size_t count);
/* The need cannot be met: the decision becomes a refusal. */
SLUICE_API sluice_status sluice_transaction_decline(uint32_t* need, sluice_transaction* transaction);

enum {
  SLUICE_OUTCOME_RESPONSE = 0,
  SLUICE_OUTCOME_CONNECT_FAILED = 1,
  SLUICE_OUTCOME_TIMEOUT = 2,
  SLUICE_OUTCOME_ERROR = 3
};
/* How the forwarded call ended; after a failure the decision is the rejection to answer. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_finish(sluice_transaction* transaction, uint32_t result,
                                                   uint32_t status);

/* The loop over a transaction for a host that has the body at hand; needs that are left are refusals. Since:
 * 0.1 */
SLUICE_API sluice_status sluice_decide(sluice_transaction* transaction, const sluice_plan* plan,
                                       sluice_state* state, const sluice_request* request, sluice_text body,
                                       const sluice_now* now);

/* ---- reading a decision: valid until the transaction starts again
 * ------------------------------------------------ */

typedef struct sluice_decision {
  size_t size;      /* sizeof(sluice_decision) */
  uint32_t verdict; /* SLUICE_PASS ... */
  uint32_t reason;  /* 0: none */
  uint32_t row;     /* when rejected */
  uint32_t status;  /* of the answer, when responded or rejected */
  sluice_text body; /* of the answer */
  sluice_text detail;
  sluice_text request_id, group, environment, api, app, access, client_address;
  /* The backend call, when forwarded. */
  uint32_t backend_scheme, backend_port;
  sluice_text backend_host, backend_address, backend_method, backend_target;
  uint32_t backend_timeout_ms, backend_retries;
  uint32_t allowed_methods;
} sluice_decision;

SLUICE_API void sluice_decision_init(sluice_decision* decision);
/* Errors: WRONG_TIME while a need is open. Since: 0.1 */
SLUICE_API sluice_status sluice_decision_read(sluice_decision* decision,
                                              const sluice_transaction* transaction);

/* Lists of name and value. */
enum {
  SLUICE_LIST_PATH_PARAMS = 0,
  SLUICE_LIST_BACKEND_HEADERS = 1,
  SLUICE_LIST_ANSWER_HEADERS = 2,  /* of the gateway's own answer */
  SLUICE_LIST_RESPONSE_HEADERS = 3 /* to put on the answer of the backend or of the host's handler */
};
/* Errors: NOT_FOUND behind the last one. Since: 0.1 */
SLUICE_API sluice_status sluice_decision_item(sluice_header* item, const sluice_transaction* transaction,
                                              uint32_t list, size_t index);

typedef struct sluice_limit_use {
  size_t size;        /* sizeof(sluice_limit_use) */
  uint32_t dimension; /* 0 sub-domain, 1 default of the API, 2 API, 3 user, 4 app, 5 address */
  int32_t refuses;
  sluice_text policy;
  uint32_t limit, remain, interval;
  uint32_t unit; /* 0 second, 1 minute, 2 hour, 3 day */
  int64_t retry_after_ns;
} sluice_limit_use;
SLUICE_API void sluice_limit_use_init(sluice_limit_use* use);
SLUICE_API sluice_status sluice_decision_limit(sluice_limit_use* use, const sluice_transaction* transaction,
                                               size_t index);

/* A rule in observe mode that would have refused: kind is "acl" or "throttle". */
SLUICE_API sluice_status sluice_decision_observed(sluice_text* kind, sluice_text* policy, uint32_t* reason,
                                                  const sluice_transaction* transaction, size_t index);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_H */
