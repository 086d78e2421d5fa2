// Reads a generated route workload: `NAME.routes.tsv`, `NAME.hits.tsv`, `NAME.misses.tsv` (bench/data).
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sluice/route.hpp"

namespace workload {

/// A line: id (or kind of miss), host, method, path (or pattern).
using Row = std::array<std::string, 4>;

inline std::vector<Row> rows(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  std::vector<Row> all;
  for (Row row; std::getline(in, row[0], '\t') && std::getline(in, row[1], '\t') &&
                std::getline(in, row[2], '\t') && std::getline(in, row[3]);)
    all.push_back(row);
  return all;
}

struct Routes {
  std::vector<Row> rows;
  std::vector<sluice::route::Spec> specs;  ///< views into rows
  std::vector<Row> hits;
  std::vector<Row> misses;
};

/// The workload NAME of a folder; `{*rest}` is written `{rest+}` here.
inline Routes read(const std::string& folder, const std::string& name) {
  Routes all{rows(folder + "/" + name + ".routes.tsv"),
             {},
             rows(folder + "/" + name + ".hits.tsv"),
             rows(folder + "/" + name + ".misses.tsv")};
  for (Row& row : all.rows)
    if (const auto at = row[3].find("{*"); at != std::string::npos)
      row[3] = row[3].substr(0, at + 1) + row[3].substr(at + 2, row[3].size() - at - 3) + "+}";
  for (const Row& row : all.rows)
    all.specs.push_back({.id = static_cast<std::uint32_t>(std::stoul(row[0])),
                         .method = row[2],
                         .path = row[3],
                         .host = row[1]});
  return all;
}

}  // namespace workload
