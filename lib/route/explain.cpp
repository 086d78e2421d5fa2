// Explaining walks over all entries: leaves lie one behind the other, each in order of precedence.
#include <algorithm>
#include <array>
#include <compare>
#include <new>
#include <optional>
#include <utility>

#include "route/split.hpp"
#include "route/tables.hpp"
#include "sluice/route_explain.hpp"

namespace sluice::route {
namespace {

constexpr std::array<std::string_view, 5> kSteps = {"none", "host", "environment", "path", "method"};

void append_encoded(std::string& text, std::string_view literal) {
  std::string room(literal.size() * 3, '\0');
  const auto encoded = http::encode(literal, http::Encoding::Path, room);
  text += encoded ? *encoded : literal;
}

/// The entry's pattern with the names of one of its APIs.
std::string pattern_of(const Tables& tables, const Entry& entry, const EntryApi& api) {
  const char* name = tables.text.data() + api.names;
  const auto put_name = [&name](std::string& to) {
    to.append(name + 1, static_cast<std::size_t>(*name));
    name += 1 + *name;
  };
  const auto places = places_of(entry);
  std::string pattern;
  std::size_t segment = 0;
  for (std::string_view text = text_of(entry); !text.empty(); ++segment) {
    const std::size_t end = std::min(text.find('/', 1), text.size());
    append_encoded(pattern, text.substr(0, end));
    text.remove_prefix(end);
    if (!std::ranges::binary_search(places, segment)) continue;
    put_name(pattern += '{');
    pattern += '}';
  }
  if (entry.shape == Shape::Tail) {
    put_name(pattern += '{');
    pattern += "+}";
  }
  return entry.shape == Shape::PrefixSlash || pattern.empty() ? pattern + '/' : pattern;
}

/// The first segment of the path that the entry does not fit.
std::optional<std::size_t> difference(const Entry& entry, const Split& split, std::string_view path) {
  std::string_view text = text_of(entry);
  const auto places = places_of(entry);
  for (std::size_t i = 0; i < entry.length; ++i) {
    if (i >= split.count) return i;
    const std::string_view segment = path.substr(split.at[i] + 1u, split.size(i));
    const std::string_view literal = text.substr(1, text.find('/', 1) - 1);
    text.remove_prefix(1 + literal.size());
    const bool is_variable = std::ranges::binary_search(places, i);
    if (is_variable ? segment.empty() : segment != literal) return i;
  }
  const bool has_more = split.count > entry.length;
  switch (entry.shape) {
    case Shape::Exact:
      return has_more ? std::optional<std::size_t>(entry.length) : std::nullopt;
    case Shape::Tail:
      return has_more && split.size(entry.length) != 0 ? std::nullopt
                                                       : std::optional<std::size_t>(entry.length);
    case Shape::PrefixSlash:
      return has_more ? std::nullopt : std::optional<std::size_t>(entry.length);
    case Shape::Prefix:
      break;
  }
  return std::nullopt;
}

/// Calls `visit(entry, api, method, group, environment)` for every API, in order.
template <class F>
void for_each(const Tables& tables, F visit) {
  const auto leaf = [&](std::uint32_t group, std::uint32_t environment, std::uint32_t number) {
    if (number == UINT32_MAX) return;
    const std::size_t end =
        number + 1 < tables.leaves.size() ? tables.leaves[number + 1].entries : tables.entries.size() - 1;
    for (std::size_t place = tables.leaves[number].entries; place < end;) {
      const Entry& entry = tables.entry(place);
      const EntryApi* api = apis_of(entry).data();
      for (unsigned n = 0; n < 8; ++n)
        if ((entry.methods >> n & 1) != 0) visit(entry, *api++, static_cast<Method>(n), group, environment);
      place += words_of(entry);
    }
  };
  for (std::uint32_t group = 0; group + 1 < tables.groups.size(); ++group) {
    leaf(group, 0, tables.groups[group].release_leaf);
    for (auto i = tables.groups[group].first_stage; i < tables.groups[group + 1].first_stage; ++i)
      leaf(group, tables.stages[i].environment, tables.stages[i].leaf);
  }
}

Listed listed(const Tables& tables, const Entry& entry, const EntryApi& api, Method method,
              std::uint32_t group, std::uint32_t environment) {
  const bool is_prefix = entry.shape == Shape::Prefix || entry.shape == Shape::PrefixSlash;
  return {api.id,
          method,
          is_prefix ? Mode::Prefix : Mode::Normal,
          pattern_of(tables, entry, api),
          tables.view(tables.groups[group].name),
          tables.view(tables.environments[environment])};
}

/// How near an API came; greater is nearer.
struct Nearness {
  bool is_chosen = false;
  bool is_fitting = false;
  Step failed = Step::None;
  std::size_t segments = 0;  ///< that fit
  bool has_method = false;
  auto operator<=>(const Nearness&) const = default;
};

/// The nearest so far, nearest first; of equals the one that came first.
class Nearest {
 public:
  explicit Nearest(std::size_t most) noexcept : most_(most) {}

