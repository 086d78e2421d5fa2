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
 * Threads: what is compiled (routes, acl, params, backend, policies, channel, responses, authorizer, plan)
 * may be used by any number of threads at once; states, ledgers, caches and a gateway too, but for creating
 * and freeing them; a transaction by one at a time. No C++ exception ever passes this interface; memory that
 * runs out is SLUICE_OUT_OF_MEMORY.
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
/* The canonical text of "address", "address/length" or "first-last", in room (93 bytes do). A set host bit, a
 * netmask or a leading zero is refused, never repaired. Errors: REFUSED, NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_range_read(sluice_text* canonical, sluice_text range, char* room,
                                           size_t room_size);

/* ---- sets of addresses, and who the client is
 * ----------------------------------------------------------------------------------------------- */

/* Which of many ranges an address falls into, whatever their count. Immutable; any number of threads may ask.
 */
typedef struct sluice_address_set sluice_address_set;
/* Ranges as sluice_range_read takes them; they may overlap, and the one listed first decides. nat64 not 0:
 * 64:ff9b::/96 stands for the IPv4 address inside. On REFUSED *fault is the index of the first bad range
 * (fault may be NULL). Copies what it needs. Errors: REFUSED, OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_address_set_compile(sluice_address_set** set, size_t* fault,
                                                    const sluice_text* ranges, size_t count, int32_t nat64);
/* *place: the index of the range that holds the address. Text that is no address is in none. No allocation.
 * Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_address_set_find(size_t* place, const sluice_address_set* set,
                                                 sluice_text address);
/* The same for the 4 or 16 bytes of a socket address in network order. Since: 0.1 */
SLUICE_API sluice_status sluice_address_set_find_bytes(size_t* place, const sluice_address_set* set,
                                                       const void* bytes, size_t size);
/* Memory held, in bytes; 0 for NULL. Since: 0.1 */
SLUICE_API size_t sluice_address_set_bytes(const sluice_address_set* set);
SLUICE_API void sluice_address_set_free(sluice_address_set* set);

enum { SLUICE_CLIENT_PEER = 0, SLUICE_CLIENT_INDEX = 1, SLUICE_CLIENT_TRUSTED_PROXIES = 2 };

typedef struct sluice_client_rule {
  size_t size;     /* sizeof(sluice_client_rule) */
  uint32_t source; /* SLUICE_CLIENT_*; default the peer */
  int64_t index;   /* INDEX: of the element of X-Forwarded-For, 0 or more from the left, else from the right;
                      default -1 */
  const sluice_address_set* trusted; /* TRUSTED_PROXIES; NULL trusts nobody */
} sluice_client_rule;
SLUICE_API void sluice_client_rule_init(sluice_client_rule* rule);
/* The client's canonical address, in room (46 bytes do). Errors: NOT_FOUND where it is unknown, which never
 * falls back to the peer; NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_client_address(sluice_text* client, sluice_text peer,
                                               const sluice_header* headers, size_t header_count,
                                               const sluice_client_rule* rule, char* room, size_t room_size);

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
  sluice_text group;       /* id; empty: the host is the group, or the nameless group serves every host */
} sluice_route;

SLUICE_API void sluice_route_init(sluice_route* route);

/* On SLUICE_OK the caller owns *routes. `problems`, if not NULL, receives one line a finding (warnings too on
 * success); free it. Errors: REFUSED (problems says why), OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_routes_compile(sluice_routes** routes, sluice_owned_text* problems,
                                               const sluice_route* specs, size_t count);
SLUICE_API void sluice_routes_free(sluice_routes* routes);

/* An independent domain of a group. Borrowed while compiling. */
typedef struct sluice_domain {
  size_t size;       /* sizeof(sluice_domain) */
  sluice_text host;  /* a domain name, any case; no wildcard, no port */
  sluice_text group; /* id */
  uint32_t min_tls;  /* SLUICE_TLS_*, information for whoever checks it */
  uint32_t reserved;
} sluice_domain;

/* How hosts lead to groups. All of it may stay empty. Borrowed while compiling. */
typedef struct sluice_domains {
  size_t size; /* sizeof(sluice_domains) */
  const sluice_domain* independent;
  size_t independent_count;
  const sluice_text* suffixes; /* sub-domains of a group: `<group id>.<suffix>` */
  size_t suffix_count;
  const sluice_text* groups; /* ids of groups that may have no API */
  size_t group_count;
  const sluice_text* environments; /* beside RELEASE and those that routes name */
  size_t environment_count;
  sluice_text default_group; /* empty: none; reached by addresses and names that lead nowhere, */
  uint32_t ip_access;        /* if this is 1 */
  uint32_t reserved;
} sluice_domains;

SLUICE_API void sluice_domain_init(sluice_domain* domain);
SLUICE_API void sluice_domains_init(sluice_domains* domains);

/* As sluice_routes_compile, with hosts that lead to groups. Since: 0.1 */
SLUICE_API sluice_status sluice_routes_compile_domains(sluice_routes** routes, sluice_owned_text* problems,
                                                       const sluice_route* specs, size_t count,
                                                       const sluice_domains* domains);

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
/* The same with the path read in another mode, SLUICE_PATH_*. Since: 0.1 */
SLUICE_API sluice_status sluice_routes_match_mode(sluice_match* match, const sluice_routes* routes,
                                                  const sluice_request* request, uint32_t path_mode,
                                                  char* room, size_t room_size);
/* For who has read the parts already, or found the group in another way: a group's id, an environment (empty:
 * RELEASE), one of the seven methods, a path as sluice_path_read gives it. Since: 0.1 */
SLUICE_API sluice_status sluice_routes_find(sluice_match* match, const sluice_routes* routes,
                                            sluice_text group, sluice_text environment, sluice_text method,
                                            sluice_text path);

/* Where a request went, found or not: what was not reached stays empty. Texts point into the request, the
 * routes or room. */
typedef struct sluice_match_place {
  size_t size;           /* sizeof(sluice_match_place) */
  sluice_text path;      /* what was matched: decoded once, free of dot segments */
  sluice_text remainder; /* of a prefix: what follows its last segment */
  sluice_text group;
  sluice_text environment;
  uint32_t via_subdomain; /* 1: the host was `<group id>.<suffix>` */
  uint32_t min_tls;       /* of the independent domain */
} sluice_match_place;

SLUICE_API void sluice_match_place_init(sluice_match_place* place);
SLUICE_API sluice_status sluice_match_read(sluice_match_place* place, const sluice_match* match);
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

/* What the entries name. An account compares bytewise; an empty one is unknown and never allowed. */
enum { SLUICE_ACL_ADDRESS = 0, SLUICE_ACL_ACCOUNT_NAME = 1, SLUICE_ACL_ACCOUNT_ID = 2 };

typedef struct sluice_acl_spec {
  size_t size;         /* sizeof(sluice_acl_spec) */
  uint32_t kind;       /* SLUICE_ACL_PERMIT (default) or _DENY */
  uint32_t subject;    /* SLUICE_ACL_ADDRESS (default), _ACCOUNT_NAME or _ACCOUNT_ID */
  sluice_text entries; /* separated by ',' */
  int32_t nat64;       /* not 0: 64:ff9b::/96 is judged as the IPv4 address inside */
} sluice_acl_spec;
SLUICE_API void sluice_acl_spec_init(sluice_acl_spec* spec);
/* As sluice_acl_compile, for every kind of list. Since: 0.1 */
SLUICE_API sluice_status sluice_acl_compile_spec(sluice_acl** acl, size_t* fault,
                                                 const sluice_acl_spec* spec);

typedef struct sluice_acl_verdict {
  int32_t allows;
  int32_t is_listed; /* 1: `entry` decided; 0: no entry matches */
  size_t entry;      /* from 0 */
  sluice_text text;  /* that entry as configured; points into the list */
} sluice_acl_verdict;
/* What the list says of an address, a name or an id, by its subject. No allocation. Since: 0.1 */
SLUICE_API sluice_status sluice_acl_ask(sluice_acl_verdict* verdict, const sluice_acl* acl,
                                        sluice_text subject);

typedef struct sluice_acl_finding {
  uint32_t reason;        /* 0: passes */
  const sluice_acl* list; /* that decided, or NULL */
  int32_t is_listed;
  size_t entry;
  sluice_text text;
} sluice_acl_finding;
/* The check before authentication, by the list bound to an API or NULL; a client that is no address is
 * unknown and passes only where no list is bound. Since: 0.1 */
SLUICE_API sluice_status sluice_acl_check_address(sluice_acl_finding* finding, const sluice_acl* addresses,
                                                  sluice_text client);
/* The check after it, for APIs whose callers are accounts: two lists of one kind must both pass; where one
 * permits and the other denies, only the permitting one counts. Either may be NULL. Since: 0.1 */
