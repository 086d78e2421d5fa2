// From specs to a table: domains and patterns are read, APIs sorted into leaves, each leaf sorted by
// precedence and written; then conflicts and APIs that never answer are told. All problems are found in one
// go.
#include <algorithm>
#include <new>

#include "route/draft.hpp"
#include "route/entrance.hpp"
#include "route/leaf.hpp"
#include "route/witness.hpp"

namespace sluice::route {
namespace {

class Compiler {
 public:
  Compiler(std::span<const Spec> specs, const Domains& domains)
      : specs_(specs),
        domains_(domains),
        tables_(std::make_unique<Tables>()),
        drafts_(*tables_),
        entrances_(domains, problems_) {}

  Compiled run() {
    entrances_.read_domains();
    environments_.of(kRelease);
    for (const std::string_view name : domains_.environments) environments_.of(name);
    tables_->text.assign(1, '\0');  // the empty list of names
    read_specs();
    entrances_.write(*tables_);
    write_environments();
    write_leaves();
    write_stages();
    find_lost();
    describe();
    return finish();
  }

 private:
  void read_specs() {
    std::size_t bytes = 0;
    for (const Spec& spec : specs_) bytes += spec.path.size();
    drafts_.reserve(specs_.size(), bytes);
    tables_->arena.reserve(bytes / sizeof(std::uint32_t) + 8 * specs_.size());
    for (std::uint32_t i = 0; i < specs_.size(); ++i) {
      const std::uint32_t group = entrances_.group_of(specs_[i], i);
      const std::uint32_t environment = environments_.of(specs_[i].environment);
      if (auto problem = drafts_.add(specs_[i], i))
        problems_.push_back(std::move(*problem));
      else
        drafts_.all().back().leaf = leaf_of(group, environment);
    }
  }

  std::uint32_t leaf_of(std::uint32_t group, std::uint32_t environment) {
    const std::uint64_t key = std::uint64_t{group} << 32 | environment;
    const auto [at, is_new] = leaf_numbers_.try_emplace(key, static_cast<std::uint32_t>(leaf_keys_.size()));
    if (is_new) leaf_keys_.push_back(key);
    return at->second;
  }

  std::uint32_t group_of(std::uint32_t leaf) const {
    return static_cast<std::uint32_t>(leaf_keys_[leaf] >> 32);
  }
  std::uint32_t environment_of(std::uint32_t leaf) const {
    return static_cast<std::uint32_t>(leaf_keys_[leaf]);
  }

  void write_environments() {
    for (const std::string_view name : environments_.names()) {
      tables_->environments_by_name.push_back(static_cast<std::uint32_t>(tables_->environments.size()));
      tables_->environments.push_back(
          {static_cast<std::uint32_t>(tables_->text.size()), static_cast<std::uint32_t>(name.size())});
      tables_->text += name;
    }
    std::ranges::sort(tables_->environments_by_name, {},
                      [&](std::uint32_t n) { return environments_.names()[n]; });
  }

  void write_leaves() {
    auto& all = drafts_.all();
    std::ranges::sort(all, [&](const Draft& a, const Draft& b) {
      return a.leaf != b.leaf ? a.leaf < b.leaf : drafts_.precedes(a, b);
    });
    refuse_identical();
    tables_->arena.assign(1, 0);
    leaf_places_.assign(leaf_keys_.size(), kNowhere);
    LeafWriter writer(*tables_, drafts_);
    std::vector<std::uint32_t> records;
    std::vector<bool> has_records(tables_->groups.size());
    for (auto first = all.begin(); first != all.end();) {
      const auto last = std::find_if(first, all.end(), [&](const Draft& d) { return d.leaf != first->leaf; });
      const std::uint32_t group = group_of(first->leaf);
      const bool is_release = environment_of(first->leaf) == 0;
      writer.write({first, last});
      if (is_release) entrances_.write_records(*tables_, group, records);
      const std::uint32_t place = leaf_places_[first->leaf] = writer.finish();
      if (is_release) {
        has_records[group] = true;
        for (const std::uint32_t record : records) tables_->arena[record + 1] = place;
      }
      first = last;
    }
    for (std::uint32_t group = 0; group < tables_->groups.size(); ++group)
      if (!has_records[group]) entrances_.write_records(*tables_, group, records);
    tables_->arena.resize(tables_->arena.size() + 4);  // texts are read by words
    tables_->apis = static_cast<std::uint32_t>(all.size());
  }

  /// Identical APIs stand together; the first spec stays, so that the others can still be checked.
  void refuse_identical() {
    const auto is_same = [&](const Draft& a, const Draft& b) {
      return a.leaf == b.leaf && a.method == b.method && drafts_.is_same_pattern(a, b);
    };
    auto& all = drafts_.all();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i != 0 && is_same(all[kept - 1], all[i]))
        identical_.emplace_back(all[kept - 1], all[i].spec);
      else
        all[kept++] = all[i];
    }
    all.resize(kept);
  }

