// A backend call from short texts, for table tests:
//
//     declared  "path:id, query:a=dflt, header:X-A!"     `!` does not pass through, `=` gives a default, `*`
//     is a tail params    "path:id=REQUEST(id); header:X-K=CONSTANT(v); query:ip=SYSTEM(sourceIp)" fields
//     "Name: value | Name: value"
//
// The front pattern is matched by the obvious walk over segments; the stage under test gets what the router
// would give.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/backend.hpp"
#include "sluice/params.hpp"
#include "sluice/target.hpp"

namespace fixture {

using namespace sluice;
using std::string;
using std::string_view;

inline string_view trimmed(string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

inline std::vector<string> split(string_view text, string_view separator) {
  std::vector<string> parts;
  while (!text.empty()) {
    const std::size_t at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at == text.npos ? text.size() : at + separator.size());
  }
  return parts;
}

inline Place place_of(string_view name) {
  return name == "path" ? Place::Path : name == "query" ? Place::Query : Place::Header;
}

struct Case {
  string front = "/";  ///< `/a/{id}`, or `/a/*` for a prefix
  string declared{}, params{};
  string method = "GET", target = "/";
  string fields{};
  PathMode mode = PathMode::Strict;
  backend::HttpSpec http{.address = "backend.example.com"};
};

/// What came out, as text; `error` is empty when there is a call.
struct Outcome {
  string error{};
  string target{};
  std::vector<string> fields{};
  backend::Call call{};  ///< its views live as long as the fixture
};

class Fixture {
 public:
  explicit Fixture(const Case& c) : case_(c) {
    for (const string& line : split(c.fields, " | ")) {
      const std::size_t colon = line.find(':');
      field_texts_.push_back({line.substr(0, colon), string(trimmed(string_view(line).substr(colon + 1)))});
    }
    for (const auto& f : field_texts_) fields_.push_back({f[0], f[1]});
    declare();
    for (const string& text : split(c.params, ";")) spec_.params.push_back(param_of(trimmed(text)));
    spec_.http = c.http;
    spec_.appends_remainder = c.front.ends_with("/*");
    request_ = {
        .method = case_.method, .target = case_.target, .host = "front.example.com", .headers = fields_};
    facts_.source_ip = "198.51.100.7";
    facts_.stage = "RELEASE";
    facts_.api_id = "a1";
    facts_.request_id = "0123456789abcdef0123456789abcdef";
    facts_.received_ms = 1614160800000;
    facts_.frontend = pairs_;
    forwarding_.peer = "198.51.100.7";
  }

  backend::Spec& spec() { return spec_; }
  Facts& facts() { return facts_; }
  Request& request() { return request_; }
  backend::Forwarding& forwarding() { return forwarding_; }
  backend::Destination& to() { return to_; }
  string_view path() const { return path_; }

  Outcome run() {
    const auto target = http::split_target(case_.target, case_.method);
    if (!target) return {.error = "target"};
    const auto path = http::read_path(target->path, case_.mode, path_room_);
    if (!path) return {.error = "path"};
    path_ = *path;
    if (!match()) return {.error = "no match"};
    auto compiled = backend::compile(spec_, declared_);
    if (!compiled) return {.error = "spec " + std::to_string(static_cast<int>(compiled.error().kind))};
    backend_.emplace(std::move(*compiled));
    const auto params = params::compile(checks_);
    const auto checked = params::check(*params, request_, captures_, values_room_);
    if (!checked) return {.error = string(error_text(checked.error().reason))};
    const backend::Inbound inbound{request_, facts_, path_, remainder_, checked->values, case_.mode};
    if (to_.host.empty()) to_.host = backend_->host();
    const auto built = backend::build(*backend_, inbound, forwarding_, to_, room_);
    if (!built) return {.error = string(error_text(built.error()))};
    Outcome out{.error = {}, .target = string(built->call.target), .fields = {}, .call = built->call};
    for (const Header& h : built->call.headers) out.fields.push_back(string(h.name) + ": " + string(h.value));
    return out;
  }

 private:
  static string_view error_text(Reason reason) {
    return reason == Reason::ScratchExhausted                                           ? "scratch"
           : reason >= Reason::ParameterRequired && reason <= Reason::MappingImpossible ? "0106"
                                                                                        : "other";
  }

  void declare() {
    for (const string& text : split(case_.declared, ",")) {
      string_view rest = trimmed(text);
      const std::size_t colon = rest.find(':'), equals = rest.find('=');
      backend::Declared d{.place = place_of(rest.substr(0, colon))};
      params::Spec p{.place = d.place};
      if (equals != rest.npos) p.default_value = string(rest.substr(equals + 1));
      d.has_default = equals != rest.npos;
      rest = rest.substr(colon + 1, equals == rest.npos ? equals : equals - colon - 1);
      d.passes = !rest.ends_with('!');
      d.is_tail = rest.ends_with('*');
      if (!d.passes || d.is_tail) rest.remove_suffix(1);
      d.name = p.name = string(rest);
      declared_.push_back(d);
      checks_.push_back(p);
    }
  }

  static backend::ParamSpec param_of(string_view text) {
    const std::size_t colon = text.find(':'), equals = text.find('='), open = text.find('(');
    const string_view origin = text.substr(equals + 1, open - equals - 1);
    return {.origin = origin == "REQUEST"    ? backend::Origin::Request
                      : origin == "CONSTANT" ? backend::Origin::Constant
                                             : backend::Origin::System,
            .name = string(text.substr(colon + 1, equals - colon - 1)),
            .place = place_of(text.substr(0, colon)),
            .value = string(text.substr(open + 1, text.size() - open - 2))};
  }

  bool match() {
    string_view front = case_.front, rest = path_;
    const bool is_prefix = front.ends_with("/*");
    if (is_prefix) front.remove_suffix(2);
    while (!front.empty()) {
      const string_view segment = front.substr(1, front.find('/', 1) - 1);
      const bool is_name = segment.starts_with('{'), is_tail = segment.ends_with("+}");
      if (!rest.starts_with('/')) return false;
      const string_view value = is_tail ? rest.substr(1) : rest.substr(1, rest.find('/', 1) - 1);
      if (is_name) captures_.push_back({segment.substr(1, segment.size() - (is_tail ? 3 : 2)), value});
      if (!is_name && value != segment) return false;
      front.remove_prefix(1 + segment.size());
      rest.remove_prefix(1 + value.size());
    }
    remainder_ = rest;
    return is_prefix || rest.empty();
  }

  Case case_;
  std::vector<std::array<string, 2>> field_texts_;
  std::vector<Header> fields_;
  std::vector<backend::Declared> declared_;
  std::vector<params::Spec> checks_;
  std::vector<Named> captures_;
  std::vector<Named> pairs_{{"role", "admin"}, {"evil", "a\r\nX-B: c"}, {"dots", ".."}, {"slash", "../x"}};
  backend::Spec spec_;
  Request request_;
  Facts facts_;
  backend::Forwarding forwarding_;
  backend::Destination to_;
  std::optional<backend::Backend> backend_;
  string_view path_, remainder_;
  char path_room_[4096], values_room_[4096];
  char room_[16384];
};

}  // namespace fixture
