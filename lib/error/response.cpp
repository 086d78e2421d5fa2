// Gateway responses: templates cut into pieces when they are compiled, put together again for a call.
// Source: published gateway's user guide, "Gateway responses"; RFC 8259 7 for the escaping.
#include "sluice/response.hpp"

#include <algorithm>
#include <new>

#include "base/ascii.hpp"
#include "base/scratch.hpp"
#include "base/utf8.hpp"
#include "base/writer.hpp"
#include "error/variable.hpp"

namespace sluice::error {

Responses::Responses() noexcept = default;

std::size_t Responses::bytes() const noexcept {
  return sizeof *this + text_.capacity() + pieces_.capacity() * sizeof(Piece) +
         fields_.capacity() * sizeof(Field) + answers_.capacity() * sizeof(Answer);
}

namespace {

// Whether a place in JSON text is inside of a string.
class JsonString {
 public:
  void pass(std::string_view text) noexcept {
    for (char c : text) {
      if (c == '"' && !is_escaped_) is_open_ = !is_open_;
      is_escaped_ = is_open_ && c == '\\' && !is_escaped_;
    }
  }
  bool is_open() const noexcept { return is_open_; }

 private:
  bool is_open_ = false;
  bool is_escaped_ = false;
};

enum class Within : std::uint8_t { Json, Field };

}  // namespace

class ResponseCompiler {
 public:
  Responses run(std::span<const ResponseSpec> specs) {
    for (const ResponseSpec& spec : specs) {
      std::erase_if(out_.answers_, [&](const Responses::Answer& a) { return a.type == spec.type; });
      Responses::Answer answer{spec.type, spec.status.value_or(0), spec.body.has_value(), {}, 0, 0};
      if (spec.body) answer.body = cut(*spec.body, Within::Json);
      answer.first_field = static_cast<std::uint32_t>(out_.fields_.size());
      for (const FieldSpec& field : spec.headers) {
        const std::uint32_t at = keep(field.name);
        out_.fields_.push_back(
            {at, static_cast<std::uint32_t>(field.name.size()), cut(field.value, Within::Field)});
      }
      answer.field_count = static_cast<std::uint32_t>(spec.headers.size());
      out_.answers_.push_back(answer);
    }
    return std::move(out_);
  }

 private:
  std::uint32_t keep(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(out_.text_.size());
    out_.text_ += text;
    return at;
  }

  void add(Variable variable, std::string_view text, bool is_bare) {
    const std::uint32_t at = keep(text);
    out_.pieces_.push_back(
        {at, static_cast<std::uint32_t>(text.size()), static_cast<std::uint8_t>(variable), is_bare});
  }

  Responses::Part cut(std::string_view text, Within within) {
    const auto first = static_cast<std::uint32_t>(out_.pieces_.size());
    JsonString string;
    for (std::size_t from = 0; !text.empty();) {
      const std::size_t at = text.find('$', from);
      const Found found = at == text.npos ? Found{} : find_variable(text.substr(at));
      from = at + 1;
      if (at != text.npos && found.size == 0) continue;
      const std::string_view before = text.substr(0, at);
      string.pass(before);
      if (at != 0) add(Variable::None, before, false);
      if (found.size != 0) add(found.variable, found.pair, within == Within::Json && !string.is_open());
      text.remove_prefix(at == text.npos ? text.size() : at + found.size);
      from = 0;
    }
    return {first, static_cast<std::uint32_t>(out_.pieces_.size()) - first};
  }

  Responses out_;
};

namespace {

// Inside of a JSON string: quotes, backslashes and controls escaped, what is no UTF-8 replaced.
void put_json(Writer& out, std::string_view text) noexcept {
  constexpr char digits[] = "0123456789abcdef";
  while (!text.empty()) {
    const utf8::Step step = utf8::first(text);
    const char c = text.front();
    if (!step.valid) {
      out.put("\\ufffd");
    } else if (c == '"' || c == '\\') {
      out.put('\\');
      out.put(c);
    } else if (ascii::is_control(c)) {
      const char code[] = {'\\', 'u', '0', '0', digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]};
      out.put({code, sizeof code});
    } else {
      out.put(text.substr(0, step.bytes));
    }
    text.remove_prefix(step.bytes);
  }
}

// What may stand for itself in JSON: true, false, null, and decimal numbers that every reader takes exactly.
bool is_literal(std::string_view text) noexcept {
  constexpr std::size_t most_digits = 15;
  if (text == "true" || text == "false" || text == "null") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point),
                         fraction = text.substr(std::min(point + 1, text.size()));
  const bool has_fraction = point != text.size();
  return !whole.empty() && (whole.size() == 1 || whole.front() != '0') && fraction.empty() != has_fraction &&
         whole.size() + fraction.size() <= most_digits && std::ranges::all_of(whole, ascii::is_digit) &&
         std::ranges::all_of(fraction, ascii::is_digit);
}

