// `sluice errors`: the error table, in the columns of the published one, tab-separated or as a JSON array.
#include <unistd.h>

#include <string>

#include "command.hpp"
#include "json_write.hpp"
#include "sluice/error.hpp"
#include "stream.hpp"

namespace cli {
namespace {

std::string_view table_name(const sluice::error::Entry& entry) {
  return entry.table == sluice::error::Table::Call ? "call" : "manage";
}

void print_text(std::span<const sluice::error::Entry> entries, Output& output) {
  for (const auto& entry : entries) {
    output.text().append(table_name(entry)).append("\t").append(entry.code).append("\t");
    output.text().append(std::to_string(entry.status)).append("\t").append(entry.message).append("\t");
    output.text().append(entry.meaning).append("\t").append(entry.remedy);
    output.end_line();
  }
}

void print_json(std::span<const sluice::error::Entry> entries, Output& output) {
  json::Writer out;
  out.begin_array();
  for (const auto& entry : entries) {
    out.begin_object();
    out.member("table", table_name(entry));
    out.member("code", entry.code);
    out.name("http_status").unsigned_number(entry.status);
    out.member("message", entry.message);
    out.member("meaning", entry.meaning);
    out.member("remedy", entry.remedy);
    out.end_object();
  }
  out.end_array();
  output.text().append(out.view());
  output.end_line();
}

}  // namespace

int run_errors(const ErrorsOptions& options) {
  const auto entries = options.code.empty() ? sluice::error::rows() : sluice::error::with_code(options.code);
  if (entries.empty()) {
    complain("errors", "no such code: " + options.code);
    return kNo;
  }
  Output output(STDOUT_FILENO);
  options.is_json ? print_json(entries, output) : print_text(entries, output);
  return kYes;
}

}  // namespace cli