  bool takes(const Nearness& nearness) const noexcept {
    return all_.size() < most_ || (most_ != 0 && all_.back().first < nearness);
  }
  void put(const Nearness& nearness, Candidate candidate) {
    const auto is_less = [](const Nearness& n, const auto& other) { return n > other.first; };
    all_.insert(std::upper_bound(all_.begin(), all_.end(), nearness, is_less),
                {nearness, std::move(candidate)});
    if (all_.size() > most_) all_.pop_back();
  }
  std::vector<Candidate> candidates() && {
    std::vector<Candidate> candidates;
    for (auto& [nearness, candidate] : all_) candidates.push_back(std::move(candidate));
    return candidates;
  }

 private:
  std::size_t most_;
  std::vector<std::pair<Nearness, Candidate>> all_;
};

Step failed_step(const Scope& scope, std::uint32_t group, std::uint32_t environment, bool fits,
                 bool has_method) {
  if (group != scope.group_number) return Step::Host;
  if (environment != scope.environment_number) return Step::Environment;
  if (!fits) return Step::Path;
  return has_method ? Step::None : Step::Method;
}

std::vector<Candidate> candidates_of(const Tables& tables, const Match& match, Method wanted,
                                     std::size_t most) {
  const Split split(match.path, kMaxSegments - 1);
  Nearest nearest(most);
  bool is_found = false;  // the first that fits is the one that was chosen
  for_each(tables, [&](const Entry& entry, const EntryApi& api, Method method, auto group, auto environment) {
    const auto differs = difference(entry, split, match.path);
    const bool has_method = method == wanted || method == Method::Any;
    const Step failed = failed_step(match.scope, group, environment, !differs, has_method);
    const bool is_chosen = failed == Step::None && !std::exchange(is_found, is_found || failed == Step::None);
    const Nearness nearness{is_chosen, failed == Step::None, failed, differs.value_or(SIZE_MAX), has_method};
    if (nearest.takes(nearness))
      nearest.put(nearness, {listed(tables, entry, api, method, group, environment), failed,
                             differs.value_or(0), is_chosen});
  });
  return std::move(nearest).candidates();
}

}  // namespace

std::string_view text(Step step) noexcept { return kSteps[static_cast<std::size_t>(step)]; }

Result<std::vector<Listed>, Reason> listing(const Table& table) noexcept try {
  std::vector<Listed> all;
  for_each(table.tables(),
           [&](const Entry& entry, const EntryApi& api, Method method, auto group, auto environment) {
             all.push_back(listed(table.tables(), entry, api, method, group, environment));
           });
  return all;
} catch (const std::bad_alloc&) {
  return Reason::OutOfMemory;
}

Explanation explain(const Table& table, const Request& request, Room room, PathMode mode,
                    std::size_t most) noexcept {
  Explanation result{table.match(request, room, mode), {}, false};
  const auto wanted = method_of(request.method);
  if (!wanted || result.match.path.empty() || result.match.path[0] != '/') return result;
  try {
    result.candidates = candidates_of(table.tables(), result.match, *wanted, most);
  } catch (const std::bad_alloc&) {
    result.out_of_memory = true;
  }
  return result;
}

}  // namespace sluice::route
