// One request beside every API of a list: what fails first, and who comes nearest.
#include <algorithm>
#include <array>
#include <compare>
#include <new>

#include "base/ascii.hpp"
#include "sluice/route_explain.hpp"
#include "sluice/target.hpp"

namespace sluice::route {
namespace {

constexpr std::array<std::string_view, 7> kSteps = {"none",   "host", "environment", "path",
                                                    "method", "rank", "protocol"};

using Segments = std::vector<std::string_view>;

/// What stands between the slashes: `/a/` is `a` and an empty one.
Segments split(std::string_view path) {
  Segments segments;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at + 1), path.size());
    segments.push_back(path.substr(at + 1, end - at - 1));
    at = end;
  }
  return segments;
}

/// The first segment that does not fit, from 0; nothing where the path fits.
std::optional<std::size_t> difference(const Pattern& pattern, const Segments& path) {
  const std::size_t count = pattern.segments.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [kind, text] = pattern.segments[i];
    if (i >= path.size()) return i;
    if (kind == SegmentKind::Literal ? path[i] != text : path[i].empty()) return i;
    if (kind == SegmentKind::Tail) return std::nullopt;
  }
  if (pattern.mode == Mode::Prefix)
    return pattern.ends_with_slash && path.size() == count ? std::optional(count) : std::nullopt;
  if (!pattern.ends_with_slash) return path.size() > count ? std::optional(count) : std::nullopt;
  if (path.size() == count || !path[count].empty()) return count;
  return path.size() > count + 1 ? std::optional(count + 1) : std::nullopt;
}

/// What the pattern wants at a place; nothing where the path has to end.
std::optional<std::string> wanted_at(const Pattern& pattern, std::size_t i) {
  if (i == pattern.segments.size() && pattern.ends_with_slash) return "";
  if (i >= pattern.segments.size()) return std::nullopt;
  const auto& [kind, text] = pattern.segments[i];
  if (kind == SegmentKind::Literal) return text;
  return "{" + text + (kind == SegmentKind::Tail ? "+}" : "}");
}

std::ptrdiff_t length(const Pattern& pattern, const Segments& path) {
  const auto wanted =
      static_cast<std::ptrdiff_t>(pattern.segments.size() + (pattern.ends_with_slash ? 1 : 0));
  const auto got = static_cast<std::ptrdiff_t>(path.size());
  return wanted < got ? wanted - got : got - wanted;
}

/// How near an API came; greater is nearer.
struct Nearness {
  Step failed = Step::None;
  std::size_t segments = SIZE_MAX;  // that fit
  bool has_method = false;
  std::ptrdiff_t length = 0;  // minus how many segments the path has too few or too many
  auto operator<=>(const Nearness&) const = default;
};

struct Compared {
  std::size_t spec;
  Nearness nearness;
};

std::string shown(const std::string& text) { return "`" + text + "`"; }

std::string path_sentence(const Loser& loser) {
  const std::string place = "segment " + std::to_string(loser.segment);
  if (!loser.wanted && loser.got->empty()) return "the path ends with a slash, the pattern does not";
  if (!loser.wanted) return place + " is " + shown(*loser.got) + ", where the pattern ends";
  if (loser.wanted->empty() && loser.got)
    return place + " is " + shown(*loser.got) + ", where the pattern ends with a slash";
  if (loser.wanted->empty()) return "the path lacks the slash that the pattern ends with";
  if (!loser.got)
    return "the path ends where segment " + std::to_string(loser.segment) + " should be " +
           shown(*loser.wanted);
  if (loser.got->empty()) return place + " is empty, not " + shown(*loser.wanted);
  return place + " is " + shown(*loser.got) + ", not " + shown(*loser.wanted);
}

}  // namespace

std::string_view text(Step step) noexcept { return kSteps[static_cast<std::size_t>(step)]; }

