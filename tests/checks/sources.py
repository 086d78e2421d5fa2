"""The C and C++ files of the project, and their text without what only people read."""
import pathlib
import re

SUFFIXES = (".hpp", ".cpp", ".h", ".c")


def files(root, *folders):
    for folder in folders:
        for path in sorted((pathlib.Path(root) / folder).rglob("*")):
            if path.suffix in SUFFIXES and "node_modules" not in path.parts:
                yield path


COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def code(path):
    """The file with comments and literals emptied, its lines kept."""
    def empty(match):
        first = match.group(0)[0]
        lines = "\n" * match.group(0).count("\n")
        return lines if first == "/" else '""' + lines
    return COMMENT_OR_TEXT.sub(empty, path.read_text(encoding="utf-8"))


INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path):
    """(is it in angle brackets, what) of every include."""
    return [(kind == "<", name) for kind, name in INCLUDE.findall(path.read_text(encoding="utf-8"))]
