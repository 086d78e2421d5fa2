// The command `sluice`: the library's stages for people and scripts. This file knows every option and nothing
// else; each command is a function in a file of its own.
#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <functional>
#include <new>
#include <string>

#include "command.hpp"
#include "fault.hpp"
#include "stream.hpp"
#include "swagger_options.hpp"

namespace {

/// What the command line says: the options of every command, and the one that was chosen.
struct Invocation {
  cli::ErrorsOptions errors;
  cli::ParseOptions parse;
  cli::ParseHttpOptions parse_http;
  cli::SignOptions sign;
  cli::VerifyOptions verify;
  cli::CheckOptions check;
  cli::DecideOptions decide;
  cli::RoutesOptions routes;
  cli::TestOptions test;
  cli::GencasesOptions gencases;
  cli::ExplainSignatureOptions explain_signature;
  cli::ExplainRouteOptions explain_route;
  cli::ImportOptions import_;
  cli::ExportOptions export_;
  std::function<int()> run;
};

void add_errors(CLI::App& app, Invocation& line) {
  CLI::App* command = app.add_subcommand("errors", "Print the error table");
  command->footer(
      "Columns: table, code, HTTP status, message, meaning, remedy. Exit status 1: no such code.");
  command->add_option("CODE", line.errors.code, "only the rows of this code: APIG.0308 or 0308");
  command->add_flag("--json", line.errors.is_json, "a JSON array instead of tab-separated lines");
  command->callback([&line] { line.run = [&line] { return cli::run_errors(line.errors); }; });
}

CLI::App* add_kind(CLI::App& parse, Invocation& line, const std::string& kind, const std::string& what) {
  CLI::App* command = parse.add_subcommand(kind, what);
  command->callback([&line, kind] {
    line.parse.kind = kind;
    line.run = [&line] { return cli::run_parse(line.parse); };
  });
  return command;
}

void add_parse(CLI::App& app, Invocation& line) {
  CLI::App* parse = app.add_subcommand("parse", "Show how the gateway reads a value");
  parse->footer(
      "Reads a value a line and prints a line for each, cells separated by tabs: what was read, or `reject`\n"
      "(`unknown` for xff). In and out, \\\\ is a backslash, \\t a tab, \\xHH a byte.");
  parse->require_subcommand(1);
  CLI::App* path = add_kind(*parse, line, "path", "path of a target -> the path that is matched");
  path->add_option("--mode", line.parse.mode, "how paths are read")
      ->check(CLI::IsMember({"strict", "apig", "raw"}))
      ->capture_default_str();
  add_kind(*parse, line, "host", "value of Host -> kind, host, port");
  add_kind(*parse, line, "ip", "address -> canonical text");
  add_kind(*parse, line, "cidr", "entry of an access list -> canonical entry, first, last address");
  add_kind(*parse, line, "date", "value of X-Sdk-Date, clock in seconds -> second");
  add_kind(*parse, line, "authorization",
           "value of Authorization -> access, signed headers, signature, host signed");
  add_kind(*parse, line, "xff", "peer, fields (` | ` between, - for none), index or `off` -> client address");
  CLI::App* http =
      parse->add_subcommand("http", "files with raw requests -> file, verdict, status, requests, body bytes");
  http->footer(
      "The verdict is accept, reject or incomplete; requests and body bytes are those of complete requests.");
  http->add_option("FILE", line.parse_http.files, "raw request streams; - is standard input")->required();
  http->add_option("--split", line.parse_http.split, "feed so many bytes at a time")
      ->check(CLI::PositiveNumber);
  http->callback([&line] { line.run = [&line] { return cli::run_parse_http(line.parse_http); }; });
}

constexpr const char* kSigningMembers =
    "Members of the object: method, scheme, host, path and query or target, headers as [[name, value]],\n"
    "body_base64, access_key, secret_key, date, signed_headers; region and service for V11.";

void add_algorithm(CLI::App& command, std::string& algorithm) {
  command.add_option("--algorithm", algorithm, "for objects that name none")
      ->check(CLI::IsMember({"sdk", "v11"}))
      ->capture_default_str();
}

void add_sign(CLI::App& app, Invocation& line) {
  CLI::App* command =
      app.add_subcommand("sign", "Sign a request: a JSON object in, the header fields to send out");
  command->footer(std::string(kSigningMembers) +
                  "\nWith --jsonl out: canonical_request, string_to_sign, signature, authorization, "
                  "signed_headers,\ndate, headers. Exit status 1: something could not be signed.");
  command->add_flag("--jsonl", line.sign.is_jsonl, "an object a line, and every step of the signature out");
  command->add_flag("--curl", line.sign.is_curl, "print a curl command")->excludes("--jsonl");
  add_algorithm(*command, line.sign.algorithm);
  command->callback([&line] { line.run = [&line] { return cli::run_sign(line.sign); }; });
}

void add_verify(CLI::App& app, Invocation& line) {
  CLI::App* command =
      app.add_subcommand("verify", "Check the signature of a request: a JSON object in and out");
  command->footer(std::string(kSigningMembers) +
                  "\nheaders are all that came, Host and X-Sdk-Date among them. Also authorization, and now\n"
                  "(a date or seconds; else the machine's clock).\n"
                  "Out: ok and access_key, or ok, reason, error_code, status, detail.\n"
                  "Exit status 1: the signature does not hold; with --jsonl, a line could not be read.");
  command->add_flag("--jsonl", line.verify.is_jsonl, "an object a line");
  add_algorithm(*command, line.verify.algorithm);
  command->callback([&line] { line.run = [&line] { return cli::run_verify(line.verify); }; });
}

void add_configuration(CLI::App& command, std::string& file) {
  command.add_option("CONFIG", file, "file with the configuration")->required();
}

void add_check(CLI::App& app, Invocation& line) {
  CLI::App* command = app.add_subcommand("check", "Find everything that is wrong in a configuration");
  command->footer(
      "A line for each finding: severity, JSON pointer, code, message, pointer of what it collides with or "
      "-.\n"
      "Exit status 1: there is an error.");
  add_configuration(*command, line.check.configuration);
  command->add_flag("--lenient", line.check.is_lenient,
                    "unknown keys, and backends that are gone, are warnings");
  command->add_flag("--jsonl", line.check.is_jsonl, "an object a line instead of tab-separated cells");
  command->callback([&line] { line.run = [&line] { return cli::run_check(line.check); }; });
}

void add_decide(CLI::App& app, Invocation& line) {
  CLI::App* command = app.add_subcommand("decide", "Decide a request: a JSON object in and out");
  command->footer(
      "Members of the object: method, scheme, host, target, headers as [[name, value]], body_base64, "
      "client_ip,\n"
      "tls, request_id, now (a date or seconds). What a server would bring: resolved {name: [address]},\n"
      "secrets {key: secret}, iam {result, user_id, user_name, domain_id, domain_name, project_id}, "
      "authorizers\n"
      "{id: {status, body}}, outcome {result, status, latency_ms, upstream_ms}, veto (its own refusal); "
      "debug\n"
      "(an API's id): a debug call. Counters live as long as the run.\n"
      "Limits that instances share have no store here: their failure policy decides, and degraded says so.\n"
      "Exit status 1: the request is rejected; with --jsonl, a line could not be read.");
  CLI::Option* config =
      command->add_option("CONFIG", line.decide.configuration, "file with the configuration");
  CLI::Option* unloaded = command->add_flag("--unloaded", line.decide.is_unloaded,
                                            "decide as before any configuration is loaded");
  unloaded->excludes(config);
  command->add_flag("--lenient", line.decide.is_lenient,
                    "unknown keys, and backends that are gone, are no errors");
  command->add_flag("--jsonl", line.decide.is_jsonl, "an object a line");
  command->add_option("--now", line.decide.now,
                      "the time of requests that bring none; else the machine's clock");
  command->callback([&line, config] {
    if (config->count() == 0 && !line.decide.is_unloaded) throw CLI::RequiredError("CONFIG");
    line.run = [&line] { return cli::run_decide(line.decide); };
  });
}

void add_routes(CLI::App& app, Invocation& line) {
  CLI::App* command = app.add_subcommand("routes", "List the APIs in effect, in the order of matching");
  command->footer(
      "A line for each: group, environment, method, match mode, path, API, name, version or -. Then what "
      "collides,\n"
      "as `check` tells it. --json: {routes, conflicts}; --jsonl: the same, an object a line.\n"
      "--dot is for Graphviz. --html is one page that needs nothing but itself: a tree to search and fold.\n"
      "Exit status 1: the configuration has errors.");
  add_configuration(*command, line.routes.configuration);
  CLI::Option_group* form = command->add_option_group("form");
  form->require_option(0, 1);
  const auto add = [&](const std::string& name, cli::RoutesOptions::Form value, const std::string& what) {
    form->add_flag_callback(
        name, [&line, value] { line.routes.form = value; }, what);
  };
  add("--json", cli::RoutesOptions::Form::Json, "one JSON object");
  add("--jsonl", cli::RoutesOptions::Form::Jsonl, "an object a line instead of tab-separated cells");
  add("--dot", cli::RoutesOptions::Form::Dot, "a graph for Graphviz");
  add("--html", cli::RoutesOptions::Form::Html, "a page with the tree");
  command->callback([&line] { line.run = [&line] { return cli::run_routes(line.routes); }; });
}

void add_test(CLI::App& app, Invocation& line) {
  CLI::App* command = app.add_subcommand("test", "Run expected decisions, and tell what they cover");
  command->footer(
      "Each case is a JSON object a line: what `decide` takes, and `expect`, an object with any of the "
      "members "
      "that\n"
      "`decide` gives (objects may have more members than are wanted; arrays must be equal). Also `case`, a "
      "name, and\n"
      "`repeat`, how often. One gateway decides them all; a case without `now` comes at the time of the one "
      "before it.\n"
      "--coverage: of every API in every environment, which branches no case reaches: each method, access "
      "and "
      "account\n"
      "(refused by a list), authentication, throttle, parameter (refused), each policy backend, default "
      "(served "
      "without).\n"
      "Exit status 1: a case differs or cannot be run, or the coverage is below --fail-under.");
  add_configuration(*command, line.test.configuration);
  command->add_option("CASES", line.test.cases, "file with the cases; - is standard input")->required();
  CLI::Option* coverage =
      command->add_flag("--coverage", line.test.has_coverage, "tell what no case reaches");
  command->add_option("--fail-under", line.test.fail_under, "least coverage, in percent")
      ->needs(coverage)
      ->check(CLI::Range(0.0, 100.0));
  CLI::Option* json = command->add_flag("--json", line.test.is_json, "one JSON object");
  command->add_flag("--jsonl", line.test.is_jsonl, "an object a case, and the sum")->excludes(json);
  command->callback([&line] { line.run = [&line] { return cli::run_test(line.test); }; });
}

void add_gencases(CLI::App& app, Invocation& line) {
  CLI::App* command =
      app.add_subcommand("gencases", "Write boundary cases for every API, as `test` reads them");
  command->footer(
      "Just inside and just outside: path, method, host, environment, protocol, the edges of address lists, "
      "credentials\n"
      "(signed with the configuration's own secrets), parameters, each policy backend, the N that a limit "
      "admits and one\n"
      "more. What is wanted comes from the configuration, not from deciding. On standard error: what no case "
      "covers, and\n"
      "cases that the gateway answers otherwise, which are left out. The lines hold signatures and "
      "AppCodes.\n"
      "Exit status 1: the configuration has errors, or cases were left out.");
  add_configuration(*command, line.gencases.configuration);
  command->callback([&line] { line.run = [&line] { return cli::run_gencases(line.gencases); }; });
}

void add_explain_route(CLI::App& explain, Invocation& line) {
  CLI::App* command = explain.add_subcommand("route", "which API a request goes to, or why none");
  command->footer(
      "Reads a request a line: a JSON object as `decide` takes it, or METHOD URL. Out: the API that it goes "
      "to, and\n"
      "the nearest others with the first thing that failed: host, environment, path (and which segment, from "
      "1),\n"
      "method, rank (it fits, but another comes first), protocol.\n"
      "With --jsonl out: ok, reason, error_code, status, request, chosen, losers.\n"
      "Exit status 1: a request goes to no API; with --jsonl, a line could not be read.");
  add_configuration(*command, line.explain_route.configuration);
  command->add_option("--env", line.explain_route.environment, "X-Stage of plain lines");
  command->add_option("--most", line.explain_route.most, "so many others")->capture_default_str();
  command->add_flag("--jsonl,--json", line.explain_route.is_jsonl, "an object a line out");
  command->callback([&line] { line.run = [&line] { return cli::run_explain_route(line.explain_route); }; });
}

void add_explain(CLI::App& app, Invocation& line) {
  CLI::App* explain = app.add_subcommand("explain", "Say why");
  explain->require_subcommand(1);
  add_explain_route(*explain, line);
  CLI::App* signature =
      explain->add_subcommand("signature", "why a signature is refused: a JSON object in, causes out");
  signature->footer(
      std::string(kSigningMembers) +
      "\nAlso authorization, now, and what the client signed: canonical_request (its own), or error_body "
      "(a\ngateway's answer that shows it). secret_key may be left out; with it, causes are proved.\n"
      "Exit status 1: something is wrong.");
  signature->add_flag("--jsonl", line.explain_signature.is_jsonl, "an object a line, in and out");
  signature->callback(
      [&line] { line.run = [&line] { return cli::run_explain_signature(line.explain_signature); }; });
}

/// Gives the exit status: help is an answer, everything else that stops CLI11 is wrong usage.
int explain_usage(const CLI::App& app, const CLI::ParseError& error) {
  return app.exit(error) == 0 ? cli::kYes : cli::kUsage;
}

int run(int argc, char** argv) {
  CLI::App app("sluice: the whole decision of an API gateway, from the command line", "sluice");
  app.footer("Commands read standard input. Exit status: 0 yes, 1 no, 2 wrong usage.");
  app.require_subcommand(1);
  Invocation line;
  add_errors(app, line);
  add_parse(app, line);
  add_sign(app, line);
  add_verify(app, line);
  add_check(app, line);
  add_decide(app, line);
  add_routes(app, line);
  add_test(app, line);
  add_gencases(app, line);
  add_explain(app, line);
  cli::add_swagger(app, line.import_, line.export_, line.run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain_usage(app, error);
  }
  return line.run();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is noticed by write()
  try {
    return run(argc, argv);
  } catch (const cli::Fault& fault) {
    cli::complain("command", fault.message);
    return cli::kNo;
  } catch (const std::bad_alloc&) {
    cli::complain("command", "out of memory");
  } catch (const std::exception& error) {
    cli::complain("command", error.what());
  }
  return cli::kUsage;
}
