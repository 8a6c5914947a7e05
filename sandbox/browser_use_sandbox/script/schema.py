"""Validates scripts, and the requests of the control API, by script.schema.json."""

import functools
import importlib.resources
import json
from collections.abc import Sequence
from typing import Any, Literal

import jsonschema_rs

from .messages import choice_problem, problems
from .problems import Path, Problem, ScriptError

Kind = Literal["script", "task", "fault", "clock", "limits", "requests", "checks", "files"]


def check_schema(kind: Kind, value: Any, path: Path = ()) -> None:
    """ScriptError if `value` is not valid as that kind; `path` is its place in the script."""
    errors = _validator(kind).iter_errors(value)
    found = [problem for error in errors for problem in problems(error, _schema(), value, path)]
    if found:
        raise ScriptError(found)


def check_operation(name: str | None, operations: Sequence[str], path: Path = ()) -> None:
    """ScriptError if the name is not one of the operations."""
    if name is not None and name not in operations:
        raise ScriptError([Problem((*path, "operation"), choice_problem(name, operations))])


@functools.cache
def _schema() -> dict[str, Any]:
    text = (importlib.resources.files("browser_use_sandbox.script") / "script.schema.json").read_bytes()
    schema: dict[str, Any] = json.loads(text)
    return schema


@functools.cache
def _validator(kind: Kind) -> jsonschema_rs.Validator:
    schema = _schema()
    if kind != "script":
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"}
    return jsonschema_rs.Draft202012Validator(schema)
