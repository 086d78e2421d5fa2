// From a backend's spec to its compiled form: one string that holds every text, and one list of actions
// (action.hpp). Constants are encoded here, once.
#include <algorithm>
#include <array>
#include <new>

#include "backend/action.hpp"
#include "backend/template.hpp"
#include "base/ascii.hpp"
#include "sluice/backend.hpp"
#include "sluice/endpoint.hpp"
#include "sluice/target.hpp"

namespace sluice::backend {

Backend::Backend() noexcept = default;
Backend::Backend(Backend&&) noexcept = default;
Backend& Backend::operator=(Backend&&) noexcept = default;
Backend::~Backend() = default;

std::size_t Backend::bytes() const noexcept {
  return sizeof *this + text_.capacity() + actions_.capacity() * sizeof(Action);
}

namespace {

// Fields that frame the message or belong to one hop: a configuration may not write them.
constexpr auto kReservedFields = std::to_array<std::string_view>(
    {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"});

bool is_reserved(std::string_view name) noexcept {
  return std::ranges::any_of(kReservedFields,
                             [&](std::string_view r) { return ascii::equals_ignoring_case(r, name); });
}

bool is_field_text(std::string_view text) noexcept {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string encoded(std::string_view text, http::Encoding encoding) {
  std::string room(text.size() * 3, '\0');
  return std::string(*http::encode(text, encoding, room));
}

}  // namespace

class Compiler {
 public:
  Compiler(const Spec& spec, std::span<const Declared> declared) noexcept
      : spec_(spec), declared_(declared) {}

  Result<Backend, Problem> run() {
    out_.kind_ = spec_.kind;
    out_.timeout_ms_ = spec_.timeout_ms;
    out_.retry_count_ = spec_.retry_count;
    out_.appends_remainder_ = spec_.appends_remainder;
    using Step = bool (Compiler::*)();
    for (Step step : {&Compiler::add_target, &Compiler::add_path, &Compiler::add_params})
      if (!(this->*step)()) return problem_;
    add_declared();
    out_.text_.shrink_to_fit();
    out_.actions_.shrink_to_fit();
    return std::move(out_);
  }

 private:
  using Action = Backend::Action;
  using Kind = Problem::Kind;

  bool fail(Kind kind, std::size_t param = 0) noexcept {
    problem_ = {kind, param};
    return false;
  }

  Backend::Slice keep(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(out_.text_.size());
    out_.text_ += text;
    return {at, static_cast<std::uint32_t>(text.size())};
  }

  bool add_target() {
    if (spec_.kind == backend::Kind::Mock) {
      out_.status_ = spec_.mock.status;
      out_.path_ = keep(spec_.mock.body);
    } else if (spec_.kind == backend::Kind::Function) {
      out_.urn_ = keep(spec_.function.urn);
      out_.version_ = keep(spec_.function.version);
      out_.is_async_ = spec_.function.is_async;
    } else {
      out_.scheme_ = spec_.http.scheme;
      if (spec_.http.method != "ANY") out_.method_ = keep(spec_.http.method);
      return add_address();
    }
    return true;
  }

  bool add_address() {
    const HttpSpec& http = spec_.http;
    if (http.address.empty()) {
      if (!http.proxy_host.empty()) out_.host_field_ = keep(http.proxy_host);
      return is_field_text(http.proxy_host) || fail(Kind::AddressIllegal);
    }
    const auto endpoint = read_endpoint(http.address, http.scheme);
    if (!endpoint)
      return fail(endpoint.error() == EndpointFault::OutOfMemory ? Kind::OutOfMemory : Kind::AddressIllegal);
    out_.host_ = keep(endpoint->host);
    out_.port_ = endpoint->port;
    out_.address_ = endpoint->address;
    out_.host_field_ = keep(http.address);
    return true;
  }

  // Literal stretches and values in order of the path. Each path parameter must have its place and vice
  // versa.
  bool add_path() {
    if (spec_.kind != backend::Kind::Http) return true;
    if (!is_path_template(spec_.http.path)) return fail(Kind::PathIllegal);
    std::vector<bool> used(spec_.params.size());
    for (Pieces pieces(spec_.http.path); const auto piece = pieces.next();) {
      if (!piece->is_name) {
        out_.actions_.push_back({.name = {}, .value = keep(piece->text)});
        continue;
      }
      const auto param = std::ranges::find_if(
          spec_.params, [&](const ParamSpec& p) { return p.place == Place::Path && p.name == piece->text; });
      if (param == spec_.params.end()) return fail(Kind::PathParamMismatch);
      const auto index = static_cast<std::size_t>(param - spec_.params.begin());
      if (!add_put(index)) return false;
      used[index] = true;
    }
    for (std::size_t i = 0; i < used.size(); ++i)
      if (spec_.params[i].place == Place::Path && !used[i]) return fail(Kind::PathParamMismatch, i);
    return true;
  }

  bool add_params() {
    for (std::size_t i = 0; i < spec_.params.size(); ++i) {
      const ParamSpec& param = spec_.params[i];
      if (param.place == Place::Path) {
        if (spec_.kind != backend::Kind::Http) return fail(Kind::PathParamMismatch, i);
        continue;
      }
      if (param.place == Place::Header && is_reserved(param.name)) return fail(Kind::FieldReserved, i);
      if (!add_put(i)) return false;
    }
    return true;
  }

  bool add_put(std::size_t index) {
    const ParamSpec& param = spec_.params[index];
    Action action{
        .name = {}, .value = {}, .kind = Action::Kind::Put, .place = param.place, .origin = param.origin};
    const bool is_host = param.place == Place::Header && ascii::equals_ignoring_case(param.name, "host");
    if (is_host && param.origin != Origin::Constant) return fail(Kind::FieldReserved, index);
    action.name = keep(param.name);
    const bool done = param.origin == Origin::Request    ? bind_request(action, index)
                      : param.origin == Origin::Constant ? bind_constant(action, index)
                                                         : bind_system(action, index);
    if (!done) return false;
    if (is_host)
      out_.host_field_ = action.value;
    else
      out_.actions_.push_back(action);
    return true;
  }

  bool bind_request(Action& action, std::size_t index) {
    const std::string& wanted = spec_.params[index].value;
    const auto found = std::ranges::find(declared_, wanted, &Declared::name);
    if (found == declared_.end()) return fail(Kind::ParamUnknown, index);
    action.source = static_cast<std::uint16_t>(found - declared_.begin());
    action.is_tail = found->is_tail;
    action.is_captured = found->place == Place::Path;
    return true;
  }

  bool bind_constant(Action& action, std::size_t index) {
    const ParamSpec& param = spec_.params[index];
    if (param.place == Place::Header) {
      action.value = keep(param.value);
      return is_field_text(param.value) || fail(Kind::ValueIllegal, index);
    }
    const bool is_path = param.place == Place::Path;
    if (is_path && param.value.empty()) return fail(Kind::ValueIllegal, index);
    action.value = keep(encoded(param.value, is_path ? http::Encoding::PathSegment : http::Encoding::Query));
    return true;
  }

  bool bind_system(Action& action, std::size_t index) {
    const SystemName name = read_system(spec_.params[index].value);
    if (name.system == System::None) return fail(Kind::SystemUnknown, index);
    action.system = name.system;
    action.value = keep(name.pair);
    return true;
  }

  // A name may be declared in two places; a mapping means the first.
  bool is_mapped(std::size_t index) const noexcept {
    const std::string& name = declared_[index].name;
    const bool is_first = std::ranges::find(declared_, name, &Declared::name) - declared_.begin() ==
                          static_cast<std::ptrdiff_t>(index);
    return is_first && std::ranges::any_of(spec_.params, [&](const ParamSpec& p) {
             return p.origin == Origin::Request && p.value == name;
           });
  }

  // What a caller sends under the name of a backend parameter is replaced, and so is what stands for it.
  bool is_replaced(const Declared& declared) const noexcept {
    return std::ranges::any_of(spec_.params, [&](const ParamSpec& p) {
      if (p.place != declared.place) return false;
      return p.place == Place::Header ? ascii::equals_ignoring_case(p.name, declared.name)
                                      : p.name == declared.name;
    });
  }

  void add_declared() {
    for (std::size_t i = 0; i < declared_.size(); ++i) {
      const Declared& declared = declared_[i];
      if (declared.place == Place::Path) continue;
      const bool leaves = is_mapped(i) || !declared.passes || (declared.has_default && is_replaced(declared));
      if (!leaves && !declared.has_default && declared.place == Place::Query) continue;
      const auto kind = leaves                 ? Action::Kind::Drop
                        : declared.has_default ? Action::Kind::Default
                                               : Action::Kind::Keep;
      out_.actions_.push_back({.name = keep(declared.name),
                               .value = {},
                               .source = static_cast<std::uint16_t>(i),
                               .kind = kind,
                               .place = declared.place,
                               .origin = Origin::Request});
    }
  }

  const Spec& spec_;
  std::span<const Declared> declared_;
  Backend out_;
  Problem problem_;
};

Result<Backend, Problem> compile(const Spec& spec, std::span<const Declared> declared) noexcept {
  try {
    return Compiler(spec, declared).run();
  } catch (const std::bad_alloc&) {
    return Problem{Problem::Kind::OutOfMemory, 0};
  }
}

}  // namespace sluice::backend
