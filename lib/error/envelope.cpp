// The message of an error with its detail, and the JSON object around it. Written straight into the caller's
// room: a small escaper stands here because the request path must not allocate, and JSON libraries do.
// Source: spec/errors.md 1, 3 and 7.
#include <cstring>

#include "sluice/error.hpp"

namespace sluice::error {
namespace {

// Appends to room and remembers whether everything fitted.
class Writer {
 public:
  explicit Writer(Room room) noexcept : room_(room) {}

  void raw(std::string_view text) noexcept {
    if (text.size() > room_.size() - used_) {
      full_ = true;
      return;
    }
    if (!text.empty()) std::memcpy(room_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }

  void escaped(std::string_view text) noexcept {
    for (char c : text) escaped(c);
  }

  std::optional<std::string_view> finish() const noexcept {
    if (full_) return std::nullopt;
    return std::string_view(room_.data(), used_);
  }

 private:
  void escaped(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      const char pair[2] = {'\\', c};
      raw({pair, 2});
    } else if (byte >= 0x20 && byte < 0x7f) {
      raw({&c, 1});
    } else {  // controls, and bytes over 7F one by one: the text need not be UTF-8, the JSON must be
      constexpr char digits[] = "0123456789abcdef";
      const char code[6] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
      raw({code, 6});
    }
  }

  Room room_;
  std::size_t used_ = 0;
  bool full_ = false;
};

struct Parts {
  std::string_view before, filled, after, separator, detail;
};

// The blank in a message that an instance fills: the version of 0204, `{xxx}` of 0607, `xxx` of 3127.
std::string_view blank_of(const Entry& entry) noexcept {
  if (entry.row == Row::TlsVersionUnsupported) return "TLSv1.1";
  if (entry.row == Row::ProtocolUnsupported) return "{xxx}";
  if (entry.row == Row::TooManyApisInImport) return "xxx";
  return {};
}

Parts parts_of(const Entry& entry, const Detail& detail) noexcept {
  std::string_view base = entry.message;
  if (!detail.text.empty() && base.ends_with('.')) base.remove_suffix(1);
  Parts parts{base, {}, {}, detail.text.empty() ? "" : ": ", detail.text};
  const std::string_view blank = blank_of(entry);
  const std::size_t at = blank.empty() || detail.filled.empty() ? std::string_view::npos : base.find(blank);
  if (at != std::string_view::npos) {
    parts.before = base.substr(0, at);
    parts.filled = detail.filled;
    parts.after = base.substr(at + blank.size());
  }
  return parts;
}

}  // namespace

std::optional<std::string_view> message(const Entry& entry, const Detail& detail, Room room) noexcept {
  const Parts parts = parts_of(entry, detail);
  Writer out(room);
  for (std::string_view part : {parts.before, parts.filled, parts.after, parts.separator, parts.detail})
    out.raw(part);
  return out.finish();
}

std::optional<std::string_view> render(const Entry& entry, std::string_view request_id, Room room,
                                       const Detail& detail) noexcept {
  const Parts parts = parts_of(entry, detail);
  Writer out(room);
  out.raw(R"({"error_code":")");
  out.raw(entry.code);
  out.raw(R"(","error_msg":")");
  for (std::string_view part : {parts.before, parts.filled, parts.after, parts.separator, parts.detail})
    out.escaped(part);
  out.raw(R"(","request_id":")");
  out.escaped(request_id);
  out.raw(R"("})");
  return out.finish();
}

}  // namespace sluice::error
