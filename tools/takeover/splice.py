"""Edits values in a YAML text. All other bytes stay: comments, order, line breaks and quotes."""

from __future__ import annotations

import difflib
import json
import re
from typing import Any, NamedTuple

import yaml

from browser_use_contract.diff.reading.yaml_text import read_yaml

from .writing import WIDTH, Items, block, flow, scalar, wrapped

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # As YAML counts lines.


class CannotSplice(Exception):
    """The text has YAML syntax that cannot be edited in place."""


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def splice(text: str, old: Any, new: Any) -> str:
    """Returns the text, whose value is `old`, edited so that its value is `new`.

    Raises:
        CannotSplice: a change is at a place that cannot be edited, for example an anchor.
    """
    if _same(old, new):
        return text
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    editor = _Editor(text)
    editor.change(yaml.compose(text, Loader=loader), old, new)
    changed = editor.result()
    try:
        is_right = _same(read_yaml(changed, "").value, new)
    except Exception as error:
        raise CannotSplice(f"the changed text is no valid YAML: {error}") from error
    if not is_right:
        raise CannotSplice("the changed text does not have the intended value")
    return changed


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal, including the order of properties. True is not 1."""
    return json.dumps(one) == json.dumps(other)


class _Editor:
    def __init__(self, text: str) -> None:
        self._text = text
        self._edits: list[_Edit] = []
        self._lines = [0, *(found.end() for found in _LINE_BREAK.finditer(text)), len(text)]

    def result(self) -> str:
        text = self._text
        # From the end, so that earlier positions stay valid; of two edits at one position, the later one first.
        order = sorted(range(len(self._edits)), key=lambda index: (*self._edits[index][:2], index), reverse=True)
        for edit in (self._edits[index] for index in order):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def change(self, node: Any, old: Any, new: Any) -> None:
        """Changes the value of a node whose kind (object, array or scalar) stays."""
        if _same(old, new):
            return
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and new:
            self._mapping(node, old, new)
        elif isinstance(node, yaml.SequenceNode) and isinstance(new, list) and new:
            self._sequence(node, old, new)
        elif isinstance(node, yaml.ScalarNode) and not isinstance(new, dict | list) and node.style not in ("|", ">"):
            start = self._start(node)
            space = " " if start == self._end(node) and not self._text[:start].endswith(" ") else ""  # `key:` without a value
            self._edits.append(_Edit(start, self._end(node), space + scalar(new)))
        else:
            raise CannotSplice(f"line {node.start_mark.line + 1} cannot be edited in place")

    def _mapping(self, node: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
        if node.flow_style:
            self._edits.append(_Edit(self._start(node), self._end(node), flow(new)))
            return
        pairs = {key.value: (key, value) for key, value in node.value}
        if len(pairs) != len(node.value) or pairs.keys() != old.keys():
            raise CannotSplice(f"line {node.start_mark.line + 1}: merged or repeated keys")
        kept = [key for key in new if key in old]
        if kept != [key for key in old if key in new] or not kept:
            raise CannotSplice(f"line {node.start_mark.line + 1}: the keys have another order")
        indent = node.start_mark.column
        for name, (key, value) in pairs.items():
            if name not in new:
                line = self._lines[key.start_mark.line]
                if self._text[line : self._start(key)].strip():
                    raise CannotSplice(f"line {key.start_mark.line + 1}: the first property of an item is removed")
                self._edits.append(_Edit(line, self._line_end(self._end(value)), ""))
            elif not _same(old[name], new[name]):
                self._value(key, value, old[name], new[name])
        gap = "\n" if self._is_spaced(node) else ""
        before: str | None = None
        for name, value in new.items():
            if name in old:
                before = name
                continue
            entry = gap + block({name: value}, indent)
            if before is None:
                first = pairs[kept[0]][0]
                line = self._lines[first.start_mark.line]
                if self._text[line : self._start(first)].strip():  # After a dash.
                    self._edits.append(_Edit(self._start(first), self._start(first), f"{entry.strip()}\n{' ' * indent}"))
                else:
                    self._edits.append(_Edit(line, line, f"{entry.lstrip(chr(10))}{gap}"))
            else:
                self._insert_after(pairs[before][1], entry)

    def _value(self, key: Any, node: Any, old: Any, new: Any) -> None:
        """Changes the value of a key in place if possible. Otherwise writes the whole entry again."""
        same_kind = (
            isinstance(node, yaml.MappingNode) and isinstance(new, dict) and new and (node.flow_style or old.keys() & new.keys())
        ) or (isinstance(node, yaml.SequenceNode) and isinstance(new, list) and new)
        is_line = isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">") and not isinstance(new, dict | list)
        if is_line and isinstance(new, str) and ("\n" in new or len(new) > 90):
            is_line = False
        if same_kind or is_line:
            self.change(node, old, new)
            return
        entry = block({key.value: new}, key.start_mark.column)
        self._edits.append(_Edit(self._start(key), self._end(node), entry.strip(" ").rstrip("\n")))

    def _sequence(self, node: Any, old: list[Any], new: list[Any]) -> None:
        matcher = difflib.SequenceMatcher(None, [json.dumps(each) for each in old], [json.dumps(each) for each in new], False)
        codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
        if node.flow_style:
            self._flow_sequence(node, old, new, codes)
            return
        indent = node.start_mark.column
        for _, start, end, new_start, new_end in codes:
            shared = min(end - start, new_end - new_start)
            for offset in range(shared):
                item, before, after = node.value[start + offset], old[start + offset], new[new_start + offset]
                if isinstance(before, dict) and isinstance(after, dict) and next(iter(before), None) in after:
                    self.change(item, before, after)
                else:
                    text = block(Items([after]), indent).strip(" ").rstrip("\n")
                    self._edits.append(_Edit(self._dash(item), self._end(item), text))
            for item in node.value[start + shared : end]:
                first = self._lines[self._text.count("\n", 0, self._dash(item))]
                self._edits.append(_Edit(first, self._line_end(self._end(item)), ""))
            added = "".join(block(Items([each]), indent) for each in new[new_start + shared : new_end])
            if added and start + shared > 0:
                self._insert_after(node.value[start + shared - 1], added)
            elif added:
                dash = self._dash(node.value[0])
                self._edits.append(_Edit(dash, dash, f"{added.lstrip(' ')}{' ' * indent}"))

    def _flow_sequence(self, node: Any, old: list[Any], new: list[Any], codes: list[Any]) -> None:
        start, end = self._start(node), self._end(node)
        is_one_line = "\n" not in self._text[start:end]
        items = node.value
        if is_one_line or any(isinstance(each, dict | list) for each in [*old, *new]) or not old:
            line = self._lines[node.start_mark.line]
            text = flow(new)
            if is_one_line and start - line + len(text) > WIDTH:
                indent = self._indent_of_line(line)
                text = f"[\n{wrapped(new, indent + 2)}\n{' ' * (indent + 2)}]"
            self._edits.append(_Edit(start, end, text))
            return
        for _, first, last, new_first, new_last in codes:
            added = new[new_first:new_last]
            if not added and last < len(items):
                self._edits.append(_Edit(self._start(items[first]), self._start(items[last]), ""))
            elif first > 0:
                begin = self._end(items[first - 1])
                column = items[first - 1].end_mark.column
                text = ""
                for each in map(flow, added):
                    if column + len(each) + 3 > WIDTH:
                        column = self._indent_of_line(self._lines[items[first - 1].start_mark.line])
                        text += f",\n{' ' * column}{each}"
                        column += len(each)
                    else:
                        text += f", {each}"
                        column += len(each) + 2
                self._edits.append(_Edit(begin, self._end(items[last - 1]) if last > first else begin, text))
            else:
                finish = self._start(items[last]) if last < len(items) else self._end(items[-1])
                text = "".join(f"{each}, " for each in map(flow, added))
                self._edits.append(_Edit(self._start(items[0]), finish, text if last < len(items) else text.rstrip(", ")))

    def _is_spaced(self, node: Any) -> bool:
        """Whether there are blank lines between the entries."""
        starts = [self._lines[key.start_mark.line] for key, _ in node.value[1:]]
        return bool(starts) and all(self._text[:start].endswith("\n\n") for start in starts)

    def _insert_after(self, node: Any, lines: str) -> None:
        position = self._line_end(self._end(node))
        if not self._text[:position].endswith("\n"):
            lines = "\n" + lines.rstrip("\n")
        self._edits.append(_Edit(position, position, lines))

    def _start(self, node: Any) -> int:
        return self._offset(node.start_mark)

    def _offset(self, mark: Any) -> int:
        return self._lines[int(mark.line)] + int(mark.column)

    def _end(self, node: Any) -> int:
        """Returns the position after the last character of the node."""
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return self._block_scalar_end(node)
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            return self._offset(node.end_mark)
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _block_scalar_end(self, node: Any) -> int:
        stop = self._offset(node.end_mark)
        lines = self._text[self._lines[node.start_mark.line] : stop].splitlines(keepends=True)
        indent = next((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), 0)
        while len(lines) > 1 and (not lines[-1].strip() or len(lines[-1]) - len(lines[-1].lstrip()) < indent):
            lines.pop()
        text = "".join(lines)
        return self._offset(node.start_mark) - int(node.start_mark.column) + len(text.rstrip("\n"))

    def _line_end(self, position: int) -> int:
        """Returns the position after the line break, and so after a comment at the end of the line."""
        found = self._text.find("\n", position)
        return len(self._text) if found < 0 else found + 1

    def _dash(self, item: Any) -> int:
        return self._text.rindex("-", 0, self._start(item)) if self._start(item) else 0

    def _indent_of_line(self, start: int) -> int:
        rest = self._text[start:]
        return len(rest) - len(rest.lstrip(" "))
