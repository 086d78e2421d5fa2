// A file that was opened: its tree, what holds for all of its entries, and the places where entries find what
// they refer to. The members that Swagger 2.0 and OpenAPI 3.0 have elsewhere are found here, so that the
// readers of entries see one form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sluice/result.hpp"
#include "sluice/swagger.hpp"
#include "swagger/reading.hpp"

namespace sluice::swagger {

/// Text to a tree with the right version: rows 3609, 3603, 3600, 3601, in this order.
Result<json::Tree, Problem> open(std::string_view text, const ImportOptions& options, bool openapi3);

/// One operation as it stands in the file.
struct Entry {
  std::string_view path;  ///< key of the path item
  std::string method;     ///< `GET`, `ANY`; empty: the path item itself is wrong
  Value item;
  Value operation;
};

class File {
 public:
  /// Reads what is not an entry; what is wrong is reported.
  File(json::Tree tree, Report& report);
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const Value& root() const noexcept { return root_; }
  bool is_openapi3() const noexcept { return is_openapi3_; }
  const std::string& title() const noexcept { return title_; }
  const std::string& description() const noexcept { return description_; }
  const std::string& base_path() const noexcept { return base_path_; }  ///< without a slash at its end

  /// In the order of the file.
  const std::vector<Entry>& entries() const noexcept { return entries_; }

  /// A parameter with its reference followed, within the file only; nothing (and reported) where it leads
  /// nowhere.
  std::optional<Value> parameter(Report& report, Value from) const;
  std::optional<Value> security_scheme(std::string_view name) const;

  /// `schemes` of an operation, or of the file: HTTP, HTTPS or BOTH.
  std::string protocol(Report& report, const Value& operation) const;

  /// A map of named things, at the root or among the components.
  std::optional<Value> named(Report& report, std::string_view name) const;

 private:
  using Map = std::unordered_map<std::string_view, Value>;
  void read_info(Report& report);
  void read_base_path(Report& report);
  void read_definitions(Report& report);
  void read_paths(Report& report);
  void read_item(std::string_view path, const Value& item);

  json::Tree tree_;
  Value root_;
  bool is_openapi3_;
  std::string title_, description_, base_path_;
  std::vector<Entry> entries_;
  std::optional<Value> components_;
  Map parameters_, security_schemes_;
};

}  // namespace sluice::swagger
