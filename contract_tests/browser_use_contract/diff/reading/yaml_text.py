"""Reads YAML 1.2 text as a tree. All keys are strings (`200:`), and `no` and dates are strings too."""

from __future__ import annotations

import re
from typing import Any

import yaml

from .tree import Tree, TreeBuilder

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"": None, "~": None} | {
    spelled: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelled in (word, word.title(), word.upper())
}
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null")}
_STRINGS = {"!", "tag:yaml.org,2002:str"}
_CONTAINERS = {None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def read_yaml(text: str, source: str) -> Tree:
    """Parses the single document in `text`.

    Raises:
        CannotCompare: it is not valid YAML, or contains something without a counterpart in JSON.
    """
    builder = TreeBuilder(source)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            match event:
                case yaml.ScalarEvent():
                    if builder.wants_key:
                        builder.key(event.value, line)
                    else:
                        builder.scalar(_value(event, builder, line), line, event.anchor)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    if event.tag not in _CONTAINERS:
                        raise builder.error(line, f"the tag `{event.tag}`"[:90] + " has no counterpart in JSON")
                    builder.start({} if isinstance(event, yaml.MappingStartEvent) else [], line, event.anchor)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    builder.end()
                case yaml.AliasEvent():
                    if builder.wants_key:
                        raise builder.error(line, "a key that is an alias")
                    builder.alias(str(event.anchor), line)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise builder.error(line, "a second document starts here; a file may have only one")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise builder.error(mark.line + 1 if mark else None, f"not valid YAML: {reason}") from error
    except yaml.reader.ReaderError as error:
        reason = f"not valid YAML: {error.reason}"
        raise builder.error(text.count("\n", 0, error.position) + 1 if error.position else None, reason) from error
    except yaml.YAMLError as error:
        raise builder.error(None, f"not valid YAML: {error}") from error
    return builder.finish()


def _value(event: yaml.ScalarEvent, builder: TreeBuilder, line: int) -> Any:
    text: str = event.value
    plain = event.implicit[0] if event.tag is None else event.tag in _TAGS
    if event.tag is not None and not plain and event.tag not in _STRINGS:
        raise builder.error(line, f"the tag `{event.tag[:80]}` has no counterpart in JSON")
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > 1000:
            raise builder.error(line, "an integer of more than 1,000 digits")
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text[:1000], 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if text.lower().lstrip("+-") in {".inf", ".nan"}:
        raise builder.error(line, f"`{text}` has no counterpart in JSON")
    return text
