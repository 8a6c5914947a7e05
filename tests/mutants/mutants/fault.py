"""What a fault is: a few lines that alter a request before the server sees it, or an answer after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode

from browser_use_contract.spec import locate


class Memory:
    """What a faulty server remembers: each session's creation and tasks, and whatever a fault keeps for itself."""

    def __init__(self) -> None:
        self.creations: dict[str, dict[str, Any]] = {}
        self.tasks: dict[str, list[str]] = {}
        self.deleted: set[str] = set()
        self.own: dict[Any, Any] = {}

    def count(self, key: Any) -> int:
        """How many times this was asked, this time included."""
        self.own[key] = self.own.get(key, 0) + 1
        return int(self.own[key])

    def record(self, call: Call) -> None:
        """Notes what a sound server did."""
        answer = call.answer
        if call.operation == "createSession" and answer.status == 200:
            session = answer.json["id"]
            if not call.asked.get("sessionId"):
                self.creations[session] = call.asked
            if isinstance(call.asked.get("task"), str):
                self.tasks.setdefault(session, []).append(call.asked["task"])
        if call.operation == "deleteSession" and answer.status == 204:
            self.deleted.add(call.session_id)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, ensure_ascii=False).encode()
        self.headers["content-type"] = "application/json"

    def refuse(self, status: int, detail: Any) -> None:
        """Turns the answer into an error."""
        self.status = status
        self.json = {"detail": detail}


@dataclass
class Call:
    """One request on its way to the server and back. `path` is relative to the base URL; a fault may alter everything."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    memory: Memory
    answer: Answer = field(default_factory=lambda: Answer(0, {}, b""))
    #: What the client really asked for, whatever was altered since.
    asked: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.operation, self.session_id = locate(self.method, self.path)
        self.asked = self.fields

    @property
    def fields(self) -> dict[str, Any]:
        """The properties of the body; empty where it is no object."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @fields.setter
    def fields(self, value: dict[str, Any]) -> None:
        self.body = json.dumps(value).encode()

    @property
    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @parameters.setter
    def parameters(self, value: dict[str, str]) -> None:
        self.query = urlencode(value)

    @property
    def is_follow_up(self) -> bool:
        return self.operation == "createSession" and self.asked.get("sessionId") is not None

    @property
    def shown_by(self) -> str:
        return "followUp" if self.is_follow_up else self.operation

    def tasks_of(self, session: str) -> list[str]:
        return self.memory.tasks.get(session, [])


Before = Callable[[Call], "Answer | None"]
After = Callable[[Call], None]


@dataclass(frozen=True)
class Fault:
    """One thing that a server does wrong. The suite must name one of `names`: requirement ids, or what they begin with."""

    name: str
    names: tuple[str, ...]
    before: Before | None = None
    after: After | None = None
    #: Alters what the storage host answers, whose paths are not the API's.
    storage: After | None = None


FAULTS: list[Fault] = []
#: The modules that plant faults when they are imported.
_PLANTERS = (
    *("edge_cases", "one_form", "creating", "parametrised", "errors", "http", "listing", "interactions", "messages", "requests"),
    *("shapes", "response_fields", "conditional", "stopping", "derived", "things"),
)


def plant(name: str, *names: str, before: Before | None = None, after: After | None = None, storage: After | None = None) -> None:
    """Adds a fault to the catalogue."""
    assert name not in {fault.name for fault in FAULTS}, name
    FAULTS.append(Fault(name, names, before, after, storage))


def before(*names: str) -> Callable[[Before], Before]:
    """Plants a function that alters requests, or answers them itself."""

    def register(function: Before) -> Before:
        plant(function.__name__.replace("_", " "), *names, before=function)
        return function

    return register


def after(*names: str) -> Callable[[After], After]:
    """Plants a function that alters answers."""

    def register(function: After) -> After:
        plant(function.__name__.replace("_", " "), *names, after=function)
        return function

    return register


Session = dict[str, Any]
OnSession = Callable[[Session, Call], None]


def each_session(function: OnSession) -> After:
    """An alteration of every session object that an answer shows."""

    def alter(call: Call) -> None:
        if call.answer.status != 200:
            return
        if call.operation == "listSessions":
            document = call.answer.json
            for session in document["sessions"]:
                function(session, call)
        elif call.operation in ("createSession", "getSession", "stopSession"):
            document = call.answer.json
            function(document, call)
        else:
            return
        call.answer.json = document

    return alter


def sessions(*names: str) -> Callable[[OnSession], OnSession]:
    """Plants a function that alters every session object."""

    def register(function: OnSession) -> OnSession:
        plant(function.__name__.replace("_", " "), *names, after=each_session(function))
        return function

    return register


def is_over(session: Session) -> bool:
    return session["status"] in ("idle", "stopped") and session["isTaskSuccessful"] is not None


def load() -> list[Fault]:
    """The whole catalogue."""
    for module in _PLANTERS:
        import_module(f"{__package__}.{module}")
    return FAULTS
