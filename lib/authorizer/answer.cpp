// Reads what an authorizer's function answered. Everything that is not exactly an allow or a deny is a
// failure. Source: published gateway's user guide, "Custom authorizers", return values.
#include <algorithm>
#include <new>

#include "base/ascii.hpp"
#include "base/scratch.hpp"
#include "json/json.hpp"
#include "sluice/authorizer.hpp"

namespace sluice::authorizer {
namespace {

constexpr std::size_t kAnswerBytes = 1 << 20;
constexpr std::size_t kLongestName = 32;
constexpr std::int64_t kOk = 200;

bool is_context_name(std::string_view name) noexcept {
  constexpr ascii::Class members = ascii::class_of("-_", true, true);
  return !name.empty() && name.size() <= kLongestName && ascii::is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return ascii::is_in(members, c); });
}

// The members that count; a key stands at most once, the reader sees to that.
struct Members {
  std::optional<json::Value> status, context, status_code, body;
};

Members members_of(json::Value object) {
  Members out;
  object.each_member([&](std::string_view key, json::Value value) {
    if (key == "status") out.status.emplace(value);
    if (key == "context") out.context.emplace(value);
    if (key == "statusCode") out.status_code.emplace(value);
    if (key == "body") out.body.emplace(value);
  });
  return out;
}

bool is_text(const std::optional<json::Value>& value) noexcept {
  return value && value->kind() == json::Kind::Text;
}

Result<Known, Reason> copied(bool allows, const std::optional<json::Value>& context, Room room) {
  const bool has_context = context && context->kind() == json::Kind::Object;
  Scratch scratch(room);
  const std::size_t count = has_context ? context->size() : 0;
  const auto pairs = scratch.take_array<Named>(count);
  if (pairs.size() != count) return Reason::ScratchExhausted;
  std::size_t used = 0;
  bool fits = true;
  if (has_context)
    context->each_member([&](std::string_view key, json::Value value) {
      if (!is_context_name(key) || value.kind() != json::Kind::Text) return;
      pairs[used] = {scratch.copy(key), scratch.copy(value.text())};
      fits = fits && pairs[used].name.data() != nullptr && pairs[used].value.data() != nullptr;
      ++used;
    });
  if (!fits) return Reason::ScratchExhausted;
  return Known{{allows, pairs.first(used)}, scratch.rest()};
}

}  // namespace

Result<Answer, Reason> read_answer(std::string_view json) noexcept {
  if (json.size() > kAnswerBytes) return Reason::AuthorizerFailed;
  try {
    const auto tree = json::read(json);
    if (!tree || tree->root().kind() != json::Kind::Object) return Reason::AuthorizerFailed;
    const Members members = members_of(tree->root());
    if (!members.status_code || members.status_code->kind() != json::Kind::Integer || !is_text(members.body))
      return Reason::AuthorizerFailed;
    return Answer{members.status_code->integer(), std::string(members.body->text())};
  } catch (const std::bad_alloc&) {
    return Reason::OutOfMemory;
  }
}

Result<Known, Reason> judge(std::int64_t status, std::string_view body, Room room) noexcept {
  if (status != kOk || body.size() > kAnswerBytes) return Reason::AuthorizerFailed;
  try {
    const auto tree = json::read(body);
    if (!tree || tree->root().kind() != json::Kind::Object) return Reason::AuthorizerFailed;
    const Members members = members_of(tree->root());
    if (!is_text(members.status)) return Reason::AuthorizerFailed;
    const std::string_view said = members.status->text();
    if (said != "allow" && said != "deny") return Reason::AuthorizerFailed;
    return copied(said == "allow", members.context, room);
  } catch (const std::bad_alloc&) {
    return Reason::OutOfMemory;
  }
}

}  // namespace sluice::authorizer
