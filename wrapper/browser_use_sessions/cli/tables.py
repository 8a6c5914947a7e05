"""Objects and lists of the API for people: `name: value` lines and tables, without secrets unless they are asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click

from browser_use_api._core.model import ModelBase, Property
from browser_use_sessions.cli.streams import show, tell
from browser_use_sessions.cli.terminal import as_json, clean, cut, one_line, width

HIDDEN = "<hidden>"
# A column gets at least so much room, or is left out.
_NARROWEST = 8
secrets_option = click.option(
    "--show-secrets", is_flag=True, help="Show URLs and other values that whoever has them can use; --json shows them anyway."
)


def show_object(value: Any, show_secrets: bool = False) -> None:
    """One line for each property that has a value; text of several lines stands at the end."""
    if not isinstance(value, ModelBase):
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
    _tell_hidden(hidden)


def show_table(items: Sequence[Any], show_secrets: bool = False) -> None:
    """One line for each item. In a terminal, columns that have no room are left out, and said to be."""
    if not all(isinstance(item, ModelBase) for item in items):
        for item in items:
            show(one_line(item) if isinstance(item, str) else one_line(as_json(item)))
        return
    properties = type(items[0]).properties
    columns, hidden = dict[str, list[str]](), dict[str, None]()
    for attribute, each in properties.items():
        values = [getattr(item, attribute) for item in items]
        if all(value in (None, "", []) for value in values):
            continue
        if each.is_secret and not show_secrets:
            hidden[each.name] = None
            continue
        columns[each.name] = [_cell(value, each, hidden, show_secrets) for value in values]
    left_out = _print_columns(columns, width(sys.stdout))
    _tell_hidden(hidden)
    if left_out:
        tell(f"No room for: {', '.join(left_out)}. A wider terminal or --json shows them.")


def _without_secrets(value: Any, hidden: dict[str, None]) -> Any:
    """The value as JSON data; the names of the secrets that are left out go into `hidden`."""
    if isinstance(value, ModelBase):
        data = value.to_dict()
        for attribute, each in type(value).properties.items():
            if data.get(each.name) in (None, "", []):
                continue
            if each.is_secret:
                data[each.name] = HIDDEN
                hidden[each.name] = None
            elif isinstance(inner := getattr(value, attribute), ModelBase | list | dict):
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
    if isinstance(value, ModelBase | list | dict):
        data = value.to_dict() if show_secrets and isinstance(value, ModelBase) else _without_secrets(value, hidden)
        return one_line(", ".join(map(str, data)) if isinstance(data, list) and its.codec.item else as_json(data))
    return "" if value is None else one_line(str(value))


def _print_columns(columns: dict[str, list[str]], room: int | None) -> list[str]:
    """Prints them as far as there is room; gives the names of those that are left out."""
    from rich.cells import cell_len

    kept: list[tuple[int, list[str]]] = []
    left_out = []
    for name, cells in columns.items():
        cells = [one_line(name), *cells]
        size = max(map(cell_len, cells))
        if room is not None and kept:
            left = room - sum(size + 2 for size, _ in kept)
            if left < min(size, _NARROWEST):
                left_out.append(one_line(name))
                continue
            size = min(size, left)
        kept.append((size, [cut(cell, size) for cell in cells]))
    for row in zip(*(cells for _, cells in kept), strict=True):
        line = "  ".join(cell + " " * (size - cell_len(cell)) for cell, (size, _) in zip(row, kept, strict=True))
        show(line.rstrip())
    return left_out


def _tell_hidden(names: Iterable[str]) -> None:
    if names := list(names):
        tell(f"Hidden: {', '.join(map(one_line, names))}. --show-secrets shows {'it' if len(names) == 1 else 'them'}.")
