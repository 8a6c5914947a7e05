"""Faults that show only in one form: one JSON type, one set of parameters, one poll, one status."""

from __future__ import annotations

from collections.abc import Callable

from browser_use_contract import spec

from .fault import Answer, Call, Session, each_session, plant, sessions


@sessions("lifecycle.works")
def a_session_that_works_is_called_idle(session: Session, call: Call) -> None:
    if session["status"] == "running":
        session["status"] = "idle"


@sessions("lifecycle.works")
def a_session_that_works_is_called_created(session: Session, call: Call) -> None:
    if session["status"] == "running":
        session["status"] = "created"


@sessions("steps.summary.moves")
def the_summary_stays_that_of_the_first_step(session: Session, call: Call) -> None:
    if session["lastStepSummary"] is not None:
        session["lastStepSummary"] = call.memory.own.setdefault(("summary", session["id"]), session["lastStepSummary"])


def _takes_true(operation: str, name: str) -> Callable[[Call], Answer | None]:
    """`true` is accepted as a number, as in languages whose booleans are numbers."""

    def alter(call: Call) -> Answer | None:
        if call.operation == operation and call.fields.get(name) is True:
            call.fields = {**call.fields, name: 1_000 if name.startswith("browserScreen") else 1}
        return None

    return alter


for _operation, _name in (
    ("createSession", "maxCostUsd"),
    *(("createBrowser", one) for one in ("timeout", "browserScreenWidth", "browserScreenHeight")),
):
    plant(f"{_operation} takes true for {_name}", f"refused.{_operation}.{_name}", before=_takes_true(_operation, _name))


def _shows_true(name: str) -> Callable[[Session, Call], None]:
    def alter(session: Session, call: Call) -> None:
        session[name] = bool(session[name])

    return alter


for _name in ("stepCount", "totalInputTokens"):
    plant(f"{_name} is true or false", "fields.session", after=each_session(_shows_true(_name)))


_MISSING = object()


def _open_with(operation: str, name: str, value: object = _MISSING) -> Callable[[Call], Answer | None]:
    """The key is not required with a parameter or a property, or with one value of it."""

    def alter(call: Call) -> Answer | None:
        sent = {**call.parameters, **call.fields}
        if call.operation == operation and name in sent and value in (_MISSING, sent[name]):
            call.headers["x-browser-use-api-key"] = "sandbox-key"  # the sandbox's key
        return None

    return alter


for _operation, _name in (
    *(("listSessions", one) for one in ("page", "page_size")),
    *(("listSessionMessages", one) for one in ("after", "before", "limit")),
):
    plant(f"{_operation} is open with {_name}", f"authentication.{_operation}.", before=_open_with(_operation, _name))

for _operation, _name in ((operation, name) for operation in spec.operations() for name in spec.body_properties(operation)):
    plant(f"{_operation} is open with {_name}", f"authentication.{_operation}.", before=_open_with(_operation, _name))

for _operation, _name, _value in (
    ("stopSession", "strategy", "task"),
    ("createSession", "keepAlive", True),
    ("createSession", "keepAlive", False),
    ("createSession", "enableRecording", True),
):
    _says = f"{_operation} is open with {_value} as {_name}"
    plant(_says, f"authentication.{_operation}.", before=_open_with(_operation, _name, _value))
