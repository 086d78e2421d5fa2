// Compiles authorizers and collects the identities of a request. A repeated identity is refused: the function
// could read another one of them than the cache does.
#include <new>

#include "authorizer/tables.hpp"
#include "base/hash.hpp"
#include "base/scratch.hpp"
#include "http/headers.hpp"
#include "sluice/target.hpp"

namespace sluice::authorizer {

Authorizer::Authorizer() noexcept = default;
Authorizer::Authorizer(Authorizer&&) noexcept = default;
Authorizer& Authorizer::operator=(Authorizer&&) noexcept = default;
Authorizer::~Authorizer() = default;

std::string_view Authorizer::id() const noexcept { return tables_->id; }
bool Authorizer::needs_body() const noexcept { return tables_->needs_body; }
std::uint32_t Authorizer::ttl_seconds() const noexcept { return tables_->ttl_seconds; }

namespace {

using Found = Result<std::string_view, Reason>;

Found header_value(Headers headers, std::string_view name) noexcept {
  if (http::count(headers, name) != 1) return Reason::AuthorizerIdentityMissing;
  return http::value_of(headers, name);
}

Found query_value(std::string_view target, std::string_view name, Scratch& scratch) noexcept {
  const std::size_t question = target.find('?');
  if (question == target.npos) return Reason::AuthorizerIdentityMissing;
  std::optional<std::string_view> raw;
  for (http::Pairs pairs(target.substr(question + 1)); const auto pair = pairs.next();) {
    if (!http::is_decoded(pair->name, name)) continue;
    if (raw) return Reason::AuthorizerIdentityMissing;
    raw = pair->value;
  }
  if (!raw) return Reason::AuthorizerIdentityMissing;
  const char* const mark = scratch.mark();
  const auto decoded = http::decode_query(*raw, scratch.rest());
  if (!decoded)
    return decoded.error() == Reason::ScratchExhausted ? Reason::ScratchExhausted
                                                       : Reason::AuthorizerIdentityMissing;
  if (decoded->data() == mark) scratch.take(decoded->size());
  return *decoded;
}

// Chains two halves of 128 bits over texts; each text's length is part of its hash, so no two lists read
// alike.
class KeyHash {
 public:
  explicit KeyHash(std::uint64_t seed) noexcept : low_(seed), high_(~seed) {}

  void add(std::string_view text) noexcept {
    const hash::Hash128 h = hash::wide(text, low_ ^ high_ * 0x9e3779b97f4a7c15);
    low_ = h.low + text.size();
    high_ ^= h.high;
  }
  Key key() const noexcept { return {low_, high_ | 1}; }  // never the key of an empty entry

 private:
  std::uint64_t low_, high_;
};

}  // namespace

Result<Authorizer, Problem> compile(const Spec& spec) noexcept {
  std::size_t at = 0;
  try {
    auto tables = std::make_unique<Authorizer::Tables>(
        Authorizer::Tables{spec.id, spec.user_data, {}, spec.ttl_seconds, spec.side, spec.needs_body});
    for (; at < spec.identities.size(); ++at) {
      const IdentitySpec& identity = spec.identities[at];
      tables->identities.push_back({identity.name, identity.place, std::nullopt});
      if (identity.validation.empty()) continue;
      auto pattern = regex::Pattern::compile(identity.validation);
      if (!pattern)
        return Problem{pattern.error() == regex::Problem::Unsupported   ? Problem::Kind::PatternUnsupported
                       : pattern.error() == regex::Problem::OutOfMemory ? Problem::Kind::OutOfMemory
                                                                        : Problem::Kind::PatternIllegal,
                       at};
      tables->identities.back().validation.emplace(std::move(*pattern));
    }
    Authorizer authorizer;
    authorizer.tables_ = std::move(tables);
    return authorizer;
  } catch (const std::bad_alloc&) {
    return Problem{Problem::Kind::OutOfMemory, at};
  }
}

Result<Identified, Reason> identify(const Authorizer& authorizer, const Request& request, std::uint64_t seed,
                                    Room room) noexcept {
  const Authorizer::Tables& tables = authorizer.tables();
  KeyHash key(seed);
  key.add(tables.id);
  for (const Identity& identity : tables.identities) {
    Scratch scratch(room);
    const Found value = identity.place == Place::Header ? header_value(request.headers, identity.name)
                                                        : query_value(request.target, identity.name, scratch);
    if (!value) return value.error();
    if (identity.validation && !identity.validation->matches(*value))
      return Reason::AuthorizerIdentityMissing;
    key.add(*value);
  }
  const bool has_identity = !tables.identities.empty() || tables.side == Side::Backend;
  return Identified{key.key(), tables.ttl_seconds != 0 && has_identity};
}

}  // namespace sluice::authorizer
