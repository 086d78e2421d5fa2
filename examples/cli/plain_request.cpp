#include "plain_request.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cli {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

constexpr auto kSchemes =
    std::to_array<std::pair<std::string_view, sluice::Scheme>>({{"http://", sluice::Scheme::Http},
                                                                {"https://", sluice::Scheme::Https},
                                                                {"ws://", sluice::Scheme::Ws},
                                                                {"wss://", sluice::Scheme::Wss}});

}  // namespace

std::optional<PlainRequest> read_plain_request(std::string_view line) {
  line = trim(line);
  const std::size_t blank = line.find_first_of(kBlanks);
  if (blank == std::string_view::npos) return std::nullopt;
  PlainRequest request{.method = line.substr(0, blank), .host = {}, .target = "/"};
  std::string_view url = trim(line.substr(blank));
  for (const auto& [start, scheme] : kSchemes) {
    if (!url.starts_with(start)) continue;
    request.scheme = scheme;
    url.remove_prefix(start.size());
    break;
  }
  const std::size_t end = std::min(url.find_first_of("/?"), url.size());
  request.host = url.substr(0, end);
  if (request.host.empty()) return std::nullopt;
  if (end < url.size()) request.target = url.substr(end);
  return request;
}

}  // namespace cli
