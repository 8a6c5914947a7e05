"""Creates many sessions without a task, with every country, model, default and null, and reads the pages of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import spec
from ..actions import Abandoned, Actions
from ..schemas import enum
from .schemas import ECHO

#: Country codes with a high risk of errors: a YAML boolean, the first and last, codes that are not in ISO 3166 today.
_TRICKY = ("no", "ad", "zw", "us", "uk", "gb", "an", "cs", "xk", "de", "jp", "in", "is", "na", "nu", "io")
_COLUMNS = {f"spalte_{number}_größe": {"type": "string", "maxLength": number} for number in range(120)}
_SCHEMAS: tuple[Any, ...] = (
    {},
    None,
    {"type": "object", "properties": {"price": {"type": "number"}, "title": {"type": "string"}}, "required": ["price", "title"]},
    {"type": "array", "items": {"type": ["string", "null"]}, "maxItems": 3, "description": "Größe, 価格, 😀"},
    {
        "title": "Zeta",
        "type": "object",
        "properties": {"z": {"const": 1.5}, "a": {"enum": [True, None, 0, "x"]}},
        "additionalProperties": False,
    },
    {"type": "object", "properties": _COLUMNS},
    ECHO,
)
_LIMITS: tuple[Any, ...] = (
    1,
    "0.50",
    None,
    0.1,
    "12.3456",
    "+0.75",
    123,
    "1000000",
    "123456789.123456789",
    "1000000000000000.01",
    "007",
    "5.",
    ".5",
    2.5e3,
)
_CHOICES: dict[str, tuple[Any, ...]] = {
    "keepAlive": (True, False),
    "enableScheduledTasks": (False, True),
    "enableRecording": (True, False),
    "skills": (True, False),
    "agentmail": (True, False),
    "task": (None,),
    "sessionId": (None,),
    "maxCostUsd": _LIMITS,
    "outputSchema": _SCHEMAS,
}
_ABSENT = object()


def countries(act: Actions) -> list[str]:
    """Returns all country codes, or a sample that always contains the risky ones."""
    every = list(enum("ProxyCountryCode"))
    rng = act.rng("countries")
    rest = [code for code in every if code not in _TRICKY]
    rng.shuffle(rest)
    return [code for code in _TRICKY if code in every] + (rest[:10] if act.quick else rest)


def bodies(act: Actions) -> Iterator[dict[str, Any]]:
    """Yields the create bodies. Each property is absent, null, or has one of its values."""
    rng = act.rng("fleet")
    workspace, profile = act.prerequisites.shared("/workspaces"), act.prerequisites.shared("/profiles")
    choices = {
        **_CHOICES,
        "model": enum("Model"),
        "workspaceId": (workspace, None),
        "profileId": (profile, None),
    }
    yield {}
    yield dict.fromkeys(
        ("task", "sessionId", "maxCostUsd", "profileId", "workspaceId", "proxyCountryCode", "outputSchema", "cacheScript")
    )
    yield from ({name: value} for name, values in choices.items() for value in values)
    yield from ({"maxCostUsd": limit} for limit in (0, "0.00"))
    yield {"someNewProperty": {"nested": [1, 2]}, "another_one": None}
    yield from ({"cacheScript": choice} for choice in (None, False))
    yield {"cacheScript": True, "workspaceId": workspace}
    choices["outputSchema"] = _SCHEMAS[
        :-1
    ]  # without the schema that a correct server may refuse, so that a refusal is due to the country
    for code in countries(act):
        body = {name: rng.choice((_ABSENT, *values)) for name, values in choices.items()}
        yield {"proxyCountryCode": code, **{name: value for name, value in body.items() if value is not _ABSENT}}


def share(act: Actions, part: int, parts: int) -> None:
    """Creates every `parts`-th session. If the server refuses more sessions, it deletes some again."""
    made: list[str] = []
    for body in list(bodies(act))[part::parts]:
        try:
            made.append(act.create(**body))
            if not act.quick or body.get("proxyCountryCode", "no") in _TRICKY:
                act.get(made[-1])
            if len(body) <= 1 and (not act.quick or "model" in body):
                act.stop(made[-1])
        except Abandoned:
            if act.client.exchanges[-1].status == 429:
                for session in made[-20:]:
                    act.delete(session)
                return


def read_pages(act: Actions, size: int | None) -> None:
    """Reads all pages of the list and one page past the end."""
    query = {} if size is None else {"page_size": size}
    total = act.list_page(**query).object.get("total")
    if isinstance(total, int):
        last = -(-total // (size or spec.default("listSessions", "page_size", 20)))
        for page in range(2, min(last, 40) + 2):
            act.list_page(page=page, **query)


def read_some_pages(act: Actions) -> None:
    """Reads pages of unusual sizes, with explicit defaults, pages that end with the list, and one far past the end."""
    act.list_page(page=1)
    act.list_page(page=1, page_size=spec.default("listSessions", "page_size", 20))
    for size in (1, 2, 7):
        for page in range(1, 6):
            act.list_page(page=page, page_size=size)
    total = act.list_page(page=1000, page_size=100).object.get("total")
    if isinstance(total, int) and total > 1:
        even = next((size for size in range(2, 101) if total % size == 0), 1)
        for size in (1, even):
            for page in (total // size, total // size + 1):
                act.list_page(page=page, page_size=size)


def read_anywhere(act: Actions) -> None:
    """Reads pages of random size and number: the position of a session must not depend on the request."""
    total = act.list_page(page_size=100).object.get("total")
    if isinstance(total, int) and total > 1:
        rng = act.rng("pages")
        for _ in range(8 if act.quick else 24):
            size = rng.choice((1, 1, 2, 3, 5, 7, 11, 19, 50, 64))
            act.list_page(page=rng.randint(1, min(-(-total // size), 400)), page_size=size)
