"""Tasks with pairwise combinations of options: each pair of values of two create properties occurs in one session."""

from __future__ import annotations

from itertools import islice
from typing import Any

from allpairspy import AllPairs

from ..actions import Abandoned, Actions, was_accepted
from ..schemas import enum
from .schemas import BOTH, OFFERS, PRODUCT, SCHEMAS

_ABSENT = object()
#: The number of sessions in a quick check.
_QUICK = 8
#: The number of follow-ups for sessions with keepAlive.
_TURNS = 2


def _columns(act: Actions) -> dict[str, list[Any]]:
    rng = act.rng("variety")
    columns: dict[str, list[Any]] = {
        "model": list(enum("Model")),
        "outputSchema": [_ABSENT, PRODUCT, OFFERS, BOTH, *rng.sample(SCHEMAS, 2)],
        "keepAlive": [True, _ABSENT, False],
        "maxCostUsd": [_ABSENT, 900, "450.50"],
        "proxyCountryCode": [_ABSENT, None, rng.choice(enum("ProxyCountryCode"))],
        "workspaceId": [_ABSENT, act.prerequisites.shared("/workspaces")],
        "profileId": [_ABSENT, act.prerequisites.shared("/profiles")],
        "enableRecording": [_ABSENT, True],
        "agentmail": [_ABSENT, False],
        "skills": [_ABSENT, False],
        "enableScheduledTasks": [_ABSENT, True],
        "cacheScript": [_ABSENT, False],
        "text": ["Look at item {}.", "Prüfe Nummer {} – 価格 & “Preis” 😀?", "Read on: " + "lorem ipsum " * 400 + "{}"],
    }
    for values in columns.values():
        rng.shuffle(values)
    return columns


def _bodies(act: Actions) -> list[dict[str, Any]]:
    columns = _columns(act)
    found = []
    for number, row in enumerate(islice(AllPairs(list(columns.values())), _QUICK if act.quick else None)):
        body = {name: value for name, value in zip(columns, row, strict=True) if value is not _ABSENT}
        text = body.pop("text").format(number)
        found.append({"task": text, **body})
    return found


def tasks(act: Actions, part: int, parts: int) -> None:
    """Runs every `parts`-th task, all at the same time. Sessions with keepAlive get two follow-ups."""
    bodies = _bodies(act)
    made = [(act.create(**body), body) for body in bodies[part::parts]]
    act.wait_until_all_done([session for session, _ in made])
    _look(act, [session for session, _ in made])
    waiting = [(session, body) for session, body in made if body.get("keepAlive") is True]
    for turn in range(1, _TURNS + 1) if waiting and not act.quick else ():
        taken = []
        for number, (session, body) in enumerate(waiting):
            other = bodies[(number + turn) % len(bodies)].get("outputSchema")
            more: dict[str, Any] = {name: body[name] for name in ("enableRecording", "agentmail") if name in body}
            more |= {} if other is None else {"outputSchema": other}
            keep = not (turn == _TURNS and number % 2)
            one = act.follow_up(session, f"Turn {turn} of {number}: größer?", keepAlive=keep, unknownProperty=turn, **more)
            if was_accepted(one, session):
                taken.append(session)
        if not taken:
            raise Abandoned("no follow-up was accepted")
        act.wait_until_all_done(taken)
        _look(act, taken)
    for session, _ in [] if act.quick else waiting[1:2]:  # its last task had no keepAlive
        act.wait_until_stopped(session)
        act.get(session)
    for number, (session, _) in enumerate(waiting):
        act.stop(session, {"strategy": "session"} if number % 2 else None)


def _look(act: Actions, sessions: list[str]) -> None:
    for session in sessions:
        act.get(session)
        act.messages(session, limit=100)
