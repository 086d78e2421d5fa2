// Results as JSON, for the command and for C.
#include "json/write.hpp"
#include "sluice/error.hpp"
#include "sluice/swagger.hpp"

namespace sluice::swagger {
namespace {

void write_refusal(json::Writer& out, error::Row row, const std::string& message) {
  out.key("error_code").text(error::row(row).code);
  out.key("error_msg").text(message);
}

void write_warnings(json::Writer& out, const std::vector<Warning>& warnings) {
  if (warnings.empty()) return;
  out.key("warnings").open_array();
  for (const Warning& one : warnings) {
    out.open_object();
    out.key("path").text(one.path).key("method").text(one.method).key("message").text(one.message);
    out.close_object();
  }
  out.close_array();
}

void write_entries(json::Writer& out, const Import& result) {
  out.key("group_id").text(result.group_id);
  out.key("success").open_array();
  for (const Imported& one : result.success) {
    out.open_object();
    out.key("path").text(one.path).key("method").text(one.method);
    out.key("action").text(one.is_update ? "update" : "create").key("id").text(one.id);
    out.close_object();
  }
  out.close_array().key("failure").open_array();
  for (const Failed& one : result.failure) {
    out.open_object();
    out.key("path").text(one.path).key("method").text(one.method);
    write_refusal(out, one.row, one.message);
    out.close_object();
  }
  out.close_array();
}

}  // namespace

std::string to_json(const Import& result) {
  json::Writer out;
  out.open_object();
  if (result.ok)
    write_entries(out, result);
  else
    write_refusal(out, result.row, result.message);
  write_warnings(out, result.warnings);
  out.close_object();
  return std::string(out.written());
}

std::string to_json(const Export& result) {
  json::Writer out;
  out.open_object();
  if (!result.ok) write_refusal(out, result.row, result.message);
  write_warnings(out, result.warnings);
  out.close_object();
  return std::string(out.written());
}

}  // namespace sluice::swagger
