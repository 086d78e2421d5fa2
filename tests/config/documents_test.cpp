// Whole documents: those in accepted/ load, with the warnings in the file beside them; those in refused/ do
// not, and every finding is listed. The first line of a refused one is for schema_test.py.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include "config/check.hpp"
#include "config/read.hpp"
#include "corpus.hpp"
#include "sample.hpp"

using namespace sluice;
using config::Strictness;

namespace {

std::vector<Diagnostic> load(std::string_view text, Strictness strictness = Strictness::Strict) {
  config::ReadResult read = config::read(text, strictness);
  if (!read.ok) return read.diagnostics;
  for (Diagnostic& found : config::check(read.configuration)) read.diagnostics.push_back(std::move(found));
  return read.diagnostics;
}

bool is_refused(const std::vector<Diagnostic>& found) {
  return std::ranges::any_of(found, [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

std::vector<std::string> documents(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(corpus::path("config/" + folder)))
    if (entry.path().extension() == ".json")
      names.push_back("config/" + folder + "/" + entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

std::string without_last_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("documents: accepted ones load, with the warnings that are expected") {
  REQUIRE(documents("accepted").size() >= 5);
  for (const std::string& name : documents("accepted")) {
    CAPTURE(name);
    const auto found = load(corpus::read_file(name + ".json"));
    const bool has_warnings = std::filesystem::exists(corpus::path(name + ".txt"));
    CHECK_FALSE(is_refused(found));
    CHECK(sample::text_of(found) ==
          (has_warnings ? without_last_newline(corpus::read_file(name + ".txt")) : ""));
  }
}

TEST_CASE("documents: refused ones are refused for every reason, and for no other") {
  REQUIRE(documents("refused").size() >= 8);
  for (const std::string& name : documents("refused")) {
    CAPTURE(name);
    const std::string expected = corpus::read_file(name + ".txt");
    const auto found = load(corpus::read_file(name + ".json"));
    CHECK(is_refused(found));
    CHECK(sample::text_of(found) == without_last_newline(expected.substr(expected.find('\n') + 1)));
  }
}

TEST_CASE("documents: what a document says and what the same specs say is found alike") {
  const auto read = config::read(config::write(sample::configuration()), Strictness::Strict);
  REQUIRE(read.ok);
  CHECK(config::check(read.configuration).empty());
  CHECK(config::write(read.configuration) == config::write(sample::configuration()));
}

// Timing is for the bench; here only growth is held: four times the APIs must not take sixteen times as long.
TEST_CASE("documents: CF8 many APIs load in time that grows with their number") {
  const auto seconds_for = [](std::size_t count) {
    Configuration c;
    c.groups = {{.id = "g1", .name = "many"}};
    for (std::size_t i = 0; i < count; ++i)
      c.groups[0].apis.push_back({.id = "a" + std::to_string(i),
                                  .name = "api_" + std::to_string(i),
                                  .req_method = "GET",
                                  .req_uri = "/v1/things/" + std::to_string(i) + "/{id}",
                                  .auth_type = "NONE",
                                  .req_params = {{.name = "id", .location = "PATH"}},
                                  .backend_type = "HOST",
                                  .published = {"RELEASE"}});
    const std::string text = config::write(c);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(load(text).empty());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const double few = seconds_for(5000);
  const double many = seconds_for(20000);
  CHECK(many < 12 * few);
}