std::string sentence(const Loser& loser) {
  const std::string wanted = loser.wanted.value_or("");
  const std::string got = loser.got.value_or("");
  switch (loser.failed) {
    case Step::None:
      return "it answers";
    case Step::Host:
      return "the host is " + shown(got) + ", not " +
             (wanted.empty() ? "one that leads here" : shown(wanted));
    case Step::Environment:
      return "the environment is " + shown(got) + ", not " + shown(wanted);
    case Step::Path:
      return path_sentence(loser);
    case Step::Method:
      return "the method is " + shown(got) + ", not " + shown(wanted);
    case Step::Rank:
      return "it fits, but " + shown(got) + " comes before it";
    case Step::Protocol:
      return "it is called by " + wanted + " only, not by " + got;
  }
  return {};
}

/// The reading of one request.
class Reading {
 public:
  Reading(const List& list, const Request& request, Explanation& to)
      : list_(list), request_(request), to_(to) {}

  Reason read(PathMode mode) {
    if (!method_of(request_.method)) return Reason::MethodIllegal;
    const auto target = http::split_target(request_.target, request_.method);
    if (!target) return target.error();
    if (const Reason reason = read_fields(); reason != Reason::None) return reason;
    if (!target->authority.empty() && !host_.empty() && !http::is_same_authority(*target, host_))
      return Reason::AuthorityMismatch;
    if (!target->authority.empty()) host_ = target->authority;
    if (target->path == "*") {
      to_.path = "*";
    } else {
      std::string room(target->path.size(), '\0');
      const auto path = http::read_path(target->path, mode, room);
      if (!path) return path.error();
      to_.path = *path;
    }
    return read_host();
  }

  void compare(std::size_t most) {
    const Segments path = split(to_.path == "*" ? std::string_view{} : to_.path);
    std::vector<Compared> losers;
    for (std::size_t i = 0; i < list_.apis_.size(); ++i) {
      const Nearness nearness = near(list_.apis_[i], path);
      if (nearness.failed == Step::Rank &&
          (!best_ || List::comes_before(list_.apis_[i], list_.apis_[*best_])))
        best_ = i;
      fits_some_path_ = fits_some_path_ || nearness.failed == Step::Method;
      losers.push_back({i, nearness});
    }
    choose(losers);
    if (most > 0) sort(losers);
    for (const Compared& loser : losers) {
      if (to_.losers.size() >= most) break;
      if (loser.nearness.failed != Step::None) to_.losers.push_back(lost(loser, path));
    }
    to_.reason = reason();
    if (to_.chosen) take(list_.apis_[*to_.chosen], path);
  }

 private:
  static void sort(std::vector<Compared>& losers) {
    const auto is_nearer = [](const Compared& a, const Compared& b) { return a.nearness > b.nearness; };
    std::ranges::stable_sort(losers, is_nearer);
  }

  /// X-Stage at most once; the Host field, unless the request brings it apart.
  Reason read_fields() {
    std::size_t stages = 0, hosts = 0;
    host_ = ascii::trim(request_.host);
    std::string_view stage;
    for (const Header& field : request_.headers) {
      if (ascii::equals_ignoring_case(field.name, "x-stage")) stage = ascii::trim(field.value), ++stages;
      if (request_.host.empty() && ascii::equals_ignoring_case(field.name, "host"))
        host_ = ascii::trim(field.value), ++hosts;
    }
    to_.environment = stage.empty() ? kRelease : stage;
    if (stages > 1) return Reason::StageRepeated;
    return hosts > 1 ? Reason::HostRepeated : Reason::None;
  }

  Reason read_host() {
    if (!list_.reads_hosts_) {
      group_ = "";
      return Reason::None;
    }
    char room[http::kHostRoom];
    const auto host = http::read_host(host_, room);
    if (!host) return host.error();
    to_.host = host->name;
    group_ = list_.group_of(host->name, host->kind == http::HostKind::Name);
    to_.group = group_.value_or("");
    return Reason::None;
  }

  Nearness near(const List::Api& api, const Segments& path) {
    const auto differs = path.empty() ? std::optional<std::size_t>(0) : difference(api.pattern, path);
    Nearness nearness{Step::Rank, differs.value_or(SIZE_MAX),
                      api.spec.method == request_.method || api.spec.method == "ANY",
                      length(api.pattern, path)};
    if (api.group != group_)
      nearness.failed = Step::Host;
    else if (api.spec.environment != to_.environment)
      nearness.failed = Step::Environment;
    else if (differs)
      nearness.failed = Step::Path;
    else if (!nearness.has_method)
      nearness.failed = Step::Method;
    return nearness;
  }

