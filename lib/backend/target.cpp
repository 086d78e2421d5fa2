// Builds path and query into one text. Whatever a request brings is encoded on its way in; untouched query
// pairs keep their bytes and their order, and mapped ones follow them. Source: published gateway's user
// guide, "Backend path", "Constant parameters"; RFC 3986 3.3 and 3.4.
#include "backend/target.hpp"

#include <algorithm>

#include "backend/template.hpp"
#include "backend/value.hpp"
#include "base/writer.hpp"
#include "sluice/target.hpp"

namespace sluice::backend {
namespace {

using Action = Backend::Action;

void put_encoded(Writer& out, std::string_view text, http::Encoding encoding) noexcept {
  const Room room = out.rest();
  const auto encoded = http::encode(text, encoding, room);
  if (!encoded) return out.fail();
  if (encoded->data() == room.data() && !encoded->empty())
    out.took(encoded->size());
  else
    out.put(*encoded);
}

std::string_view query_of(std::string_view target) noexcept {
  const std::size_t at = target.find('?');
  return at == target.npos ? std::string_view{} : target.substr(at + 1);
}

class TargetBuilder {
 public:
  TargetBuilder(const Reader& reader, const Inbound& inbound, bool drops_key, Scratch& scratch) noexcept
      : reader_(reader), inbound_(inbound), scratch_(scratch), out_(scratch.rest()), drops_key_(drops_key) {}

  Result<std::string_view, Reason> run() noexcept {
    const bool is_built = reader_.backend.kind() == Kind::Http ? put_path() : put_own_path();
    if (!is_built || has_dot_segment(out_.view())) return Reason::MappingImpossible;
    put_query();
    if (!out_.fits()) return Reason::ScratchExhausted;
    scratch_.take(out_.size());
    return out_.view();
  }

 private:
  bool put_path() noexcept {
    for (const Action& action : reader_.actions()) {
      if (action.place != Place::Path) break;
      if (action.kind == Action::Kind::Text)
        out_.put(reader_.value(action));
      else if (!put_value(action))
        return false;
    }
    if (reader_.appends_remainder()) put_remainder();
    return true;
  }

  // An empty value would make the segments around it neighbours, so it is as impossible as an absent one. A
  // value captured from a raw path is encoded already.
  bool put_value(const Action& action) noexcept {
    const auto value = own_value(action);
    if (!value || value->empty()) return false;
    const bool is_raw = action.is_captured && inbound_.mode == PathMode::Raw;
    if (action.origin == Origin::Constant || is_raw)
      out_.put(*value);
    else
      put_encoded(out_, *value, action.is_tail ? http::Encoding::Path : http::Encoding::PathSegment);
    return true;
  }

  // Exactly one slash stands between, so the path can never begin with `//host`.
  void put_remainder() noexcept {
    std::string_view rest = inbound_.remainder;
    if (rest.empty()) return;
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    if (!out_.view().ends_with('/')) out_.put('/');
    put_matched(rest);
  }

  // A function is told the path of the request itself.
  bool put_own_path() noexcept {
    put_matched(inbound_.path.empty() ? "/" : inbound_.path);
    return true;
  }

  void put_matched(std::string_view path) noexcept {
    if (inbound_.mode == PathMode::Raw)
      out_.put(path);
    else
      put_encoded(out_, path, http::Encoding::Path);
  }

  void put_query() noexcept {
    const std::string_view query = query_of(inbound_.request.target);
    if (owns_pairs())
      put_kept_pairs(query);
    else if (!query.empty())
      put_piece(query);
    for (const Action& action : reader_.actions()) {
      if (action.place != Place::Query) continue;
      if (action.kind == Action::Kind::Put || (action.kind == Action::Kind::Default && !is_in(query, action)))
        put_pair(action);
    }
  }

  bool owns_pairs() const noexcept {
    for (const Action& action : reader_.actions())
      if (action.place == Place::Query && action.kind != Action::Kind::Default) return true;
    return drops_key_;
  }

  bool is_in(std::string_view query, const Action& action) const noexcept {
    return http::find(query, reader_.name(action)).has_value();
  }

  void put_kept_pairs(std::string_view query) noexcept {
    for (bool more = !query.empty(); more;) {
      const std::size_t end = query.find('&');
      const std::string_view piece = query.substr(0, end);
      if (!is_owned(piece.substr(0, piece.find('=')))) put_piece(piece);
      more = end != query.npos;
      if (more) query.remove_prefix(end + 1);
    }
  }

  // True for a pair that a mapping took away or puts itself.
  bool is_owned(std::string_view raw_name) const noexcept {
    for (const Action& action : reader_.actions())
      if (action.place == Place::Query && action.kind != Action::Kind::Default &&
          http::is_decoded(raw_name, reader_.name(action)))
        return true;
    return drops_key_ && http::is_decoded(raw_name, "apikey");
  }

  void put_pair(const Action& action) noexcept {
    const auto value = own_value(action);
    if (!value) return;
    put_separator();
    put_encoded(out_, reader_.name(action), http::Encoding::Query);
    out_.put('=');
    if (action.origin == Origin::Constant)
      out_.put(*value);
    else
      put_encoded(out_, *value, http::Encoding::Query);
  }

  void put_piece(std::string_view piece) noexcept {
    put_separator();
    out_.put(piece);
  }

  void put_separator() noexcept {
    out_.put(has_query_ ? '&' : '?');
    has_query_ = true;
  }

  std::optional<std::string_view> own_value(const Action& action) noexcept {
    digits_.rewind(digit_room_);  // the value is copied at once
    return value_of(reader_, action, inbound_, digits_);
  }

  const Reader& reader_;
  const Inbound& inbound_;
  Scratch& scratch_;
  Writer out_;
  bool has_query_ = false;
  bool drops_key_;
  char digit_room_[24];
  Scratch digits_{digit_room_};
};

}  // namespace

Result<std::string_view, Reason> build_target(const Reader& reader, const Inbound& inbound, bool drops_key,
                                              Scratch& scratch) noexcept {
  return TargetBuilder(reader, inbound, drops_key, scratch).run();
}

}  // namespace sluice::backend
