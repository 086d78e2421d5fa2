/// Custom authorizers: a function of the host's decides about a call.
///
///     auto a = authorizer::compile({.id = "z1", .identities = {{.name = "token"}}, .ttl_seconds = 60});
///     auto who = authorizer::identify(*a, request, cache.seed(), room);   // or 0305: an identity is missing
///     auto before = cache.find(who->key, now, room);                      // decided before?
///     auto event = authorizer::describe(*a, request, body, room);         // what to hand to the function
///     auto known = authorizer::judge(status, answer_body, room);          // allow or deny, with context
///     cache.store(who->key, known->verdict, *a, now);
///
/// sluice never calls the function: the host does, and brings the answer. An answer that is anything but a
/// clear "allow" or "deny" is a failure of the authorizer, never a permission.
///
/// Source: published gateway's user guide, "Custom authorizers": event, answer and cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"
#include "sluice/result.hpp"
#include "sluice/text.hpp"
#include "sluice/time.hpp"

namespace sluice::authorizer {

/// Where an authorizer stands in the order of a call. One of the back end is told its `user_data` only.
enum class Side : std::uint8_t { Frontend, Backend };

/// A part of the request that must be there, and by which verdicts are remembered.
struct IdentitySpec {
  std::string name{};
  Place place = Place::Header;  ///< Header or Query
  std::string validation{};     ///< RE2 syntax, matches the whole value; empty: any value
};

struct Spec {
  std::string id{};
  Side side = Side::Frontend;
  std::vector<IdentitySpec> identities{};
  std::uint32_t ttl_seconds = 0;  ///< how long a verdict is remembered; 0: not at all
  std::string user_data{};
  bool needs_body = false;
};

/// What keeps a spec from being compiled, and the identity at fault.
struct Problem {
  enum class Kind : std::uint8_t { PatternIllegal, PatternUnsupported, OutOfMemory };
  Kind kind = Kind::OutOfMemory;
  std::size_t identity = 0;
};

/// A compiled authorizer.   Threads: any.
class Authorizer {
 public:
  Authorizer(Authorizer&&) noexcept;
  Authorizer& operator=(Authorizer&&) noexcept;
  ~Authorizer();

  std::string_view id() const noexcept;
  bool needs_body() const noexcept;
  std::uint32_t ttl_seconds() const noexcept;

  struct Tables;
  const Tables& tables() const noexcept { return *tables_; }  ///< for sluice itself; its type is not public

 private:
  friend Result<Authorizer, Problem> compile(const Spec& spec) noexcept;
  Authorizer() noexcept;
  std::unique_ptr<const Tables> tables_;
};

Result<Authorizer, Problem> compile(const Spec& spec) noexcept;

/// Stands for an authorizer and the identities of a request.
struct Key {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend constexpr bool operator==(Key, Key) noexcept = default;
};

/// What an authorizer said. `context` becomes `$context.authorizer.<side>.<name>`, also of a denial.
struct Verdict {
  bool allows = false;
  std::span<const Named> context{};
};

/// A verdict and the part of the room that is still free.
struct Known {
  Verdict verdict;
  Room rest;
};

/// Verdicts that were given before: a table of fixed size, in which an entry that is full of others' verdicts
/// loses the one that ends first. Verdicts with more than 480 bytes of context are not remembered. Threads:
/// any number, both functions; nobody waits.
class Cache {
 public:
  /// `seed` is secret: callers choose the identities. `entries` is rounded up to a power of two; each takes
  /// 512 bytes and a little.   Errors: OutOfMemory.
  static Result<Cache, Reason> make(std::uint64_t seed, std::size_t entries) noexcept;

  Cache(Cache&&) noexcept;
  Cache& operator=(Cache&&) noexcept;
  ~Cache();

  /// A verdict that still holds, copied into `room`; nothing also where it does not fit.
  std::optional<Known> find(const Key& key, const Now& now, Room room) const noexcept;

  /// Remembers a verdict for the authorizer's time.
  void store(const Key& key, const Verdict& verdict, const Authorizer& authorizer, const Now& now) noexcept;

  std::uint64_t seed() const noexcept { return seed_; }

 private:
  struct Entry;
  Cache() noexcept;
  std::unique_ptr<Entry[]> entries_;
  std::size_t count_ = 0;
  std::uint64_t seed_ = 0;
};

/// The key of a request, and the part of the room that is still free.
struct Identified {
  Key key;
  bool is_cacheable = false;  ///< verdicts about it are remembered
};

/// Checks that every identity is there, once, and legal. `room` holds decoded values during the call.
/// Cost: one pass over query and header fields for each identity, no allocation.   Threads: any.
/// Errors: AuthorizerIdentityMissing, ScratchExhausted.
Result<Identified, Reason> identify(const Authorizer& authorizer, const Request& request, std::uint64_t seed,
                                    Room room) noexcept;

/// The event for the function, as JSON: `headers`, `queryStringParameters` and `user_data`, with `body` where
/// it is wanted; for the back end `user_data` alone. Names that occur several times have their values joined
/// by ", ". Nothing where it does not fit. Lifetime: points into `room`.   Threads: any.
std::optional<std::string_view> describe(const Authorizer& authorizer, const Request& request,
                                         std::string_view body, Room room) noexcept;

/// The function's status and body, out of the JSON in which they came: `{"statusCode": 200, "body": "..."}`.
struct Answer {
  std::int64_t status = 0;
  std::string body;
};
Result<Answer, Reason> read_answer(std::string_view json) noexcept;

/// Judges an answer. Context pairs with legal names and text values are copied into `room`, others are left
/// out. Cost: reads JSON, allocates.   Threads: any. Errors: AuthorizerFailed (another status than 200, no
/// clear status in the body, over 1 MiB), ScratchExhausted.
Result<Known, Reason> judge(std::int64_t status, std::string_view body, Room room) noexcept;

}  // namespace sluice::authorizer
