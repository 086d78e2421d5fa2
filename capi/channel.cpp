#include "sluice/channel.hpp"

#include <utility>

#include "convert.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_channel : Handle<0x736c7569'6368616e> {
  explicit sluice_channel(channel::Channel from) : channel(std::move(from)) {}
  channel::Channel channel;
};

struct sluice_channel_state : Handle<0x736c7569'63687374> {
  channel::State state;
};

static_assert(static_cast<int>(channel::Strategy::UriHash) == SLUICE_BALANCE_URI_HASH);

namespace {

bool read_members(const sluice_channel_spec& from, std::vector<channel::MemberSpec>& to) {
  return for_each_sized(
      from.members, from.member_count, sluice_member_init, [&](const sluice_member& member, std::size_t) {
        if (!is_text(member.host) || member.port > UINT16_MAX) return false;
        to.push_back({std::string(view(member.host)), static_cast<std::uint16_t>(member.port), member.weight,
                      member.is_enabled != 0, member.is_backup != 0});
        return true;
      });
}

// Statuses that are no list are told apart from what is impossible: the channel is refused.
sluice_status read_health(const sluice_channel_spec& from, std::optional<channel::HealthSpec>& to) {
  if (from.has_health == 0) return SLUICE_OK;
  if (from.rise == 0 || from.rise > 255 || from.fall == 0 || from.fall > 255) return SLUICE_INVALID;
  to = channel::HealthSpec{static_cast<std::uint8_t>(from.rise), static_cast<std::uint8_t>(from.fall)};
  if (from.http_code.size == 0) return SLUICE_OK;
  auto statuses = channel::read_statuses(view(from.http_code));
  if (statuses) to->statuses = std::move(*statuses);
  return statuses                                            ? SLUICE_OK
         : statuses.error() == channel::Problem::OutOfMemory ? SLUICE_OUT_OF_MEMORY
                                                             : SLUICE_REFUSED;
}

bool is_member(const sluice_channel* channel, const sluice_channel_state* state, uint32_t member) noexcept {
  return is_handle(channel) && is_handle(state) && member <= UINT16_MAX;
}

}  // namespace

void sluice_member_init(sluice_member* member) {
  if (member == nullptr) return;
  *member = {};
  member->size = sizeof *member;
  member->weight = 1;
  member->is_enabled = 1;
}

void sluice_channel_spec_init(sluice_channel_spec* spec) {
  if (spec == nullptr) return;
  *spec = {};
  spec->size = sizeof *spec;
  spec->strategy = SLUICE_BALANCE_ROUND_ROBIN;
  spec->rise = 2;
  spec->fall = 5;
}

sluice_status sluice_channel_compile(sluice_channel** channel, const sluice_channel_spec* spec) {
  if (channel == nullptr) return SLUICE_INVALID;
  return guard([&] {
    sluice_channel_spec known;
    sluice_channel_spec_init(&known);
    channel::Spec read;
    if (!read_sized(spec, known) || !is_text(known.http_code) || known.port > UINT16_MAX)
      return SLUICE_INVALID;
    if (known.strategy < SLUICE_BALANCE_ROUND_ROBIN || known.strategy > SLUICE_BALANCE_URI_HASH)
      return SLUICE_INVALID;
    if (!read_members(known, read.members)) return SLUICE_INVALID;
    if (const sluice_status status = read_health(known, read.health); status != SLUICE_OK) return status;
    read.port = static_cast<std::uint16_t>(known.port);
    read.strategy = static_cast<channel::Strategy>(known.strategy);
    auto compiled = channel::compile(read);
    if (!compiled)
      return compiled.error() == channel::Problem::OutOfMemory ? SLUICE_OUT_OF_MEMORY : SLUICE_REFUSED;
    *channel = new sluice_channel(std::move(*compiled));
    return SLUICE_OK;
  });
}

void sluice_channel_free(sluice_channel* channel) {
  if (is_handle(channel)) delete channel;
}

sluice_status sluice_channel_state_create(sluice_channel_state** state) {
  if (state == nullptr) return SLUICE_INVALID;
  return guard([&] {
    *state = new sluice_channel_state;
    return SLUICE_OK;
  });
}

void sluice_channel_state_free(sluice_channel_state* state) {
  if (is_handle(state)) delete state;
}

sluice_status sluice_channel_pick(sluice_pick* pick, uint32_t* reason, const sluice_channel* channel,
                                  sluice_channel_state* state, sluice_text source, sluice_text path,
                                  const uint16_t* tried, size_t tried_count) {
  if (pick == nullptr || !is_handle(channel) || !is_handle(state)) return SLUICE_INVALID;
  if (!is_text(source) || !is_text(path) || !is_span(tried, tried_count, sizeof *tried))
    return SLUICE_INVALID;
  const auto chosen =
      channel::pick(channel->channel, state->state,
                    {.source = view(source), .path = view(path), .tried = {tried, tried_count}});
  if (!chosen) return refused(reason, chosen.error());
  *pick = {chosen->member, chosen->port, text(chosen->host)};
  return SLUICE_OK;
}

sluice_status sluice_channel_finish(const sluice_channel* channel, sluice_channel_state* state,
                                    uint32_t member, int32_t succeeded) {
  if (!is_member(channel, state, member)) return SLUICE_INVALID;
  channel::finish(channel->channel, state->state, static_cast<std::uint16_t>(member), succeeded != 0);
  return SLUICE_OK;
}

sluice_status sluice_channel_give_back(const sluice_channel* channel, sluice_channel_state* state,
                                       uint32_t member) {
  if (!is_member(channel, state, member)) return SLUICE_INVALID;
  channel::give_back(channel->channel, state->state, static_cast<std::uint16_t>(member));
  return SLUICE_OK;
}

sluice_status sluice_channel_probe(const sluice_channel* channel, sluice_channel_state* state,
                                   uint32_t member, uint32_t result) {
  if (!is_member(channel, state, member) || result > UINT16_MAX) return SLUICE_INVALID;
  const bool succeeded =
      result > 1 ? channel::passes(channel->channel, static_cast<std::uint16_t>(result)) : result == 1;
  channel::report(channel->channel, state->state, static_cast<std::uint16_t>(member), succeeded);
  return SLUICE_OK;
}

sluice_status sluice_channel_healthy(int32_t* healthy, const sluice_channel* channel,
                                     const sluice_channel_state* state, uint32_t member) {
  if (healthy == nullptr || !is_member(channel, state, member)) return SLUICE_INVALID;
  *healthy = channel::is_healthy(channel->channel, state->state, static_cast<std::uint16_t>(member)) ? 1 : 0;
  return SLUICE_OK;
}

sluice_status sluice_channel_usable(uint32_t* count, const sluice_channel* channel,
                                    const sluice_channel_state* state) {
  if (count == nullptr || !is_handle(channel) || !is_handle(state)) return SLUICE_INVALID;
  *count = channel::usable_count(channel->channel, state->state);
  return SLUICE_OK;
}
