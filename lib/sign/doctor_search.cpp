#include "sign/doctor_search.hpp"

#include <algorithm>

#include "sign/canonical.hpp"

namespace sluice::doctor {

std::optional<Proof> Search::run(const std::vector<Mistake>& mistakes) {
  for (std::size_t causes = 0; causes <= max_causes_; ++causes) {
    taken_.clear();
    if (causes == 0 ? test({}) : descend(mistakes, 0, causes, {})) return Proof{taken_, secret_};
  }
  return std::nullopt;
}

std::optional<Proof> Search::run_alone(const std::vector<Mistake>& mistakes) {
  taken_.clear();
  if (!descend(mistakes, 0, 1, {})) return std::nullopt;
  return Proof{taken_, secret_};
}

void Search::advance(Point& point, std::size_t to) const {
  for (; point.line < to; ++point.line) {
    point.hash.add(lines_[point.line]);
    if (point.line + 1 < lines_.size()) point.hash.add("\n");
  }
}

// Tries every set of mistakes from `from` on that has exactly so many causes.
bool Search::descend(const std::vector<Mistake>& mistakes, std::size_t from, std::size_t causes,
                     Point point) {
  for (std::size_t i = from; i < mistakes.size(); ++i) {
    const Mistake& mistake = mistakes[i];
    const bool is_crowded = taken_causes_ + causes == max_causes_ && mistake.is_rare;
    if (mistake.causes.size() > causes || is_crowded || !is_free(mistake)) continue;
    advance(point, std::max(point.line, std::min(mistake.first_line(lines_.size()), lines_.size())));
    if (take(mistakes, i, causes, point)) return true;
  }
  return false;
}

// Makes one mistake more, and tests the set or goes on with it.
bool Search::take(const std::vector<Mistake>& mistakes, std::size_t index, std::size_t causes,
                  const Point& point) {
  const Mistake& mistake = mistakes[index];
  std::vector<std::string> texts;
  for (const auto& [line, text] : mistake.edits) texts.push_back(text);
  swap_lines(mistake, texts);
  const std::string_view date = date_;
  if (!mistake.date.empty()) date_ = mistake.date;
  taken_.push_back(&mistake);
  taken_causes_ += mistake.causes.size();

  const std::size_t left = causes - mistake.causes.size();
  const bool found = left == 0 ? test(point) : descend(mistakes, index + 1, left, point);

  taken_causes_ -= mistake.causes.size();
  if (!found) taken_.pop_back();
  date_ = date;
  swap_lines(mistake, texts);
  return found;
}

bool Search::is_free(const Mistake& mistake) const {
  if (!mistake.date.empty() && !date_.empty()) return false;
  return std::none_of(mistake.edits.begin(), mistake.edits.end(),
                      [this](const auto& edit) { return is_bent_[edit.first]; });
}

void Search::swap_lines(const Mistake& mistake, std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < mistake.edits.size(); ++i) {
    const std::size_t line = mistake.edits[i].first;
    std::swap(lines_[line], texts[i]);
    is_bent_[line] = !is_bent_[line];
  }
}

bool Search::test(Point point) {
  advance(point, lines_.size());
  secret_ = match(point.hash.finish());
  return secret_ != nullptr;
}

const Try* Search::match(std::string_view canonical_request) const {
  return match(crypto::sha256(canonical_request));
}

const Try* Search::match(const crypto::Digest& canonical) const {
  const sign::StringToSign text(date_.empty() ? claim_.date : date_, claim_.scope, canonical);
  for (const Try& one : tries_) {
    const std::size_t causes = taken_causes_ + one.causes.size();
    if (causes > max_causes_ || (causes == max_causes_ && one.is_rare)) continue;
    if (sign::signature(one.key, claim_.scope, text.view()) == claim_.digest) return &one;
  }
  return nullptr;
}

}  // namespace sluice::doctor
