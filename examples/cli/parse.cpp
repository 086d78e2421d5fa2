// `sluice parse KIND`: how the gateway reads a value. One line in, one line out, in order: the cells of the
// answer, or `reject` (`unknown` for xff). Every line is a value, also an empty one and one that begins with
// '#'.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"
#include "escapes.hpp"
#include "sluice/address.hpp"
#include "sluice/date.hpp"
#include "sluice/forwarded.hpp"
#include "sluice/sign.hpp"
#include "sluice/target.hpp"
#include "stream.hpp"

namespace cli {
namespace {

using Cells = std::vector<std::string>;
using sluice::http::HostKind;

constexpr std::int64_t kWindowSeconds = 900;  // Source: the gateway's guide, signatures live 15 minutes

/// What a reader says of the cells of one line: the cells of the answer, or nothing where it refuses.
using Answer = std::optional<Cells>;

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Answer parse_path(const Cells& cells, sluice::PathMode mode) {
  std::string room(cells[0].size() + 1, '\0');
  const auto path = sluice::http::read_path(cells[0], mode, room);
  if (!path) return std::nullopt;
  return Cells{std::string(*path)};
}

std::string_view name_of(HostKind kind) {
  return kind == HostKind::Name ? "name" : kind == HostKind::Ipv4 ? "ipv4" : "ipv6";
}

Answer parse_host(const Cells& cells) {
  std::array<char, sluice::http::kHostRoom> room;
  const auto host = sluice::http::read_host(cells[0], room);
  if (!host) return std::nullopt;
  return Cells{std::string(name_of(host->kind)), std::string(host->name),
               host->port ? std::to_string(*host->port) : "-"};
}

std::string text_of(const sluice::Address& address) {
  std::array<char, sluice::kAddressRoom> room;
  return std::string(sluice::write_address(address, room));
}

Answer parse_ip(const Cells& cells) {
  const auto address = sluice::read_address(cells[0]);
  if (!address) return std::nullopt;
  return Cells{text_of(*address)};
}

Answer parse_cidr(const Cells& cells) {
  const auto range = sluice::read_range(cells[0]);
  if (!range) return std::nullopt;
  std::array<char, sluice::kRangeRoom> room;
  return Cells{std::string(sluice::write_range(*range, room)), text_of(range->first), text_of(range->last)};
}

Answer parse_date(const Cells& cells) {
  const auto seconds = sluice::date::read(cells[0]);
  const auto now = read_number(cells[1]);
  if (!seconds || !now || !sluice::date::is_within(*seconds, *now, kWindowSeconds)) return std::nullopt;
  return Cells{std::to_string(*seconds)};
}

/// The fields of X-Forwarded-For stand in one cell, ` | ` between them, `-` for none.
std::vector<std::string> forwarded_fields(std::string_view cell) {
  std::vector<std::string> fields;
  if (cell == "-") return fields;
  for (const std::string_view field : split(cell, " | ")) fields.emplace_back(field);
  return fields;
}

Answer parse_xff(const Cells& cells) {
  const std::vector<std::string> fields = forwarded_fields(cells[1]);
  std::vector<sluice::Header> headers;
  for (const std::string& field : fields) headers.push_back({"X-Forwarded-For", field});
  sluice::http::ClientRule rule;
  if (cells[2] != "off") {
    const auto index = read_number(cells[2]);
    if (!index) return std::nullopt;
    rule = {.source = sluice::http::ClientSource::Index, .index = *index};
  }
  const auto client = sluice::http::client_address(sluice::read_address(cells[0]), headers, rule);
  if (!client) return std::nullopt;
  return Cells{text_of(*client)};
}

Answer parse_authorization(const Cells& cells) {
  const auto claim = sluice::sign::read_authorization(cells[0]);
  if (!claim) return std::nullopt;
  std::string signature(claim->signature);
  for (char& c : signature) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
  const auto names = split(claim->signed_headers, ";");
  if (std::ranges::find(names, "x-sdk-date") == names.end()) return std::nullopt;
  const bool is_host_signed = std::ranges::find(names, "host") != names.end();
  return Cells{std::string(claim->access), std::string(claim->signed_headers), signature,
               is_host_signed ? "yes" : "no"};
}

template <sluice::PathMode mode>
Answer parse_path_in(const Cells& cells) {
  return parse_path(cells, mode);
}

struct Kind {
  std::string_view name;
  std::size_t cells;  // of a line; one cell takes the whole line, tabs too
  Answer (*read)(const Cells&);
  std::string_view refusal = "reject";
};

constexpr auto kKinds = std::to_array<Kind>({
    {"path", 1, parse_path_in<sluice::PathMode::Strict>},
    {"host", 1, parse_host},
    {"ip", 1, parse_ip},
    {"cidr", 1, parse_cidr},
    {"date", 2, parse_date},
    {"authorization", 1, parse_authorization},
    {"xff", 3, parse_xff, "unknown"},
});

std::optional<Cells> read_cells(std::string_view line, std::size_t count) {
  const auto texts = count == 1 ? std::vector{line} : split(line, "\t");
  if (texts.size() != count) return std::nullopt;
  Cells cells;
  for (const std::string_view text : texts) {
    auto bytes = unescape(text);
    if (!bytes) return std::nullopt;
    cells.push_back(std::move(*bytes));
  }
  return cells;
}

void print_answer(const Answer& answer, std::string_view refusal, Output& output) {
  if (!answer) output.text().append(refusal);
  for (std::size_t i = 0; answer && i < answer->size(); ++i) {
    if (i > 0) output.text() += '\t';
    escape((*answer)[i], output.text());
  }
  output.end_line();
}

/// The row of the table, with the reader of the path mode that was asked for.
Kind kind_of(const ParseOptions& options) {
  Kind kind = *std::ranges::find(kKinds, options.kind, &Kind::name);
  if (options.kind == "path" && options.mode == "apig") kind.read = parse_path_in<sluice::PathMode::Apig>;
  if (options.kind == "path" && options.mode == "raw") kind.read = parse_path_in<sluice::PathMode::Raw>;
  return kind;
}

}  // namespace

int run_parse(const ParseOptions& options) {
  const Kind kind = kind_of(options);
  Output output(STDOUT_FILENO);
  Lines lines(STDIN_FILENO, output);
  while (const auto line = lines.next()) {
    const auto cells = read_cells(*line, kind.cells);
    print_answer(cells ? kind.read(*cells) : std::nullopt, kind.refusal, output);
  }
  return kYes;
}

}  // namespace cli
