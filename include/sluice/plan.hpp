/// A configuration, compiled: immutable, read by any number of threads at once.
///
///     auto compiled = sluice::compile(json);
///     if (!compiled.plan) for (auto& d : compiled.diagnostics) log(d.pointer, d.message);
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sluice/configuration.hpp"
#include "sluice/diagnostic.hpp"
#include "sluice/request.hpp"

namespace sluice {

namespace config {
struct Tables;
}

/// Immutable once made. Free it when no decision that used it is read any more.
/// Threads: any, all functions.
class Plan {
 public:
  explicit Plan(std::unique_ptr<const config::Tables> tables) noexcept;
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  /// What a reader of raw requests has to hold to (http1.hpp): the configured bounds and path mode.
  const Limits& limits() const noexcept;
  PathMode path_mode() const noexcept;

  /// For sluice's own stages; its type is not public.
  const config::Tables& tables() const noexcept { return *tables_; }

 private:
  std::unique_ptr<const config::Tables> tables_;
};

/// What unknown keys of a document are, and backends that are gone (a channel, a `#variable#`, the whole
/// object): errors, or warnings. Calls to a backend that is gone are refused.
enum class Strictness : std::uint8_t { Strict, Lenient };

/// A plan unless there was an error, and everything that was found, warnings too.
struct Compiled {
  std::unique_ptr<const Plan> plan{};
  std::vector<Diagnostic> diagnostics{};
  bool out_of_memory = false;
};

/// Reads and compiles a JSON document (the format is described in the schema that is installed beside the
/// library). A syntax error is reported alone, with its place.  Cost: about linear in the document.  Threads:
/// any.
Compiled compile(std::string_view json, Strictness strictness = Strictness::Strict) noexcept;

/// The same from C++ specs.
Compiled compile(const Configuration& configuration) noexcept;

}  // namespace sluice
