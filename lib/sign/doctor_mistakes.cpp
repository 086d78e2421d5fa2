#include "sign/doctor_mistakes.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "sign/canonical.hpp"
#include "sign/doctor_bend.hpp"
#include "sign/target.hpp"
#include "sluice/date.hpp"

namespace sluice::doctor {
namespace {

constexpr std::size_t kMaxMistakes = 128;
constexpr std::size_t kMaxHeaders = 8;          // of one request, whose values are bent one by one
constexpr std::size_t kMaxBodyBytes = 1 << 16;  // rewriting a larger body takes too long
constexpr std::int64_t kNear = 3;               // seconds that pass between two readings of a clock

class List {
 public:
  List(const Case& given, const sign::Claim& claim, const Lines& right)
      : given_(given), claim_(claim), right_(right) {}

  std::vector<Mistake> take() {
    const sign::Target target = sign::split_target(given_.request.target);
    add_lines(Lines::kPath, bend_path(target.path, right_[Lines::kPath]));
    if (!target.query.empty()) add_lines(Lines::kQuery, bend_query(target.query, right_[Lines::kQuery]));
    add_headers();
    add_dates();
    add_payloads();
    const auto earlier = [this](const Mistake& a, const Mistake& b) {
      return a.first_line(right_.size()) < b.first_line(right_.size());
    };
    std::stable_sort(all_.begin(), all_.end(), earlier);
    return std::move(all_);
  }

 private:
  void add(Mistake mistake) {
    if (all_.size() < kMaxMistakes) all_.push_back(std::move(mistake));
  }
  void add_line(std::size_t line, Bent bent) {
    if (bent.text == right_[line]) return;
    add({std::move(bent.causes), {{line, std::move(bent.text)}}, {}, bent.is_rare});
  }
  void add_lines(std::size_t line, std::vector<Bent> bent) {
    for (Bent& one : bent) add_line(line, std::move(one));
  }

  // The value of a header as it was received, blanks and all.
  std::string_view raw_value(std::string_view name) const noexcept {
    for (const Header& header : given_.request.headers)
      if (ascii::equals_ignoring_case(header.name, name)) return header.value;
    return {};
  }

  void add_headers() {
    const std::size_t end = std::min(right_.headers_end(), Lines::kFirstHeader + kMaxHeaders);
    for (std::size_t line = Lines::kFirstHeader; line < end; ++line) {
      const std::string_view name = name_of(right_[line]);
      if (ascii::equals_ignoring_case(name, sign::kDateHeader)) continue;
      const std::string_view raw = ascii::equals_ignoring_case(name, "host") && !given_.request.host.empty()
                                       ? given_.request.host
                                       : raw_value(name);
      for (Bent& bent : bend_value(name, raw, value_of(right_[line]))) {
        bent.text.insert(0, std::string(name) + ":");
        add_line(line, std::move(bent));
      }
    }
    add_to_all(Cause::HeaderNotTrimmed, [this](std::string_view line) {
      return std::string(name_of(line)) + ":" + std::string(raw_value(name_of(line)));
    });
    add_to_all(Cause::HeaderNotTrimmed, [](std::string_view line) {
      return std::string(name_of(line)) + ": " + std::string(value_of(line));
    });
  }

  // The same mistake with every header line.
  template <class Bend>
  void add_to_all(Cause cause, Bend bend) {
    Mistake mistake{{cause}, {}, {}};
    for (std::size_t line = Lines::kFirstHeader; line < right_.headers_end(); ++line)
      if (std::string text = bend(right_[line]); text != right_[line])
        mistake.edits.emplace_back(line, std::move(text));
    if (!mistake.edits.empty()) add(std::move(mistake));
  }

  void add_dates() {
    for (std::int64_t shift = -kNear; shift <= kNear; ++shift) {
      if (shift == 0) continue;
      Mistake everywhere = shift_date(claim_, right_, shift);
      Mistake in_text{everywhere.causes, {}, everywhere.date};
      everywhere.is_rare = in_text.is_rare = shift != 1 && shift != -1;
      add(std::move(everywhere));
      add(std::move(in_text));
    }
    const std::string date(claim_.date);
    const std::string dashed = date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 5) + ":" +
                               date.substr(11, 2) + ":" + date.substr(13);
    add({{Cause::DateFormat}, {}, date.substr(0, 8), true});
    add({{Cause::DateFormat}, {}, dashed, true});
  }

  void add_payloads() {
    const std::size_t line = right_.payload();
    const auto hash = [](std::string_view body) { return std::string(sign::hex(sign::sha256(body)).view()); };
    if (right_[line] == sign::kUnsignedPayload) {
      add_line(line, {{Cause::UnsignedPayloadNotSigned}, hash(given_.body)});
    } else {
      add_line(line, {{Cause::UnsignedPayloadForgotten}, std::string(sign::kUnsignedPayload)});
    }
    if (given_.body.size() <= kMaxBodyBytes)
      for (Bent& bent : bend_body(given_.body))
        add_line(line, {std::move(bent.causes), hash(bent.text), bent.is_rare});
    std::string upper = right_[line];
    for (char& c : upper)
      if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 32);
    add_line(line, {{Cause::BodyHashUpperCase}, std::move(upper), true});
    add_line(line, {{Cause::BodyHashOfNothing}, {}, true});
    add_line(line, {{Cause::TrailingLineEnd}, right_[line] + "\n", true});
  }

  const Case& given_;
  const sign::Claim& claim_;
  const Lines& right_;
  std::vector<Mistake> all_;
};

}  // namespace

std::vector<Mistake> list_mistakes(const Case& given, const sign::Claim& claim, const Lines& right) {
  return List(given, claim, right).take();
}

Lines with_names_as_sent(const Case& given, const Lines& right) {
  Lines bent = right;
  for (std::size_t line = Lines::kFirstHeader; line < bent.headers_end(); ++line)
    for (const Header& header : given.request.headers)
      if (ascii::equals_ignoring_case(header.name, name_of(right[line])))
        bent[line] = std::string(header.name) + ":" + std::string(value_of(right[line]));
  return bent;
}

Mistake shift_date(const sign::Claim& claim, const Lines& right, std::int64_t seconds) {
  const std::string text(date::write(claim.date_seconds + seconds).view());
  Mistake mistake{{Cause::DateOfAnotherSecond}, {}, text};
  const std::size_t line = right.header(sign::kDateHeader);
  if (line < right.size()) mistake.edits.emplace_back(line, std::string(name_of(right[line])) + ":" + text);
  return mistake;
}

}  // namespace sluice::doctor
