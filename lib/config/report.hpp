// Collects diagnostics while a configuration is walked. The report knows where the walk stands, so a finding
// needs to name only the field; pointers become text when something is found, not before.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/diagnostic.hpp"

namespace sluice::config {

class Report {
 public:
  /// Leaves the place that was entered. Scopes end in the reverse order of their beginning.
  class [[nodiscard]] Scope {
   public:
    Scope(Report& report, std::size_t depth) noexcept : report_(report), depth_(depth) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { report_.path_.resize(depth_); }

   private:
    Report& report_;
    std::size_t depth_;
  };

  Scope enter(std::string_view member);
  Scope enter(std::string_view member, std::size_t index);
  Scope enter(std::size_t index);

  void error(error::Row row, std::string_view field, std::string message, std::string other = {});
  void warning(error::Row row, std::string_view field, std::string message, std::string other = {});

  /// RFC 6901: the field of the object where the walk stands; the object itself where `field` is empty.
  std::string pointer(std::string_view field = {}) const;
  void append_pointer(std::string& to, std::string_view field = {}) const;

  bool has_errors() const noexcept { return has_errors_; }
  std::vector<Diagnostic> take() noexcept { return std::move(found_); }

 private:
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);
  struct Token {
    std::string_view member;  // empty with an index: the index alone
    std::size_t index;
  };
  void add(Severity severity, error::Row row, std::string_view field, std::string&& message,
           std::string&& other);

  std::vector<Token> path_;
  std::vector<Diagnostic> found_;
  bool has_errors_ = false;
};

/// `text` in quotation marks, cut to 64 bytes, with controls, bidirectional marks and bytes that are no UTF-8
/// escaped: what a document says must not forge a line of somebody's log.
std::string quote(std::string_view text);

/// As `quote` without the marks, cut to `bytes`.
std::string escape(std::string_view text, std::size_t bytes = 64);

}  // namespace sluice::config
