"""Text files as constants of C++: embed.py OUTPUT FILE..., `page.css` becomes `page_css`."""
import pathlib
import sys

output, *names = sys.argv[1:]
parts = ['#pragma once\n#include <string_view>\n\nnamespace cli::picture {\n']
for name in names:
    text = pathlib.Path(name).read_text(encoding='utf-8')
    pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]  # what every compiler takes
    quoted = '\n    '.join('R"~~(%s)~~"' % piece for piece in pieces)
    parts.append('inline constexpr std::string_view %s =\n    %s;\n' % (pathlib.Path(name).name.replace('.', '_'), quoted))
parts.append('}  // namespace cli::picture\n')
pathlib.Path(output).write_text('\n'.join(parts), encoding='utf-8')
