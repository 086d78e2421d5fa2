#include "head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "sluice/decision.hpp"

namespace gateway {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view phrase(std::uint16_t status) {
  constexpr std::pair<std::uint16_t, std::string_view> kPhrases[] = {{200, "OK"},
                                                                     {201, "Created"},
                                                                     {202, "Accepted"},
                                                                     {204, "No Content"},
                                                                     {301, "Moved Permanently"},
                                                                     {302, "Found"},
                                                                     {304, "Not Modified"},
                                                                     {400, "Bad Request"},
                                                                     {401, "Unauthorized"},
                                                                     {403, "Forbidden"},
                                                                     {404, "Not Found"},
                                                                     {405, "Method Not Allowed"},
                                                                     {413, "Content Too Large"},
                                                                     {414, "URI Too Long"},
                                                                     {429, "Too Many Requests"},
                                                                     {494, "Request Header Too Large"},
                                                                     {500, "Internal Server Error"},
                                                                     {502, "Bad Gateway"},
                                                                     {503, "Service Unavailable"},
                                                                     {504, "Gateway Timeout"}};
  const auto found = std::ranges::find(kPhrases, status, &std::pair<std::uint16_t, std::string_view>::first);
  return found == std::end(kPhrases) ? std::string_view("-") : found->second;
}

void put_number(std::string& out, std::uint64_t number, int base = 10) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void put_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// RFC 9110 6.6.1; the text changes once a second.
void put_date(std::string& out) {
  thread_local std::time_t written = 0;
  thread_local std::array<char, 40> text;
  thread_local std::size_t size = 0;
  const std::time_t now = std::time(nullptr);
  if (now != written) {
    std::tm parts{};
    size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &parts));
    written = now;
  }
  put_field(out, "Date", {text.data(), size});
}

void put_status(std::string& out, std::uint16_t status) {
  out += "HTTP/1.1 ";
  put_number(out, status);
  out.append(" ").append(phrase(status)).append("\r\n");
}

void end_answer(std::string& out, const AnswerHead& head) {
  if (head.body.is_chunked) {
    put_field(out, "Transfer-Encoding", "chunked");
  } else if (head.body.bytes) {
    out += "Content-Length: ";
    put_number(out, *head.body.bytes);
    out += "\r\n";
  }
  if (head.closes)
    put_field(out, "Connection", "close");
  else if (head.is_http10)
    put_field(out, "Connection", "keep-alive");
  out += "\r\n";
}

// Fields that belong to the connection on which they came, or whose place the gateway's own take.
bool is_of_hop(std::string_view name) {
  switch (name.size()) {
    case 2:
      return is_named(name, "te");
    case 7:
      return is_named(name, "trailer") || is_named(name, "upgrade");
    case 10:
      return is_named(name, "connection") || is_named(name, "keep-alive");
    case 14:
      return is_named(name, "content-length");
    case 16:
      return is_named(name, "proxy-connection");
    case 17:
      return is_named(name, "transfer-encoding");
    default:
      return false;
  }
}

bool nominates(sluice::Headers headers, std::string_view name) {
  for (const sluice::Header& h : headers) {
    if (!is_named(h.name, "connection")) continue;
    for (std::string_view rest = h.value; !rest.empty();) {
      const std::size_t end = rest.find(',');
      std::string_view token = rest.substr(0, end);
      while (!token.empty() && (token.front() == ' ' || token.front() == '\t')) token.remove_prefix(1);
      while (!token.empty() && (token.back() == ' ' || token.back() == '\t')) token.remove_suffix(1);
      if (std::ranges::equal(token, name, {}, lower, lower)) return true;
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
  }
  return false;
}

// An edit takes the place of the backend's fields of that name, unless it yields to them.
bool is_replaced(sluice::Headers edits, sluice::Headers answer, std::string_view name) {
  return std::ranges::any_of(edits, [&](const sluice::Header& e) {
    return !sluice::yields(e, answer) && e.name.size() == name.size() &&
           std::ranges::equal(e.name, name, {}, lower, lower);
  });
}

bool put_backend_fields(std::string& out, sluice::Headers headers, sluice::Headers edits) {
  bool has_date = false;
  const bool has_nominations =
      std::ranges::any_of(headers, [](const sluice::Header& h) { return is_named(h.name, "connection"); });
  for (const sluice::Header& h : headers) {
    if (is_of_hop(h.name) || is_replaced(edits, headers, h.name)) continue;
    if (has_nominations && nominates(headers, h.name)) continue;
    has_date |= is_named(h.name, "date");
    put_field(out, h.name, h.value);
  }
  for (const sluice::Header& e : edits)
    if (!sluice::yields(e, headers)) put_field(out, e.name, e.value);
  return has_date;
}

}  // namespace

bool is_named(std::string_view name, std::string_view wanted) {
  return name.size() == wanted.size() && std::ranges::equal(name, wanted, {}, lower);
}

void write_answer(std::string& out, const AnswerHead& head, sluice::Headers headers) {
  put_status(out, head.status);
  put_date(out);
  for (const sluice::Header& h : headers) put_field(out, h.name, h.value);
  end_answer(out, head);
}

void write_answer(std::string& out, const AnswerHead& head, const sluice::http1::Answer& answer,
                  sluice::Headers edits) {
  put_status(out, head.status);
  if (!put_backend_fields(out, answer.headers, edits)) put_date(out);
  end_answer(out, head);
}

void write_switch(std::string& out, const sluice::http1::Answer& answer, sluice::Headers edits) {
  out += "HTTP/1.1 101 Switching Protocols\r\n";
  put_backend_fields(out, answer.headers, edits);
  out += "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
}

void write_call(std::string& out, const sluice::backend::Call& call, const BodyFraming& body) {
  out.append(call.method).append(" ").append(call.target).append(" HTTP/1.1\r\n");
  // The body's length is ours to say; whoever expected a 100 has had it from us.
  for (const sluice::Header& h : call.headers)
    if (!is_named(h.name, "content-length") && !is_named(h.name, "expect")) put_field(out, h.name, h.value);
  if (body.is_chunked) {
    put_field(out, "Transfer-Encoding", "chunked");
  } else if (body.bytes) {
    out += "Content-Length: ";
    put_number(out, *body.bytes);
    out += "\r\n";
  }
  out += "\r\n";
}

void begin_chunk(std::string& out, std::size_t bytes) {
  put_number(out, bytes, 16);
  out += "\r\n";
}

}  // namespace gateway
