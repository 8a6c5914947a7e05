"""Values that fit a given JSON Schema, for the output of simulated tasks."""

import asyncio
import hashlib
import json
from typing import Any

import jsonschema_rs

from . import worker
from .issues import Issue, issue
from .natural import NotNatural, natural_value
from .plan import Answer
from .refusals import InvalidRequest

_REMEMBERED = 1_000


class Outputs:
    """Finds values for schemas; the same value for the same schema and seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._found: dict[bytes, Answer | None] = {}

    async def judge(self, schema: dict[str, Any]) -> None:
        """InvalidRequest where `schema` is no JSON Schema."""
        issues = schema_faults(schema)
        if issues:
            raise InvalidRequest(issues)

    async def find(self, schema: dict[str, Any]) -> Answer | None:
        """A value that fits `schema`, or None where none was found; InvalidRequest where it is no JSON Schema."""
        key = hashlib.sha256(json.dumps(schema).encode()).digest()
        if key not in self._found:
            await self.judge(schema)
            answer = await asyncio.to_thread(search, schema, self._seed)
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[key] = answer
        return self._found[key]


def schema_faults(schema: dict[str, Any]) -> list[Issue]:
    """What keeps `schema` from being a JSON Schema (draft 2020-12 unless it names another). Nothing remote is fetched."""
    try:
        _validator(schema)
    except jsonschema_rs.ValidationError as error:
        return [issue(["body", "outputSchema", *error.instance_path], error.message, "json_schema")]
    except ValueError as error:
        return [issue(["body", "outputSchema"], str(error), "json_schema")]
    return []


def search(schema: dict[str, Any], seed: int) -> Answer | None:
    """A value that fits, a natural one if possible, or None. May take seconds."""
    try:
        value = natural_value(schema, seed, lambda part: _drawn(part, seed))
        if _validator(schema).is_valid(value):
            return Answer(value)
    except (NotNatural, ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        pass  # The schema was not an ordinary one.
    return worker.draw(schema, seed)


def _drawn(schema: dict[str, Any], seed: int) -> Any:
    answer = worker.draw(schema, seed)
    if answer is None:
        raise NotNatural
    return answer.value


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
