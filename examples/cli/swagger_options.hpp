// The options of `sluice import` and `sluice export`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "command.hpp"

namespace cli {

/// Adds the two commands; `run` becomes the one that was chosen.
inline void add_swagger(CLI::App& app, ImportOptions& in, ExportOptions& out, std::function<int()>& run) {
  CLI::App* in_command = app.add_subcommand("import", "Turn a Swagger file into a configuration");
  in_command->footer(
      "JSON or YAML, Swagger 2.0. Out: the configuration; on standard error one JSON object: group_id,\n"
      "success, failure, warnings, or error_code and error_msg where the file is refused (then there is no\n"
      "configuration).\n"
      "Imported APIs are not published. Exit status 1: the file was refused, or an entry failed.");
  in_command->add_option("FILE", in.file, "Swagger file; - is standard input")->required();
  in_command->add_option("--into", in.into, "configuration that it is imported into; else an empty one");
  in_command->add_option("--group", in.group,
                         "existing group: id, or name of one without id; else a new one named info.title");
  in_command->add_option("--env", in.environment, "where named policies are bound")->capture_default_str();
  in_command->add_option("--max-bytes", in.max_bytes, "longest file")->capture_default_str();
  in_command->add_flag("--override", in.overrides_apis, "replace APIs that exist");
  in_command->add_flag("--override-policies", in.overrides_policies, "replace policies that exist");
  in_command->add_flag("--simple", in.is_simple,
                       "a file made for something else: make names from what is there");
  in_command->add_flag("--mock", in.is_mock, "an operation without backend becomes a Mock");
  in_command->add_flag("--openapi3", in.takes_openapi3, "take OpenAPI 3.0 too");
  in_command->callback([&] { run = [&] { return run_import(in); }; });

  CLI::App* out_command = app.add_subcommand("export", "Write a group's APIs as a Swagger file");
  out_command->footer("On standard error what could not be written. Exit status 1: there is no file.");
  out_command->add_option("CONFIG", out.configuration, "file with the configuration")->required();
  out_command->add_option("--group", out.group, "group: id, or name of one without id; else the only one");
  out_command->add_option("--env", out.environment, "APIs published there")->capture_default_str();
  out_command
      ->add_option(
          "--define", out.define,
          "spec: front end; proxy: and back end; all: and policies; dev: as edited, unpublished ones too")
      ->check(CLI::IsMember({"spec", "proxy", "all", "dev"}))
      ->capture_default_str();
  out_command->add_option("--type", out.type, "format")
      ->check(CLI::IsMember({"json", "yaml", "yml"}))
      ->capture_default_str();
  out_command->add_option("--version", out.version, "info.version; else the current time");
  out_command->add_option("--apis", out.apis, "these APIs only, by id")->delimiter(',');
  out_command->callback([&] { run = [&] { return run_export(out); }; });
}

}  // namespace cli
