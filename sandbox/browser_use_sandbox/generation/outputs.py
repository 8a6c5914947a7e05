"""Finds values that fit a JSON Schema, for the output of simulated tasks."""

import asyncio
import importlib.util
import json
from typing import Any

import attrs
import jsonschema_rs

from ..common.api_errors import InvalidRequest, SearchUnavailable
from ..common.issues import Issue, broken_schema_issue, issue
from .heuristic_examples import NoHeuristic, fitting_value
from .schema_search import search_value

_CACHE_SIZE = 1_000
#: Limits the number of processes that search at the same time.
_MAX_CONCURRENT = 8


@attrs.frozen
class OutputValue:
    """A value for the output of a task. It may hold None, which is not the same as having no value."""

    value: Any


class Outputs:
    """Finds values for schemas; the same value for the same schema and seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._searches: dict[str, asyncio.Task[OutputValue | None]] = {}
        self._slots = asyncio.Semaphore(_MAX_CONCURRENT)

    async def check(self, schema: dict[str, Any]) -> None:
        """InvalidRequest if `schema` is not a valid JSON Schema."""
        issues = await asyncio.to_thread(schema_faults, schema)
        if issues:
            raise InvalidRequest(issues)

    async def find(self, schema: dict[str, Any]) -> OutputValue | None:
        """A value that fits `schema`, a realistic one if possible, or None if none was found.

        InvalidRequest if it is not a valid JSON Schema; SearchUnavailable if it needs a search that is not installed.
        """
        await self.check(schema)
        try:
            return OutputValue(await asyncio.to_thread(fitting_value, schema, self._seed))
        except NoHeuristic:
            pass
        key = json.dumps(schema)
        search = self._searches.get(key)
        if search is None:
            if len(self._searches) >= _CACHE_SIZE:
                self._searches.clear()
            search = self._searches[key] = asyncio.create_task(self.search(schema, self._seed))
        try:
            return await asyncio.shield(search)
        except Exception:
            self._searches.pop(key, None)
            raise

    async def search(self, schema: dict[str, Any], seed: int) -> OutputValue | None:
        """A value that fits, or None if none is found in a few seconds. SearchUnavailable."""
        if importlib.util.find_spec("schemathesis") is None:
            raise SearchUnavailable
        async with self._slots:
            found = await search_value(schema, seed)
        return OutputValue(found[0]) if found else None


def schema_faults(schema: dict[str, Any]) -> list[Issue]:
    """The problems of a JSON Schema (draft 2020-12 unless it names another). Remote references are not fetched."""
    try:
        jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    except jsonschema_rs.ValidationError as error:
        return [broken_schema_issue(error, ["body", "outputSchema"])]
    except ValueError as error:
        return [issue(["body", "outputSchema"], str(error), "json_schema")]
    return []
