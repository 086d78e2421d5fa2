// The door to libyaml: YAML to the same tree as JSON, and back. Only what JSON can say is read: one document,
// the scalars of YAML's core schema, keys that are scalars; no tags, no merge keys, no infinities. An alias
// stands for a copy of what its anchor holds, as long as all copies of a text stay within bounds. The rules
// of `json::Builder` hold as for JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/json.hpp"

namespace sluice::yaml {

/// What aliases may add to a text.
inline constexpr std::size_t kMaxCopiedNodes = 1'000'000;
inline constexpr std::size_t kMaxCopiedBytes = 16 * 1024 * 1024;

/// False where the library was built without YAML: then nothing can be read or written.
bool is_available() noexcept;

/// Reads exactly one document. UTF-8 only; a byte order mark is skipped.
/// Cost: one pass of libyaml; stack use does not grow with the text.   Threads: any.
Result<json::Tree, json::Fault> read(std::string_view text);

/// Writes a value as block-style YAML that reads as the same value.   Threads: any.
std::string write(json::Value value);

}  // namespace sluice::yaml
