// `sluice check`: everything that is wrong or odd in a configuration, at once.
#include <unistd.h>

#include "command.hpp"
#include "configuration_file.hpp"
#include "json_write.hpp"

namespace cli {
int run_check(const CheckOptions& options) {
  const auto text = read_configuration("check", options.configuration);
  if (!text) return kUsage;
  const auto strictness = options.is_lenient ? sluice::Strictness::Lenient : sluice::Strictness::Strict;
  const sluice::Compiled compiled = sluice::compile(*text, strictness);
  Output output(STDOUT_FILENO);
  json::Writer out;
  for (const sluice::Diagnostic& finding : compiled.diagnostics) {
    if (!options.is_jsonl) {
      print(finding, output);
      continue;
    }
    out.clear();
    write(finding, out);
    output.text().append(out.view());
    output.end_line();
  }
  if (compiled.out_of_memory) complain("check", "out of memory");
  return compiled.plan ? kYes : kNo;
}

}  // namespace cli
