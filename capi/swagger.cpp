// Swagger files into a configuration document, and out of one.
#include "sluice/swagger.hpp"

#include <string>

#include "convert.hpp"
#include "sluice/document.hpp"

using namespace sluice;
using namespace sluice::capi;
using swagger::Define;
using swagger::Format;
using swagger::Mode;

static_assert(static_cast<int>(Mode::Override) == SLUICE_IMPORT_OVERRIDE);
static_assert(static_cast<int>(Format::Yaml) == SLUICE_SWAGGER_YAML);
static_assert(static_cast<int>(Define::Dev) == SLUICE_EXPORT_DEV);

namespace {

bool read_options(const sluice_import_options* from, swagger::ImportOptions& to) {
  sluice_import_options known;
  sluice_import_options_init(&known);
  if (from != nullptr && !read_sized(from, known)) return false;
  for (const sluice_text& text : {known.group, known.env, known.owner})
    if (!is_text(text)) return false;
  if (known.api_mode > SLUICE_IMPORT_OVERRIDE || known.extend_mode > SLUICE_IMPORT_OVERRIDE ||
      known.format > SLUICE_SWAGGER_YAML)
    return false;
  to.is_create_group = known.group.size == 0;
  to.group_id = view(known.group);
  to.api_mode = static_cast<Mode>(known.api_mode);
  to.extend_mode = static_cast<Mode>(known.extend_mode);
  to.simple_mode = known.simple_mode != 0;
  to.mock_mode = known.mock_mode != 0;
  to.openapi3 = known.openapi3 != 0;
  if (known.env.size != 0) to.env = view(known.env);
  to.owner = view(known.owner);
  to.max_bytes = known.max_bytes;
  to.format = static_cast<Format>(known.format);
  return true;
}

bool read_options(const sluice_export_options* from, swagger::ExportOptions& to) {
  sluice_export_options known;
  sluice_export_options_init(&known);
  if (from != nullptr && !read_sized(from, known)) return false;
  for (const sluice_text& text : {known.group, known.env, known.version})
    if (!is_text(text)) return false;
  if (known.define > SLUICE_EXPORT_DEV || known.format > SLUICE_SWAGGER_YAML ||
      !is_span(known.apis, known.api_count, sizeof *known.apis))
    return false;
  for (std::size_t i = 0; i < known.api_count; ++i) {
    if (!is_text(known.apis[i])) return false;
    to.apis.emplace_back(view(known.apis[i]));
  }
  to.group_id = view(known.group);
  if (known.env.size != 0) to.env = view(known.env);
  to.define = static_cast<Define>(known.define);
  to.type = static_cast<Format>(known.format);
  to.version = view(known.version);
  return true;
}

/// Reads a document and gives its configuration to `use`, which gives a status; empty text is an empty one.
template <class Use>
sluice_status with_configuration(sluice_text json, Use use) {
  const Configuration empty;
  if (json.size == 0) return use(empty);
  const Document document = read_document(view(json));
  if (document.out_of_memory) return SLUICE_OUT_OF_MEMORY;
  return document.ok ? use(document.configuration) : SLUICE_REFUSED;
}

/// Gives both texts or none.
void give_both(sluice_owned_text* to, std::string_view text, sluice_owned_text* result,
               std::string_view result_text) {
  sluice_owned_text first = {nullptr, 0};
  give(&first, text);
  try {
    give(result, result_text);
  } catch (...) {
    sluice_text_free(&first);
    throw;
  }
  *to = first;
}

}  // namespace

void sluice_import_options_init(sluice_import_options* options) {
  if (options == nullptr) return;
  *options = {};
  options->size = sizeof *options;
  options->max_bytes = swagger::ImportOptions{}.max_bytes;
}

void sluice_export_options_init(sluice_export_options* options) {
  if (options == nullptr) return;
  *options = {};
  options->size = sizeof *options;
}

sluice_status sluice_configuration_import(sluice_owned_text* document, sluice_owned_text* result,
                                          sluice_text file, sluice_text into,
                                          const sluice_import_options* options) {
  if (document == nullptr || !is_text(file) || !is_text(into)) return SLUICE_INVALID;
  return guard([&] {
    swagger::ImportOptions how;
    if (!read_options(options, how)) return SLUICE_INVALID;
    return with_configuration(into, [&](const Configuration& configuration) {
      const auto imported = swagger::import_apis(view(file), configuration, how);
      if (imported.out_of_memory) return SLUICE_OUT_OF_MEMORY;
      const std::string why = to_json(imported);
      if (!imported.ok) {
        give(result, why);
        return SLUICE_REFUSED;
      }
      const auto text = write_document(imported.configuration);
      if (!text) return SLUICE_OUT_OF_MEMORY;
      give_both(document, *text, result, why);
      return SLUICE_OK;
    });
  });
}

sluice_status sluice_configuration_export(sluice_owned_text* file, sluice_owned_text* result,
                                          sluice_text json, const sluice_export_options* options,
                                          const sluice_now* now) {
  if (file == nullptr || !is_text(json)) return SLUICE_INVALID;
  return guard([&] {
    swagger::ExportOptions how;
    Now at;
    if (!read_options(options, how) || !read_now(now, at)) return SLUICE_INVALID;
    return with_configuration(json, [&](const Configuration& configuration) {
      const auto exported = swagger::export_group(configuration, how, at);
      if (exported.out_of_memory) return SLUICE_OUT_OF_MEMORY;
      const std::string why = to_json(exported);
      if (!exported.ok) {
        give(result, why);
        return SLUICE_REFUSED;
      }
      give_both(file, exported.text, result, why);
      return SLUICE_OK;
    });
  });
}
