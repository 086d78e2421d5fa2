// Bytes as printable text in a line of tab-separated cells, and back. A backslash is `\\`, a tab `\t`, any
// other byte below 0x20 or above 0x7e `\xHH`, and so is a space at either end; everything else stands for
// itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// Appends `bytes` with escapes.
void escape(std::string_view bytes, std::string& into);

/// Appends text for people, UTF-8 as it stands: control characters, those that hide or turn what stands
/// around them, and bytes that are no UTF-8 become `\xHH`, so that none moves a terminal or makes a second
/// line.
void escape_controls(std::string_view text, std::string& into);

/// The bytes that `text` stands for; nothing where it holds another escape than those above.
std::optional<std::string> unescape(std::string_view text);

/// The cells of a line, as they stand; always one at least.
std::vector<std::string_view> split(std::string_view line, std::string_view separator);

}  // namespace cli