SLUICE_API sluice_status sluice_acl_check_account(sluice_acl_finding* finding,
                                                  const sluice_acl* account_names,
                                                  const sluice_acl* account_ids, sluice_text name,
                                                  sluice_text id);

/* ---- signing and verifying
 * ------------------------------------------------------------------------------------- */

enum { SLUICE_SDK_HMAC_SHA256 = 0, SLUICE_V11_HMAC_SHA256 = 1 };

/* The live secrets of one key id, each ready to sign: one, or several while they rotate. Wiped when freed. */
typedef struct sluice_keys sluice_keys;

/* Prepares 1 to 16 secrets. access: the key id, which V11 mixes in; else not read. Errors: REFUSED (an empty
 * secret), OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_keys_create(sluice_keys** keys, const sluice_text* secrets, size_t count,
                                            uint32_t algorithm, sluice_text access);
SLUICE_API void sluice_keys_free(sluice_keys* keys);

/* The hash of a body that comes in slices. Plain memory: copy and drop it at will. No allocation. Since: 0.1
 */
typedef struct sluice_body_hash {
  uint64_t opaque[14];
} sluice_body_hash;

SLUICE_API sluice_status sluice_body_hash_start(sluice_body_hash* hash);
SLUICE_API sluice_status sluice_body_hash_add(sluice_body_hash* hash, sluice_text slice);
/* Of what was added so far; more may be added after it. */
SLUICE_API sluice_status sluice_body_hash_read(uint8_t digest[32], const sluice_body_hash* hash);

typedef struct sluice_signer {
  size_t size; /* sizeof(sluice_signer) */
  sluice_text access;
  sluice_text secret;
  sluice_text signed_headers; /* "a;b": exactly these; empty: all that are present */
  int32_t sign_underscored;   /* also names with '_' */
  int32_t add_content_hash;   /* send X-Sdk-Content-Sha256 */
  int32_t unsigned_payload;   /* do not cover the body */
  uint32_t algorithm;         /* SLUICE_SDK_HMAC_SHA256, or V11 with a region and a service */
  const uint8_t* body_hash;   /* 32 bytes, instead of the body; NULL: the body is at hand */
  const sluice_keys* keys;    /* instead of the secret: the first of them signs; NULL: by secret */
  sluice_text header;         /* where the signature travels; empty: "Authorization" */
  sluice_text region;
  sluice_text service;
} sluice_signer;

SLUICE_API void sluice_signer_init(sluice_signer* signer);

/* What to change on the request before it is sent; points into the room and the request. */
typedef struct sluice_signed {
  sluice_text authorization;
  sluice_text signed_headers;
  sluice_text signature;
  sluice_text date;
  size_t added_count;
  const void* opaque;
  size_t removed_count;
  const void* opaque_removed;
} sluice_signed;

/* Signs; 1024 bytes of room do for most. No allocation. Errors: REFUSED with *error (a stable number above
 * 0), NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_sign(sluice_signed* out, uint32_t* error, const sluice_request* request,
                                     sluice_text body, const sluice_signer* signer, const sluice_now* now,
                                     char* room, size_t room_size);
/* The stable name of what sluice_sign refuses ("host_missing"), a constant. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_sign_error_text(sluice_text* name, uint32_t error);
/* The index-th field to add. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_signed_header(sluice_header* header, const sluice_signed* out, size_t index);
/* The name of the index-th field to take off first: an old Authorization. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_signed_removed(sluice_text* name, const sluice_signed* out, size_t index);

/* Who claims what; points into the request. Plain memory. */
typedef struct sluice_claim {
  sluice_text access;
  sluice_text signed_headers;
  sluice_text date;
  uint64_t opaque[20];
} sluice_claim;

typedef struct sluice_read_options {
  size_t size; /* sizeof(sluice_read_options) */
  int32_t accept_v11;
  sluice_text header; /* where the signature travels; empty: "Authorization" */
} sluice_read_options;

SLUICE_API void sluice_read_options_init(sluice_read_options* options);

/* Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_claim_read(sluice_claim* claim, uint32_t* reason,
                                           const sluice_request* request);
/* The same with options; NULL: the defaults. Since: 0.1 */
SLUICE_API sluice_status sluice_claim_read_as(sluice_claim* claim, uint32_t* reason,
                                              const sluice_request* request,
                                              const sluice_read_options* options);
/* Verifies with 0 to 16 live secrets of the claimed key, in constant time; 0: the key is unknown, at the same
 * cost. No allocation. Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_verify(uint32_t* reason, const sluice_claim* claim,
                                       const sluice_request* request, sluice_text body,
                                       const sluice_text* secrets, size_t secret_count,
                                       const sluice_now* now);

/* What a verifier asks for beyond the algorithm. */
typedef struct sluice_verify_rules {
  size_t size;            /* sizeof(sluice_verify_rules) */
  int64_t window_seconds; /* default 900, inclusive */
  int32_t require_signed_host;
  int32_t refuse_unsigned_payload;
  int32_t accept_encoded_query_order; /* default 1 */
  const sluice_text* require_signed;  /* of these names, up to 64, those present must be signed */
  size_t require_signed_count;
} sluice_verify_rules;

SLUICE_API void sluice_verify_rules_init(sluice_verify_rules* rules);

/* Verifies with prepared keys (NULL: the key is unknown, at the same cost) and rules (NULL: the defaults). No
 * allocation. Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_verify_prepared(uint32_t* reason, const sluice_claim* claim,
                                                const sluice_request* request, sluice_text body,
                                                const sluice_keys* keys, const sluice_verify_rules* rules,
                                                const sluice_now* now);

/* A verification whose body comes in slices. It can be started again and again; one thread at a time. The
 * bytes of the request and of the claim must stay until the last check. Since: 0.1 */
typedef struct sluice_verification sluice_verification;

SLUICE_API sluice_status sluice_verification_create(sluice_verification** verification);
SLUICE_API void sluice_verification_free(sluice_verification* verification);
/* Checks the date and hashes the head. Errors: REFUSED with *reason. */
SLUICE_API sluice_status sluice_verification_start(sluice_verification* verification, uint32_t* reason,
                                                   const sluice_claim* claim, const sluice_request* request,
                                                   const sluice_verify_rules* rules, const sluice_now* now);
/* Whether the body has to be fed before check_body, and before check_signature. Errors: WRONG_TIME before a
 * start, as all that follow. */
SLUICE_API sluice_status sluice_verification_needs(int32_t* body, int32_t* signature_needs_body,
                                                   const sluice_verification* verification);
SLUICE_API sluice_status sluice_verification_feed(sluice_verification* verification, sluice_text slice);
/* Errors: REFUSED with *reason. */
SLUICE_API sluice_status sluice_verification_check_signature(uint32_t* reason,
                                                             sluice_verification* verification,
                                                             const sluice_keys* keys);
SLUICE_API sluice_status sluice_verification_check_body(uint32_t* reason,
                                                        const sluice_verification* verification);

/* A bounded memory of signatures, so that each is accepted once within its window; threads may share it. */
typedef struct sluice_replay sluice_replay;
enum { SLUICE_REPLAY_NEW = 0, SLUICE_REPLAY_SEEN = 1, SLUICE_REPLAY_FULL = 2 };

/* For about so many signatures alive at once, 32 bytes each. Since: 0.1 */
SLUICE_API sluice_status sluice_replay_create(sluice_replay** replay, size_t signatures);
SLUICE_API void sluice_replay_free(sluice_replay* replay);
/* To be called once the signature has been found good. *answer is SLUICE_REPLAY_*. No allocation. Since: 0.1
 */
SLUICE_API sluice_status sluice_replay_remember(uint32_t* answer, sluice_replay* replay,
                                                const sluice_claim* claim, int64_t window_seconds,
                                                const sluice_now* now);

/* ---- other credentials
 * ------------------------------------------------------------------------------------- */

enum {
  SLUICE_CREDENTIAL_TOKEN = 0,
  SLUICE_CREDENTIAL_SIGNATURE = 1,
  SLUICE_CREDENTIAL_APP_CODE = 2,
  SLUICE_CREDENTIAL_API_KEY = 3,
  SLUICE_CREDENTIAL_KEY_AND_SECRET = 4,
  SLUICE_CREDENTIAL_BASIC = 5,
  SLUICE_CREDENTIAL_TIMESTAMPED_HASH = 6
};

/* Which kinds are accepted; the first one present decides, in the order above. */
typedef struct sluice_credential_kinds {
  size_t size; /* sizeof(sluice_credential_kinds) */
  int32_t token;
  int32_t signature; /* default 1 */
  int32_t v11;
  int32_t app_code;
  int32_t api_key;
  int32_t key_and_secret; /* read only where api_key is off */
  int32_t basic;
  int32_t timestamped_hash;
  sluice_text hash_header; /* where the timestamped hash travels; empty: "Authorization" */
} sluice_credential_kinds;

