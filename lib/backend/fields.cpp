// Builds the list of header fields that goes to a backend, in this order: Host; the request's fields that
// stay, as they came; mapped ones; then those that the gateway writes: X-Forwarded-For, X-Request-Id,
// X-Apig-Depth, and for a WebSocket Connection and Upgrade.
//
// A name that a mapping writes belongs to it: a field of that name in the request, also spelt with
// underscores, does not get through. Naming a field in Connection removes it unless the gateway has a rule
// for it or the API declares it, so nobody can strip what another party relies on. Source: RFC 9110 7.6.1;
// published gateway's user guide, "Backend parameters".
#include "backend/fields.hpp"

#include <algorithm>

#include "backend/reserved.hpp"
#include "backend/value.hpp"
#include "base/number.hpp"
#include "base/writer.hpp"
#include "http/headers.hpp"

namespace sluice::backend {
namespace {

using Action = Backend::Action;
constexpr std::size_t kOwnFields = 6;  // Host and the five behind the request's
constexpr std::size_t kNominationBound =
    64;  // tokens of Connection that are read: looking for more is their cost, not ours

// True where a comma list in fields of this name holds `token`, in any case.
bool has_token(Headers headers, std::string_view name, std::string_view token) noexcept {
  std::size_t seen = 0;
  for (const Header& header : headers) {
    if (!http::is_named(header, name)) continue;
    for (std::string_view rest = header.value; !rest.empty() && seen < kNominationBound; ++seen) {
      const std::size_t end = rest.find(',');
      if (ascii::equals_ignoring_case(ascii::trim(rest.substr(0, end)), token)) return true;
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
  }
  return false;
}

bool equals_dashed(std::string_view name, std::string_view owned) noexcept {
  const auto fold = [](char c) { return c == '_' ? '-' : ascii::lower(c); };
  return std::ranges::equal(name, owned, {}, fold, fold);
}

bool is_one_line(std::string_view value) noexcept {
  return value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos;
}

class FieldsBuilder {
 public:
  FieldsBuilder(const Reader& reader, const Inbound& inbound, const Forwarding& forwarding,
                Scratch& scratch) noexcept
      : reader_(reader),
        inbound_(inbound),
        forwarding_(forwarding),
        scratch_(scratch),
        headers_(inbound.request.headers) {}

  Result<std::span<Header>, Reason> run() noexcept {
    const std::size_t most = headers_.size() + reader_.actions().size() + kOwnFields;
    list_ = scratch_.take_array<Header>(most + kSpareHeaders);
    if (list_.empty()) return Reason::ScratchExhausted;
    is_websocket_ = is_websocket(inbound_.request);
    nominates_ = http::find(headers_, "connection") != nullptr;
    put("Host", host());
    for (const Header& header : headers_)
      if (stays(header)) put(header.name, ascii::trim(header.value));
    put_mapped();
    put_own();
    if (fault_ != Reason::None) return fault_;
    return list_.first(used_);
  }

 private:
  void put(std::string_view name, std::string_view value) noexcept { list_[used_++] = {name, value}; }

  std::string_view host() const noexcept {
    if (!reader_.host_field().empty()) return reader_.host_field();
    return inbound_.request.host.empty() ? http::value_of(headers_, "host") : inbound_.request.host;
  }

  bool stays(const Header& header) const noexcept {
    const Fate fate = fate_of(header.name);
    if (fate != Fate::Free && !stays_by_rule(fate)) return false;
    const bool has_underscore = header.name.find('_') != header.name.npos;
    if (has_underscore && is_twin(header.name)) return false;
    bool is_declared = false;
    for (const Action& action : reader_.actions()) {
      if (action.place != Place::Header) continue;
      const bool is_same = has_underscore ? equals_dashed(header.name, reader_.name(action))
                                          : ascii::equals_ignoring_case(header.name, reader_.name(action));
      if (!is_same) continue;
      if (action.kind == Action::Kind::Put || action.kind == Action::Kind::Drop) return false;
      is_declared = true;
    }
    return fate != Fate::Free || is_declared || !nominates_ ||
           !has_token(headers_, "connection", header.name);
  }

  bool stays_by_rule(Fate fate) const noexcept {
    switch (fate) {
      case Fate::Authorization:
        return !forwarding_.drops_authorization;
      case Fate::Signing:
        return !forwarding_.drops_signing;
      case Fate::Token:
        return forwarding_.keeps_token;
      case Fate::Stay:
        return true;
      default:
        return false;
    }
  }

  void put_mapped() noexcept {
    for (const Action& action : reader_.actions()) {
      if (action.place != Place::Header || action.kind == Action::Kind::Drop ||
          action.kind == Action::Kind::Keep)
        continue;
      if (action.kind == Action::Kind::Default && http::find(headers_, reader_.name(action)) != nullptr)
        continue;
      const auto value = value_of(reader_, action, inbound_, scratch_);
      if (!value) continue;
      if (!is_one_line(*value)) fault_ = Reason::MappingImpossible;
      put(reader_.name(action), *value);
    }
  }

  void put_own() noexcept {
    if (!owns("X-Forwarded-For")) put_forwarded_for();
    const std::string_view id =
        inbound_.facts.request_id.empty() ? inbound_.request.request_id : inbound_.facts.request_id;
    if (!owns("X-Request-Id") && !id.empty()) put("X-Request-Id", id);
    const std::string_view depth = scratch_.copy(number::Digits(std::uint64_t{forwarding_.depth} + 1).view());
    if (depth.data() == nullptr) fault_ = Reason::ScratchExhausted;
    put("X-Apig-Depth", depth);
    if (!is_websocket_) return;
    put("Connection", "Upgrade");
    put("Upgrade", "websocket");
  }

  bool owns(std::string_view name) const noexcept {
    return std::ranges::any_of(reader_.actions(), [&](const Action& action) {
      return action.place == Place::Header && action.kind == Action::Kind::Put &&
             ascii::equals_ignoring_case(reader_.name(action), name);
    });
  }

  void put_forwarded_for() noexcept {
    Writer joined(scratch_.rest());
    const auto append = [&](std::string_view value) {
      if (value.empty()) return;
      if (joined.size() != 0) joined.put(", ");
      joined.put(value);
    };
    for (const Header& header : headers_)
      if (http::is_named(header, "x-forwarded-for")) append(ascii::trim(header.value));
    append(forwarding_.peer);
    if (!joined.fits()) fault_ = Reason::ScratchExhausted;
    scratch_.take(joined.size());
    if (joined.size() != 0) put("X-Forwarded-For", joined.view());
  }

  const Reader& reader_;
  const Inbound& inbound_;
  const Forwarding& forwarding_;
  Scratch& scratch_;
  Headers headers_;
  std::span<Header> list_{};
  std::size_t used_ = 0;
  Reason fault_ = Reason::None;
  bool is_websocket_ = false;
  bool nominates_ = false;
};

}  // namespace

bool is_websocket(const Request& request) noexcept {
  if (request.scheme == Scheme::Ws || request.scheme == Scheme::Wss) return true;
  return ascii::equals_ignoring_case(http::value_of(request.headers, "upgrade"), "websocket") &&
         has_token(request.headers, "connection", "upgrade");
}

Result<std::span<Header>, Reason> build_fields(const Reader& reader, const Inbound& inbound,
                                               const Forwarding& forwarding, Scratch& scratch) noexcept {
  return FieldsBuilder(reader, inbound, forwarding, scratch).run();
}

}  // namespace sluice::backend
