"""Objects as `name: value` lines, lists as tables. Secret values are hidden unless --show-secrets is given."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeGuard

from browser_use_sessions.cli.streams import print_wrapped, show
from browser_use_sessions.cli.terminal import as_json, clean, cut, one_line, width

if TYPE_CHECKING:
    from browser_use_api._core.model import ModelBase, Property

HIDDEN = "<hidden>"
# A column with less room than this is left out.
_MIN_WIDTH = 8


def show_object(value: Any, show_secrets: bool = False) -> None:
    """One line for each property that has a value; texts with several lines come last."""
    if not _is_model(value):
        show(clean(value) if isinstance(value, str) else as_json(value))
        return
    hidden: dict[str, None] = {}
    data = value.to_dict() if show_secrets else _without_secrets(value, hidden)
    long = {name: data.pop(name) for name in [name for name, each in data.items() if isinstance(each, str) and "\n" in each]}
    for name, each in data.items():
        if each is not None and each != []:
            show(f"{one_line(name)}: {one_line(each) if isinstance(each, str) else as_json(each)}")
    for name, each in long.items():
        show(f"{one_line(name)}: {clean(each)}")
    _print_hidden(hidden)


def show_table(items: Sequence[Any], show_secrets: bool = False) -> None:
    """A header, and one line for each item. In a narrow terminal, columns without room are left out, and their names printed."""
    if not all(map(_is_model, items)):
        for item in items:
            show(one_line(item) if isinstance(item, str) else one_line(as_json(item)))
        return
    if not items:
        return
    properties = type(items[0]).properties
    columns, whole, hidden = dict[str, list[str]](), set[str](), dict[str, None]()
    for attribute, each in properties.items():
        values = [getattr(item, attribute) for item in items]
        if all(value in (None, "", []) for value in values):
            continue
        if each.is_secret and not show_secrets:
            hidden[each.name] = None
            continue
        if isinstance(next(value for value in values if value not in (None, "", [])), datetime | Decimal | bool | int):
            whole.add(each.name)
        columns[each.name] = [_cell(value, each, hidden, show_secrets) for value in values]
    left_out = _print_columns(columns, whole, width(sys.stdout))
    _print_hidden(hidden)
    if left_out:
        print_wrapped(f"No room for: {', '.join(left_out)}. A wider terminal or --json shows them.")


def _is_model(value: Any) -> TypeGuard[ModelBase]:
    """Does not import the class, so that help texts stay fast."""
    return hasattr(type(value), "properties")


def _without_secrets(value: Any, hidden: dict[str, None]) -> Any:
    """The value as JSON data without secrets. Adds the names of secrets to `hidden`."""
    if _is_model(value):
        data = value.to_dict()
        for attribute, each in type(value).properties.items():
            if data.get(each.name) in (None, "", []):
                continue
            if each.is_secret:
                data[each.name] = HIDDEN
                hidden[each.name] = None
            elif _is_model(inner := getattr(value, attribute)) or isinstance(inner, list | dict):
                data[each.name] = _without_secrets(inner, hidden)
        return data
    if isinstance(value, list):
        return [_without_secrets(item, hidden) for item in value]
    if isinstance(value, dict):
        return {name: _without_secrets(item, hidden) for name, item in value.items()}
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _cell(value: Any, its: Property, hidden: dict[str, None], show_secrets: bool) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_model(value) or isinstance(value, list | dict):
        data = value.to_dict() if show_secrets and _is_model(value) else _without_secrets(value, hidden)
        return one_line(", ".join(map(str, data)) if isinstance(data, list) and its.codec.item else as_json(data))
    return "" if value is None else one_line(str(value))


def _print_columns(columns: dict[str, list[str]], whole: set[str], room: int | None) -> list[str]:
    """Prints the columns that have room; returns the names of the others. The columns in `whole` are never cut."""
    from rich.cells import cell_len

    kept: list[tuple[int, list[str]]] = []
    left_out: list[str] = []
    for name, cells in columns.items():
        cells = [one_line(name), *cells]
        size = max(map(cell_len, cells))
        if room is not None and kept:
            left = room - sum(size + 2 for size, _ in kept)
            if left_out or left < (size if name in whole else min(size, _MIN_WIDTH)):
                left_out.append(one_line(name))
                continue
            size = min(size, left)
        kept.append((size, [cut(cell, size) for cell in cells]))
    for row in zip(*(cells for _, cells in kept), strict=True):
        line = "  ".join(cell + " " * (size - cell_len(cell)) for cell, (size, _) in zip(row, kept, strict=True))
        show(line.rstrip())
    return left_out


def _print_hidden(names: Iterable[str]) -> None:
    if names := list(names):
        print_wrapped(f"Hidden: {', '.join(map(one_line, names))}. --show-secrets shows {'it' if len(names) == 1 else 'them'}.")
