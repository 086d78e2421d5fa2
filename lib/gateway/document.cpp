#include "sluice/document.hpp"

#include <new>
#include <utility>

#include "config/read.hpp"

namespace sluice {

Document read_document(std::string_view json, Strictness strictness) noexcept {
  Document document;
  try {
    config::ReadResult read = config::read(
        json, strictness == Strictness::Strict ? config::Strictness::Strict : config::Strictness::Lenient);
    document.ok = read.ok;
    document.configuration = std::move(read.configuration);
    document.diagnostics = std::move(read.diagnostics);
  } catch (const std::bad_alloc&) {
    document.ok = false;
    document.out_of_memory = true;
  }
  return document;
}

Result<std::string, Reason> write_document(const Configuration& configuration) noexcept {
  try {
    return config::write(configuration);
  } catch (const std::bad_alloc&) {
    return Reason::OutOfMemory;
  }
}

}  // namespace sluice