SLUICE_API void sluice_credential_kinds_init(sluice_credential_kinds* kinds);

/* What a request presents; points into the request or the room. Plain memory. */
typedef struct sluice_credential {
  uint32_t kind;
  sluice_text key;       /* the id to look up */
  sluice_text secret;    /* what was sent in clear: token, AppCode, secret */
  sluice_text timestamp; /* of a timestamped hash */
  sluice_claim claim;    /* of a signature: to be verified */
} sluice_credential;

/* room takes decoded text (Basic, a query parameter). Errors: REFUSED with *reason, NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_credential_read(sluice_credential* credential, uint32_t* reason,
                                                const sluice_request* request,
                                                const sluice_credential_kinds* kinds, char* room,
                                                size_t room_size);
/* Checks one that is no signature against 0 to 16 live secrets. Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_credential_check(uint32_t* reason, const sluice_credential* credential,
                                                 const sluice_text* secrets, size_t secret_count,
                                                 const sluice_now* now, int64_t window_seconds);
/* Under which to keep what is sent in clear, so that a look-up tells nothing by its time. Since: 0.1 */
SLUICE_API sluice_status sluice_fingerprint(uint8_t digest[32], sluice_text text);

/* ---- signing for backends
 * ------------------------------------------------------------------------------------- */

typedef struct sluice_backend_signer {
  size_t size; /* sizeof(sluice_backend_signer) */
  sluice_text key;
  sluice_text secret;
  sluice_text header;       /* where the credential travels; empty: "Authorization" */
  int32_t unsigned_payload; /* the body is not at hand */
} sluice_backend_signer;

SLUICE_API void sluice_backend_signer_init(sluice_backend_signer* signer);
/* Signs the request that goes to a backend: Host, X-Sdk-Date and Content-Type. As sluice_sign. Since: 0.1 */
SLUICE_API sluice_status sluice_backend_sign(sluice_signed* out, uint32_t* error,
                                             const sluice_request* request, sluice_text body,
                                             const sluice_backend_signer* signer, const sluice_now* now,
                                             char* room, size_t room_size);
/* The same with key and secret in clear. Since: 0.1 */
SLUICE_API sluice_status sluice_backend_sign_basic(sluice_signed* out, uint32_t* error,
                                                   const sluice_request* request,
                                                   const sluice_backend_signer* signer, char* room,
                                                   size_t room_size);
/* On the backend's side. Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_backend_verify(uint32_t* reason, const sluice_request* request,
                                               sluice_text body, const sluice_backend_signer* signer,
                                               const sluice_now* now);

/* ---- the signature doctor: why a signature is refused. For operators, offline
 * ------------------------------------------------------------------------------------- */

typedef struct sluice_signature_case {
  size_t size;                   /* sizeof(sluice_signature_case) */
  const sluice_request* request; /* as received, with its Authorization */
  sluice_text body;
  sluice_text secret;      /* the right one; empty: not at hand */
  sluice_text client_text; /* the client's canonical request, or an error body that holds one; may be empty */
  const sluice_now* now;   /* NULL: the date is not judged */
} sluice_signature_case;

SLUICE_API void sluice_signature_case_init(sluice_signature_case* given);

typedef struct sluice_diagnosis sluice_diagnosis;
typedef struct sluice_finding {
  sluice_text cause; /* a stable name: "wrong_clock" */
  sluice_text sentence;
  sluice_text client_line;
  sluice_text right_line;
  int32_t proved;
} sluice_finding;

/* Costs milliseconds, and never shows a secret. Errors: OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_signature_diagnose(sluice_diagnosis** diagnosis,
                                                   const sluice_signature_case* given);
SLUICE_API void sluice_diagnosis_free(sluice_diagnosis* diagnosis);
/* *is_right: 1 if the signature was found right; *unreadable: a reason, 0 if it could be read; the right
 * canonical request. Any of the three may be NULL. Valid until the diagnosis is freed. Since: 0.1 */
SLUICE_API sluice_status sluice_diagnosis_read(int32_t* is_right, uint32_t* unreadable,
                                               sluice_text* canonical_request,
                                               const sluice_diagnosis* diagnosis);
/* The index-th thing that is wrong. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_diagnosis_finding(sluice_finding* finding, const sluice_diagnosis* diagnosis,
                                                  size_t index);

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

/* A limit made ready for counting, once; then a call costs a few multiplications. Plain memory: copy it as
 * you like, look into it never. Any number of threads may use one. */
typedef struct sluice_rate {
  uint64_t opaque[8];
} sluice_rate;
/* Errors: INVALID for a limit out of range. Since: 0.1 */
SLUICE_API sluice_status sluice_rate_compile(sluice_rate* rate, const sluice_limit* limit);

/* One word with its rate, pure: take one call; look without taking; take up to `want` (*calls of them); the
 * word after `calls` of a take that left `after` turn out not to count; the word under a changed rate. Since:
 * 0.1 */
SLUICE_API sluice_status sluice_word_take(sluice_taken* taken, uint64_t word, const sluice_rate* rate,
                                          const sluice_now* now);
SLUICE_API sluice_status sluice_word_look(sluice_taken* taken, uint64_t word, const sluice_rate* rate,
                                          const sluice_now* now);
SLUICE_API sluice_status sluice_word_take_up_to(sluice_taken* taken, uint32_t* calls, uint64_t word,
                                                const sluice_rate* rate, const sluice_now* now,
                                                uint32_t want);
SLUICE_API sluice_status sluice_word_give_back(uint64_t* next, uint64_t word, const sluice_rate* rate,
                                               const sluice_now* now, uint64_t after, uint32_t calls);
SLUICE_API sluice_status sluice_word_rescale(uint64_t* next, uint64_t word, const sluice_rate* from,
                                             const sluice_rate* to, const sluice_now* now);

/* A counter shared by threads; {0} is an untouched one. Never a call more than the rate allows, no update
 * lost, no lock. Aligned to 8 bytes. */
typedef struct sluice_cell {
  uint64_t word;
} sluice_cell;
SLUICE_API sluice_status sluice_cell_take(sluice_taken* taken, sluice_cell* cell, const sluice_rate* rate,
                                          const sluice_now* now);
SLUICE_API sluice_status sluice_cell_look(sluice_taken* taken, const sluice_cell* cell,
                                          const sluice_rate* rate, const sluice_now* now);
SLUICE_API sluice_status sluice_cell_give_back(sluice_cell* cell, const sluice_rate* rate,
                                               const sluice_now* now, uint64_t after, uint32_t calls);

/* Counters by key in fixed memory, shared by threads. */
typedef struct sluice_ledger sluice_ledger;
SLUICE_API sluice_status sluice_ledger_create(sluice_ledger** ledger, size_t bytes, uint64_t seed);
SLUICE_API sluice_status sluice_ledger_take(sluice_taken* taken, const sluice_ledger* ledger, uint64_t scope,
                                            sluice_text key, const sluice_limit* limit,
                                            const sluice_now* now);
SLUICE_API void sluice_ledger_free(sluice_ledger* ledger);

/* A key of a ledger: an id or an address within a scope (a policy, a policy and API ...), under the ledger's
 * seed. */
typedef struct sluice_key {
  uint64_t place, tag;
} sluice_key;
SLUICE_API sluice_status sluice_ledger_key(sluice_key* key, const sluice_ledger* ledger, uint64_t scope,
                                           sluice_text id);
/* Of an IPv6 address the leading prefix6 bits count, 64 where one host is one client. Errors: REFUSED. Since:
 * 0.1 */
SLUICE_API sluice_status sluice_ledger_key_address(sluice_key* key, const sluice_ledger* ledger,
                                                   uint64_t scope, sluice_text address, uint32_t prefix6);
/* *untracked (may be NULL) is 1 where there was no place for the key, so that it was admitted uncounted. A
 * key keeps to one rate. Since: 0.1 */
SLUICE_API sluice_status sluice_ledger_take_key(sluice_taken* taken, int32_t* untracked,
                                                const sluice_ledger* ledger, const sluice_key* key,
                                                const sluice_rate* rate, const sluice_now* now);
SLUICE_API sluice_status sluice_ledger_look_key(sluice_taken* taken, const sluice_ledger* ledger,
                                                const sluice_key* key, const sluice_rate* rate,
                                                const sluice_now* now);
SLUICE_API sluice_status sluice_ledger_give_back_key(const sluice_ledger* ledger, const sluice_key* key,
                                                     const sluice_rate* rate, const sluice_now* now,
                                                     uint64_t after);
/* How many calls were admitted untracked so far. Since: 0.1 */
SLUICE_API sluice_status sluice_ledger_untracked(uint64_t* calls, const sluice_ledger* ledger);

