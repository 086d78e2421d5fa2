#include "sluice/authorizer.hpp"

#include <utility>

#include "convert.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_authorizer : Handle<0x736c7569'61757468> {
  explicit sluice_authorizer(authorizer::Authorizer from) : authorizer(std::move(from)) {}
  authorizer::Authorizer authorizer;
};

struct sluice_verdict_cache : Handle<0x736c7569'76657264> {
  explicit sluice_verdict_cache(authorizer::Cache from) : cache(std::move(from)) {}
  authorizer::Cache cache;
};

namespace {

bool read_spec(const sluice_authorizer_spec& from, authorizer::Spec& to) {
  if (!is_text(from.id) || !is_text(from.user_data)) return false;
  to.id = view(from.id);
  to.side = from.is_backend != 0 ? authorizer::Side::Backend : authorizer::Side::Frontend;
  to.ttl_seconds = from.ttl_seconds;
  to.user_data = view(from.user_data);
  to.needs_body = from.needs_body != 0;
  return for_each_sized(
      from.identities, from.identity_count, sluice_identity_init,
      [&](const sluice_identity& identity, std::size_t) {
        if (!is_text(identity.name) || !is_text(identity.validation)) return false;
        if (identity.place != SLUICE_PLACE_HEADER && identity.place != SLUICE_PLACE_QUERY) return false;
        to.identities.push_back({std::string(view(identity.name)), static_cast<Place>(identity.place),
                                 std::string(view(identity.validation))});
        return true;
      });
}

sluice_verdict write(const authorizer::Verdict& verdict) noexcept {
  return {verdict.allows ? 1 : 0, static_cast<std::uint32_t>(verdict.context.size()), verdict.context.data()};
}

authorizer::Key key_of(const sluice_identified& identified) noexcept {
  return {identified.low, identified.high};
}

}  // namespace

void sluice_identity_init(sluice_identity* identity) {
  if (identity == nullptr) return;
  *identity = {};
  identity->size = sizeof *identity;
  identity->place = SLUICE_PLACE_HEADER;
}

void sluice_authorizer_spec_init(sluice_authorizer_spec* spec) {
  if (spec == nullptr) return;
  *spec = {};
  spec->size = sizeof *spec;
}

sluice_status sluice_authorizer_compile(sluice_authorizer** authorizer, size_t* identity,
                                        const sluice_authorizer_spec* spec) {
  if (authorizer == nullptr) return SLUICE_INVALID;
  return guard([&] {
    sluice_authorizer_spec known;
    sluice_authorizer_spec_init(&known);
    authorizer::Spec read;
    if (!read_sized(spec, known) || !read_spec(known, read)) return SLUICE_INVALID;
    auto compiled = authorizer::compile(read);
    if (!compiled && compiled.error().kind == authorizer::Problem::Kind::OutOfMemory)
      return SLUICE_OUT_OF_MEMORY;
    if (!compiled) {
      tell(identity, compiled.error().identity);
      return SLUICE_REFUSED;
    }
    *authorizer = new sluice_authorizer(std::move(*compiled));
    return SLUICE_OK;
  });
}

void sluice_authorizer_free(sluice_authorizer* authorizer) {
  if (is_handle(authorizer)) delete authorizer;
}

sluice_status sluice_authorizer_identify(sluice_identified* identified, uint32_t* reason,
                                         const sluice_authorizer* authorizer, const sluice_request* request,
                                         uint64_t seed, char* data, size_t size) {
  if (identified == nullptr || !is_handle(authorizer) || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    if (!read_request(request, read, fields)) return SLUICE_INVALID;
    const auto who = authorizer::identify(authorizer->authorizer, read, seed, room(data, size));
    if (!who) return refused(reason, who.error());
    *identified = {who->key.low, who->key.high, who->is_cacheable ? 1 : 0};
    return SLUICE_OK;
  });
}

sluice_status sluice_authorizer_describe(sluice_text* event, const sluice_authorizer* authorizer,
                                         const sluice_request* request, sluice_text body, char* data,
                                         size_t size) {
  if (event == nullptr || !is_handle(authorizer) || !is_text(body) || !is_span(data, size))
    return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    if (!read_request(request, read, fields)) return SLUICE_INVALID;
    const auto written = authorizer::describe(authorizer->authorizer, read, view(body), room(data, size));
    if (!written) return SLUICE_NO_ROOM;
    *event = text(*written);
    return SLUICE_OK;
  });
}

sluice_status sluice_authorizer_judge(sluice_verdict* verdict, uint32_t* reason, int64_t status,
                                      sluice_text body, char* data, size_t size) {
  if (verdict == nullptr || !is_text(body) || !is_span(data, size)) return SLUICE_INVALID;
  const auto known = authorizer::judge(status, view(body), room(data, size));
  if (!known) return refused(reason, known.error());
  *verdict = write(known->verdict);
  return SLUICE_OK;
}

sluice_status sluice_verdict_pair(sluice_header* pair, const sluice_verdict* verdict, size_t index) {
  if (pair == nullptr || verdict == nullptr) return SLUICE_INVALID;
  if (index >= verdict->pair_count) return SLUICE_NOT_FOUND;
  const Named& named = static_cast<const Named*>(verdict->opaque)[index];
  *pair = {text(named.name), text(named.value)};
  return SLUICE_OK;
}

sluice_status sluice_verdict_cache_create(sluice_verdict_cache** cache, uint64_t seed, size_t entries) {
  if (cache == nullptr) return SLUICE_INVALID;
  return guard([&] {
    auto made = authorizer::Cache::make(seed, entries);
    if (!made) return SLUICE_OUT_OF_MEMORY;
    *cache = new sluice_verdict_cache(std::move(*made));
    return SLUICE_OK;
  });
}

void sluice_verdict_cache_free(sluice_verdict_cache* cache) {
  if (is_handle(cache)) delete cache;
}

sluice_status sluice_verdict_cache_find(sluice_verdict* verdict, const sluice_verdict_cache* cache,
                                        const sluice_identified* identified, const sluice_now* now,
                                        char* data, size_t size) {
  Now at;
  if (verdict == nullptr || !is_handle(cache) || identified == nullptr || !read_now(now, at))
    return SLUICE_INVALID;
  if (!is_span(data, size)) return SLUICE_INVALID;
  const auto known = cache->cache.find(key_of(*identified), at, room(data, size));
  if (!known) return SLUICE_NOT_FOUND;
  *verdict = write(known->verdict);
  return SLUICE_OK;
}

sluice_status sluice_verdict_cache_store(sluice_verdict_cache* cache, const sluice_identified* identified,
                                         const sluice_verdict* verdict, const sluice_authorizer* authorizer,
                                         const sluice_now* now) {
  Now at;
  if (!is_handle(cache) || identified == nullptr || verdict == nullptr || !is_handle(authorizer))
    return SLUICE_INVALID;
  if (!read_now(now, at) || !is_span(verdict->opaque, verdict->pair_count, sizeof(Named)))
    return SLUICE_INVALID;
  if (identified->is_cacheable == 0) return SLUICE_OK;
  const authorizer::Verdict known{verdict->allows != 0,
                                  {static_cast<const Named*>(verdict->opaque), verdict->pair_count}};
  cache->cache.store(key_of(*identified), known, authorizer->authorizer, at);
  return SLUICE_OK;
}
