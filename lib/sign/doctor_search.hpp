// Signs a request again and again, each time under another set of mistakes, until the signature that was sent
// comes out.
//
// Mistakes are ordered by the first line that they touch, and a set is built in that order. So the hash of
// the lines before a mistake is computed once for all sets that agree up to there: trying one more last
// mistake costs the lines from it to the end, and the few blocks of the HMAC.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "sign/doctor_bend.hpp"
#include "sign/doctor_lines.hpp"
#include "sign/doctor_mistakes.hpp"
#include "sluice/sign.hpp"

namespace sluice::doctor {

/// A secret that a client may have signed with: the right one, or a wrong form of it.
struct Try {
  std::vector<Cause> causes;  // none: the right secret
  sign::Key key;
  bool is_rare = false;
};

/// The mistakes that together give the sent signature.
struct Proof {
  std::vector<const Mistake*> mistakes;
  const Try* secret = nullptr;
};

class Search {
 public:
  static constexpr std::size_t kMaxCauses = 3;

  /// `tries` begins with the right secret. All must outlive the search.
  Search(const Lines& right, const sign::Claim& claim, const std::vector<Try>& tries, std::size_t max_causes)
      : lines_(right), is_bent_(right.size(), false), claim_(claim), tries_(tries), max_causes_(max_causes) {}

  /// The smallest set found, or nothing.
  std::optional<Proof> run(const std::vector<Mistake>& mistakes);
  /// Each mistake by itself, with the right secret.
  std::optional<Proof> run_alone(const std::vector<Mistake>& mistakes);
  /// Whether this canonical request, whole, gives the signature under one of the tries.
  const Try* match(std::string_view canonical_request) const;

 private:
  // The lines before `line`, hashed.
  struct Point {
    crypto::Sha256 hash;
    std::size_t line = 0;
  };

  void advance(Point& point, std::size_t to) const;
  bool descend(const std::vector<Mistake>& mistakes, std::size_t from, std::size_t causes, Point point);
  bool take(const std::vector<Mistake>& mistakes, std::size_t index, std::size_t causes, const Point& point);
  bool is_free(const Mistake& mistake) const;
  void swap_lines(const Mistake& mistake, std::vector<std::string>& texts);
  bool test(Point point);
  const Try* match(const crypto::Digest& canonical) const;

  Lines lines_;
  std::vector<bool> is_bent_;
  const sign::Claim& claim_;
  const std::vector<Try>& tries_;
  std::size_t max_causes_;
  std::vector<const Mistake*> taken_;
  std::string_view date_;
  std::size_t taken_causes_ = 0;
  const Try* secret_ = nullptr;
};

}  // namespace sluice::doctor
