// A set of APIs as configured: patterns read one by one, hosts in a plain map, the order by comparing every
// two. Slow and obvious on purpose; it knows nothing of the compiled table.
#include <algorithm>
#include <compare>
#include <new>
#include <numeric>
#include <tuple>

#include "sluice/route_explain.hpp"
#include "sluice/target.hpp"

namespace sluice::route {
namespace {

/// The canonical text of a domain name; nothing for an address, a port, or what is no name.
std::optional<std::string> domain_name(std::string_view text) {
  char room[http::kHostRoom];
  const auto host = http::read_host(text, room);
  if (!host || host->kind != http::HostKind::Name || host->port || text.ends_with(':')) return std::nullopt;
  return std::string(host->name);
}

/// Segment by segment from the left: literal before `{p}` before `{p+}`; the texts only make it a total
/// order.
std::weak_ordering compare_segments(const Pattern& a, const Pattern& b) noexcept {
  const std::size_t common = std::min(a.segments.size(), b.segments.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (a.segments[i].kind != b.segments[i].kind) return a.segments[i].kind <=> b.segments[i].kind;
    if (a.segments[i].kind == SegmentKind::Literal && a.segments[i].text != b.segments[i].text)
      return a.segments[i].text <=> b.segments[i].text;
  }
  return a.segments.size() <=> b.segments.size();
}

}  // namespace

/// Fills a List. A host that several bind leads to the group that named it first, independent domains before
/// all.
class Listing {
 public:
  Listing(List& list, const Domains& domains) : list_(list), domains_(domains) {}

  bool read(std::span<const Spec> specs, std::span<const Protocols> protocols) {
    for (const std::string_view text : domains_.suffixes)
      if (auto name = domain_name(text)) list_.suffixes_.push_back(std::move(*name));
    for (const Domain& domain : domains_.independent) bind(domain.host, domain.group);
    for (std::size_t i = 0; i < specs.size(); ++i) {
      auto pattern = read_pattern(specs[i].path, specs[i].mode);
      if (!pattern) return false;
      list_.apis_.push_back({specs[i], std::move(*pattern), group_of(specs[i]),
                             i < protocols.size() ? protocols[i] : Protocols::Both});
    }
    name_groups();
    name_environments();
    name_fallback();
    sort();
    return true;
  }

 private:
  void bind(std::string_view host, std::string_view group) {
    if (auto name = domain_name(host)) list_.hosts_.try_emplace(std::move(*name), group);
  }

  /// A host without a group is a group of its own, unless a domain leads to one.
  std::string group_of(const Spec& spec) {
    if (!spec.host.empty()) bind(spec.host, spec.group.empty() ? spec.host : spec.group);
    if (!spec.group.empty() || spec.host.empty()) return std::string(spec.group);
    const auto name = domain_name(spec.host);
    return name ? list_.hosts_.find(*name)->second : std::string(spec.host);
  }

  /// Source: the published gateway's user guide: every group has the sub-domain `<group id>.<suffix>`.
  void name_groups() {
    std::vector<std::string> groups(domains_.groups.begin(), domains_.groups.end());
    if (domains_.default_group) groups.emplace_back(*domains_.default_group);
    for (const Domain& domain : domains_.independent) groups.emplace_back(domain.group);
    for (const List::Api& api : list_.apis_) groups.push_back(api.group);
    has_nameless_ = std::ranges::find(groups, "") != groups.end();
    for (const std::string& group : groups)
      for (const std::string& suffix : list_.suffixes_)
        if (!group.empty()) bind(group + "." + suffix, group);
  }

  void name_environments() {
    list_.environments_.assign(domains_.environments.begin(), domains_.environments.end());
    list_.environments_.emplace_back(kRelease);
    for (const List::Api& api : list_.apis_) list_.environments_.emplace_back(api.spec.environment);
    std::ranges::sort(list_.environments_);
    list_.environments_.erase(std::unique(list_.environments_.begin(), list_.environments_.end()),
                              list_.environments_.end());
  }

  void name_fallback() {
    const bool takes_all = domains_.default_group && domains_.ip_access;
    if (has_nameless_) list_.fallback_ = "";
    list_.reads_hosts_ = !has_nameless_ || takes_all || !list_.hosts_.empty() || !list_.suffixes_.empty();
    if (takes_all) list_.fallback_ = *domains_.default_group;
  }

  void sort() {
    list_.order_.resize(list_.apis_.size());
    std::iota(list_.order_.begin(), list_.order_.end(), std::size_t{0});
    std::ranges::stable_sort(list_.order_, [this](std::size_t i, std::size_t k) {
      const List::Api& a = list_.apis_[i];
      const List::Api& b = list_.apis_[k];
      const auto place = std::tie(a.group, a.spec.environment) <=> std::tie(b.group, b.spec.environment);
      return place != 0 ? place < 0 : List::comes_before(a, b);
    });
  }

  List& list_;
  const Domains& domains_;
  bool has_nameless_ = false;
};

/// Source: the published gateway's user guide, "Creating an API", request path and match mode.
bool List::comes_before(const Api& a, const Api& b) noexcept {
  const Pattern& p = a.pattern;
  const Pattern& q = b.pattern;
  if (p.mode != q.mode) return p.mode == Mode::Normal;
  if (p.mode == Mode::Prefix && p.segments.size() != q.segments.size())
    return p.segments.size() > q.segments.size();
  if (const auto order = compare_segments(p, q); order != 0) return order < 0;
  if (p.ends_with_slash != q.ends_with_slash) return (p.mode == Mode::Prefix) == p.ends_with_slash;
  const bool is_any = a.spec.method == "ANY";
  if (is_any != (b.spec.method == "ANY")) return !is_any;
  return a.spec.method < b.spec.method;
}

std::vector<std::string> List::hosts(std::size_t spec) const {
  std::vector<std::string> all;
  for (const auto& [host, group] : hosts_)
    if (group == apis_[spec].group) all.push_back(host);
  return all;
}

/// The group that a canonical host leads to. A name that belongs to the system leads to no fallback.
std::optional<std::string> List::group_of(std::string_view name, bool is_name) const {
  const auto found = hosts_.find(name);
  if (is_name && found != hosts_.end()) return found->second;
  const bool is_of_system = std::ranges::any_of(suffixes_, [&](const std::string& suffix) {
    return is_name && (name == suffix || name.ends_with("." + suffix));
  });
  return is_of_system ? std::nullopt : fallback_;
}

Result<List, Reason> list(std::span<const Spec> specs, const Domains& domains,
                          std::span<const Protocols> protocols) noexcept try {
  List made;
  if (!Listing(made, domains).read(specs, protocols)) return Reason::PathUnknown;
  return made;
} catch (const std::bad_alloc&) {
  return Reason::OutOfMemory;
}

}  // namespace sluice::route
