#include "sign/doctor_compare.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "sign/canonical.hpp"
#include "sign/doctor_bend.hpp"
#include "sign/target.hpp"
#include "sluice/date.hpp"

namespace sluice::doctor {
namespace {

class Comparison {
 public:
  Comparison(const Case& given, const Lines& client, const Lines& right)
      : given_(given), client_(client), right_(right) {}

  std::vector<Finding> take() {
    const sign::Target target = sign::split_target(given_.request.target);
    compare_line(Lines::kMethod, {}, Cause::MethodChanged);
    compare_line(Lines::kPath, bend_path(target.path, right_[Lines::kPath]), Cause::PathChanged);
    compare_line(Lines::kQuery, bend_query(target.query, right_[Lines::kQuery]), Cause::QueryChanged);
    compare_headers();
    compare_names();
    compare_payload();
    return std::move(found_);
  }

 private:
  void add(Cause cause, std::string_view client, std::string_view right) {
    found_.push_back(make_finding(cause, client, right));
  }

  // Names the difference by the wrong form that the client's text equals.
  void name_difference(const std::vector<Bent>& forms, std::string_view text, Cause otherwise,
                       std::string_view client, std::string_view right) {
    const auto form =
        std::find_if(forms.begin(), forms.end(), [&](const Bent& bent) { return bent.text == text; });
    if (form == forms.end()) return add(otherwise, client, right);
    for (const Cause cause : form->causes) add(cause, client, right);
  }

  void compare_line(std::size_t line, const std::vector<Bent>& forms, Cause otherwise) {
    if (client_[line] != right_[line])
      name_difference(forms, client_[line], otherwise, client_[line], right_[line]);
  }

  void compare_headers() {
    std::vector<bool> is_used(client_.size(), false);
    for (std::size_t line = Lines::kFirstHeader; line < right_.headers_end(); ++line) {
      std::size_t other = Lines::kFirstHeader;
      while (other < client_.headers_end() &&
             (is_used[other] || !ascii::equals_ignoring_case(name_of(client_[other]), name_of(right_[line]))))
        ++other;
      if (other == client_.headers_end()) {
        add(Cause::HeaderMissing, {}, right_[line]);
        continue;
      }
      is_used[other] = true;
      compare_header(client_[other], right_[line]);
    }
    for (std::size_t other = Lines::kFirstHeader; other < client_.headers_end(); ++other)
      if (!is_used[other]) add(Cause::HeaderMissing, client_[other], {});
  }

  void compare_header(std::string_view client, std::string_view right) {
    if (name_of(client) != name_of(right)) add(Cause::HeaderNameCase, client, right);
    if (value_of(client) == value_of(right)) return;
    if (name_of(right) == sign::kDateHeader) {
      const bool is_date = date::read(value_of(client)).has_value();
      return add(is_date ? Cause::DateOfAnotherSecond : Cause::DateFormat, client, right);
    }
    if (ascii::trim(value_of(client)) == value_of(right)) return add(Cause::HeaderNotTrimmed, client, right);
    name_difference(bend_value(name_of(right), value_of(right), value_of(right)), value_of(client),
                    Cause::HeaderChanged, client, right);
  }

  void compare_names() {
    const std::string& client = client_[client_.names()];
    const std::string& right = right_[right_.names()];
    if (client == right) return;
    add(ascii::equals_ignoring_case(client, right) ? Cause::HeaderNameCase : Cause::SignedNamesChanged,
        client, right);
  }

  void compare_payload() {
    const std::string& client = client_[client_.payload()];
    const std::string& right = right_[right_.payload()];
    if (client != right) add(payload_cause(client, right), client, right);
  }

  Cause payload_cause(std::string_view client, std::string_view right) const {
    if (client == sign::kUnsignedPayload) return Cause::UnsignedPayloadForgotten;
    if (right == sign::kUnsignedPayload) return Cause::UnsignedPayloadNotSigned;
    if (ascii::equals_ignoring_case(client, right)) return Cause::BodyHashUpperCase;
    if (client.empty()) return Cause::BodyHashOfNothing;
    for (const Bent& bent : bend_body(given_.body))
      if (sign::hex(sign::sha256(bent.text)).view() == client) return bent.causes.front();
    return Cause::BodyHashOfAnotherBody;
  }

  const Case& given_;
  const Lines& client_;
  const Lines& right_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> compare(const Case& given, const Lines& client, const Lines& right) {
  return Comparison(given, client, right).take();
}

}  // namespace sluice::doctor