// Outside of a JSON string: a whole value.
void put_json_value(Writer& out, std::string_view text) noexcept {
  if (is_literal(text)) return out.put(text);
  out.put('"');
  put_json(out, text);
  out.put('"');
}

// In a header field: a control would end the line or be refused on the way, so it becomes a blank.
void put_field(Writer& out, std::string_view text) noexcept {
  for (char c : text) out.put(ascii::is_control(c) ? ' ' : c);
}

constexpr Header kJson{"Content-Type", "application/json"};

}  // namespace

class ResponseWriter {
 public:
  ResponseWriter(const Responses& responses, const Failure& failure, const Request& request,
                 const Facts& facts, Room room) noexcept
      : responses_(responses), failure_(failure), request_(request), facts_(facts), scratch_(room) {}

  std::optional<Rendered> run() noexcept {
    const Type type = type_of(failure_.row, failure_.reason);
    const Entry& entry = row(failure_.row);
    const auto message = error::message(entry, failure_.detail, scratch_.rest());
    if (!message) return std::nullopt;
    scratch_.take(message->size());
    texts_ = {entry.code, *message, error::text(type)};
    const auto found = std::ranges::find(responses_.answers_, type, &Responses::Answer::type);
    const Responses::Answer* answer = found == responses_.answers_.end() ? nullptr : &*found;
    const auto headers = fields(answer);
    if (headers.empty()) return std::nullopt;
    const auto body =
        answer != nullptr && answer->has_body ? rendered(answer->body, put_json) : default_body();
    if (!body) return std::nullopt;
    const bool has_status = answer != nullptr && answer->status != 0;
    return Rendered{has_status ? answer->status : entry.status, headers, *body, scratch_.rest()};
  }

 private:
  using Put = void (*)(Writer&, std::string_view) noexcept;

  std::string_view text(std::uint32_t at, std::uint32_t size) const noexcept {
    return std::string_view(responses_.text_).substr(at, size);
  }

  std::optional<std::string_view> kept(const Writer& out) noexcept {
    if (out.fits()) scratch_.take(out.size());
    return out.finish();
  }

  std::optional<std::string_view> rendered(const Responses::Part& part, Put put) noexcept {
    Writer out(scratch_.rest());
    for (const Responses::Piece& piece : std::span(responses_.pieces_).subspan(part.first, part.count)) {
      const auto variable = static_cast<Variable>(piece.variable);
      const std::string_view own = text(piece.at, piece.size);
      if (variable == Variable::None)
        out.put(own);
      else
        (piece.is_bare ? put_json_value : put)(out, value_of(variable, own, request_, facts_, texts_));
    }
    return kept(out);
  }

  std::optional<std::string_view> default_body() noexcept {
    Writer out(scratch_.rest());
    for (std::string_view rest = kDefaultBody; !rest.empty();) {
      const std::size_t at = std::min(rest.find('$'), rest.size());
      out.put(rest.substr(0, at));
      rest.remove_prefix(at);
      const Found found = find_variable(rest);
      put_json(out, value_of(found.variable, found.pair, request_, facts_, texts_));
      rest.remove_prefix(found.size);
    }
    return kept(out);
  }

  // Content-Type unless it is configured, then the configured ones. Empty: no room.
  Headers fields(const Responses::Answer* answer) noexcept {
    if (answer == nullptr || answer->field_count == 0) return {&kJson, 1};
    const auto own = std::span(responses_.fields_).subspan(answer->first_field, answer->field_count);
    const auto list = scratch_.take_array<Header>(own.size() + 1);
    if (list.empty()) return {};
    std::size_t used = 0;
    const bool has_type = std::ranges::any_of(own, [&](const Responses::Field& f) {
      return ascii::equals_ignoring_case(text(f.name_at, f.name_size), kJson.name);
    });
    if (!has_type) list[used++] = kJson;
    for (const Responses::Field& field : own) {
      const auto value = rendered(field.value, put_field);
      if (!value) return {};
      list[used++] = {text(field.name_at, field.name_size), *value};
    }
    return list.first(used);
  }

  const Responses& responses_;
  const Failure& failure_;
  const Request& request_;
  const Facts& facts_;
  Scratch scratch_;
  ErrorTexts texts_{};
};

Result<Responses, ResponseProblem> compile(std::span<const ResponseSpec> specs) noexcept {
  try {
    return ResponseCompiler().run(specs);
  } catch (const std::bad_alloc&) {
    return ResponseProblem::OutOfMemory;
  }
}

std::optional<Rendered> respond(const Responses& responses, const Failure& failure, const Request& request,
                                const Facts& facts, Room room) noexcept {
  return ResponseWriter(responses, failure, request, facts, room).run();
}

}  // namespace sluice::error
