"""Conditional faults: only for one model, one operation, a second task, long or non-ASCII text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .fault import Call, Session, each_session, is_over, plant

Condition = Callable[[Session, Call], bool]


def _texts(session: Session, call: Call) -> str:
    return "".join(call.tasks_of(session["id"])[-1:])


CONDITIONS: dict[str, Condition] = {
    "for bu-max": lambda session, call: session["model"] == "bu-max",
    "for claude-opus-4.6": lambda session, call: session["model"] == "claude-opus-4.6",
    "for gemini-3-flash": lambda session, call: session["model"] == "gemini-3-flash",
    "in the list": lambda session, call: call.operation == "listSessions",
    "in get": lambda session, call: call.operation == "getSession",
    "in the answer to a stop": lambda session, call: call.operation == "stopSession",
    "with the second task": lambda session, call: len(call.tasks_of(session["id"])) == 2,
    "for text that is not ASCII": lambda session, call: not _texts(session, call).isascii(),
    "for long text": lambda session, call: len(_texts(session, call)) > 5_000,
    "without a proxy": lambda session, call: session["proxyCountryCode"] is None,
    "with a recording": lambda session, call: bool(call.memory.creations.get(session["id"], {}).get("enableRecording")),
    "where it is kept alive": lambda session, call: bool(call.memory.creations.get(session["id"], {}).get("keepAlive")),
}


def _total_off(session: Session) -> None:
    session["totalCostUsd"] = str(Decimal(session["totalCostUsd"]) + Decimal("0.01"))


def _no_output(session: Session) -> None:
    session["output"] = None


def _no_title(session: Session) -> None:
    session["title"] = None


def _unknown_success(session: Session) -> None:
    session["isTaskSuccessful"] = None


def _no_live_url(session: Session) -> None:
    session["liveUrl"] = None


def _other_model(session: Session) -> None:
    session["model"] = "bu-ultra" if session["model"] != "bu-ultra" else "bu-mini"


def _no_country(session: Session) -> None:
    session["proxyCountryCode"] = "fr" if session["proxyCountryCode"] != "fr" else "de"


def _cost_is_a_number(session: Session) -> None:
    session["llmCostUsd"] = float(session["llmCostUsd"])


EFFECTS: dict[str, tuple[Any, tuple[str, ...], bool]] = {
    "the total is off by a cent": (_total_off, ("costs.total",), False),
    "the output is lost": (_no_output, ("output", "kept.output"), True),
    "the title is lost": (_no_title, ("title.there", "kept.title"), True),
    "success is unknown": (_unknown_success, ("success.known", "kept.isTaskSuccessful"), True),
    "the live URL is missing": (_no_live_url, ("live-url",), False),
    "another model is shown": (_other_model, ("echoes.model", "defaults.model"), False),
    "another country is shown": (_no_country, ("echoes.proxyCountryCode", "defaults.proxyCountryCode"), False),
    "a cost is a number": (_cost_is_a_number, ("fields.session",), False),
}


def _sometimes(effect: Any, condition: Condition, only_over: bool) -> OnSession:
    def alter(session: Session, call: Call) -> None:
        if (not only_over or is_over(session)) and condition(session, call):
            effect(session)

    return alter


OnSession = Callable[[Session, Call], None]

for _effect, (_function, _names, _over) in EFFECTS.items():
    for _when, _condition in CONDITIONS.items():
        plant(f"{_effect} {_when}", *_names, after=each_session(_sometimes(_function, _condition, _over)))
