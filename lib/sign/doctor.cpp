// The doctor's round: read the claim, write the right canonical request, compare it with the client's where
// that is at hand, and where the secret is, prove.
#include <algorithm>
#include <new>

#include "base/secret.hpp"
#include "sign/canonical.hpp"
#include "sign/doctor_compare.hpp"
#include "sign/doctor_search.hpp"
#include "sluice/date.hpp"
#include "sluice/explain_signature.hpp"
#include "sluice/sign.hpp"

namespace sluice::doctor {
namespace {

constexpr std::int64_t kWindowSeconds = 900;

// The payload hash of a request as received: what its header says, or the body's.
std::string payload_hash(const Case& given) {
  const sign::Fields fields(given.request.host, given.request.headers);
  const std::size_t field = fields.find(sign::kHashHeader);
  if (field != sign::Fields::kNone) return std::string(fields.value(field));
  return std::string(sign::hex(sign::sha256(given.body)).view());
}

// Room enough for any canonical form of the request: every byte as %XX, and every name with its `=`.
std::string make_room(const Case& given) {
  std::size_t bytes = 1024 + given.request.target.size() * 5 + given.request.host.size();
  for (const Header& header : given.request.headers)
    bytes += header.name.size() * 2 + header.value.size() + 3;
  return std::string(bytes, ' ');
}

class Round {
 public:
  explicit Round(const Case& given) : given_(given) {}

  Report take() {
    if (read_claim()) examine();
    const bool is_unexplained = report_.findings.empty() && !report_.is_signature_right;
    if (is_unexplained) report_.findings.push_back(make_finding(Cause::Unexplained, {}, {}));
    return std::move(report_);
  }

 private:
  void add(Cause cause, std::string_view client, std::string_view right, bool proved) {
    report_.findings.push_back(make_finding(cause, client, right));
    report_.findings.back().proved = proved;
  }

  bool give_up(Cause cause, Reason reason) {
    report_.unreadable = reason;
    add(cause, {}, {}, true);
    return false;
  }

  bool read_claim() {
    const auto claim = sign::read(given_.request, {.accept_v11 = given_.accept_v11});
    if (!claim) return give_up(Cause::ClaimUnreadable, claim.error());
    claim_ = *claim;
    if (given_.request.headers.size() > sign::kMaxFields)
      return give_up(Cause::ClaimUnreadable, Reason::HeadersTooMany);
    std::string room = make_room(given_);
    const std::string hash = payload_hash(given_);
    const auto text = sign::canonical_request(given_.request, claim_.signed_headers, hash, Room(room));
    if (text) {
      report_.canonical_request = *text;
      return true;
    }
    const bool is_missing = text.error() == Reason::SignedHeaderMissing;
    return give_up(is_missing ? Cause::HeaderMissing : Cause::ClaimUnreadable, text.error());
  }

  void examine() {
    if (given_.now && !date::is_within(claim_.date_seconds, given_.now->seconds, kWindowSeconds))
      add(Cause::WrongClock, claim_.date, date::write(given_.now->seconds).view(), true);
    const auto right = Lines::split(report_.canonical_request);
    if (!right) return;
    const auto client = given_.client_text.empty() ? std::nullopt : Lines::find(given_.client_text);
    std::vector<Finding> differences;
    if (client) differences = compare(given_, *client, *right);
    const bool is_proved = !given_.secret.empty() && prove(*right, client, differences);
    if (is_proved) return;
    for (Finding& difference : differences) report_.findings.push_back(std::move(difference));
  }

  // True where the signature is explained, or right.
  bool prove(const Lines& right, const std::optional<Lines>& client, std::vector<Finding>& differences) {
    if (claim_.access == given_.secret) {
      add(Cause::KeyAndSecretSwapped, {}, {}, true);
      return true;
    }
    const std::vector<Try> tries = list_tries();
    Search search(right, claim_, tries, Search::kMaxCauses);
    if (const Try* match = search.match(report_.canonical_request)) {
      report_.is_signature_right = match->causes.empty();
      add_causes(match->causes);
      return true;
    }
    if (client && prove_differences(search, *client, differences)) return true;
    return search_mistakes(search, right, tries);
  }

  // Where the client's text gives the signature, its differences are all there is.
  bool prove_differences(const Search& search, const Lines& client, std::vector<Finding>& differences) {
    const Try* match = search.match(client.join());
    if (match == nullptr) return false;
    for (Finding& difference : differences) {
      difference.proved = true;
      report_.findings.push_back(std::move(difference));
    }
    add_causes(match->causes);
    return true;
  }

  bool search_mistakes(Search& search, const Lines& right, const std::vector<Try>& tries) {
    const std::vector<Mistake> mistakes = list_mistakes(given_, claim_, right);
    if (const auto proof = search.run(mistakes)) return add_proof(*proof, right);
    if (search_with_names_as_sent(right, tries)) return true;
    std::vector<Mistake> dates;
    for (std::int64_t shift = 1; shift <= kWindowSeconds; ++shift)
      for (const std::int64_t seconds : {shift, -shift}) dates.push_back(shift_date(claim_, right, seconds));
    const auto proof = search.run_alone(dates);
    return proof && add_proof(*proof, right);
  }

  // A mistake that touches every header line cannot stand beside others of single lines, so it comes first.
  bool search_with_names_as_sent(const Lines& right, const std::vector<Try>& tries) {
    const Lines bent = with_names_as_sent(given_, right);
    if (bent.join() == right.join()) return false;
    Search search(bent, claim_, tries, Search::kMaxCauses - 1);
    const std::vector<Mistake> mistakes = list_mistakes(given_, claim_, bent);
    const auto proof = search.run(mistakes);
    if (!proof) return false;
    add(Cause::HeaderNameCase, bent[Lines::kFirstHeader], right[Lines::kFirstHeader], true);
    return add_proof(*proof, bent);
  }

  // The right secret first, then its wrong forms.
  std::vector<Try> list_tries() const {
    const auto key = [this](std::string_view secret) {
      return claim_.algorithm == sign::Algorithm::V11 ? sign::Key::v11(claim_.access, secret)
                                                      : sign::Key(secret);
    };
    std::vector<Try> tries;
    tries.push_back({{}, key(given_.secret)});
    for (Bent& bent : bend_secret(given_.secret, claim_.access)) {
      tries.push_back({std::move(bent.causes), key(bent.text), bent.is_rare});
      wipe(bent.text.data(), bent.text.size());
    }
    return tries;
  }

  void add_causes(const std::vector<Cause>& causes) {
    for (const Cause cause : causes) add(cause, {}, {}, true);
  }

  bool add_proof(const Proof& proof, const Lines& right) {
    for (const Mistake* mistake : proof.mistakes) {
      const std::size_t line = mistake->first_line(right.size());
      const bool has_line = line < right.size();
      const std::string_view client =
          has_line ? std::string_view(mistake->edits.front().second) : mistake->date;
      for (const Cause cause : mistake->causes)
        add(cause, client, has_line ? std::string_view(right[line]) : claim_.date, true);
    }
    add_causes(proof.secret->causes);
    return true;
  }

  const Case& given_;
  sign::Claim claim_;
  Report report_;
};

}  // namespace

std::optional<Report> diagnose(const Case& given) noexcept {
  try {
    return Round(given).take();
  } catch (const std::bad_alloc&) {
    return std::nullopt;
  }
}

}  // namespace sluice::doctor
