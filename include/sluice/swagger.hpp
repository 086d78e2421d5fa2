/// Swagger 2.0 files to APIs of a configuration, and back; JSON or YAML.
///
///     auto imported = swagger::import_apis(text, configuration);
///     if (!imported.ok) complain(imported.message);
///     for (auto& f : imported.failure) complain(f.path, f.method, f.message);
///     auto exported = swagger::export_group(imported.configuration, {.define = swagger::Define::All}, now);
///
/// Entries of a file are independent: one that is wrong fails with its row, the others are taken. What is
/// wrong with the file as a whole refuses all of it. Imported APIs are not published; policies that they name
/// are bound for the environment in which they will be.
///
/// Source: spec/import-export.md. Members of a configuration that have no place in a Swagger file travel in
/// `x-sluice` objects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/configuration.hpp"
#include "sluice/error.hpp"
#include "sluice/time.hpp"

namespace sluice::swagger {

enum class Format : std::uint8_t {
  Detect,  ///< import: JSON where the file begins with `{` or `[`, else YAML; export: JSON
  Json,
  Yaml,
};

/// What becomes of what exists already.
enum class Mode : std::uint8_t { Merge, Override };

struct ImportOptions {
  bool is_create_group = true;    ///< a new group, named info.title
  std::string group_id{};         ///< else this one: id, or name of one without id
  Mode api_mode = Mode::Merge;    ///< Merge: the existing API stays, the entry fails; Override: is replaced
  Mode extend_mode = Mode::Merge; /**< the same for named policies, authorizers and responses, where Merge
                                       uses the existing one */
  bool simple_mode = false;       ///< takes files made for something else: names are made from what is there
  bool mock_mode = false;         ///< an operation without backend is answered locally, instead of failing
  std::string env = "RELEASE";    ///< for which the named policies are bound: name or id
  std::string owner{};            ///< of what is created; quotas count what has the same
  std::size_t max_bytes = std::size_t{3} << 20;
  Format format = Format::Detect;
  bool openapi3 = false;  ///< takes OpenAPI 3.0 too, as does the configuration's own `openapi3`
};

/// An API that was taken.
struct Imported {
  std::string path{};    ///< as in the file, without basePath
  std::string method{};  ///< `GET`, `ANY`
  bool is_update = false;
  std::string id{};
};

/// An entry that was not.
struct Failed {
  std::string path{};
  std::string method{};
  error::Row row{};
  std::string message{};  ///< the row's, with what is wrong; never a line break
};

/// Something that is left out or has no effect. Empty path: of the file.
struct Warning {
  std::string path{};
  std::string method{};
  std::string message{};
};

struct Import {
  bool ok = false;                ///< the file was read; single entries may have failed all the same
  Configuration configuration{};  ///< the old one with all that was taken; of use only where `ok`
  std::string group_id{};         ///< where `ok`
  std::vector<Imported> success{};
  std::vector<Failed> failure{};
  std::vector<Warning> warnings{};
  error::Row row{};  ///< why the file was refused, where not `ok`
  std::string message{};
  bool out_of_memory = false;
};

/// Imports a file into a configuration, which stays as it is; what comes back is another.
/// Cost: linear in the file and the configuration.   Threads: any.
Import import_apis(std::string_view text, const Configuration& into,
                   const ImportOptions& options = {}) noexcept;

/// One JSON object: `group_id`, `success` [`path`, `method`, `action` create or update, `id`], `failure`
/// [`path`, `method`, `error_code`, `error_msg`], and `warnings` [`path`, `method`, `message`] where there
/// are some; of a refused file `error_code` and `error_msg`. Throws std::bad_alloc.
std::string to_json(const Import& result);

/// How much of an API is written.
enum class Define : std::uint8_t {
  Spec,   ///< the front end
  Proxy,  ///< and the back end
  All,    ///< and throttling, access control, authorizers, responses
  Dev,    ///< and definitions that are not published, as they are edited
};

struct ExportOptions {
  std::string group_id{};       ///< id, or name of one without id; empty: the only group
  std::string env = "RELEASE";  ///< whose published definitions are meant: name or id
  Define define = Define::Spec;
  Format type = Format::Json;
  std::string version{};            ///< info.version; empty: the current time
  std::vector<std::string> apis{};  ///< ids, or names of those without; empty: all
};

struct Export {
  bool ok = false;
  std::string text{};  ///< where `ok`
  std::vector<Warning> warnings{};
  error::Row row{};  ///< why there is none
  std::string message{};
  bool out_of_memory = false;
};

/// Writes the APIs of a group as a file that `import_apis` reads.   Cost: linear.   Threads: any.
Export export_group(const Configuration& from, const ExportOptions& options, const Now& now) noexcept;

/// `error_code` and `error_msg` of a refused export, else `warnings` alone. Throws std::bad_alloc.
std::string to_json(const Export& result);

}  // namespace sluice::swagger
