#include <doctest/doctest.h>

#include "backend/fixture.hpp"
#include "corpus.hpp"

using namespace fixture;

namespace {

string joined(const std::vector<string>& fields) {
  string text;
  for (const string& field : fields) {
    if (field.starts_with("X-Forwarded-For: 198.51.100.7") || field == "X-Apig-Depth: 1" ||
        field.starts_with("X-Request-Id: 0123") || field == "Host: backend.example.com")
      continue;  // what every call has is tested in fields_test.cpp
    text += (text.empty() ? "" : " | ") + field;
  }
  return text;
}

}  // namespace

// Cells: name, path mode, front pattern, declared parameters, backend path, backend parameters, request
// target, request fields, expected target or error, expected further fields.
TEST_CASE("backend: every row of the mapping table gives its call, byte for byte") {
  const auto rows = corpus::rows("backend/mapping_cases.tsv");
  CHECK(rows.size() >= 200);
  for (const corpus::Row& row : rows) {
    REQUIRE(row.size() == 10);
    CAPTURE(row[0]);
    Case c{.front = row[2], .declared = row[3], .params = row[5], .target = row[6], .fields = row[7]};
    c.mode = row[1] == "apig" ? PathMode::Apig : row[1] == "raw" ? PathMode::Raw : PathMode::Strict;
    c.http.path = row[4];
    Fixture f(c);
    const Outcome out = f.run();
    CHECK((out.error.empty() ? out.target : out.error) == row[8]);
    if (out.error.empty()) CHECK(joined(out.fields) == row[9]);
  }
}
