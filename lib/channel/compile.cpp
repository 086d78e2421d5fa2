// Compiles a channel: members with their ports, and the sequence of smooth weighted round robin. Each step of
// that sequence raises every member's credit by its weight and takes the highest, which then pays the sum; so
// members take turns as evenly as their weights allow, and one round of the sequence holds each exactly
// weight times. Source: the algorithm is public since nginx 1.3.1 ("smooth weighted round-robin balancing").
#include <algorithm>
#include <new>
#include <numeric>

#include "base/hash.hpp"
#include "base/number.hpp"
#include "sluice/channel.hpp"

namespace sluice::channel {
namespace {

constexpr std::uint32_t kHeaviest = 10000;
constexpr std::uint64_t kLongestRound = 65536;

using Member = Channel::Member;

std::uint64_t identity_of(const std::string& host, std::uint16_t port) {
  std::string key = host;
  key += '\0';
  key += number::Digits(port).view();
  const std::uint64_t hash = hash::of(key, 0);
  return hash == 0 ? 1 : hash;  // 0 marks a free slot
}

bool takes_turns(const Member& member) noexcept {
  return member.is_enabled && !member.is_backup && member.weight != 0;
}

// Weights by their common divisor; where a round would still be longer than the bound, scaled down to it,
// none below 1.
std::vector<std::uint32_t> turns_of(std::span<const Member> members) {
  std::vector<std::uint32_t> turns;
  for (const Member& member : members) turns.push_back(takes_turns(member) ? member.weight : 0);
  const auto gcd = [](std::uint32_t a, std::uint32_t b) { return std::gcd(a, b); };
  const std::uint32_t divisor = std::accumulate(turns.begin(), turns.end(), std::uint32_t{0}, gcd);
  if (divisor > 1)
    for (std::uint32_t& t : turns) t /= divisor;
  const std::uint64_t sum = std::accumulate(turns.begin(), turns.end(), std::uint64_t{0});
  if (sum > kLongestRound)
    for (std::uint32_t& t : turns)
      if (t != 0)
        t = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (t * kLongestRound + sum / 2) / sum));
  return turns;
}

std::vector<std::uint8_t> sequence_of(std::span<const Member> members) {
  const std::vector<std::uint32_t> turns = turns_of(members);
  const auto sum = std::accumulate(turns.begin(), turns.end(), std::int64_t{0});
  std::vector<std::int64_t> credit(turns.size());
  std::vector<std::uint8_t> sequence(static_cast<std::size_t>(sum));
  for (std::uint8_t& chosen : sequence) {
    for (std::size_t i = 0; i < turns.size(); ++i) credit[i] += turns[i];
    const auto highest = std::ranges::max_element(credit);
    *highest -= sum;
    chosen = static_cast<std::uint8_t>(highest - credit.begin());
  }
  return sequence;
}

// `200` or `201-299`.
std::optional<StatusRange> read_range(std::string_view text) noexcept {
  constexpr std::uint64_t least = 100, most = 599;
  const std::size_t dash = text.find('-');
  const auto status = [](std::string_view digits) {
    return digits.size() == 3 ? number::decimal(digits, most) : std::nullopt;
  };
  const auto first = status(text.substr(0, dash));
  const auto last = dash == text.npos ? first : status(text.substr(dash + 1));
  if (!first || !last || *first < least || *first > *last) return std::nullopt;
  return StatusRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

}  // namespace

Result<std::vector<StatusRange>, Problem> read_statuses(std::string_view list) noexcept {
  try {
    std::vector<StatusRange> ranges;
    for (;;) {
      const std::size_t end = list.find(',');
      const auto range = read_range(list.substr(0, end));
      if (!range) return Problem::StatusesIllegal;
      ranges.push_back(*range);
      if (end == list.npos) return ranges;
      list.remove_prefix(end + 1);
    }
  } catch (const std::bad_alloc&) {
    return Problem::OutOfMemory;
  }
}

bool passes(const Channel& channel, std::uint16_t status) noexcept {
  if (!channel.health() || channel.health()->statuses.empty()) return true;
  return std::ranges::any_of(channel.health()->statuses, [&](const StatusRange& range) {
    return range.first <= status && status <= range.last;
  });
}

Result<Channel, Problem> compile(const Spec& spec) noexcept {
  if (spec.members.size() > kMaxMembers) return Problem::TooManyMembers;
  try {
    Channel channel;
    channel.strategy_ = spec.strategy;
    channel.health_ = spec.health;
    for (const MemberSpec& m : spec.members) {
      if (m.weight > kHeaviest) return Problem::WeightTooLarge;
      const std::uint16_t port = m.port != 0 ? m.port : spec.port;
      channel.members_.push_back(
          {m.host, identity_of(m.host, port), m.weight, port, m.is_enabled, m.is_backup});
    }
    const bool has_turns =
        spec.strategy == Strategy::RoundRobin || spec.strategy == Strategy::LeastConnections;
    if (has_turns) channel.sequence_ = sequence_of(channel.members_);
    return channel;
  } catch (const std::bad_alloc&) {
    return Problem::OutOfMemory;
  }
}

}  // namespace sluice::channel
