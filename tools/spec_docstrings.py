"""Docstrings of the generated code, from the descriptions in the document."""

from __future__ import annotations

import re
import textwrap

from openapi_python_client.strings import safe_for_docstring

from spec_package import Argument, Enum, Method

_WIDTH = 120
_MOST_NAMED_VALUES = 12


def docstring(text: str, indent: int = 0) -> str:
    """The text as a docstring. Paragraphs are filled anew; the lines after the first get the indent."""
    return _literal(_filled(text, _WIDTH - indent), indent)


def plain_docstring(text: str) -> str:
    """The text as a docstring, in the lines that it has."""
    return _literal(text, 0)


def method_docstring(method: Method, enums: dict[str, Enum]) -> str:
    """What the operation does, and its arguments."""
    summary = method.summary.strip().rstrip(".") or f"Call `{method.method.upper()} {method.path}`"
    deprecated = "\n\nDeprecated: the API's document advises against it." if method.is_deprecated else ""
    sections = [_filled(f"{summary}.\n\n{method.description}{deprecated}", _WIDTH - 8)]
    described = {argument.name: documented(argument, enums) for argument in method.arguments}
    lines = [_fill(f"{name}: {one_line(text)}", _WIDTH - 12, "    ") for name, text in described.items() if text]
    if lines:
        sections.append("Args:\n" + textwrap.indent("\n".join(lines), "    "))
    return _literal("\n\n".join(sections), 8)


def documented(argument: Argument, enums: dict[str, Enum]) -> str:
    """The description of an argument with its default and, where they are few, its values."""
    words = [argument.description.strip()]
    values = [enum for name, enum in enums.items() if name in argument.kind.classes]
    if values and len(values[0].constants) <= _MOST_NAMED_VALUES and values[0].is_extensible:
        words.append(f"Known values: {', '.join(values[0].constants.values())}.")
    if argument.has_default and argument.default is not None:
        words.append(f"Default: {argument.default!r}.")
    return " ".join(filter(None, words))


def one_line(text: str) -> str:
    return " ".join(text.split())


def _literal(text: str, indent: int) -> str:
    lines = [line.rstrip() for line in safe_for_docstring(text).splitlines()] or [""]
    if len(lines) > 1 or lines[0].endswith(('"', "\\")):
        lines.append("")  # puts the quotes on a line of their own
    return textwrap.indent('"""' + "\n".join(lines), " " * indent).lstrip() + (" " * indent if lines[-1] == "" else "") + '"""'


def _filled(text: str, width: int) -> str:
    """The text with its paragraphs filled; items that begin with `- ` keep lines of their own."""
    blocks: list[str] = []
    for line in map(str.strip, text.strip().splitlines()):
        if line and blocks and blocks[-1] and not re.match(r"[-*] ", line):
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    return "\n".join(_fill(block, width, "  " if re.match(r"[-*] ", block) else "") for block in blocks)


def _fill(text: str, width: int, indent: str) -> str:
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
