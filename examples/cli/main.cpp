// The command `sluice`: the library's stages for people and scripts. This file knows every option and nothing
// else; each command is a function in a file of its own.
#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <functional>
#include <new>
#include <string>

#include "command.hpp"
#include "stream.hpp"

namespace {

/// What the command line says: the options of every command, and the one that was chosen.
struct Invocation {
  cli::ErrorsOptions errors;
  cli::ParseOptions parse;
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
  } catch (const std::bad_alloc&) {
    cli::complain("command", "out of memory");
  } catch (const std::exception& error) {
    cli::complain("command", error.what());
  }
  return cli::kUsage;
}
