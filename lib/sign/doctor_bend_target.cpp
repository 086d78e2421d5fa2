// Wrong forms of the two lines that a target makes: the path and the query.
#include <algorithm>

#include "sign/doctor_forms.hpp"
#include "sign/query.hpp"

namespace sluice::doctor {
namespace {

// Without `.`, `..` and empty segments.
std::string normalise(std::string_view path) {
  Pieces kept;
  for (const std::string& segment : split(path, '/')) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") kept.push_back(segment);
  }
  return kept.empty() ? "/" : "/" + join(kept, '/') + "/";
}

// A mistake that changes a text, and the text that it makes.
struct Step {
  std::vector<Cause> causes;
  std::string text;
};

std::vector<Cause> both(const std::vector<Cause>& a, const std::vector<Cause>& b) {
  std::vector<Cause> all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

// A raw query's pairs, each canonical by itself, in the order in which they were sent.
struct Pair {
  std::string text;     // `name=value`
  std::string decoded;  // for the right order; a zero byte between name and value
  bool had_equals;
};

std::string canonical_pair(const std::string& raw) {
  std::string room(raw.size() * 3 + 1, ' ');
  sign::Sink sink{Room(room)};
  sign::write_query(raw, sign::QueryOrder::Decoded, sink);
  return std::string(sink.text());
}

std::vector<Pair> read_pairs(std::string_view raw) {
  std::vector<Pair> pairs;
  for (const std::string& piece : split(raw, '&')) {
    std::string text = canonical_pair(piece);
    if (text.empty()) continue;
    std::string decoded = text;
    decoded[decoded.find('=')] = '\0';
    pairs.push_back({std::move(text), decode(decoded), piece.find('=') != std::string::npos});
  }
  return pairs;
}

std::string write_pairs(const std::vector<Pair>& pairs, bool keeps_equals) {
  std::string text;
  for (const Pair& pair : pairs) {
    if (&pair != &pairs.front()) text += '&';
    text += pair.text;
    if (!keeps_equals && !pair.had_equals) text.pop_back();
  }
  return text;
}

// The pairs in each order, with and without the `=` of a name alone.
std::vector<Step> arrange(std::string_view raw) {
  std::vector<Step> steps;
  std::vector<Pair> pairs = read_pairs(raw);
  const auto add = [&](const std::vector<Cause>& order) {
    steps.push_back({order, write_pairs(pairs, true)});
    steps.push_back({both(order, {Cause::QueryWithoutEquals}), write_pairs(pairs, false)});
  };
  add({Cause::QueryUnsorted});
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.text < b.text; });
  add({Cause::QueryEncodedOrder});
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.decoded < b.decoded; });
  add({});
  return steps;
}

// Every arrangement of one reading of the query, and each encoded wrongly.
void add_arrangements(const Step& reading, std::vector<Step>& steps) {
  for (const Step& one : arrange(reading.text)) {
    const std::vector<Cause> causes = both(reading.causes, one.causes);
    steps.push_back({causes, one.text});
    steps.push_back({both(causes, {Cause::QueryPlusAndSpace}), replace_all(one.text, "%20", "+")});
    steps.push_back({both(causes, {Cause::QueryDoubleEncoded}), replace_all(one.text, "%", "%25")});
    steps.push_back({both(causes, {Cause::QueryLowerCaseEscapes}), lower_escapes(one.text)});
    steps.push_back({both(causes, {Cause::QueryNotEncoded}), decode(one.text)});
  }
}

}  // namespace

std::vector<Bent> bend_path(std::string_view raw, std::string_view right) {
  Forms forms(right);
  const Step steps[] = {{{}, std::string(right)},
                        {{Cause::PathDoubleEncoded}, replace_all(right, "%", "%25")},
                        {{Cause::PathNotEncoded}, decode(right)},
                        {{Cause::PathNotEncoded}, std::string(raw) + (raw.ends_with('/') ? "" : "/")},
                        {{Cause::PathLowerCaseEscapes}, lower_escapes(right)},
                        {{Cause::PathNormalised}, normalise(right)}};
  for (const Step& step : steps) forms.add(step.causes, step.text);
  for (const Step& step : steps)
    if (step.text.size() > 1)
      forms.add(both(step.causes, {Cause::PathWithoutFinalSlash}), step.text.substr(0, step.text.size() - 1));
  return forms.take();
}

std::vector<Bent> bend_query(std::string_view raw, std::string_view right) {
  constexpr std::size_t longest = 4096;  // what takes longer to bend than it is worth
  constexpr std::size_t most_causes = 3;
  Forms forms(right);
  std::vector<Step> steps;
  if (raw.size() <= longest) {
    add_arrangements({{}, std::string(raw)}, steps);
    add_arrangements({{Cause::QueryPlusAndSpace}, replace_all(raw, "+", "%2B")}, steps);
    add_arrangements({{Cause::QueryPlusAndSpace}, replace_all(raw, "%2B", "%20")}, steps);
  }
  for (std::size_t causes = 1; causes <= most_causes; ++causes)
    for (const Step& step : steps)
      if (step.causes.size() == causes) forms.add(step.causes, step.text);
  forms.add(Cause::QueryUnsorted, std::string(raw), kRare);
  forms.add(Cause::QueryLeftOut, {}, kRare);
  return forms.take();
}

}  // namespace sluice::doctor
