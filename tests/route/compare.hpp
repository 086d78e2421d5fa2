// Random sets of APIs and requests, the library's answer beside the twin's, and shrinking of what differs.
#pragma once

#include <random>
#include <sstream>

#include "route/twin.hpp"
#include "sluice/route.hpp"

namespace compare {

using Random = std::mt19937_64;

struct Question {
  std::string method;
  std::string path;
};

inline std::vector<sluice::route::Spec> specs_of(const std::vector<twin::Route>& routes) {
  using namespace sluice::route;
  std::vector<Spec> specs;
  for (const twin::Route& r : routes)
    specs.push_back(
        {.id = r.id, .method = r.method, .path = r.path, .mode = r.is_prefix ? Mode::Prefix : Mode::Normal});
  return specs;
}

/// A match in the twin's form.
inline twin::Answer answer_of(const sluice::route::Match& m) {
  using namespace sluice;
  twin::Answer answer;
  if (m.reason == Reason::MethodUnknown) {
    answer.kind = twin::Answer::MethodUnknown;
    for (unsigned n = 0; n < 8; ++n)
      if (m.allowed >> n & 1) answer.allowed.emplace_back(route::text(static_cast<route::Method>(n)));
    std::ranges::sort(answer.allowed);
  }
  if (!m) return answer;
  answer.kind = twin::Answer::Found;
  answer.id = m.id;
  answer.remainder = m.remainder();
  for (std::size_t i = 0; i < m.captures(); ++i)
    answer.values.emplace_back(std::string(m.capture(i).name), std::string(m.capture(i).value));
  return answer;
}

inline twin::Answer answer_of(const sluice::route::Table& table, const Question& q) {
  return answer_of(table.find(table.locate_group("", ""), *sluice::route::method_of(q.method), q.path));
}

template <class T>
const T& pick(Random& random, const std::vector<T>& from) {
  return from[random() % from.size()];
}

/// How hostile a set is: few words make many overlaps.
struct Shape {
  std::size_t routes = 8;
  std::size_t depth = 4;
  std::vector<std::string> words = {"a", "b"};
};

inline twin::Route random_route(Random& random, const Shape& shape, std::uint32_t id) {
  static const std::vector<std::string> methods = {"GET", "GET", "POST", "ANY", "DELETE"};
  twin::Route r{id, pick(random, methods), "", random() % 4 == 0};
  const std::size_t depth = random() % (shape.depth + 1);
  for (std::size_t i = 0; i < depth; ++i) {
    const bool is_variable = random() % 3 == 0;
    const bool is_last_tail = is_variable && !r.is_prefix && i + 1 == depth && random() % 2 == 0;
    r.path += "/";
    r.path += is_variable
                  ? "{v" + std::to_string(random() % 3) + std::to_string(i) + (is_last_tail ? "+}" : "}")
                  : pick(random, shape.words);
  }
  const bool may_end = r.path.empty() || r.path.size() < 2 || r.path[r.path.size() - 2] != '+';
  if (r.path.empty() || (may_end && random() % 4 == 0)) r.path += "/";
  return r;
}

inline std::vector<twin::Route> random_set(Random& random, const Shape& shape) {
  std::vector<twin::Route> routes;
  for (std::uint32_t id = 1; id <= shape.routes; ++id) {
    const twin::Route r = random_route(random, shape, id);
    if (std::ranges::none_of(routes, [&](const auto& other) { return twin::is_identical(r, other); }))
      routes.push_back(r);
  }
  return routes;
}

inline Question random_question(Random& random, const Shape& shape) {
  static const std::vector<std::string> methods = {"GET", "POST", "PUT", "DELETE"};
  Question q{pick(random, methods), ""};
  const std::size_t depth = random() % (shape.depth + 3);
  for (std::size_t i = 0; i < depth; ++i) {
    const auto kind = random() % 16;
    q.path += "/" + (kind == 0  ? std::string()
                     : kind < 3 ? std::string("zz")
                                : twin::decode(pick(random, shape.words)));
  }
  if (q.path.empty() || random() % 6 == 0) q.path += "/";
  return q;
}

/// Leaves out routes as long as the two still differ; then tells the rest.
inline std::string shrunk(std::vector<twin::Route> routes, const Question& q) {
  const auto differs = [&](const std::vector<twin::Route>& set) {
    const auto table = sluice::route::compile(specs_of(set));
    return !table || answer_of(*table, q) != twin::match(set, q.method, q.path);
  };
  for (std::size_t i = 0; i < routes.size();) {
    auto fewer = routes;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (!fewer.empty() && differs(fewer))
      routes = std::move(fewer);
    else
      ++i;
  }
  std::ostringstream text;
  for (const auto& r : routes)
    text << r.id << (r.is_prefix ? " prefix " : " ") << r.method << " " << r.path << "; ";
  text << "request " << q.method << " " << q.path;
  return text.str();
}

/// Compares `sets` random sets with `questions` requests each. The first difference, shrunk; empty: none.
inline std::string difference(Random& random, const Shape& shape, std::size_t sets, std::size_t questions) {
  for (std::size_t s = 0; s < sets; ++s) {
    auto routes = random_set(random, shape);
    const auto table = sluice::route::compile(specs_of(routes));
    if (!table) return "refused: " + table.problems[0].message;
    std::ranges::shuffle(routes, random);
    const auto shuffled = sluice::route::compile(specs_of(routes));
    for (std::size_t n = 0; n < questions; ++n) {
      const Question q = random_question(random, shape);
      const auto expected = twin::match(routes, q.method, q.path);
      if (answer_of(*table, q) != expected || answer_of(*shuffled, q) != expected) return shrunk(routes, q);
    }
  }
  return {};
}

}  // namespace compare
