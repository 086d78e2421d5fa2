// Custom authorizers, gateway responses and signature keys, and what refers to them.
#include <utility>

#include "config/compiler.hpp"

namespace sluice::config {
namespace {

authorizer::Spec spec_of(const AuthorizerSpec& from) {
  authorizer::Spec spec{
      .id = std::string(id_of(from)),
      .side = from.type == "BACKEND" ? authorizer::Side::Backend : authorizer::Side::Frontend,
      .ttl_seconds = static_cast<std::uint32_t>(from.ttl),
      .user_data = from.user_data,
      .needs_body = from.need_body};
  for (const IdentitySpec& identity : from.identities)
    spec.identities.push_back(
        {identity.name, identity.location == "QUERY" ? Place::Query : Place::Header, identity.validation});
  return spec;
}

// A verdict was given by this function to this data; under another definition it is not asked for.
std::uint64_t definition_of(const AuthorizerSpec& from) {
  SlotKey key = slot_key({from.authorizer_uri, from.user_data, from.type, from.need_body ? "body" : ""});
  for (const IdentitySpec& identity : from.identities) {
    const SlotKey one = slot_key({identity.name, identity.location, identity.validation});
    key.low = (key.low ^ one.low) * 0x9e3779b97f4a7c15;
  }
  return key.low;
}

std::vector<error::ResponseSpec> types_of(const ResponseSpec& from) {
  std::vector<error::ResponseSpec> all;
  for (const auto& [name, answer] : from.types) {
    const auto type = error::read_type(name);
    if (!type) continue;  // an error of the document, found by the checks
    error::ResponseSpec spec{.type = *type, .body = answer.body};
    if (answer.status) spec.status = static_cast<std::uint16_t>(*answer.status);
    for (const HeaderFieldSpec& field : answer.headers) spec.headers.push_back({field.name, field.value});
    all.push_back(std::move(spec));
  }
  return all;
}

SignatureKey::Type type_of(std::string_view sign_type) noexcept {
  if (sign_type == "hmac") return SignatureKey::Type::Hmac;
  return sign_type == "basic" ? SignatureKey::Type::Basic : SignatureKey::Type::Unsupported;
}

}  // namespace

void Compiler::authorizers() {
  for (std::size_t i = 0; i < from_.authorizers.size(); ++i) {
    const AuthorizerSpec& from = from_.authorizers[i];
    auto compiled = authorizer::compile(spec_of(from));
    if (compiled) {
      to_.authorizers.push_back(
          {std::move(*compiled), keep(id_of(from)), keep(from.authorizer_uri), definition_of(from)});
      continue;
    }
    if (compiled.error().kind == authorizer::Problem::Kind::OutOfMemory) throw std::bad_alloc();
    error("/authorizers/" + std::to_string(i) + "/identities/" + std::to_string(compiled.error().identity) +
              "/validation",
          error::Row::ParameterError, "is no pattern");
  }
}

std::uint32_t Compiler::authorizer_of(std::string_view reference) const {
  if (reference.empty()) return kNone;
  const Found found = links_.authorizer(reference);
  return found ? found.index : kNone;
}

void Compiler::responses() {
  std::size_t count = 0;
  group_responses_.resize(from_.groups.size());
  for (std::size_t g = 0; g < from_.groups.size(); ++g) {
    for (const ResponseSpec& from : from_.groups[g].responses) {
      auto compiled = error::compile(types_of(from));
      if (!compiled) throw std::bad_alloc();
      const auto index = static_cast<std::uint32_t>(to_.responses.size());
      to_.responses.push_back(std::move(*compiled));
      group_responses_[g].push_back(index);
      if (from.name == "default") to_.groups[g].responses = index;
      ++count;
    }
  }
  if (count == 0) return;
  to_.group_by_id = KeyMap(to_.groups.size());
  for (std::size_t g = 0; g < to_.groups.size(); ++g)
    if (!to_.groups[g].id.empty() && !to_.group_by_id.find(to_.groups[g].id))
      to_.group_by_id.add(to_.groups[g].id, static_cast<std::uint32_t>(g));
}

// The response that an API names, or its group's `default`.
std::uint32_t Compiler::responses_of(const ApiSpec& spec, std::uint32_t group) const {
  const auto& specs = from_.groups[group].responses;
  for (std::size_t i = 0; i < specs.size() && !spec.response_id.empty(); ++i)
    if (spec.response_id == id_of(specs[i])) return group_responses_[group][i];
  return to_.groups[group].responses;
}

void Compiler::signatures() {
  for (const SignatureKeySpec& spec : from_.signature_keys) {
    const auto index = static_cast<std::uint32_t>(to_.signature_keys.size());
    to_.signature_keys.push_back(
        {keep(id_of(spec)), keep(spec.sign_key), Secret(spec.sign_secret), type_of(spec.sign_type)});
    for (const BindingSpec& binding : spec.bindings)
      if (const std::uint32_t api = bound_api(binding.api, binding.env); api != kNone)
        to_.apis[api].signature = index;
  }
}

}  // namespace sluice::config
