// A Swagger file in a few words.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "sluice/swagger.hpp"

namespace sample {

using namespace sluice;
using std::string;
using std::string_view;

inline constexpr string_view kMock =
    R"("x-apigateway-backend": {"type": "MOCK", "mockEndpoints": {"result-content": "ok"}})";

/// One operation; `more` are further members.
inline string operation(string_view name, string_view more = kMock) {
  return R"({"operationId": ")" + string(name) + R"(", "x-apigateway-request-type": "public", )" +
         string(more) + "}";
}

inline string file(string_view paths, string_view more = {}) {
  return R"({"swagger": "2.0", "info": {"title": "orders", "version": "1"}, )" + string(more) +
         R"("paths": {)" + string(paths) + "}}";
}

/// The number of the row that refuses a file, or of each failure: `3602`, `3301 GET /a`.
inline string rows(const swagger::Import& result) {
  if (!result.ok) return string(error::row(result.row).code.substr(5));
  string text;
  for (const auto& one : result.failure)
    text += string(text.empty() ? "" : ", ") + string(error::row(one.row).code.substr(5)) + " " + one.method +
            " " + one.path;
  return text;
}

inline string rows(string_view text, const swagger::ImportOptions& options = {},
                   const Configuration& into = {}) {
  return rows(swagger::import_apis(text, into, options));
}

}  // namespace sample
