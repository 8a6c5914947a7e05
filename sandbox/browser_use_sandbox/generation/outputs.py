"""Finds values that fit a JSON Schema, for the output of simulated tasks."""

import asyncio
import contextlib
import hashlib
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import jsonschema_rs

from ..common.api_errors import ApiError, InvalidRequest
from ..common.issues import Issue, broken_schema_issue, issue
from . import schema_search
from .heuristic_examples import NoHeuristic, heuristic_value
from .output_value import OutputValue

T = TypeVar("T")

_CACHE_SIZE = 1_000
_MAX_CONCURRENT = 200


class Outputs:
    """Finds values for schemas; the same value for the same schema and seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._found: dict[bytes, asyncio.Future[OutputValue | None]] = {}
        self._slots = asyncio.Semaphore(_MAX_CONCURRENT)

    async def check(self, schema: dict[str, Any]) -> None:
        """InvalidRequest if `schema` is not a valid JSON Schema."""
        await _in_thread(lambda: _refuse(schema))

    async def find(self, schema: dict[str, Any]) -> OutputValue | None:
        """A value that fits `schema`, or None if none was found. InvalidRequest if it is not a valid JSON Schema."""
        key = hashlib.sha256(json.dumps(schema).encode()).digest()
        searching = self._found.get(key)
        if searching is None:
            if len(self._found) >= _CACHE_SIZE:
                self._found.clear()
            searching = self._found[key] = asyncio.create_task(self._search(schema))
        try:
            return await asyncio.shield(searching)
        except ApiError:
            self._found.pop(key, None)
            raise

    async def _search(self, schema: dict[str, Any]) -> OutputValue | None:
        async with self._slots:
            await self.check(schema)
            return await _in_thread(lambda: search(schema, self._seed))


async def _in_thread(function: Callable[[], T]) -> T:
    """The result of the function. Unlike a thread of asyncio's pool, the thread does not delay the end of the server."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        result: Future[T] = Future()
        try:
            result.set_result(function())
        except BaseException as error:
            result.set_exception(error)
        with contextlib.suppress(RuntimeError):  # The server has stopped in the meantime.
            loop.call_soon_threadsafe(settle, result)

    def settle(result: Future[T]) -> None:
        if not done.cancelled():
            error = result.exception()
            if error is None:
                done.set_result(result.result())
            else:
                done.set_exception(error)

    threading.Thread(target=run, name="browser-use-sandbox-output", daemon=True).start()
    return await done


async def search_in_thread(schema: dict[str, Any], seed: int) -> OutputValue | None:
    """The result of `search`, without blocking the event loop."""
    return await _in_thread(lambda: search(schema, seed))


def _refuse(schema: dict[str, Any]) -> None:
    issues = schema_faults(schema)
    if issues:
        raise InvalidRequest(issues)


def schema_faults(schema: dict[str, Any]) -> list[Issue]:
    """The problems of a JSON Schema (draft 2020-12 unless it names another). Remote references are not fetched."""
    try:
        _validator(schema)
    except jsonschema_rs.ValidationError as error:
        return [broken_schema_issue(error, ["body", "outputSchema"])]
    except ValueError as error:
        return [issue(["body", "outputSchema"], str(error), "json_schema")]
    return []


def search(schema: dict[str, Any], seed: int) -> OutputValue | None:
    """A value that fits, a realistic one if possible, or None. May take seconds."""
    try:
        value = heuristic_value(schema, seed, lambda part: _drawn(part, seed))
        if _validator(schema).is_valid(value):
            return OutputValue(value)
    except (NoHeuristic, ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        pass  # Not an ordinary schema.
    return schema_search.search_value(schema, seed)


def _drawn(schema: dict[str, Any], seed: int) -> Any:
    answer = schema_search.search_value(schema, seed)
    if answer is None:
        raise NoHeuristic
    return answer.value


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
