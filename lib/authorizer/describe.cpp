// The event that is handed to an authorizer's function, as compact JSON straight into lent room.
#include "authorizer/tables.hpp"
#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "base/writer.hpp"
#include "http/headers.hpp"
#include "sluice/target.hpp"

namespace sluice::authorizer {
namespace {

constexpr std::size_t kPairBound = 256;  // of a query; telling repeated names apart costs pairs x query

// Text inside of a JSON string; what is no UTF-8 becomes U+FFFD. Source: RFC 8259 7.
void put_text(Writer& out, std::string_view text) noexcept {
  constexpr char digits[] = "0123456789abcdef";
  while (!text.empty()) {
    const utf8::Step step = utf8::first(text);
    const char c = text.front();
    if (!step.valid) {
      out.put("\\ufffd");
    } else if (ascii::is_control(c)) {
      const char code[] = {'\\', 'u', '0', '0', digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]};
      out.put({code, sizeof code});
    } else {
      if (c == '"' || c == '\\') out.put('\\');
      out.put(text.substr(0, step.bytes));
    }
    text.remove_prefix(step.bytes);
  }
}

std::string_view query_of(std::string_view target) noexcept {
  const std::size_t question = target.find('?');
  return question == target.npos ? std::string_view{} : target.substr(question + 1);
}

class EventWriter {
 public:
  EventWriter(const Authorizer::Tables& tables, const Request& request, std::string_view query,
              Room room) noexcept
      : tables_(tables),
        request_(request),
        query_(query),
        decoding_(room.last(query.size())),
        out_(room.first(room.size() - query.size())) {}

  std::optional<std::string_view> run(std::string_view body) noexcept {
    out_.put('{');
    if (tables_.side == Side::Frontend) {
      put_headers();
      put_query();
      if (tables_.needs_body) put_member("body", body);
    }
    put_member("user_data", tables_.user_data);
    out_.put('}');
    return out_.finish();
  }

 private:
  void separate() noexcept {
    if (!out_.view().ends_with('{')) out_.put(',');
  }

  void put_key(std::string_view name) noexcept {
    separate();
    out_.put('"');
    put_text(out_, name);
    out_.put("\":");
  }

  void put_member(std::string_view name, std::string_view value) noexcept {
    put_key(name);
    out_.put('"');
    put_text(out_, value);
    out_.put('"');
  }

  void put_headers() noexcept {
    put_key("headers");
    out_.put('{');
    const Headers all = request_.headers;
    for (std::size_t i = 0; i < all.size() && out_.fits(); ++i) {
      if (all[i].name.empty() || http::find(all.first(i), all[i].name) != nullptr) continue;
      put_key(all[i].name);
      out_.put('"');
      put_text(out_, ascii::trim(all[i].value));
      for (const Header& more : all.subspan(i + 1)) {
        if (!http::is_named(more, all[i].name)) continue;
        out_.put(", ");
        put_text(out_, ascii::trim(more.value));
      }
      out_.put('"');
    }
    out_.put('}');
  }

  // Each name once, where it first occurs, with all of its values.
  void put_query() noexcept {
    put_key("queryStringParameters");
    out_.put('{');
    std::size_t count = 0;
    for (http::Pairs pairs(query_); const auto pair = pairs.next();) {
      if (++count > kPairBound) out_.fail();
      if (pair->name.empty() || !out_.fits()) continue;
      const auto at = static_cast<std::size_t>(pair->name.data() - query_.data());
      const auto name = http::decode_query(pair->name, decoding_);
      if (!name || http::find(query_.substr(0, at), *name)) continue;
      put_values(query_.substr(at), *name);
    }
    out_.put('}');
  }

  void put_values(std::string_view query, std::string_view name) noexcept {
    put_key(name);
    out_.put('"');
    bool is_first = true;
    for (http::Pairs pairs(query); const auto pair = pairs.next();) {
      if (!http::is_decoded(pair->name, name)) continue;
      const auto value = http::decode_query(pair->value, decoding_.subspan(name.size()));
      if (!is_first) out_.put(", ");
      put_text(out_, value ? *value : pair->value);
      is_first = false;
    }
    out_.put('"');
  }

  const Authorizer::Tables& tables_;
  const Request& request_;
  std::string_view query_;
  Room decoding_;  // the end of the room, as long as the query: a name and a value never need more
  Writer out_;
};

}  // namespace

std::optional<std::string_view> describe(const Authorizer& authorizer, const Request& request,
                                         std::string_view body, Room room) noexcept {
  const std::string_view query = query_of(request.target);
  if (query.size() > room.size()) return std::nullopt;
  return EventWriter(authorizer.tables(), request, query, room).run(body);
}

}  // namespace sluice::authorizer
