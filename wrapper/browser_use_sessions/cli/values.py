"""Values of the API from words of a shell: one click type for all kinds of values in the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from browser_use_api._core.codecs import Codec

# Up to so many choices replace the name of the value; up to so many are listed in the help text.
_FEW, _MANY = 4, 40
_TEXTS = frozenset(("string", "UUID", "decimal", "date and time", "date"))
_SIMPLE: dict[str, click.ParamType[Any]] = {
    "integer": click.INT,
    "number": click.FLOAT,
    "boolean": click.BOOL,
    "file": click.File("rb"),
}
_METAVARS = {
    "string": "TEXT",
    "choice": "TEXT",
    "UUID": "ID",
    "integer": "N",
    "number": "NUMBER",
    "decimal": "DECIMAL",
    "date and time": "TIME",
    "date": "DATE",
    "boolean": "[true|false]",
    "file": "FILE",
}
NULL = object()
"""The word `null` was given. (None: nothing was given.)"""


class Value(click.ParamType[Any]):
    """A value for the codec. If the codec accepts null, the word `null` means that, and the text is `'"null"'`.

    Only syntax is checked here; the codec itself checks bounds, patterns and so on.
    """

    name = "value"

    def __init__(self, codec: Codec, unit: str = "") -> None:
        self.codec = codec
        self._unit = unit

    @property
    def choices(self) -> list[Any]:
        return [choice for choice in self.codec.choices if choice is not None]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """NULL for null. For a list: one item, or a list of items."""
        if not isinstance(value, str):
            return value
        codec = self.codec
        if codec.accepts_null and (value == "null" or (value == "none" and self.choices and "none" not in self.choices)):
            return NULL
        if self.choices:
            return next((choice for choice in self.choices if str(choice) == value), value)
        if codec.kind == "list" and codec.item is not None and not value.startswith(("[", "@")):
            return Value(codec.item).convert(value, param, ctx)
        if codec.kind == "string" and codec.accepts_null and value == '"null"':
            return "null"
        if codec.kind in _TEXTS:
            return value
        if (simple := _SIMPLE.get(codec.kind)) is not None:
            return simple.convert(value, param, ctx)
        return self._json(value, param, ctx)

    def _json(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """An object, a list, or a union, which may also accept a text that is not JSON."""
        if self.codec.kind in ("object", "list"):
            return read_json(text, param, ctx)
        try:
            parsed = read_json(text, param, ctx)
            self.codec.encode(parsed)
        except Exception:  # The codec will check the text and explain the problem.
            return text
        return NULL if parsed is None else parsed

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        codec = self.codec
        if codec.kind == "list" and codec.item is not None:
            return Value(codec.item).get_metavar(param, ctx)
        if self._unit:
            return self._unit
        if 1 <= len(self.choices) <= _FEW:
            return f"[{'|'.join(map(str, self.choices))}]"
        return _METAVARS.get(codec.kind, "JSON")

    def known(self) -> list[str]:
        """The values for the help text."""
        return [str(choice) for choice in self.choices] if _FEW < len(self.choices) <= _MANY else []

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(str(choice)) for choice in self.choices if str(choice).startswith(incomplete)]


class NameValue(click.ParamType[Any]):
    """`NAME=JSON`: a property that this version does not know."""

    name = "NAME=JSON"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not (name and equals):
            self.fail(f"{value!r:.60} is not NAME=JSON, such as retries=3 or label='\"a text\"'.", param, ctx)
        return name, read_json(text, param, ctx)


def read_json(text: str, param: click.Parameter | None = None, ctx: click.Context | None = None) -> Any:
    """The JSON value of the text, or of the file in `@FILE`. Numbers are exact. Raises BadParameter."""
    from browser_use_api._core.operation import parse_json

    shown = text if text.startswith("@") else repr(text[:60])
    try:
        content = Path(text[1:]).read_bytes() if text.startswith("@") else text.encode()
        return parse_json(content.removeprefix(b"\xef\xbb\xbf"), exact=True)
    except OSError as error:
        problem = f"{text[1:]} cannot be read: {error.strerror or error}."
    except RecursionError:
        problem = f"{shown.removeprefix('@')} is nested too deeply."
    except ValueError as error:
        problem = f"{shown.removeprefix('@')} is not JSON: {_problem_of(error)}."
        if not text.startswith("@"):
            problem += " A JSON text is in double quotes."
    raise click.BadParameter(problem, ctx, param) from None


def read_json_file(ctx: click.Context, option: click.Parameter, path: Path | None) -> Any:
    """A click callback: the JSON value in the file."""
    return None if path is None else read_json(f"@{path}", option, ctx)


def _problem_of(error: ValueError) -> str:
    return f"{error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else str(error)
