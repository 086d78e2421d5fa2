// simdjson says that a text is wrong but not where. RapidJSON's event reader stops at the first wrong byte:
// slower, but it only reads texts that are refused anyway. Iterative, so brackets cost no stack.
#include "json/locate.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/utf8.hpp"

namespace sluice::json {
namespace {

namespace rj = rapidjson;

// How far `text` is UTF-8.
std::size_t valid_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    const utf8::Step step = utf8::first(text.substr(at));
    if (!step.valid) break;
    at += step.bytes;
  }
  return at;
}

template <class Integer>
bool is_out_of_range(const std::string& digits) noexcept {
  Integer value{};
  return std::from_chars(digits.data(), digits.data() + digits.size(), value).ec ==
         std::errc::result_out_of_range;
}

// Stops the reader where simdjson also refuses: over depth, and at numbers that fit neither 64 bits nor a
// double.
class Watch : public rj::BaseReaderHandler<rj::UTF8<>, Watch> {
 public:
  std::string_view what() const noexcept { return what_; }

  bool StartObject() { return enter(); }
  bool StartArray() { return enter(); }
  bool EndObject(rj::SizeType) { return leave(); }
  bool EndArray(rj::SizeType) { return leave(); }
  bool Key(const char* text, rj::SizeType size, bool) { return String(text, size, false); }
  // The reader lets a low surrogate pass that stands alone; unescaped it is no UTF-8.
  bool String(const char* text, rj::SizeType size, bool) {
    if (valid_prefix({text, size}) == size) return true;
    what_ = "lone surrogate";
    return false;
  }
  bool RawNumber(const char* text, rj::SizeType size, bool) {
    const std::string digits(text, size);
    const bool whole = digits.find_first_of(".eE") == std::string::npos;
    const double value = std::strtod(digits.c_str(), nullptr);
    const bool overflows = whole && (digits.front() == '-' ? is_out_of_range<std::int64_t>(digits)
                                                           : is_out_of_range<std::uint64_t>(digits));
    if (std::isfinite(value) && !overflows) return true;
    what_ = "number out of range";
    return false;
  }

 private:
  bool enter() {
    if (++depth_ <= kMaxDepth) return true;
    what_ = "nested deeper than 64";
    return false;
  }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t depth_ = 0;
  std::string_view what_;
};

constexpr unsigned kFlags =
    rj::kParseIterativeFlag | rj::kParseValidateEncodingFlag | rj::kParseNumbersAsStringsFlag;

Fault place(std::string_view what, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t last = before.rfind('\n');
  Fault fault{.what = what, .line = 1, .column = before.size() + 1};
  for (char c : before) fault.line += c == '\n' ? 1 : 0;
  if (last != before.npos) fault.column = before.size() - last;
  return fault;
}

std::string_view meaning(rj::ParseErrorCode code) noexcept {
  switch (code) {
    case rj::kParseErrorDocumentEmpty:
      return "no JSON value";
    case rj::kParseErrorDocumentRootNotSingular:
      return "more text after the document";
    case rj::kParseErrorObjectMissName:
      return "a member's name is missing";
    case rj::kParseErrorObjectMissColon:
      return "':' is missing";
    case rj::kParseErrorObjectMissCommaOrCurlyBracket:
      return "',' or '}' is missing";
    case rj::kParseErrorArrayMissCommaOrSquareBracket:
      return "',' or ']' is missing";
    case rj::kParseErrorStringUnicodeEscapeInvalidHex:
      return "bad \\u escape";
    case rj::kParseErrorStringUnicodeSurrogateInvalid:
      return "lone surrogate";
    case rj::kParseErrorStringEscapeInvalid:
      return "bad escape or control character";
    case rj::kParseErrorStringMissQuotationMark:
      return "closing quotation mark is missing";
    case rj::kParseErrorStringInvalidEncoding:
      return "invalid UTF-8";
    case rj::kParseErrorNumberTooBig:
      return "number out of range";
    case rj::kParseErrorNumberMissFraction:
    case rj::kParseErrorNumberMissExponent:
      return "bad number";
    default:
      return "not a JSON value";
  }
}

}  // namespace

Fault locate(std::string_view text) {
  rj::MemoryStream stream(text.data(), text.size());
  rj::Reader reader;
  Watch watch;
  const rj::ParseResult result = reader.Parse<kFlags>(stream, watch);
  const std::size_t broken = valid_prefix(text);
  if (result.IsError() && result.Offset() < broken) {
    const bool ours = result.Code() == rj::kParseErrorTermination;
    return place(ours ? watch.what() : meaning(result.Code()), text, result.Offset());
  }
  if (broken < text.size()) return place("invalid UTF-8", text, broken);
  const std::size_t offset = result.IsError() ? result.Offset() : text.size();
  return place(result.IsError() ? meaning(result.Code()) : "not a JSON document", text, offset);
}

}  // namespace sluice::json
