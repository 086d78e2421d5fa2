#include "route/entrance.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <optional>

#include "base/ascii.hpp"

namespace sluice::route {
namespace {

/// The canonical text of a domain name; nothing for an address, a port, or what is no name.
std::optional<std::string> domain_name(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host || host->kind != http::HostKind::Name || host->port || text.back() == ':') return std::nullopt;
  return std::string(host->name);
}

Slice put(Tables& tables, std::string_view text) {
  const Slice slice{static_cast<std::uint32_t>(tables.text.size()), static_cast<std::uint32_t>(text.size())};
  tables.text += text;
  return slice;
}

}  // namespace

void Entrances::read_domains() {
  for (const std::string_view text : domains_.suffixes)
    if (auto name = domain_name(text)) suffixes_.push_back(std::move(*name));
  for (const std::string_view id : domains_.groups) groups_.of(id);
  if (domains_.default_group) groups_.of(*domains_.default_group);
  for (std::uint32_t i = 0; i < domains_.independent.size(); ++i) {
    const Domain& domain = domains_.independent[i];
    bind(domain.host, groups_.of(domain.group), domain.min_tls, {.domain = i}, true);
  }
}

std::uint32_t Entrances::group_of(const Spec& spec, std::uint32_t number) {
  if (spec.host.empty()) return groups_.of(spec.group);
  if (spec.group.empty()) {
    const auto [at, is_new] = spec_hosts_.try_emplace(spec.host, 0);
    if (!is_new) return at->second;
    const auto name = domain_name(spec.host);
    const auto known = name ? entrances_.find(*name) : entrances_.end();
    if (known != entrances_.end()) return at->second = known->second.group;
    at->second = groups_.of(spec.host);
    bind(spec.host, at->second, Tls::Unknown, {.spec = number}, false);
    return at->second;
  }
  const std::uint32_t group = groups_.of(spec.group);
  bind(spec.host, group, Tls::Unknown, {.spec = number}, false);
  return group;
}

/// Source: the published gateway's user guide: one domain leads to one group; a group's own sub-domain is not
/// bound by hand.
void Entrances::bind(std::string_view text, std::uint32_t group, Tls min_tls, Problem where, bool is_listed) {
  const auto name = domain_name(text);
  if (!name) {
    where.kind = ProblemKind::DomainIllegal;
  } else if (is_of_system(*name)) {
    where.kind = ProblemKind::DomainOfSystem;
  } else {
    const auto [at, is_new] = entrances_.try_emplace(*name, Entrance{group, false, min_tls});
    if (is_new || (!is_listed && at->second.group == group)) return;
    where.kind = ProblemKind::DomainRepeated;
  }
  problems_.push_back(std::move(where));
}

bool Entrances::is_of_system(std::string_view host) const noexcept {
  return std::any_of(suffixes_.begin(), suffixes_.end(), [&](const std::string& suffix) {
    return host.ends_with(suffix) &&
           (host.size() == suffix.size() || host[host.size() - suffix.size() - 1] == '.');
  });
}

void Entrances::add_subdomains() {
  for (std::uint32_t group = 0; group < groups_.names().size(); ++group) {
    const std::string_view id = groups_.names()[group];
    if (id.empty()) continue;
    for (const std::string& suffix : suffixes_)
      if (auto name = domain_name(std::string(id) + "." + suffix))
        entrances_.try_emplace(std::move(*name), Entrance{group, true, Tls::Unknown});
  }
}

void Entrances::write(Tables& tables) {
  add_subdomains();
  hosts_.resize(groups_.names().size());
  for (const auto& [name, entrance] : entrances_) {
    std::string_view& host = hosts_[entrance.group];
    if (host.empty() || name < host) host = name;
  }
  for (const std::string_view id : groups_.names()) {
    if (id.empty()) tables.nameless = static_cast<std::uint32_t>(tables.groups.size());
    tables.groups.push_back({put(tables, id), kNowhere, 0});
  }
  for (const std::string& suffix : suffixes_) tables.suffixes.push_back(put(tables, suffix));
  tables.fallback = tables.nameless;
  if (domains_.default_group && domains_.ip_access) tables.fallback = groups_.of(*domains_.default_group);
  tables.has_hosts = !entrances_.empty() || tables.fallback != tables.nameless || !suffixes_.empty() ||
                     tables.nameless == kNowhere;
  by_group_.reserve(entrances_.size());
  for (const auto& entrance : entrances_) by_group_.push_back(&entrance);
  std::ranges::sort(by_group_, [](const auto* a, const auto* b) {
    return a->second.group != b->second.group ? a->second.group < b->second.group : a->first < b->first;
  });
  if (!by_group_.empty()) tables.hosts.resize(std::bit_ceil(by_group_.size() * 3 / 2 + 1));
}

void Entrances::write_records(Tables& tables, std::uint32_t group, std::vector<std::uint32_t>& places) {
  places.clear();
  const auto is_before = [](const auto* entrance, std::uint32_t number) {
    return entrance->second.group < number;
  };
  for (auto next = std::lower_bound(by_group_.begin(), by_group_.end(), group, is_before);
       next != by_group_.end() && (*next)->second.group == group; ++next) {
    const auto& [name, to] = **next;
    const HostRecord record{group,      kNowhere, static_cast<std::uint8_t>(name.size()), to.via_subdomain,
                            to.min_tls, 0};
    const std::size_t place = tables.arena.size();
    if (place >= Child::kPlaces) throw std::bad_alloc();
    tables.arena.resize(place + words_for(sizeof record + name.size()));
    std::memcpy(&tables.arena[place], &record, sizeof record);
    std::memcpy(&tables.arena[place + words_for(sizeof record)], name.data(), name.size());
    places.push_back(static_cast<std::uint32_t>(place));
    file(tables, name, places.back());
  }
}

void Entrances::file(Tables& tables, std::string_view name, std::uint32_t place) {
  const std::uint64_t hash = Words(name).hash(0, name.size());
  const std::size_t mask = tables.hosts.size() - 1;
  std::size_t slot = hash & mask;
  while (tables.hosts[slot].place != 0) slot = (slot + 1) & mask;
  tables.hosts[slot] = {static_cast<std::uint32_t>(hash >> 32), place};
}

std::string_view Entrances::host_of(std::uint32_t group) const noexcept { return hosts_[group]; }

bool Entrances::is_reachable(const Tables& tables, std::uint32_t group) const noexcept {
  return !hosts_[group].empty() || group == tables.fallback;
}

}  // namespace sluice::route