  /// Of all that fit the best one answers, if it takes the scheme: there is no second choice.
  void choose(std::vector<Compared>& compared) {
    if (!best_) return;
    const bool is_secure = request_.scheme == Scheme::Https || request_.scheme == Scheme::Wss;
    const Protocols protocols = list_.apis_[*best_].protocols;
    const bool is_taken = protocols == Protocols::Both || is_secure == (protocols == Protocols::Https);
    if (is_taken) to_.chosen = *best_;
    compared[*best_].nearness.failed = is_taken ? Step::None : Step::Protocol;
  }

  Reason reason() const {
    if (to_.chosen) return Reason::None;
    if (best_) return Reason::ProtocolRefused;
    if (!group_) return Reason::HostUnknown;
    if (!std::ranges::binary_search(list_.environments_, to_.environment)) return Reason::EnvironmentUnknown;
    return fits_some_path_ ? Reason::MethodUnknown : Reason::PathUnknown;
  }

  Loser lost(const Compared& compared, const Segments& path) {
    const List::Api& api = list_.apis_[compared.spec];
    Loser loser{compared.spec, compared.nearness.failed};
    const bool is_secure = request_.scheme == Scheme::Https || request_.scheme == Scheme::Wss;
    switch (loser.failed) {
      case Step::Host:
        loser.wanted = hosts_of(compared.spec);
        loser.got = to_.host;
        break;
      case Step::Environment:
        loser.wanted = api.spec.environment;
        loser.got = to_.environment;
        break;
      case Step::Path: {
        const std::size_t i = compared.nearness.segments;
        loser.segment = i + 1;
        loser.wanted = wanted_at(api.pattern, i);
        if (i < path.size()) loser.got = path[i];
        if (path.empty()) loser.got = to_.path;
        break;
      }
      case Step::Method:
        loser.wanted = api.spec.method;
        loser.got = request_.method;
        break;
      case Step::Rank:
        loser.wanted = name_of(api);
        loser.got = name_of(list_.apis_[*best_]);
        break;
      case Step::Protocol:
        loser.wanted = api.protocols == Protocols::Http ? "HTTP" : "HTTPS";
        loser.got = is_secure ? "HTTPS" : "HTTP";
        break;
      case Step::None:
        break;
    }
    return loser;
  }

  static std::string name_of(const List::Api& api) {
    return std::string(api.spec.method) + " " + std::string(api.spec.path);
  }

  std::string hosts_of(std::size_t spec) const {
    std::string text;
    for (const std::string& host : list_.hosts(spec)) text += (text.empty() ? "" : ", ") + host;
    return text;
  }

  void take(const List::Api& api, const Segments& path) {
    const auto& segments = api.pattern.segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (segments[i].kind == SegmentKind::Parameter) to_.params.emplace_back(segments[i].text, path[i]);
      if (segments[i].kind == SegmentKind::Tail) to_.params.emplace_back(segments[i].text, rest(path, i));
    }
    if (api.pattern.mode == Mode::Prefix && path.size() > segments.size())
      to_.remainder = (api.pattern.ends_with_slash ? "" : "/") + rest(path, segments.size());
  }

  static std::string rest(const Segments& path, std::size_t from) {
    std::string text;
    for (std::size_t i = from; i < path.size(); ++i) text.append(i == from ? "" : "/").append(path[i]);
    return text;
  }

  const List& list_;
  const Request& request_;
  Explanation& to_;
  std::string_view host_;
  std::optional<std::string> group_;
  std::optional<std::size_t> best_;
  bool fits_some_path_ = false;
};

Explanation List::explain(const Request& request, const Comparison& comparison) const noexcept try {
  Explanation explanation;
  Reading reading(*this, request, explanation);
  explanation.reason = reading.read(comparison.mode);
  if (explanation.reason == Reason::None) reading.compare(comparison.most);
  return explanation;
} catch (const std::bad_alloc&) {
  Explanation explanation;
  explanation.out_of_memory = true;
  return explanation;
}

}  // namespace sluice::route
