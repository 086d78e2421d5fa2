#include "sign/doctor_bend.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "sign/query.hpp"

namespace sluice::doctor {
namespace {

using Pieces = std::vector<std::string>;

Pieces split(std::string_view text, char at) {
  Pieces pieces;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(at, begin);
    pieces.emplace_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return pieces;
    begin = end + 1;
  }
}

std::string join(const Pieces& pieces, char by) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) text += by;
    text += pieces[i];
  }
  return text;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t found = text.find(from, at);
    out += text.substr(at, found == std::string_view::npos ? found : found - at);
    if (found == std::string_view::npos) return out;
    out += to;
    at = found + from.size();
  }
}

bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '%' && text.size() - at > 2 && ascii::hex_value(text[at + 1]) >= 0 &&
         ascii::hex_value(text[at + 2]) >= 0;
}

std::string lower_escapes(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (is_escape(out, i))
      for (const std::size_t digit : {i + 1, i + 2}) out[digit] = ascii::lower(out[digit]);
  return out;
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_escape(text, i)) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
    i += 2;
  }
  return out;
}

// Without `.`, `..` and empty segments.
std::string normalise(std::string_view path) {
  Pieces kept;
  for (const std::string& segment : split(path, '/')) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") kept.push_back(segment);
  }
  return kept.empty() ? "/" : "/" + join(kept, '/') + "/";
}

std::string fold(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!ascii::is_blank(c) || out.empty() || out.back() != ' ') out += ascii::is_blank(c) ? ' ' : c;
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), ascii::lower);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

// JSON without the blanks between its tokens, or with one behind each colon and comma.
std::string respace_json(std::string_view text, std::string_view behind) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && (ascii::is_blank(c) || c == '\n' || c == '\r')) continue;
    out += c;
    if (!quoted && (c == ',' || c == ':')) out += behind;
    if (quoted && c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

constexpr bool kRare = true;

// Collects forms that differ from the right one and from each other.
class Forms {
 public:
  explicit Forms(std::string_view right) : right_(right) {}

  void add(std::vector<Cause> causes, std::string text, bool is_rare = false) {
    const auto same = [&](const Bent& bent) { return bent.text == text; };
    if (text != right_ && std::none_of(all_.begin(), all_.end(), same))
      all_.push_back({std::move(causes), std::move(text), is_rare});
  }
  void add(Cause cause, std::string text, bool is_rare = false) {
    add(std::vector<Cause>{cause}, std::move(text), is_rare);
  }
  std::vector<Bent> take() { return std::move(all_); }

 private:
  std::string_view right_;
  std::vector<Bent> all_;
};

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

std::vector<Bent> bend_value(std::string_view name, std::string_view raw, std::string_view right) {
  Forms forms(right);
  forms.add(Cause::HeaderNotTrimmed, std::string(raw));
  forms.add(Cause::HeaderFolded, fold(right));
  if (ascii::equals_ignoring_case(name, "host")) {
    const std::size_t colon = right.rfind(':');
    const bool has_port = colon != std::string_view::npos && right.find(']', colon) == std::string_view::npos;
    if (has_port) forms.add(Cause::HostPort, std::string(right.substr(0, colon)));
    for (const char* port : {":443", ":80", ":8080", ":8443"})
      if (!has_port) forms.add(Cause::HostPort, std::string(right) + port);
  }
  if (ascii::equals_ignoring_case(name, "content-type")) {
    const std::size_t parameter = right.find(';');
    forms.add(Cause::HeaderChanged, std::string(ascii::trim(right.substr(0, parameter))));
    for (const char* charset : {"; charset=utf-8", ";charset=utf-8", "; charset=UTF-8", ";charset=UTF-8"})
      if (parameter == std::string_view::npos)
        forms.add(Cause::HeaderChanged, std::string(right) + charset, kRare);
  }
  forms.add(Cause::HeaderChanged, {}, kRare);
  forms.add(Cause::HeaderChanged, lower(right), kRare);
  return forms.take();
}

std::vector<Bent> bend_body(std::string_view body) {
  Forms forms(body);
  forms.add(Cause::BodyHashOfNothing, {});
  std::string_view open = body;
  while (!open.empty() && (open.back() == '\n' || open.back() == '\r')) open.remove_suffix(1);
  forms.add(Cause::BodyLineEnds, std::string(open));
  forms.add(Cause::BodyLineEnds, std::string(body) + "\n");
  forms.add(Cause::BodyLineEnds, std::string(body) + "\r\n", kRare);
  const std::string unix_ends = replace_all(body, "\r\n", "\n");
  forms.add(Cause::BodyLineEnds, unix_ends, kRare);
  forms.add(Cause::BodyLineEnds, replace_all(unix_ends, "\n", "\r\n"), kRare);
  const bool is_json = body.starts_with('{') || body.starts_with('[');
  if (is_json) forms.add(Cause::BodyRewritten, respace_json(body, ""), kRare);
  if (is_json) forms.add(Cause::BodyRewritten, respace_json(body, " "), kRare);
  if (body.empty()) forms.add(Cause::BodyHashOfAnotherBody, "{}", kRare);
  if (body.empty()) forms.add(Cause::BodyHashOfAnotherBody, "null", kRare);
  return forms.take();
}

std::vector<Bent> bend_secret(std::string_view secret, std::string_view access) {
  Forms forms(secret);
  const std::string text(secret);
  for (const char* end : {"\n", "\r\n", " "}) forms.add(Cause::SecretWithBlanks, text + end);
  forms.add(Cause::SecretWithBlanks, " " + text);
  forms.add(Cause::SecretWithBlanks, std::string(ascii::trim(secret)));
  forms.add(Cause::KeyAndSecretSwapped, std::string(access));
  for (const char* end : {"\r", "\t"}) forms.add(Cause::SecretWithBlanks, text + end, kRare);
  for (const char* quote : {"\"", "'"}) forms.add(Cause::SecretWithBlanks, quote + text + quote, kRare);
  forms.add(Cause::SecretCase, lower(secret), kRare);
  forms.add(Cause::SecretCase, upper(secret), kRare);
  return forms.take();
}

}  // namespace sluice::doctor