/* Several counters for one call, all or nothing. A counter's state is its cell, or its key in its ledger;
 * with neither it only reports. What it points to must outlive the admission's last use. */
typedef struct sluice_counter {
  size_t size;        /* sizeof(sluice_counter) */
  uint32_t dimension; /* as in sluice_limit_use; default 2, API */
  int32_t observes;   /* not 0: counts, reports what it would have refused, refuses nothing */
  uint32_t interval;  /* of the period, for display; default 1 */
  uint32_t unit;      /* 0 second, 1 minute, 2 hour, 3 day */
  const sluice_rate* rate;
  sluice_cell* cell;
  const sluice_ledger* ledger;
  sluice_key key;
} sluice_counter;
SLUICE_API void sluice_counter_init(sluice_counter* counter);

/* Room for one call's answer, used again by the next. One thread at a time. */
typedef struct sluice_admission sluice_admission;
SLUICE_API sluice_status sluice_admission_create(sluice_admission** admission);
/* Takes one call from each of up to 8 counters if every one admits, else from none. *refused_by (may be NULL)
 * is the index of the first that refuses, or `count`. *retry_after_ns (may be NULL): until all would admit,
 * as far as known now. No allocation. Errors: INVALID. Since: 0.1 */
SLUICE_API sluice_status sluice_admission_take(int32_t* admitted, size_t* refused_by, int64_t* retry_after_ns,
                                               sluice_admission* admission, const sluice_counter* counters,
                                               size_t count, const sluice_now* now);
struct sluice_limit_use;
/* How a counter stands after the call. Errors: NOT_FOUND behind the last one. Since: 0.1 */
SLUICE_API sluice_status sluice_admission_limit(struct sluice_limit_use* use,
                                                const sluice_admission* admission, size_t index);
/* Gives back what was taken: the call turned out not to count. A second time does nothing. Since: 0.1 */
SLUICE_API sluice_status sluice_admission_undo(sluice_admission* admission, const sluice_now* now);
SLUICE_API void sluice_admission_free(sluice_admission* admission);

/* ---- parameters of a request */

/* Where a parameter stands. */
enum { SLUICE_PLACE_PATH = 0, SLUICE_PLACE_QUERY = 1, SLUICE_PLACE_HEADER = 2 };
enum { SLUICE_PARAM_STRING = 0, SLUICE_PARAM_NUMBER = 1 };

/* One declared parameter. Borrowed while compiling. */
typedef struct sluice_param {
  size_t size; /* sizeof(sluice_param) */
  sluice_text name;
  uint32_t place; /* SLUICE_PLACE_*; default QUERY */
  uint32_t type;  /* SLUICE_PARAM_* */
  int32_t is_required;
  int32_t is_checked;             /* the bounds and the list below apply, and the type */
  int32_t has_default;            /* default_value stands in for an absent one that is not required */
  int32_t passes;                 /* read by mapping: stays where it is when not mapped; default 1 */
  int32_t is_tail;                /* read by mapping: the value of {name+}, which keeps its slashes */
  uint32_t min_size, max_size;    /* code points, inclusive; default 0, UINT32_MAX */
  int64_t min_number, max_number; /* inclusive; default INT64_MIN, INT64_MAX: no bounds */
  sluice_text default_value;
  sluice_text enumeration; /* comma list; empty: any value */
} sluice_param;

SLUICE_API void sluice_param_init(sluice_param* param);

typedef struct sluice_params sluice_params;
/* On SLUICE_OK the caller owns *params. Errors: OUT_OF_MEMORY. Since: 0.1 */
SLUICE_API sluice_status sluice_params_compile(sluice_params** params, const sluice_param* declared,
                                               size_t count);
SLUICE_API void sluice_params_free(sluice_params* params);

/* The values of one request, or the parameter that does not hold. Plain memory. */
typedef struct sluice_values {
  uint32_t reason; /* 0, or why `index` does not hold */
  uint32_t index;
  uint32_t count;
  const void* opaque;
} sluice_values;

/* Checks in order of declaration; `captures` are the path's values, decoded. Values point into request,
 * captures, params and room. No allocation up to 64 header fields. Errors: REFUSED with *values saying why;
 * NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_params_check(sluice_values* values, const sluice_params* params,
                                             const sluice_request* request, const sluice_header* captures,
                                             size_t capture_count, char* room, size_t room_size);
/* The value of a declared parameter by index. Errors: NOT_FOUND where the request has none. Since: 0.1 */
SLUICE_API sluice_status sluice_values_read(sluice_text* value, const sluice_values* values, size_t index);
/* "Invalid query parameter: limit, too large", in room, of refused values. Errors: NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_params_detail(sluice_text* detail, const sluice_params* params,
                                              const sluice_values* refused, char* room, size_t room_size);

/* ---- backend addresses */

/* *forbidden is 1 for the closed ranges, mapped and NAT64 forms included. Errors: REFUSED: no address.
 * Since: 0.1 */
SLUICE_API sluice_status sluice_address_forbidden(int32_t* forbidden, sluice_text address);
/* The first of the resolved addresses that may be called: connect to it and resolve nothing again. Errors:
 * REFUSED with *reason (none resolved, all forbidden); INVALID for text that is no address. Since: 0.1 */
SLUICE_API sluice_status sluice_address_choose(size_t* index, uint32_t* reason, const sluice_text* addresses,
                                               size_t count);
/* Reads `host[:port]`; a port left out is the scheme's. The host stands in room (256 bytes do), in lower
 * case, IPv6 without brackets. Errors: REFUSED, NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_endpoint_read(sluice_text* host, uint32_t* port, sluice_text endpoint,
                                              uint32_t scheme, char* room, size_t room_size);
enum { SLUICE_VARIABLE_ILLEGAL = 0, SLUICE_VARIABLE_UNDEFINED = 1 };
/* Replaces every #name# by its variable, once; free *expanded. Errors: REFUSED with *fault
 * (SLUICE_VARIABLE_*) and *at, the place of the '#'; either may be NULL. Since: 0.1 */
SLUICE_API sluice_status sluice_variables_expand(sluice_owned_text* expanded, uint32_t* fault, size_t* at,
                                                 sluice_text with_variables, const sluice_header* variables,
                                                 size_t count);

/* ---- the call to a backend */

enum { SLUICE_BACKEND_HTTP = 0, SLUICE_BACKEND_FUNCTION = 1, SLUICE_BACKEND_MOCK = 2 };
enum { SLUICE_ORIGIN_REQUEST = 0, SLUICE_ORIGIN_CONSTANT = 1, SLUICE_ORIGIN_SYSTEM = 2 };

typedef struct sluice_backend_param {
  size_t size;     /* sizeof(sluice_backend_param) */
  uint32_t origin; /* SLUICE_ORIGIN_* */
  uint32_t place;  /* SLUICE_PLACE_*; default QUERY */
  sluice_text name;
  sluice_text value; /* a declared parameter's name; the constant; a system parameter's name */
} sluice_backend_param;

/* Borrowed while compiling. */
typedef struct sluice_backend_spec {
  size_t size;            /* sizeof(sluice_backend_spec) */
  uint32_t kind;          /* SLUICE_BACKEND_* */
  uint32_t scheme;        /* SLUICE_SCHEME_*; default HTTP */
  sluice_text method;     /* default "ANY": the request's own */
  sluice_text path;       /* default "/"; {name} marks the place of a path parameter */
  sluice_text address;    /* host[:port], variables replaced; empty: a channel supplies it */
  sluice_text proxy_host; /* Host towards a channel's members; empty: the request's own */
  sluice_text function_urn, function_version;
  int32_t is_async;
  uint32_t mock_status; /* default 200 */
  sluice_text mock_body;
  int32_t appends_remainder; /* prefix match: what follows the matched prefix is appended to the path */
  uint32_t timeout_ms;       /* default 5000 */
  int32_t retry_count;       /* -1 (default): one retry, not for POST and PATCH */
  const sluice_backend_param* params;
  size_t param_count;
  const sluice_param* declared; /* of the API, in the order of the values */
  size_t declared_count;
} sluice_backend_spec;

SLUICE_API void sluice_backend_param_init(sluice_backend_param* param);
SLUICE_API void sluice_backend_spec_init(sluice_backend_spec* spec);

/* What keeps a spec from being compiled. */
enum {
  SLUICE_BACKEND_PATH_ILLEGAL = 0,
  SLUICE_BACKEND_ADDRESS_ILLEGAL = 1,
  SLUICE_BACKEND_PARAM_UNKNOWN = 2,
  SLUICE_BACKEND_SYSTEM_UNKNOWN = 3,
  SLUICE_BACKEND_PATH_PARAM_MISMATCH = 4,
  SLUICE_BACKEND_FIELD_RESERVED = 5,
  SLUICE_BACKEND_VALUE_ILLEGAL = 6
};

