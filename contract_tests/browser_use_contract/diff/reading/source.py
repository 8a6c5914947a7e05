"""Reads a file or URL in YAML or JSON as a tree."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import CannotCompare
from .json_text import read_json
from .tree import Tree
from .yaml_text import read_yaml

MOST_BYTES = 32_000_000
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def read_source(source: str, *, seconds: float = 30.0) -> Tree:
    """Reads `source`, a path or an http(s) URL. `seconds` is the time limit of a download.

    Raises:
        CannotCompare: it cannot be read, or is neither YAML nor JSON.
    """
    is_url = source.lower().startswith(("http://", "https://"))
    content_type = ""
    if not is_url and (scheme := _SCHEME.match(source)):
        raise CannotCompare(source, None, f"only http and https are read, not {scheme[1]}; download it and name the file")
    if is_url:
        from .fetch import fetch  # Imported only for URLs.

        content_type, content = fetch(source, MOST_BYTES, seconds)
    else:
        content = _read_file(source)
    text = _decode(content, source)
    if content_type.startswith("text/html") or text.lstrip()[:1] == "<":
        what = "the URL returns a web page" if is_url else "this is HTML or XML"
        raise CannotCompare(source, None, f"{what}, not an OpenAPI document")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return read_json(text, source)
        except CannotCompare:
            if text.lstrip()[:1] == "{" and '"' in text.lstrip()[1:3].strip():
                raise
            return read_yaml(text, source)  # YAML in flow style.
    return read_yaml(text, source)


def _read_file(source: str) -> bytes:
    path = Path(source)
    try:
        if path.is_dir():
            raise CannotCompare(source, None, "is a directory")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotCompare(source, None, f"cannot be read: {reason}") from error
    if len(content) > MOST_BYTES:
        raise CannotCompare(source, None, f"larger than {MOST_BYTES // 1_000_000} MB")
    return content


def _decode(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotCompare(source, content.count(b"\n", 0, error.start) + 1, "is not UTF-8") from error
