"""Values that fit a given JSON Schema, for the output of simulated tasks."""

import asyncio
from typing import Any

import jsonschema_rs

from .issues import Issue, issue
from .plan import Answer
from .refusals import InvalidRequest


class Outputs:
    """Finds values for schemas; the same value for the same schema and seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    async def find(self, schema: dict[str, Any]) -> Answer | None:
        """A value that fits `schema`, or None where none was found; InvalidRequest where it is no JSON Schema."""
        issues = schema_faults(schema)
        if issues:
            raise InvalidRequest(issues)
        return await asyncio.to_thread(search, schema, self._seed)


def schema_faults(schema: dict[str, Any]) -> list[Issue]:
    """What keeps `schema` from being a JSON Schema (draft 2020-12 unless it names another). Nothing remote is fetched."""
    try:
        jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    except jsonschema_rs.ValidationError as error:
        return [issue(["body", "outputSchema", *error.instance_path], error.message, "json_schema")]
    except ValueError as error:
        return [issue(["body", "outputSchema"], str(error), "json_schema")]
    return []


def search(schema: dict[str, Any], seed: int) -> Answer | None:
    """A value that fits, or None. Slow: the first call imports the generator."""
    import random

    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from schemathesis.generation.jsonschema.builder import build

    random.seed(seed)
    validator = jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    best: list[Any] = []

    @seeded(seed)
    @settings(max_examples=10, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(build(schema, draft=jsonschema_rs.Draft202012, formats={}))
    def collect(value: Any) -> None:
        if validator.is_valid(value):
            best.append(value)

    try:
        collect()
    except Exception:
        return None
    return Answer(max(best, key=lambda v: len(str(v)))) if best else None
