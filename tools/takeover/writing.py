"""New parts of a YAML document as text, in the style of openapi.yaml: short lists in one line, long texts in blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from browser_use_contract.diff.reading.yaml_text import read_yaml

WIDTH = 130


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def choose_scalar_style(self) -> Any:
        style = super().choose_scalar_style()
        return '"' if style == "'" else style

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    if value[:1].isspace():
        style: str | None = '"'
    elif "\n" in value:
        style = "|"
    elif len(value) > 105:
        style = ">"
    else:
        style = None if _is_plain(value) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    flat = all(not isinstance(each, dict | list) and len(str(each)) < 60 for each in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)


def _dict(dumper: yaml.SafeDumper, value: dict[Any, Any]) -> yaml.MappingNode:
    in_line = not value or ("style" in value and all(isinstance(each, str) for each in value.values()))  # `x-paging`
    node: yaml.MappingNode = dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=in_line)
    return node


class Items(list[Any]):
    """A list that is written with one item per line."""


_Dumper.add_representer(Items, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=False))
_Dumper.add_representer(str, _string)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _dict)


def _is_plain(value: str) -> bool:
    """Whether YAML reads the text as the same string without quotes."""
    try:
        return bool(value) and read_yaml(f"- {value}", "").value == [value]
    except Exception:  # It is not valid YAML without quotes.
        return False


def block(value: Any, indent: int) -> str:
    """Returns an object or array as lines that are indented by `indent` columns, with a final newline."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=max(WIDTH - indent, 60))
    if read_yaml(text, "").value != value:  # Block styles cannot express every string.
        value = list(value) if isinstance(value, Items) else value
        text = yaml.safe_dump(value, sort_keys=False, default_style='"', width=10**6)
        value = list(value) if isinstance(value, Items) else value
        text = yaml.safe_dump(value, sort_keys=False, width=10**6) if read_yaml(text, "").value != value else text
    return "".join(f"{' ' * indent}{line}" if line.strip() else line for line in text.splitlines(keepends=True))


def scalar(value: Any) -> str:
    """Returns a scalar in one line."""
    if isinstance(value, str):
        return value if _is_plain(value) and "\n" not in value else _quoted(value)
    return flow(value)


def flow(value: Any) -> str:
    """Returns a value in one line, objects and arrays in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_in_flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return _in_flow(value)
    return str(yaml.safe_dump(value)).partition("\n")[0]


def wrapped(items: Iterable[Any], indent: int) -> str:
    """Returns the items of a list in brackets, in lines of at most `WIDTH` columns."""
    lines, line = [], " " * indent
    for text in (f"{flow(each)}," for each in items):
        if len(line) + len(text) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line = " " * indent
        line += f"{text} "
    return "\n".join([*lines, line.rstrip()])


def _in_flow(value: str) -> str:
    plain = _is_plain(value) and not set(value) & set(",[]{}:#\n")
    return value if plain else _quoted(value)


def _quoted(value: str) -> str:
    return str(yaml.dump(value, default_style='"', allow_unicode=True, width=10**6)).rstrip("\n")