  void write_stages() {
    std::vector<std::uint32_t> order(leaf_keys_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::uint32_t leaf) { return leaf_keys_[leaf]; });
    auto next = order.begin();
    for (std::uint32_t group = 0; group < tables_->groups.size(); ++group) {
      tables_->groups[group].first_stage = static_cast<std::uint32_t>(tables_->stages.size());
      for (; next != order.end() && group_of(*next) == group; ++next) {
        if (environment_of(*next) == 0)
          tables_->groups[group].release_leaf = leaf_places_[*next];
        else
          tables_->stages.push_back({environment_of(*next), leaf_places_[*next]});
      }
    }
    tables_->groups.push_back({{}, kNowhere, static_cast<std::uint32_t>(tables_->stages.size())});
  }

  void find_lost() {
    const bool has_domain_errors = std::ranges::any_of(problems_, [](const Problem& p) {
      return p.kind == ProblemKind::DomainIllegal || p.kind == ProblemKind::DomainRepeated ||
             p.kind == ProblemKind::DomainOfSystem;
    });
    const Witnesses witnesses(*tables_, drafts_, leaf_places_);
    for (const auto& [first, second] : identical_) {
      const Method method = first.method == Method::Any ? Method::Get : first.method;
      problems_.push_back({.kind = ProblemKind::Identical,
                           .spec = second,
                           .other = first.spec,
                           .witness = line(first.leaf, method, witnesses.path_of(first))});
    }
    for (const Draft& draft : drafts_.all()) {
      if (!entrances_.is_reachable(*tables_, group_of(draft.leaf)) && !has_domain_errors)
        problems_.push_back({.kind = ProblemKind::Unreachable, .spec = draft.spec});
      else if (const auto loss = witnesses.shadow_of(draft))
        problems_.push_back({.kind = ProblemKind::Shadowed,
                             .spec = draft.spec,
                             .other = loss->winner,
                             .witness = line(draft.leaf, loss->method, loss->path)});
    }
  }

  std::string line(std::uint32_t leaf, Method method, std::string_view path) const {
    return request_line(method, entrances_.host_of(group_of(leaf)), path,
                        environments_.names()[environment_of(leaf)]);
  }

  void describe() {
    std::ranges::stable_sort(problems_, {}, [](const Problem& p) { return p.spec; });
    for (Problem& problem : problems_) problem.message = message_of(problem);
  }

  std::string name_of(std::uint32_t spec) const {
    const Spec& s = specs_[spec];
    return s.name.empty() ? "API " + std::to_string(s.id) : "API " + std::string(s.name);
  }

  std::string message_of(const Problem& p) const {
    const std::string subject = p.spec != Problem::kNone ? name_of(p.spec)
                                : p.domain != Problem::kNone
                                    ? "domain " + std::string(domains_.independent[p.domain].host)
                                    : std::string("domains");
    switch (p.kind) {
      case ProblemKind::PatternIllegal:
        return subject + ": " + std::string(text(p.fault)) + " (byte " + std::to_string(p.offset) + ")";
      case ProblemKind::MethodIllegal:
        return subject + ": the method is none of GET, POST, PUT, DELETE, HEAD, PATCH, OPTIONS, ANY";
      case ProblemKind::Identical:
        return subject + " is the same as " + name_of(p.other) + ": both serve " + p.witness;
      case ProblemKind::DomainIllegal:
        return subject + ": no legal domain name";
      case ProblemKind::DomainRepeated:
        return subject + ": the domain is bound already";
      case ProblemKind::DomainOfSystem:
        return subject + ": the domain is the system's own";
      case ProblemKind::Shadowed:
        return subject + " never answers: other APIs come first, as " + name_of(p.other) + " for " +
               p.witness;
      case ProblemKind::Unreachable:
        return subject + " is never called: no host leads to its group";
    }
    return subject;
  }

  Compiled finish() {
    Compiled result{std::nullopt, std::move(problems_), false};
    if (std::ranges::any_of(result.problems, [](const Problem& p) { return is_error(p.kind); }))
      return result;
    write_ids();
    shrink();
    result.table = Tables::table(std::move(tables_));
    return result;
  }

  /// Entries held numbers of specs until now.
  void write_ids() {
    for (const std::uint32_t leaf : leaf_places_) {
      if (leaf == kNowhere) continue;
      for (std::size_t place = tables_->leaf(leaf).entries; place < tables_->leaf(leaf).end;) {
        const Entry& entry = tables_->entry(place);
        const std::size_t ids = static_cast<std::size_t>(ids_of(entry) - tables_->arena.data());
        for (std::size_t i = 0; i < count_of(entry.methods); ++i)
          tables_->arena[ids + i] = specs_[tables_->arena[ids + i]].id;
        place += words_of(entry);
      }
    }
  }

  void shrink() {
    tables_->arena.shrink_to_fit();
    tables_->text.shrink_to_fit();
  }

  std::span<const Spec> specs_;
  const Domains& domains_;
  std::unique_ptr<Tables> tables_;
  std::vector<Problem> problems_;
  Drafts drafts_;
  Entrances entrances_;
  Numbers environments_;
  std::unordered_map<std::uint64_t, std::uint32_t> leaf_numbers_;
  std::vector<std::uint64_t> leaf_keys_;    // group, environment
  std::vector<std::uint32_t> leaf_places_;  // once written
  std::vector<std::pair<Draft, std::uint32_t>> identical_;
};

}  // namespace

Compiled compile(std::span<const Spec> specs, const Domains& domains) noexcept try {
  return Compiler(specs, domains).run();
} catch (const std::bad_alloc&) {
  Compiled nothing;
  nothing.out_of_memory = true;
  return nothing;
}

Compiled compile(std::initializer_list<Spec> specs) noexcept {
  return compile(std::span(specs.begin(), specs.size()));
}

}  // namespace sluice::route
