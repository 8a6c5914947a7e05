"""Reads JSON text as a tree."""

from __future__ import annotations

import json
import re
from typing import Any

from .tree import MOST_LEVELS, Tree, TreeBuilder

_TOKEN = re.compile(r'[ \t\r]*(?:(\n)|("[^"\\]*(?:\\.[^"\\]*)*")|([\[\]{},:])|([^\s"\[\]{},:]+))')


def read_json(text: str, source: str) -> Tree:
    """Parses `text`.

    Raises:
        CannotCompare: it is not valid JSON, or has a duplicate key.
    """
    builder = TreeBuilder(source)
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise builder.error(error.lineno, f"not valid JSON: {error.msg}, column {error.colno}") from error
    except RecursionError as error:
        raise builder.error(None, f"nested deeper than {MOST_LEVELS} levels") from error
    except ValueError as error:
        raise builder.error(None, f"not valid JSON: {error}") from error
    line = 1
    for newline, string, sign, word in _TOKEN.findall(text):
        if newline:
            line += 1
        elif sign:
            if sign in "{[":
                builder.start({} if sign == "{" else [], line)
            elif sign in "}]":
                builder.end()
        elif builder.wants_key:
            builder.key(json.loads(string), line)
        else:
            builder.scalar(json.loads(string or word), line)
    return builder.finish()


def _refuse(constant: str) -> Any:
    raise ValueError(f"`{constant}` is not allowed in JSON")
