"""Requests that Schemathesis makes from openapi.yaml: covering every constraint, fuzzing with valid and with broken data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import hypothesis
import schemathesis
from hypothesis import Phase
from hypothesis.errors import HypothesisException
from schemathesis import GenerationMode

from ..exchange import Exchange
from ..spec import document
from .sender import Sender, TimeIsUp, Violated, encoded, settings

#: How many requests are fuzzed for each operation and kind of data, and whether what they break is shrunk.
_SETTINGS = settings(20, Phase.generate, Phase.shrink)


def load() -> Any:
    """openapi.yaml as Schemathesis sees it."""
    return schemathesis.openapi.from_dict(document())


def send_case(sender: Sender, case: Any) -> Exchange | None:
    """Sends a generated case with the right key; None where it cannot be sent as it is meant."""
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


def cover(sender: Sender, schema: Any) -> None:
    """Schemathesis's own systematic cases: every limit, every type, every missing part, once each."""
    from schemathesis.generation.drivers import CoverageGenerator
    from schemathesis.generation.feedback import FeedbackSources
    from schemathesis.generation.overrides import Override

    generators = []
    for found in schema.get_all_operations():
        operation = found.ok()
        generator = CoverageGenerator(
            operation=operation,
            generation_modes=list(GenerationMode),
            generation_config=schema.config.generation_for(operation=operation, phase="coverage"),
            auth_storage=None,
            override=Override(),
            feedback=FeedbackSources(),
        )
        generators.append(iter(generator))
    while generators:  # in turns, so that each operation has some, however short the time is
        for one in list(generators):
            case = next(one, None)
            if case is None:
                generators.remove(one)
            else:
                send_case(sender, case)


def fuzz(sender: Sender, schema: Any, seed: int) -> None:
    """Random valid and broken requests for each operation; one that breaks a requirement is made as small as possible."""
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.NEGATIVE, GenerationMode.POSITIVE):
            sender.begin()

            @hypothesis.seed(seed)
            @_SETTINGS
            @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
            def attempt(case: Any) -> None:
                _try(sender, case)

            search(attempt)


def search(test: Any) -> None:
    """Runs a Hypothesis test for the traffic that it makes; what it finds is checked from the trace."""
    try:
        test()
    except TimeIsUp:
        raise
    except (Violated, HypothesisException, BaseExceptionGroup):
        return
