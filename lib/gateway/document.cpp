#include "sluice/document.hpp"

#include <new>
#include <utility>

#include "config/read.hpp"

namespace sluice {

Document read_document(std::string_view json, Strictness strictness) noexcept {
  try {
    Document document;
    config::ReadResult read = config::read(
        json, strictness == Strictness::Strict ? config::Strictness::Strict : config::Strictness::Lenient);
    document.ok = read.ok;
    document.configuration = std::move(read.configuration);
    document.diagnostics = std::move(read.diagnostics);
    return document;
  } catch (const std::bad_alloc&) {
    // A configuration with its defaults takes memory, for the list of TLS versions.
    return {.configuration = {.gateway = {.tls_versions = {}}}, .out_of_memory = true};
  }
}

Result<std::string, Reason> write_document(const Configuration& configuration) noexcept {
  try {
    return config::write(configuration);
  } catch (const std::bad_alloc&) {
    return Reason::OutOfMemory;
  }
}

}  // namespace sluice
