// What the doctor makes wrong forms of a text with: cutting, replacing, decoding, and a list without repeats.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "sign/doctor_bend.hpp"

namespace sluice::doctor {

using Pieces = std::vector<std::string>;

inline Pieces split(std::string_view text, char at) {
  Pieces pieces;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(at, begin);
    pieces.emplace_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return pieces;
    begin = end + 1;
  }
}

inline std::string join(const Pieces& pieces, char by) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) text += by;
    text += pieces[i];
  }
  return text;
}

inline std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t found = text.find(from, at);
    out += text.substr(at, found == std::string_view::npos ? found : found - at);
    if (found == std::string_view::npos) return out;
    out += to;
    at = found + from.size();
  }
}

inline bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '%' && text.size() - at > 2 && ascii::hex_value(text[at + 1]) >= 0 &&
         ascii::hex_value(text[at + 2]) >= 0;
}

inline std::string lower_escapes(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (is_escape(out, i))
      for (const std::size_t digit : {i + 1, i + 2}) out[digit] = ascii::lower(out[digit]);
  return out;
}

inline std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_escape(text, i)) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
    i += 2;
  }
  return out;
}

inline constexpr bool kRare = true;

// Collects forms that differ from the right one and from each other.
class Forms {
 public:
  explicit Forms(std::string_view right) : right_(right) {}

  void add(std::vector<Cause> causes, std::string text, bool is_rare = false) {
    const auto same = [&](const Bent& bent) { return bent.text == text; };
    if (text != right_ && std::none_of(all_.begin(), all_.end(), same))
      all_.push_back({std::move(causes), std::move(text), is_rare});
  }
  void add(Cause cause, std::string text, bool is_rare = false) {
    add(std::vector<Cause>{cause}, std::move(text), is_rare);
  }
  std::vector<Bent> take() { return std::move(all_); }

 private:
  std::string_view right_;
  std::vector<Bent> all_;
};

}  // namespace sluice::doctor