typedef struct sluice_backend sluice_backend;
/* On SLUICE_OK the caller owns *backend. Errors: REFUSED with *problem (SLUICE_BACKEND_*_ILLEGAL ...) and
 * *param, the index of the backend parameter at fault; either may be NULL. Since: 0.1 */
SLUICE_API sluice_status sluice_backend_compile(sluice_backend** backend, uint32_t* problem, size_t* param,
                                                const sluice_backend_spec* spec);
SLUICE_API void sluice_backend_free(sluice_backend* backend);

/* What $context.<name> stands for; empty is absent. */
typedef struct sluice_facts {
  size_t size; /* sizeof(sluice_facts) */
  sluice_text source_ip, stage, api_id, api_name, app_id, app_name, request_id, server_addr, server_name;
  int64_t received_ms;                     /* receipt of the request, milliseconds since 1970 */
  const sluice_header *frontend, *backend; /* what the authorizers of either side said */
  size_t frontend_count, backend_count;
} sluice_facts;

/* What earlier stages found out about the request. */
typedef struct sluice_inbound {
  size_t size; /* sizeof(sluice_inbound) */
  const sluice_request* request;
  const sluice_facts* facts;   /* NULL: none */
  sluice_text path;            /* as matched: sluice_path_read */
  sluice_text remainder;       /* of a prefix match */
  const sluice_values* values; /* NULL: nothing is declared */
  uint32_t mode;               /* SLUICE_PATH_* */
} sluice_inbound;

/* What becomes of fields that the gateway itself reads; NULL in its place: nothing special. */
typedef struct sluice_forwarding {
  size_t size;      /* sizeof(sluice_forwarding) */
  sluice_text peer; /* appended to X-Forwarded-For */
  uint32_t depth;   /* X-Apig-Depth as received; one more is sent */
  int32_t drops_authorization, drops_signing, drops_key_query, keeps_token;
} sluice_forwarding;

/* Where the call goes. */
typedef struct sluice_destination {
  size_t size;             /* sizeof(sluice_destination) */
  sluice_text host;        /* a member's; empty: that of the backend's address */
  uint32_t port;           /* 0: the backend's */
  sluice_text address;     /* the checked address of host; empty: connect to host */
  uint32_t usable_members; /* of the channel, bounds the retries; 0: no channel */
} sluice_destination;

SLUICE_API void sluice_facts_init(sluice_facts* facts);
SLUICE_API void sluice_inbound_init(sluice_inbound* inbound);
SLUICE_API void sluice_forwarding_init(sluice_forwarding* forwarding);
SLUICE_API void sluice_destination_init(sluice_destination* to);

/* The call that the host performs. Plain memory. */
typedef struct sluice_call {
  uint32_t kind, scheme, port;
  uint32_t timeout_ms, retries;
  int32_t is_async;
  sluice_text host, address, method, target;
  sluice_text function_urn, function_version;
  uint32_t header_count;
  uint32_t spare; /* fields that sluice_call_put may still add */
  const void* opaque;
} sluice_call;

/* Builds the call: parameters in their places, the target, and the full list of header fields. Points into
 * everything that was handed in. No allocation up to 64 header fields. Errors: REFUSED with *reason; NO_ROOM.
 * Since: 0.1 */
SLUICE_API sluice_status sluice_backend_build(sluice_call* call, uint32_t* reason,
                                              const sluice_backend* backend, const sluice_inbound* inbound,
                                              const sluice_forwarding* forwarding,
                                              const sluice_destination* to, char* room, size_t room_size);
/* A header field of the call, Host first. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_call_header(sluice_header* header, const sluice_call* call, size_t index);
/* Adds a field, or takes the place of the one of that name: a signature's fields. Borrowed as long as the
 * call is read. Errors: NO_ROOM after SLUICE_OK four times. Since: 0.1 */
SLUICE_API sluice_status sluice_call_put(sluice_call* call, const sluice_header* header);
/* The answer of a Mock backend. Since: 0.1 */
SLUICE_API sluice_status sluice_backend_mock(uint32_t* status, sluice_text* body,
                                             const sluice_backend* backend);

/* ---- policy backends */

enum {
  SLUICE_SUBJECT_SOURCE = 0, /* value: comma list of addresses and networks */
  SLUICE_SUBJECT_PARAM = 1,
  SLUICE_SUBJECT_PATH = 2,
  SLUICE_SUBJECT_METHOD = 3,
  SLUICE_SUBJECT_COOKIE = 4,
  SLUICE_SUBJECT_AUTHORIZER = 5
};
enum { SLUICE_TEST_EXACT = 0, SLUICE_TEST_ENUM = 1, SLUICE_TEST_PATTERN = 2 };

typedef struct sluice_condition {
  size_t size;      /* sizeof(sluice_condition) */
  uint32_t subject; /* SLUICE_SUBJECT_*; default PARAM */
  uint32_t test;    /* SLUICE_TEST_* */
  sluice_text name, value;
} sluice_condition;

typedef struct sluice_policy {
  size_t size;       /* sizeof(sluice_policy) */
  int32_t needs_all; /* else one condition is enough */
  const sluice_condition* conditions;
  size_t condition_count;
} sluice_policy;

SLUICE_API void sluice_condition_init(sluice_condition* condition);
SLUICE_API void sluice_policy_init(sluice_policy* policy);

/* What keeps a condition from being compiled. */
enum {
  SLUICE_CONDITION_PARAM_UNKNOWN = 0,
  SLUICE_CONDITION_ADDRESS_ILLEGAL = 1,
  SLUICE_CONDITION_PATTERN_ILLEGAL = 2,
  SLUICE_CONDITION_PATTERN_UNSUPPORTED = 3
};

typedef struct sluice_policies sluice_policies;
/* `declared` as for the backend. Errors: REFUSED with *problem (SLUICE_CONDITION_*); *policy and *condition
 * are the place; each may be NULL. Since: 0.1 */
SLUICE_API sluice_status sluice_policies_compile(sluice_policies** policies, uint32_t* problem,
                                                 size_t* policy, size_t* condition,
                                                 const sluice_policy* specs, size_t count,
                                                 const sluice_param* declared, size_t declared_count);
SLUICE_API void sluice_policies_free(sluice_policies* policies);
/* The first policy whose conditions hold. `client` is the caller's address; text that is none is an unknown
 * one. Errors: NOT_FOUND: the default backend. Since: 0.1 */
SLUICE_API sluice_status sluice_policies_choose(size_t* index, const sluice_policies* policies,
                                                const sluice_inbound* inbound, sluice_text client);

/* ---- channels */

enum {
  SLUICE_BALANCE_ROUND_ROBIN = 1,
  SLUICE_BALANCE_LEAST_CONNECTIONS = 2,
  SLUICE_BALANCE_SOURCE_HASH = 3,
  SLUICE_BALANCE_URI_HASH = 4
};

typedef struct sluice_member {
  size_t size; /* sizeof(sluice_member) */
  sluice_text host;
  uint32_t port;      /* 0: the channel's */
  uint32_t weight;    /* 0 to 10000; default 1 */
  int32_t is_enabled; /* default 1 */
  int32_t is_backup;
} sluice_member;

typedef struct sluice_channel_spec {
  size_t size; /* sizeof(sluice_channel_spec) */
  uint32_t port;
  uint32_t strategy; /* SLUICE_BALANCE_*; default ROUND_ROBIN */
  const sluice_member* members;
  size_t member_count;
  int32_t has_health;    /* without: every member stays up */
  uint32_t rise, fall;   /* consecutive results that turn a member's health, 1 to 255; default 2, 5 */
  sluice_text http_code; /* statuses of probes that pass: "200,201-299"; empty: any */
} sluice_channel_spec;

SLUICE_API void sluice_member_init(sluice_member* member);
SLUICE_API void sluice_channel_spec_init(sluice_channel_spec* spec);

typedef struct sluice_channel sluice_channel;
typedef struct sluice_channel_state sluice_channel_state;
/* Errors: REFUSED: over 200 members, a weight over 10000, a list of statuses that is none. Since: 0.1 */
SLUICE_API sluice_status sluice_channel_compile(sluice_channel** channel, const sluice_channel_spec* spec);
SLUICE_API void sluice_channel_free(sluice_channel* channel);
/* Health, calls in flight and turns; one a channel, outlives compiled ones. Threads: any number, with all
 * functions below. Since: 0.1 */
SLUICE_API sluice_status sluice_channel_state_create(sluice_channel_state** state);
SLUICE_API void sluice_channel_state_free(sluice_channel_state* state);

