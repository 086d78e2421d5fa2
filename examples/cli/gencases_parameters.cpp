// Each declared parameter at its bounds, one beyond, and left out.
#include <algorithm>

#include "gencases_list.hpp"
#include "gencases_values.hpp"

namespace cli::gencases {
namespace {

using sluice::Reason;
using sluice::RequestParameterSpec;

std::string named(const RequestParameterSpec& parameter) { return "parameter " + parameter.name + ": "; }

void add_value(const Subject& subject, std::size_t i, const std::string& what, const std::string& value,
               List& list) {
  const RequestParameterSpec& parameter = subject.api().req_params[i];
  std::vector<std::string> values = subject.values();
  values[i] = value;
  Call call = *subject.call();
  subject.put_values(call, values);
  const bool is_path = parameter.location == "PATH";
  if (is_path && (value.empty() || value == "." || value == ".." || !subject.is_reached(call))) return;
  const Reason reason = refusal_of(parameter, value);
  Expect expect = reason == Reason::None ? subject.usual() : subject.refused(reason);
  list.add(subject, named(parameter) + what, std::move(call), std::move(expect));
}

void add_absent(const Subject& subject, std::size_t i, List& list) {
  const RequestParameterSpec& parameter = subject.api().req_params[i];
  if (parameter.location == "PATH" || !is_required(parameter)) return;
  Call call = *subject.call();
  Pairs& pairs = parameter.location == "QUERY" ? call.query : call.headers;
  std::erase_if(pairs, [&](const auto& pair) { return pair.first == parameter.name; });
  list.add(subject, named(parameter) + "left out", std::move(call),
           subject.refused(Reason::ParameterRequired));
}

}  // namespace

void add_parameters(const Subject& subject, List& list) {
  const auto& parameters = subject.api().req_params;
  if (subject.refusal() != Reason::None) {
    if (!parameters.empty()) list.miss(subject, "parameter", "no call gets so far");
    return;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    for (const auto& [what, value] : boundaries(parameters[i])) add_value(subject, i, what, value, list);
    add_absent(subject, i, list);
  }
}

}  // namespace cli::gencases
