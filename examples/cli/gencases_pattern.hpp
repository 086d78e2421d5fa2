// Texts that match a pattern of a configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cli::gencases {

/// True where the whole text matches, by the library's own engine.
bool matches(const std::string& pattern, std::string_view text);

/// A text that matches the whole pattern; nothing where none is found. Understands literals, classes, groups,
/// alternatives and repetitions, and asks `matches` before it answers.
std::optional<std::string> sample_of(const std::string& pattern);

}  // namespace cli::gencases
