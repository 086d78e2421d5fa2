#include "sluice/params.hpp"

#include <limits>
#include <utility>

#include "declared.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_params : Handle<0x736c7569'70617261> {
  explicit sluice_params(params::Params from) : params(std::move(from)) {}
  params::Params params;
};

namespace {

using Value = std::optional<std::string_view>;

void split(std::string_view list, std::vector<std::string>& to) {
  while (!list.empty()) {
    const std::size_t end = list.find(',');
    to.emplace_back(list.substr(0, end));
    if (end == list.npos) return;
    list.remove_prefix(end + 1);
    if (list.empty()) to.emplace_back();
  }
}

params::Spec check_of(const sluice_param& from) {
  params::Spec to{.name = std::string(view(from.name)),
                  .place = static_cast<Place>(from.place),
                  .type = static_cast<params::Type>(from.type),
                  .is_required = from.is_required != 0,
                  .is_checked = from.is_checked != 0};
  if (from.has_default != 0) to.default_value = std::string(view(from.default_value));
  split(view(from.enumeration), to.enumeration);
  if (from.min_number != std::numeric_limits<std::int64_t>::min()) to.min_number = from.min_number;
  if (from.max_number != std::numeric_limits<std::int64_t>::max()) to.max_number = from.max_number;
  if (from.min_size != 0) to.min_size = from.min_size;
  if (from.max_size != UINT32_MAX) to.max_size = from.max_size;
  return to;
}

}  // namespace

bool capi::read_declared(const sluice_param* declared, std::size_t count, DeclaredLists& to) {
  return for_each_sized(declared, count, sluice_param_init, [&](const sluice_param& from, std::size_t) {
    if (from.place > SLUICE_PLACE_HEADER || from.type > SLUICE_PARAM_NUMBER) return false;
    for (const sluice_text& text : {from.name, from.default_value, from.enumeration})
      if (!is_text(text)) return false;
    to.checks.push_back(check_of(from));
    to.mapped.push_back({.name = std::string(view(from.name)),
                         .place = static_cast<Place>(from.place),
                         .passes = from.passes != 0,
                         .is_tail = from.is_tail != 0,
                         .has_default = from.has_default != 0 && from.is_required == 0});
    return true;
  });
}

bool capi::read_values(const sluice_values* from, std::span<const Value>& to) noexcept {
  if (from == nullptr) return true;
  if (from->reason != 0 || !is_span(from->opaque, from->count, sizeof(Value))) return false;
  to = {static_cast<const Value*>(from->opaque), from->count};
  return true;
}

void sluice_param_init(sluice_param* param) {
  if (param == nullptr) return;
  *param = {};
  param->size = sizeof *param;
  param->place = SLUICE_PLACE_QUERY;
  param->passes = 1;
  param->max_size = UINT32_MAX;
  param->min_number = INT64_MIN;
  param->max_number = INT64_MAX;
}

sluice_status sluice_params_compile(sluice_params** params, const sluice_param* declared, size_t count) {
  if (params == nullptr) return SLUICE_INVALID;
  return guard([&] {
    DeclaredLists lists;
    if (!read_declared(declared, count, lists)) return SLUICE_INVALID;
    auto compiled = params::compile(lists.checks);
    if (!compiled) return SLUICE_OUT_OF_MEMORY;
    *params = new sluice_params(std::move(*compiled));
    return SLUICE_OK;
  });
}

void sluice_params_free(sluice_params* params) {
  if (is_handle(params)) delete params;
}

sluice_status sluice_params_check(sluice_values* values, const sluice_params* params,
                                  const sluice_request* request, const sluice_header* captures,
                                  size_t capture_count, char* data, size_t size) {
  if (values == nullptr || !is_handle(params) || !is_span(data, size)) return SLUICE_INVALID;
  return guard([&] {
    Request read;
    HeaderList fields;
    NamedList named;
    if (!read_request(request, read, fields) || !named.read(captures, capture_count)) return SLUICE_INVALID;
    const auto checked = params::check(params->params, read, named.all(), room(data, size));
    if (!checked && checked.error().reason == Reason::ScratchExhausted) return SLUICE_NO_ROOM;
    *values = {};
    if (!checked) {
      values->reason = static_cast<std::uint32_t>(checked.error().reason);
      values->index = static_cast<std::uint32_t>(checked.error().index);
      return SLUICE_REFUSED;
    }
    values->count = static_cast<std::uint32_t>(checked->values.size());
    values->opaque = checked->values.data();
    return SLUICE_OK;
  });
}

sluice_status sluice_values_read(sluice_text* value, const sluice_values* values, size_t index) {
  std::span<const Value> all;
  if (value == nullptr || values == nullptr || !read_values(values, all)) return SLUICE_INVALID;
  if (index >= all.size() || !all[index]) return SLUICE_NOT_FOUND;
  *value = text(*all[index]);
  return SLUICE_OK;
}

sluice_status sluice_params_detail(sluice_text* detail, const sluice_params* params,
                                   const sluice_values* refused, char* data, size_t size) {
  if (detail == nullptr || !is_handle(params) || refused == nullptr || !is_span(data, size))
    return SLUICE_INVALID;
  if (refused->reason == 0 || refused->reason > UINT16_MAX || refused->index >= params->params.size())
    return SLUICE_INVALID;
  const params::Refusal refusal{static_cast<Reason>(refused->reason), refused->index};
  const auto written = params::detail(params->params, refusal, room(data, size));
  if (!written) return SLUICE_NO_ROOM;
  *detail = text(*written);
  return SLUICE_OK;
}
