"""Reading path and query parameters as strictly as the contract means them."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from .contract import Operation, Parameter
from .issues import Issue, issue, schema_issues

#: An integer as JSON writes it, short enough for any parser.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})")


def read_parameters(operation: Operation, path: dict[str, Any], query: bytes) -> tuple[dict[str, Any], list[Issue]]:
    """The values of the operation's parameters, defaults filled in, and what is wrong with them. Unknown ones are ignored."""
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    given: dict[str, list[str]] = {}
    if query:
        for name, text in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            given.setdefault(name, []).append(text)
    for parameter in operation.parameters:
        texts = [str(path[parameter.name])] if parameter.where == "path" else given.get(parameter.name, ())
        value, found = _read(parameter, texts)
        values[parameter.name] = value
        issues += found
    return values, issues


def _read(parameter: Parameter, texts: Iterable[str]) -> tuple[Any, list[Issue]]:
    match list(texts):
        case []:
            return parameter.default, []
        case [text]:
            loc: list[str | int] = [parameter.where, parameter.name]
            if not parameter.is_integer:
                return text, schema_issues(parameter.validator, text, loc)
            if not _INTEGER.fullmatch(text):
                return None, [issue(loc, f"Must be an integer, not {text!r}", "type")]
            return int(text), schema_issues(parameter.validator, int(text), loc)
        case _:
            return None, [issue([parameter.where, parameter.name], "Must not be given more than once", "repeated")]
