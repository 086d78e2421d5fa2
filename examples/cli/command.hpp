// The commands of `sluice`: what each may be told on the command line, and the function that does it.
// main.cpp fills these structs; a command reads standard input, writes standard output, and gives its exit
// status.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cli {

/// Exit statuses. With --jsonl every line carries its own answer, and `kNo` means that some line had none.
inline constexpr int kYes = 0;
inline constexpr int kNo = 1;
inline constexpr int kUsage = 2;

struct ErrorsOptions {
  std::string code;  ///< `APIG.0308` or `0308`; empty: the whole table
  bool is_json = false;
};
int run_errors(const ErrorsOptions& options);

struct ParseOptions {
  std::string kind;
  std::string mode = "strict";
};
int run_parse(const ParseOptions& options);

struct ParseHttpOptions {
  std::vector<std::string> files;
  std::size_t split = 0;  ///< bytes at a time; 0: all at once
};
int run_parse_http(const ParseHttpOptions& options);

struct SignOptions {
  bool is_jsonl = false;
  bool is_curl = false;
  std::string algorithm = "sdk";
};
int run_sign(const SignOptions& options);

struct VerifyOptions {
  bool is_jsonl = false;
  std::string algorithm = "sdk";
};
int run_verify(const VerifyOptions& options);

struct CheckOptions {
  std::string configuration;
  bool is_lenient = false;  ///< unknown keys are warnings
  bool is_jsonl = false;
};
int run_check(const CheckOptions& options);

struct DecideOptions {
  std::string configuration;
  std::string now;           ///< for requests that bring none; empty: the machine's clock
  bool is_lenient = false;   ///< unknown keys and backends that are gone are warnings
  bool is_unloaded = false;  ///< a gateway that has not loaded its configuration yet
  bool is_jsonl = false;
};
int run_decide(const DecideOptions& options);

struct RoutesOptions {
  enum class Form { Text, Json, Jsonl, Dot, Html };
  std::string configuration;
  Form form = Form::Text;
};
int run_routes(const RoutesOptions& options);

struct ExplainRouteOptions {
  std::string configuration;
  std::string environment;  ///< for plain lines, which have no X-Stage; empty: RELEASE
  std::size_t most = 5;     ///< losers of each request
  bool is_jsonl = false;
};
int run_explain_route(const ExplainRouteOptions& options);

struct TestOptions {
  std::string configuration;
  std::string cases;  ///< file; `-`: standard input
  bool has_coverage = false;
  double fail_under = 0;  ///< percent
  bool is_json = false;
  bool is_jsonl = false;
};
int run_test(const TestOptions& options);

struct GencasesOptions {
  std::string configuration;
};
int run_gencases(const GencasesOptions& options);

struct ImportOptions {
  std::string file;   ///< `-`: standard input
  std::string into;   ///< configuration that it is imported into; empty: an empty one
  std::string group;  ///< empty: a new group
  std::string environment = "RELEASE";
  std::size_t max_bytes = std::size_t{3} << 20;
  bool overrides_apis = false;
  bool overrides_policies = false;
  bool is_simple = false;
  bool is_mock = false;
  bool takes_openapi3 = false;
};
int run_import(const ImportOptions& options);

struct ExportOptions {
  std::string configuration;
  std::string group;  ///< empty: the only one
  std::string environment = "RELEASE";
  std::string define = "spec";
  std::string type = "json";
  std::string version;  ///< empty: the current time
  std::vector<std::string> apis;
};
int run_export(const ExportOptions& options);

struct ExplainSignatureOptions {
  bool is_jsonl = false;
};
int run_explain_signature(const ExplainSignatureOptions& options);

}  // namespace cli
