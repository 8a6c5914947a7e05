"""Requests that Schemathesis generates from openapi.yaml: random valid and invalid data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import hypothesis
import schemathesis
from hypothesis import Phase
from hypothesis.errors import HypothesisException
from schemathesis import GenerationMode

from ..document import document
from ..exchange import Exchange
from .sender import Sender, TimeIsUp, Violated, encoded, settings

#: The number of random requests per operation and kind of data. Failures are shrunk.
_SETTINGS = settings(20, Phase.generate, Phase.shrink)


def load(resources: Sequence[str] | None = None) -> Any:
    """Returns openapi.yaml as a Schemathesis schema, or its operations with one of these tags."""
    schema = schemathesis.openapi.from_dict(document())
    return schema if resources is None else schema.include(tag=list(resources))


def send_case(sender: Sender, case: Any) -> Exchange | None:
    """Sends a generated case with the right key. Returns None if it cannot be sent unchanged."""
    parameters = case.path_parameters or {}
    if any(str(value).strip(". ") == "" for value in parameters.values()):
        return None
    changed = [*parameters.values(), case.body.get("sessionId") if isinstance(case.body, dict) else None]
    if case.method != "GET" and not all(map(sender.may_change, changed)):
        return None
    path = case.path.format(**{name: quote(str(value), safe="") for name, value in parameters.items()})
    query = list(_query(case.query or {}))
    if case.media_type is None:
        return sender.send(case.method, path, query=query)
    if case.media_type != "application/json" or type(case.body).__name__ == "NotSet":
        return None
    raw = case.body if isinstance(case.body, bytes) else encoded(case.body)
    return None if raw is None else sender.send(case.method, path, raw=raw, query=query)


def _query(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, (dict, list)) and item is not None:
                yield name, str(item)


def _try(sender: Sender, case: Any) -> None:
    one = send_case(sender, case)
    if one is not None:
        sender.evaluate(one)


def fuzz(sender: Sender, schema: Any, seed: int) -> None:
    """Sends random valid and invalid requests for each operation. A request that violates a requirement is shrunk."""
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.NEGATIVE, GenerationMode.POSITIVE):
            sender.begin()

            @hypothesis.seed(seed)
            @_SETTINGS
            @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
            def attempt(case: Any) -> None:
                _try(sender, case)

            run_hypothesis(attempt)


def run_hypothesis(test: Any) -> None:
    """Runs a Hypothesis test only for its traffic. Its failures are ignored, since the trace is checked later."""
    try:
        test()
    except TimeIsUp:
        raise
    except (Violated, HypothesisException, BaseExceptionGroup):
        return