typedef struct sluice_pick {
  uint32_t member; /* index */
  uint32_t port;
  sluice_text host; /* points into the channel */
} sluice_pick;

/* Chooses a usable member; a call is in flight there until finish or give_back. `source` is the client's
 * address, `path` the request path without query: what the hashes look at. Members in `tried` are not chosen.
 * No allocation, no lock. Errors: REFUSED with *reason. Since: 0.1 */
SLUICE_API sluice_status sluice_channel_pick(sluice_pick* pick, uint32_t* reason,
                                             const sluice_channel* channel, sluice_channel_state* state,
                                             sluice_text source, sluice_text path, const uint16_t* tried,
                                             size_t tried_count);
/* The call ended; the result counts for the member's health. Since: 0.1 */
SLUICE_API sluice_status sluice_channel_finish(const sluice_channel* channel, sluice_channel_state* state,
                                               uint32_t member, int32_t succeeded);
/* The call was never made. Since: 0.1 */
SLUICE_API sluice_status sluice_channel_give_back(const sluice_channel* channel, sluice_channel_state* state,
                                                  uint32_t member);
/* The result of a probe: over HTTP its status, else 1 (connected) or 0 (failed). Since: 0.1 */
SLUICE_API sluice_status sluice_channel_probe(const sluice_channel* channel, sluice_channel_state* state,
                                              uint32_t member, uint32_t result);
/* *healthy of one member, and how many a choice could take now. Since: 0.1 */
SLUICE_API sluice_status sluice_channel_healthy(int32_t* healthy, const sluice_channel* channel,
                                                const sluice_channel_state* state, uint32_t member);
SLUICE_API sluice_status sluice_channel_usable(uint32_t* count, const sluice_channel* channel,
                                               const sluice_channel_state* state);

/* ---- cross-origin fields */

/* The index-th field that an API with CORS switched on adds to an answer; `answer` are the backend's own
 * fields (none for a Mock or an error). Errors: NOT_FOUND behind the last one. Since: 0.1 */
SLUICE_API sluice_status sluice_cors_field(sluice_header* field, const sluice_request* request,
                                           const sluice_header* answer, size_t answer_count, size_t index);

/* ---- gateway responses */

/* What one type of error is answered with. Borrowed while compiling. */
typedef struct sluice_response {
  size_t size;                  /* sizeof(sluice_response) */
  sluice_text type;             /* "THROTTLED" */
  uint32_t status;              /* 0: that of the error's row */
  int32_t has_body;             /* else the default body */
  sluice_text body;             /* JSON with variables such as $context.error.code */
  const sluice_header* headers; /* values may hold variables */
  size_t header_count;
} sluice_response;

SLUICE_API void sluice_response_init(sluice_response* response);

typedef struct sluice_responses sluice_responses;
/* That a body is JSON is for the caller to check. Errors: NOT_FOUND: no such type; OUT_OF_MEMORY.
 * Since: 0.1 */
SLUICE_API sluice_status sluice_responses_compile(sluice_responses** responses, const sluice_response* specs,
                                                  size_t count);
SLUICE_API void sluice_responses_free(sluice_responses* responses);

typedef struct sluice_rendered {
  uint32_t status;
  uint32_t header_count;
  sluice_text body;
  const void* opaque;
} sluice_rendered;

/* Answers an error: its row, the reason that tells apart what shares a row (0: none), and a detail (may be
 * empty). responses NULL: nothing is configured; facts NULL: nothing is known. Points into room and
 * responses. Errors: NOT_FOUND, NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_responses_render(sluice_rendered* rendered, const sluice_responses* responses,
                                                 uint32_t row, uint32_t reason, sluice_text detail,
                                                 const sluice_request* request, const sluice_facts* facts,
                                                 char* room, size_t room_size);
/* Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_rendered_header(sluice_header* header, const sluice_rendered* rendered,
                                                size_t index);
/* "THROTTLED": the type of an error. Errors: NOT_FOUND: no such row. Since: 0.1 */
SLUICE_API sluice_status sluice_error_type(sluice_text* type, uint32_t row, uint32_t reason);

/* ---- custom authorizers */

typedef struct sluice_identity {
  size_t size; /* sizeof(sluice_identity) */
  sluice_text name;
  uint32_t place;         /* SLUICE_PLACE_HEADER (default) or QUERY */
  sluice_text validation; /* RE2 syntax, matches the whole value; empty: any value */
} sluice_identity;

typedef struct sluice_authorizer_spec {
  size_t size; /* sizeof(sluice_authorizer_spec) */
  sluice_text id;
  int32_t is_backend; /* stands before the backend, and is told its user_data only */
  int32_t needs_body;
  uint32_t ttl_seconds; /* how long a verdict is remembered; 0: not at all */
  sluice_text user_data;
  const sluice_identity* identities;
  size_t identity_count;
} sluice_authorizer_spec;

SLUICE_API void sluice_identity_init(sluice_identity* identity);
SLUICE_API void sluice_authorizer_spec_init(sluice_authorizer_spec* spec);

typedef struct sluice_authorizer sluice_authorizer;
/* Errors: REFUSED with *identity (may be NULL): the pattern that is none. Since: 0.1 */
SLUICE_API sluice_status sluice_authorizer_compile(sluice_authorizer** authorizer, size_t* identity,
                                                   const sluice_authorizer_spec* spec);
SLUICE_API void sluice_authorizer_free(sluice_authorizer* authorizer);

/* Stands for an authorizer and the identities of a request. */
typedef struct sluice_identified {
  uint64_t low, high;
  int32_t is_cacheable;
} sluice_identified;

/* Checks that every identity is there, once, and legal. Errors: REFUSED with *reason; NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_authorizer_identify(sluice_identified* identified, uint32_t* reason,
                                                    const sluice_authorizer* authorizer,
                                                    const sluice_request* request, uint64_t seed, char* room,
                                                    size_t room_size);
/* The event for the function, as JSON in room. Errors: NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_authorizer_describe(sluice_text* event, const sluice_authorizer* authorizer,
                                                    const sluice_request* request, sluice_text body,
                                                    char* room, size_t room_size);

/* What an authorizer said. Plain memory. */
typedef struct sluice_verdict {
  int32_t allows;
  uint32_t pair_count;
  const void* opaque;
} sluice_verdict;

/* Judges the function's status and body; context pairs are copied into room. Anything but a clear allow or
 * deny is a failure. Errors: REFUSED with *reason; NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_authorizer_judge(sluice_verdict* verdict, uint32_t* reason, int64_t status,
                                                 sluice_text body, char* room, size_t room_size);
/* A pair of the context. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_verdict_pair(sluice_header* pair, const sluice_verdict* verdict,
                                             size_t index);

/* Verdicts that were given before, in fixed memory. Threads: any number. */
typedef struct sluice_verdict_cache sluice_verdict_cache;
SLUICE_API sluice_status sluice_verdict_cache_create(sluice_verdict_cache** cache, uint64_t seed,
                                                     size_t entries);
SLUICE_API void sluice_verdict_cache_free(sluice_verdict_cache* cache);
/* A verdict that still holds, copied into room. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_verdict_cache_find(sluice_verdict* verdict, const sluice_verdict_cache* cache,
                                                   const sluice_identified* identified, const sluice_now* now,
                                                   char* room, size_t room_size);
/* Remembers a verdict for the authorizer's time; one that is too long, or of an identity that is not
 * cacheable, is not. Since: 0.1 */
SLUICE_API sluice_status sluice_verdict_cache_store(sluice_verdict_cache* cache,
                                                    const sluice_identified* identified,
                                                    const sluice_verdict* verdict,
                                                    const sluice_authorizer* authorizer,
                                                    const sluice_now* now);

/* ---- access log */

/* One attempt at the backend. Times count from the start of connecting; -1: it did not come to that. */
typedef struct sluice_attempt {
  size_t size;         /* sizeof(sluice_attempt) */
  sluice_text address; /* "ip:port" */
  uint32_t status;     /* 0: no answer */
  int64_t connect_ms, header_ms, response_ms;
} sluice_attempt;

/* One call; empty text becomes "-". */
typedef struct sluice_log_record {
  size_t size; /* sizeof(sluice_log_record) */
  sluice_text request_id, api_id, client_address, user_id, app_id;
  sluice_now received_at;
  int32_t utc_offset_seconds;
  uint32_t status;
  sluice_text method, host, target, protocol, user_agent, forwarded_for;
  uint64_t request_bytes, sent_bytes, milliseconds;
  sluice_text upstream_uri;
  const sluice_attempt* attempts;
  size_t attempt_count;
  sluice_text region_id;
  const sluice_header* headers; /* of the request: X-Forwarded-For in several is written joined by ", " */
  size_t header_count;
} sluice_log_record;

SLUICE_API void sluice_attempt_init(sluice_attempt* attempt);
SLUICE_API void sluice_log_record_init(sluice_log_record* record);

