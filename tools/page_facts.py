"""Extracts facts of the create-session page into tests/spec/facts/create_session_page.json.

The page itself is not in the repository, so the facts are committed with the page's SHA-256 and the line number of each fact.
tests/spec/test_page_facts.py compares openapi.yaml with them. Only names, types, values and examples are extracted, no prose.

    python tools/page_facts.py PAGE.txt > tests/spec/facts/create_session_page.json
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TYPE_LINE = re.compile(
    r"^(?P<type>string|integer|boolean|any|enum<string>|string\[\]|\w+ · object)"
    r"(?P<format><[\w-]+>)?(?P<null> \| null)?$"
)
PROPERTY_NAME = re.compile(r"^[a-z][A-Za-z]*$")


def properties(lines: list[str], first: int, last: int) -> Iterator[dict[str, Any]]:
    """Yields the property blocks between two lines (1-based, inclusive): a name, a type line, then markers and prose.

    `maxCostUsd` of the request has no type line on the page; its block starts with its name between blank lines.
    """
    current: dict[str, Any] | None = None
    number = first
    while number <= last:
        text = lines[number - 1]
        following = lines[number] if number < len(lines) else ""
        typed = TYPE_LINE.match(following)
        untyped = text == "maxCostUsd" and not following.strip()
        if PROPERTY_NAME.match(text) and (typed or untyped):
            if current:
                yield current
            current = {"name": text, "line": number}
            if typed:
                current["type"] = typed["type"].replace(" · ", ":")
                if typed["format"]:
                    current["format"] = typed["format"].strip("<>")
                current["nullable"] = bool(typed["null"])
                number += 1
        elif current is not None:
            if text == "required":
                current["required"] = True
            elif text.startswith("default:"):
                current["default"] = text.removeprefix("default:")
            elif text.startswith("Pattern: "):
                current["pattern"] = text.removeprefix("Pattern: ")
                current["pattern_line"] = number
            elif text == "Available options:":
                end = number
                while lines[end].endswith(","):
                    end += 1
                current["enum"] = [value.rstrip(",") for value in lines[number : end + 1]]
                current["enum_lines"] = [number + 1, end + 1]
                number = end + 1
        number += 1
    if current:
        yield current


def js_object(text: str) -> Any:
    """Parses a simple JavaScript object literal (unquoted keys, single quotes)."""
    quoted = re.sub(r"'([^']*)'", lambda m: json.dumps(m[1]), text)
    return json.loads(re.sub(r"^(\s*)(\w+):", r'\1"\2":', quoted, flags=re.MULTILINE))


def extract(page: bytes) -> dict[str, Any]:
    lines = page.decode().splitlines()
    body, response = lines.index("Body") + 1, lines.index("Response") + 1
    request_start = next(i for i, line in enumerate(lines) if "JSON.stringify({" in line)
    request_end = next(i for i, line in enumerate(lines) if i > request_start and line.strip() == "})")
    response_start, response_end = lines.index("{"), lines.index("}")
    fetch = next(i for i, line in enumerate(lines) if line.startswith("fetch("))
    url = re.search(r"'(https://[^']*)'", lines[fetch])
    header = re.search(r"'(X-[^']*)'", "".join(lines[:fetch]))
    assert url is not None
    assert header is not None
    return {
        "sha256": hashlib.sha256(page).hexdigest(),
        "url": {"value": url[1], "line": fetch + 1},
        "header": {"value": header[1], "line": next(i for i, line in enumerate(lines) if header[1] in line) + 1},
        "request": {
            "lines": [body, response - 1],
            "example_lines": [request_start + 1, request_end + 1],
            "example": js_object("{\n" + "\n".join(lines[request_start + 1 : request_end]) + "\n}"),
            "properties": list(properties(lines, body, response - 1)),
        },
        "response": {
            "lines": [response, len(lines)],
            "example_lines": [response_start + 1, response_end + 1],
            "example": json.loads("\n".join(lines[response_start : response_end + 1])),
            "properties": list(properties(lines, response, len(lines))),
        },
    }


if __name__ == "__main__":
    print(json.dumps(extract(Path(sys.argv[1]).read_bytes()), indent=1, ensure_ascii=False))
