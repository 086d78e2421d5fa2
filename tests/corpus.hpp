// Reads the tables under tests/: tab-separated cells, '#' comments, \\ \t \xHH escapes. Test data is found
// through the environment variable SLUICE_TESTS (set by the build), or the current folder's `tests`.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace corpus {

inline std::string path(const std::string& name) {
  const char* root = std::getenv("SLUICE_TESTS");
  return std::string(root != nullptr ? root : "tests") + "/" + name;
}

inline std::string read_file(const std::string& name) {
  std::ifstream in(path(name), std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path(name));
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> lines(const std::string& name) {
  std::vector<std::string> all;
  const std::string text = read_file(name);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

inline std::string unescape(std::string_view cell) {
  std::string bytes;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\\' || i + 1 == cell.size()) {
      bytes += cell[i];
    } else if (cell[i + 1] == 'x' && i + 3 < cell.size()) {
      bytes += static_cast<char>(std::stoi(std::string(cell.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      bytes += cell[i + 1] == 't' ? '\t' : cell[i + 1];
      ++i;
    }
  }
  return bytes;
}

using Row = std::vector<std::string>;

/// The cells of one line, as they stand.
inline Row cells(const std::string& line) {
  Row row;
  for (std::size_t at = 0;;) {
    const std::size_t tab = line.find('\t', at);
    row.push_back(line.substr(at, tab - at));
    if (tab == std::string::npos) return row;
    at = tab + 1;
  }
}

/// Every row of `name` with its cells unescaped; comment lines are left out.
inline std::vector<Row> rows(const std::string& name) {
  std::vector<Row> all;
  for (const std::string& line : lines(name)) {
    if (!line.empty() && line[0] == '#') continue;
    Row row = cells(line);
    for (std::string& cell : row) cell = unescape(cell);
    all.push_back(std::move(row));
  }
  return all;
}

}  // namespace corpus