enum { SLUICE_LOG_FIELDS = 23 };

/* One line with its line feed, in room. Values of the query parameters `apikey` and `masked` become ***.
 * Errors: NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_log_write(sluice_text* line, const sluice_log_record* record,
                                          const sluice_text* masked, size_t masked_count, char* room,
                                          size_t room_size);
/* The SLUICE_LOG_FIELDS fields of a line, escapes undone; they point into line and room (line.size bytes do).
 * Errors: REFUSED with *fault (may be NULL), NO_ROOM. Since: 0.1 */
SLUICE_API sluice_status sluice_log_read(sluice_text* fields, uint32_t* fault, sluice_text line, char* room,
                                         size_t room_size);

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

/* Three questions about a document, without compiling it: each reads it anew, and looks at every API. What is
 * given belongs to the caller; free it. Errors: REFUSED where it cannot be read (compiling says why),
 * OUT_OF_MEMORY.
 *
 * routes: JSON lines, one an API and environment, in the order of matching: {"group","env","method",
 * "match_mode","uri","api","name","version","protocol"}. Since: 0.1 */
SLUICE_API sluice_status sluice_configuration_routes(sluice_owned_text* lines, sluice_text json);
/* explain: {"ok","reason","error_code","status","request","chosen","losers"}, with at most `most` of those
 * that came near and the first thing that failed for each. OK when an API answers, else NOT_FOUND (and the
 * answer). Since: 0.1 */
SLUICE_API sluice_status sluice_configuration_explain(sluice_owned_text* answer, sluice_text json,
                                                      const sluice_request* request, uint32_t most);
/* tidy: a document that says the same, without what is only a default. Since: 0.1 */
SLUICE_API sluice_status sluice_configuration_tidy(sluice_owned_text* document, sluice_text json);

/* Swagger 2.0 files into a document, and out of one. */
enum { SLUICE_IMPORT_MERGE = 0, SLUICE_IMPORT_OVERRIDE = 1 };
enum { SLUICE_SWAGGER_DETECT = 0, SLUICE_SWAGGER_JSON = 1, SLUICE_SWAGGER_YAML = 2 };
enum { SLUICE_EXPORT_SPEC = 0, SLUICE_EXPORT_PROXY = 1, SLUICE_EXPORT_ALL = 2, SLUICE_EXPORT_DEV = 3 };

typedef struct sluice_import_options {
  size_t size;          /* sizeof(sluice_import_options) */
  sluice_text group;    /* id, or name of one without id; empty: a new group, named info.title */
  sluice_text env;      /* for which named policies are bound; empty: RELEASE */
  sluice_text owner;    /* of what is created */
  uint32_t api_mode;    /* SLUICE_IMPORT_*: of APIs that exist, kept or replaced */
  uint32_t extend_mode; /* the same of named policies, authorizers and responses */
  int32_t simple_mode;  /* 1: takes files made for something else */
  int32_t mock_mode;    /* 1: an operation without backend is answered locally instead of failing */
  int32_t openapi3;     /* 1: OpenAPI 3.0 too */
  uint32_t format;      /* SLUICE_SWAGGER_* */
  size_t max_bytes;     /* of the file; default 3 MiB */
} sluice_import_options;
SLUICE_API void sluice_import_options_init(sluice_import_options* options);
/* Takes the APIs of a file into a document (`into`, which stays as it is; empty: an empty one) and gives the
 * document with all that was taken. options NULL: the defaults. `result`, if not NULL, receives one JSON
 * object: {"group_id","success":[{"path","method","action","id"}],"failure":[{"path","method","error_code",
 * "error_msg"}],"warnings":[{"path","method","message"}]}, warnings only where there are some; single entries
 * may fail with OK. Errors: REFUSED, where `result` receives {"error_code","error_msg"} of the file as a
 * whole, or nothing where `into` is no document (sluice_plan_compile says why). Threads: any. Since: 0.1 */
SLUICE_API sluice_status sluice_configuration_import(sluice_owned_text* document, sluice_owned_text* result,
                                                     sluice_text file, sluice_text into,
                                                     const sluice_import_options* options);

typedef struct sluice_export_options {
  size_t size;             /* sizeof(sluice_export_options) */
  sluice_text group;       /* id, or name of one without id; empty: the only group */
  sluice_text env;         /* whose published definitions are meant; empty: RELEASE */
  sluice_text version;     /* info.version; empty: now */
  const sluice_text* apis; /* ids, or names of those without id; none: all of the group */
  size_t api_count;
  uint32_t define; /* SLUICE_EXPORT_*: front end; with back end; with policies; and what is not published */
  uint32_t format; /* SLUICE_SWAGGER_*; default JSON */
} sluice_export_options;
SLUICE_API void sluice_export_options_init(sluice_export_options* options);
/* Writes a group's APIs as a file that sluice_configuration_import takes. options NULL: the defaults.
 * `result`, if not NULL, receives one JSON object: {} or {"warnings":[...]}. Errors: REFUSED, where `result`
 * receives {"error_code","error_msg"}, or nothing where json is no document. Threads: any. Since: 0.1 */
SLUICE_API sluice_status sluice_configuration_export(sluice_owned_text* file, sluice_owned_text* result,
                                                     sluice_text json, const sluice_export_options* options,
                                                     const sluice_now* now);

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

/* ---- limits that instances share
 * ------------------------------------------------------------------------------------------- */

/* What an instance asks of the store of shared limits, for one limit. */
typedef struct sluice_token_ask {
  size_t size;                /* sizeof(sluice_token_ask) */
  uint64_t id;                /* names the request: give it back with the reply */
  uint64_t key_high, key_low; /* name the limit, alike in every instance with this configuration */
  uint32_t limit, burst;      /* the limit as the store counts it */
  int64_t per_seconds;
  uint32_t algorithm; /* SLUICE_TOKEN_BUCKET ... */
  uint32_t instances;
  int64_t epoch_us;                   /* how long a lease lasts at least */
  int64_t epoch;                      /* of the newest tokens that this instance holds */
  uint32_t spent, spent_before, back; /* what became of them, and of those of the epoch before */
  uint32_t want;
} sluice_token_ask;

enum {
  SLUICE_TOKENS_ANSWERED = 0,
  SLUICE_TOKENS_FAILED = 1,      /* for this key alone */
  SLUICE_TOKENS_STORE_FAILED = 2 /* until something is answered again no decision waits */
};

typedef struct sluice_token_reply {
  size_t size; /* sizeof(sluice_token_reply) */
  uint64_t id;
  uint32_t result; /* SLUICE_TOKENS_* */
  uint32_t granted;
  int64_t epoch, ttl_us, wait_us;
  uint32_t free;
} sluice_token_reply;

/* Since: 0.1 */
SLUICE_API void sluice_token_ask_init(sluice_token_ask* ask);
SLUICE_API void sluice_token_reply_init(sluice_token_reply* reply);
/* The next request that the state has for the store. Ask after a transaction said NEED_TOKENS, after
 * decisions, and ten times a second, so that tokens which lie idle go back. Errors: NOT_FOUND: none is due.
 * Threads: any. Since: 0.1 */
SLUICE_API sluice_status sluice_state_ask(sluice_token_ask* ask, sluice_state* state, const sluice_now* now);
/* What the store said; a reply to nothing is ignored. Then step the transactions that wait. Since: 0.1 */
SLUICE_API sluice_status sluice_state_reply(sluice_state* state, const sluice_token_reply* reply);

/* One key at a store; all zero: as new. Plain memory. */
typedef struct sluice_pool {
  uint64_t opaque[5];
} sluice_pool;
/* The store's arithmetic, for a store of one's own: answers one request. now_us: microseconds since 1970 of
 * the store's one clock. Pure. Since: 0.1 */
SLUICE_API sluice_status sluice_pool_reserve(sluice_token_reply* reply, sluice_pool* pool,
                                             const sluice_token_ask* ask, int64_t now_us);

/* A store for the processes of one machine, in memory that all of them map (on 64 bytes); a process that is
 * killed leaves it whole. 144 bytes a key. */
typedef struct sluice_pools sluice_pools;
/* Lays the memory out, once, before others open it; the handle is only a view. Errors: INVALID. Since: 0.1 */
SLUICE_API sluice_status sluice_pools_create(sluice_pools** pools, void* memory, size_t bytes);
/* Errors: REFUSED: no store has been laid out there. Since: 0.1 */
SLUICE_API sluice_status sluice_pools_open(sluice_pools** pools, void* memory, size_t bytes);
/* Answers all that the state asks; waits for nothing. All processes bring the machine's steady clock.
 * Since: 0.1 */
