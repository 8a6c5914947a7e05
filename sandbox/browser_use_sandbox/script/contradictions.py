"""Finds entries of a script that would make the sandbox break the contract."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema_rs

from ..generation.output_value import OutputValue
from ..tasks.plan import Outcome
from .problems import Path, Problem

_HINT = "against_contract: true allows it"
_AMOUNTS = ("cost_usd", "browser_cost_usd", "proxy_cost_usd", "proxy_mb", "input_tokens", "output_tokens")


def contradictions(entry: dict[str, Any], path: Path, output: OutputValue | None = None) -> Iterator[Problem]:
    """How a valid entry of `tasks` breaks the contract for any request; `output` is its output."""
    for name in _AMOUNTS:
        if Decimal(str(entry.get(name, 0))) < 0:
            yield Problem((*path, name), f"is negative, but costs can only grow; {_HINT}")
    for number, step in enumerate(entry.get("steps", ())):
        if isinstance(step, dict):
            yield from contradictions(step, (*path, "steps", number))
    if output:
        reason = _not_json(output.value)
        if reason:
            yield Problem((*path, "output"), f"{reason}; {_HINT}")
        elif "output_schema" in entry:
            reason = output_problem(Outcome(entry.get("success", True), output.value), entry["output_schema"])
            if reason:
                yield Problem((*path, "output"), f"does not fit output_schema: {reason}; {_HINT}")


_TEXT_AND_CODE = {"type": "object", "required": ["text", "code"]}


def output_problem(outcome: Outcome, schema: dict[str, Any] | bool | None, *, code_mode: bool = False) -> str | None:
    """Why a task with this output schema, or without one, cannot have this outcome. None if it can."""
    if schema is None and code_mode:
        schema = _TEXT_AND_CODE
    output = outcome.output
    if output is None and not outcome.is_successful:
        return None
    if schema is None:
        return None if output is None or isinstance(output, str) else "without an outputSchema, the output must be a text or null"
    validator = jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    error = next(validator.iter_errors(output), None)
    if error is None:
        return None
    where = "/".join(str(part) for part in error.instance_path)
    return f"{where}: {error.message}" if where else error.message


def _not_json(value: Any) -> str | None:
    """What `value` has that JSON does not have, if anything."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "has a lone surrogate, which is not a character"
    except ValueError:
        return "has a number that JSON does not have"
    return None
