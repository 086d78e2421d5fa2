// Collects the domains of a set of APIs and writes the host table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "route/draft.hpp"
#include "route/tables.hpp"

namespace sluice::route {

class Entrances {
 public:
  Entrances(const Domains& domains, std::vector<Problem>& problems) noexcept
      : domains_(domains), problems_(problems) {}

  /// Reads the suffixes and the independent domains.
  void read_domains();
  /// The group that an API names, by its group, its host, or neither.
  std::uint32_t group_of(const Spec& spec, std::uint32_t number);

  /// Writes groups, suffixes and the fallback, and makes room for the hosts.
  void write(Tables& tables);
  /// Writes the hosts that lead to the group, to no leaf yet; once for each group. `places`: of the records.
  void write_records(Tables& tables, std::uint32_t group, std::vector<std::uint32_t>& places);

  /// A host that leads to the group; empty: none.
  std::string_view host_of(std::uint32_t group) const noexcept;
  /// True where some host leads to the group.   After write().
  bool is_reachable(const Tables& tables, std::uint32_t group) const noexcept;
  std::span<const std::string_view> groups() const noexcept { return groups_.names(); }

 private:
  struct Entrance {
    std::uint32_t group = 0;
    bool via_subdomain = false;
    Tls min_tls = Tls::Unknown;
  };

  void bind(std::string_view text, std::uint32_t group, Tls min_tls, Problem where, bool is_listed);
  bool is_of_system(std::string_view host) const noexcept;
  void add_subdomains();
  static void file(Tables& tables, std::string_view name, std::uint32_t place);

  const Domains& domains_;
  std::vector<Problem>& problems_;
  Numbers groups_;
  std::vector<std::string> suffixes_;
  std::unordered_map<std::string, Entrance> entrances_;
  std::unordered_map<std::string_view, std::uint32_t> spec_hosts_;  // as written: group
  std::vector<const std::pair<const std::string, Entrance>*> by_group_;
  std::vector<std::string_view> hosts_;  // of each group: one, or empty
};

}  // namespace sluice::route