SLUICE_API sluice_status sluice_pools_serve(sluice_pools* pools, sluice_state* state, const sluice_now* now);
/* Does not touch the memory. */
SLUICE_API void sluice_pools_free(sluice_pools* pools);

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

/* NEED_IDENTITY, and NEED_SECRET of an IAM API: whom IAM is to be asked for; points into the request. */
typedef struct sluice_iam_query {
  size_t size;                                       /* sizeof(sluice_iam_query) */
  sluice_text token;                                 /* X-Auth-Token; empty: it is a signature */
  sluice_text access;                                /* the signature's key */
  sluice_text project_id, domain_id, security_token; /* as sent */
} sluice_iam_query;
SLUICE_API void sluice_iam_query_init(sluice_iam_query* query);
/* Errors: WRONG_TIME. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_wanted_identity(sluice_iam_query* query,
                                                            const sluice_transaction* transaction);

enum {
  SLUICE_IAM_OK = 0,
  SLUICE_IAM_MISSING = 1,
  SLUICE_IAM_INVALID = 2,
  SLUICE_IAM_EXPIRED = 3,
  SLUICE_IAM_KEY_UNKNOWN = 4,
  SLUICE_IAM_SIGNATURE_WRONG = 5,
  SLUICE_IAM_KEY_LOCKED = 6,
  SLUICE_IAM_MUST_UPDATE = 7,
  SLUICE_IAM_PROJECT_UNUSABLE = 8,
  SLUICE_IAM_USER_DISABLED = 9,
  SLUICE_IAM_ADMIN_TOKEN_UNAVAILABLE = 10,
  SLUICE_IAM_DOWN = 11
};
/* IAM's answer; borrowed for the call. */
typedef struct sluice_iam_identity {
  size_t size; /* sizeof(sluice_iam_identity) */
  uint32_t result;
  sluice_text user_id, user_name, account_id, account_name, project_id;
} sluice_iam_identity;
SLUICE_API void sluice_iam_identity_init(sluice_iam_identity* identity);
SLUICE_API sluice_status sluice_transaction_identity(uint32_t* need, sluice_transaction* transaction,
                                                     const sluice_iam_identity* identity);

/* NEED_AUTHORIZER: which function to call with which event; good until the next step. */
typedef struct sluice_authorizer_call {
  size_t size; /* sizeof(sluice_authorizer_call) */
  sluice_text id, urn;
  sluice_text event; /* JSON */
} sluice_authorizer_call;
SLUICE_API void sluice_authorizer_call_init(sluice_authorizer_call* call);
/* Errors: WRONG_TIME. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_wanted_authorizer(sluice_authorizer_call* call,
                                                              const sluice_transaction* transaction);
/* What the function answered: its statusCode and body. Another status than 200: it failed. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_authorizer(uint32_t* need, sluice_transaction* transaction,
                                                       int64_t status, sluice_text body);
/* NEED_BODY: *whole is 1 where an authorizer wants to see the body; its slices must then follow each other in
 * memory and stay until the authorizer's answer was brought. Errors: WRONG_TIME. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_wants_whole_body(int32_t* whole,
                                                             const sluice_transaction* transaction);
/* NEED_BODY of an API that says `stream_body`: *streams is 1 where the call may be made while its body comes.
 * The decision then says the call; pass on each slice that you bring, but keep the last one back until the
 * decision is final, and break the call off unless that is SLUICE_FORWARD. What limits took stays taken. A
 * backend that answers or fails before the end: sluice_transaction_finish. Errors: WRONG_TIME. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_stream_body(int32_t* streams, sluice_transaction* transaction);

/* NEED_TOKENS: how long the host may wait for the store at most, in milliseconds. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_may_wait(uint32_t* milliseconds,
                                                     const sluice_transaction* transaction);
/* NEED_TOKENS: replies came (sluice_state_reply); what is not satisfied waits on. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_tokens(uint32_t* need, sluice_transaction* transaction,
                                                   const sluice_now* now);
/* The need cannot be met: the decision becomes a refusal. NEED_TOKENS: it goes on by the limit's failure
 * policy and is degraded, and *need is the next one. */
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

/* The same with what was measured. */
typedef struct sluice_outcome {
  size_t size;         /* sizeof(sluice_outcome) */
  uint32_t result;     /* SLUICE_OUTCOME_* */
  uint32_t status;     /* of the backend, when it answered */
  int64_t latency_ms;  /* from receipt to the head of the answer; -1: not known */
  int64_t upstream_ms; /* from start of connecting to it; -1: not known */
} sluice_outcome;
SLUICE_API void sluice_outcome_init(sluice_outcome* outcome);
SLUICE_API sluice_status sluice_transaction_finish_with(sluice_transaction* transaction,
                                                        const sluice_outcome* outcome);
/* After a failed attempt: *again is 1 where the decision's backend now says where to try next; 0: finish.
 * Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_retry(int32_t* again, sluice_transaction* transaction,
                                                  const sluice_outcome* failed);
/* The host refuses by itself, at any time before finish: the decision is that refusal. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_veto(uint32_t* need, sluice_transaction* transaction,
                                                 sluice_text why);

/* A debug call of the API with this id: its edited definition answers. Since: 0.1 */
SLUICE_API sluice_status sluice_transaction_start_debug(uint32_t* need, sluice_transaction* transaction,
                                                        const sluice_plan* plan, sluice_state* state,
                                                        sluice_text api, const sluice_request* request,
                                                        const sluice_now* now);

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
  uint32_t backend_kind; /* 0 HTTP, 1 function, 2 Mock */
  sluice_text function_urn, function_version;
  int32_t function_is_async;
  sluice_text backend_policy; /* name of the policy backend; empty: the default one */
  sluice_text api_name, app_name;
  sluice_text user_id, user_name, account_id, account_name, project_id; /* as IAM knows the caller */
  int32_t degraded; /* 1: a shared limit was decided without its store */
} sluice_decision;

SLUICE_API void sluice_decision_init(sluice_decision* decision);
/* Errors: WRONG_TIME while a need is open, unless the call streams its body. Since: 0.1 */
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
  int32_t degraded; /* 1: shared between instances, and counted without their store */
} sluice_limit_use;
SLUICE_API void sluice_limit_use_init(sluice_limit_use* use);
SLUICE_API sluice_status sluice_decision_limit(sluice_limit_use* use, const sluice_transaction* transaction,
                                               size_t index);

/* A rule in observe mode that would have refused: kind is "acl" or "throttle". */
SLUICE_API sluice_status sluice_decision_observed(sluice_text* kind, sluice_text* policy, uint32_t* reason,
                                                  const sluice_transaction* transaction, size_t index);

/* *yields is 1 for a CORS field of SLUICE_LIST_RESPONSE_HEADERS that is not put on a backend's answer with
 * these fields, since the backend's own stand above it. Since: 0.1 */
SLUICE_API sluice_status sluice_cors_yields(int32_t* yields, const sluice_header* field,
                                            const sluice_header* answer, size_t count);

/* Fills in what the decision, its plan and its request know of a call's log record; status, bytes, times and
 * attempts are the caller's to add. Points into all three, and to the request's headers. Errors: WRONG_TIME.
 * Since: 0.1 */
SLUICE_API sluice_status sluice_decision_log_record(sluice_log_record* record,
                                                    const sluice_transaction* transaction,
                                                    const sluice_plan* plan, const sluice_request* request,
                                                    const sluice_now* received_at);
/* The index-th query parameter whose values the configuration masks in the log. Errors: NOT_FOUND. */
SLUICE_API sluice_status sluice_plan_log_mask(sluice_text* name, const sluice_plan* plan, size_t index);

/* ---- health checks: what to probe, and what came of it
 * --------------------------------------------------------------- */

enum { SLUICE_PROBE_TCP = 0, SLUICE_PROBE_HTTP = 1, SLUICE_PROBE_HTTPS = 2 };
typedef struct sluice_probe {
  size_t size; /* sizeof(sluice_probe) */
  uint32_t protocol;
  sluice_text channel, host;
  uint32_t port;
  sluice_text method, path; /* of HTTP */
  uint32_t timeout_seconds, interval_seconds;
} sluice_probe;
SLUICE_API void sluice_probe_init(sluice_probe* probe);
/* The index-th member to be probed. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_plan_probe(sluice_probe* probe, const sluice_plan* plan, size_t index);
/* Counts a probe's result; status 0: no answer over HTTP. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_plan_report(const sluice_plan* plan, sluice_state* state, size_t index,
                                            const sluice_now* now, int32_t connected, uint32_t status);
/* *healthy is 1 where calls go to that member. Errors: NOT_FOUND. Since: 0.1 */
SLUICE_API sluice_status sluice_plan_healthy(int32_t* healthy, const sluice_plan* plan, sluice_state* state,
                                             size_t index, const sluice_now* now);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_H */
