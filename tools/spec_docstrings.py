"""Docstrings of the generated code, from the descriptions in the spec."""

from __future__ import annotations

import re
import textwrap

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import safe_for_docstring

_WIDTH = 120
_RAISES = {
    "errors.InvalidResponse": "the response is a success (2xx) whose body is not what the spec describes.",
    "errors.UnexpectedStatus": "the spec does not describe the status code, and `client.raise_on_unexpected_status` is true.",
    "httpx.HTTPError": "there is no response, for instance because the server cannot be reached in time.",
}


def docstring(text: UntrustedString | str, indent: int = 0) -> str:
    """The text as a docstring. Paragraphs are filled anew; the lines after the first get the indent."""
    return _literal(_filled(text, _WIDTH - indent), indent)


def endpoint_docstring(endpoint: Endpoint) -> str:
    """What the operation does, its arguments, and what it raises."""
    arguments = {prop.python_name: prop.description for prop in endpoint.list_all_parameters() if prop.description}
    summary = _raw(endpoint.summary).rstrip(".") or endpoint.name
    sections = [_filled(f"{summary}.\n\n{_raw(endpoint.description)}", _WIDTH - 4)]
    for title, entries in (("Args", arguments), ("Raises", _RAISES)):
        lines = [_fill(f"{name}: {' '.join(_raw(text).split())}", _WIDTH - 8, "    ") for name, text in entries.items()]
        if lines:
            sections.append(f"{title}:\n" + textwrap.indent("\n".join(lines), "    "))
    return _literal("\n\n".join(sections), 4)


def _raw(text: UntrustedString | str) -> str:
    return text.get_untrusted_value() if isinstance(text, UntrustedString) else text


def _literal(text: str, indent: int) -> str:
    lines = safe_for_docstring(text).splitlines() or [""]
    if len(lines) > 1 or lines[0].endswith(('"', "\\")):
        lines.append("")  # puts the quotes on a line of their own
    return textwrap.indent('"""' + "\n".join(lines), " " * indent).lstrip() + (" " * indent if lines[-1] == "" else "") + '"""'


def _filled(text: UntrustedString | str, width: int) -> str:
    """The text with its paragraphs filled; items that begin with `- ` keep lines of their own."""
    blocks: list[str] = []
    for line in map(str.strip, _raw(text).strip().splitlines()):
        if line and blocks and blocks[-1] and not re.match(r"[-*] ", line):
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    return "\n".join(_fill(block, width, "  " if re.match(r"[-*] ", block) else "") for block in blocks)


def _fill(text: str, width: int, indent: str) -> str:
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
