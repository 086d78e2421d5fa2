// llhttp's callbacks only note places and numbers. None of them stops the machine: what is wrong is said by
// the line and head checks, at the same byte however the input was cut.
#include "http1/llhttp.hpp"

namespace sluice::http1 {

struct Callbacks {
  static Machine& of(llhttp_t* parser) noexcept { return *static_cast<Machine*>(parser->data); }

  // A name or value may come in several calls; they follow each other in memory.
  static void extend(const Machine& m, Span& span, const char* at, std::size_t size) noexcept {
    const auto begin = static_cast<std::size_t>(at - m.origin_);
    if (span.size == 0) span.at = begin;
    span.size = begin + size - span.at;
  }

  static int on_method(llhttp_t* parser, const char* at, std::size_t size) noexcept {
    extend(of(parser), of(parser).method_, at, size);
    return 0;
  }

  static int on_target(llhttp_t* parser, const char* at, std::size_t size) noexcept {
    extend(of(parser), of(parser).target_, at, size);
    return 0;
  }

  static int on_name(llhttp_t* parser, const char* at, std::size_t size) noexcept {
    Machine& m = of(parser);
    if (m.has_head_) return 0;  // a trailer: read and dropped
    if (!m.in_name_) m.fields_.emplace_back();
    m.in_name_ = true;
    extend(m, m.fields_.back().name, at, size);
    return 0;
  }

  static int on_name_end(llhttp_t* parser) noexcept {
    of(parser).in_name_ = false;
    return 0;
  }

  static int on_value(llhttp_t* parser, const char* at, std::size_t size) noexcept {
    Machine& m = of(parser);
    if (!m.has_head_ && !m.fields_.empty()) extend(m, m.fields_.back().value, at, size);
    return 0;
  }

  static bool has_no_body(unsigned status) noexcept { return status < 200 || status == 204 || status == 304; }

  static int on_head(llhttp_t* parser) noexcept {
    Machine& m = of(parser);
    m.has_head_ = true;
    m.is_chunked_ = (parser->flags & F_CHUNKED) != 0;
    m.length_ = (parser->flags & F_CONTENT_LENGTH) != 0 ? parser->content_length : 0;
    m.closes_ = (parser->flags & F_CONNECTION_CLOSE) != 0 || llhttp_should_keep_alive(parser) == 0;
    parser->upgrade = 0;  // whether another protocol follows is the host's decision, not the machine's
    return m.skips_body_ || (parser->type == HTTP_RESPONSE && has_no_body(parser->status_code)) ? 1 : 0;
  }

  static int on_chunk(llhttp_t* parser) noexcept {
    of(parser).chunk_bytes_ = parser->content_length;
    return 0;
  }

  static int on_end(llhttp_t* parser) noexcept {
    of(parser).is_whole_ = true;
    return 0;
  }
};

namespace {

constexpr llhttp_settings_t settings() noexcept {
  llhttp_settings_t s{};
  s.on_method = Callbacks::on_method;
  s.on_url = Callbacks::on_target;
  s.on_header_field = Callbacks::on_name;
  s.on_header_field_complete = Callbacks::on_name_end;
  s.on_header_value = Callbacks::on_value;
  s.on_headers_complete = Callbacks::on_head;
  s.on_chunk_header = Callbacks::on_chunk;
  s.on_message_complete = Callbacks::on_end;
  return s;
}

constexpr llhttp_settings_t kSettings = settings();

Reason reason_of(llhttp_errno_t error) noexcept {
  switch (error) {
    case HPE_OK:
      return Reason::None;
    case HPE_INVALID_METHOD:
      return Reason::MethodIllegal;
    case HPE_INVALID_URL:
      return Reason::TargetIllegal;
    case HPE_INVALID_VERSION:
    case HPE_INVALID_CONSTANT:
    case HPE_PAUSED_H2_UPGRADE:
      return Reason::VersionIllegal;
    case HPE_INVALID_HEADER_TOKEN:
    case HPE_UNEXPECTED_SPACE:
      return Reason::HeaderIllegal;
    default:
      return Reason::FramingIllegal;
  }
}

}  // namespace

Machine::Machine(Messages messages) noexcept {
  llhttp_init(&parser_, messages == Messages::Requests ? HTTP_REQUEST : HTTP_RESPONSE, &kSettings);
}

Reason Machine::execute(const char* origin, std::string_view piece) {
  // The callbacks stand under C frames and must not throw: one line brings one field at most.
  if (fields_.size() == fields_.capacity()) fields_.reserve(2 * fields_.size() + 16);
  parser_.data = this;
  origin_ = origin;
  return reason_of(llhttp_execute(&parser_, piece.data(), piece.size()));
}

void Machine::next_message() noexcept {
  method_ = target_ = {};
  fields_.clear();
  in_name_ = has_head_ = is_chunked_ = closes_ = is_whole_ = false;
  length_ = chunk_bytes_ = 0;
}

}  // namespace sluice::http1
