"""Faults: a few lines that change a request before the server handles it, or the response after it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode

from browser_use_contract.spec import locate


class Memory:
    """The state of a faulty server: each session's create request and tasks, and data of the fault itself."""

    def __init__(self) -> None:
        self.creations: dict[str, dict[str, Any]] = {}
        self.tasks: dict[str, list[str]] = {}
        self.deleted: set[str] = set()
        self.own: dict[Any, Any] = {}

    def count(self, key: Any) -> int:
        """Returns how often this key was counted, including this time."""
        self.own[key] = self.own.get(key, 0) + 1
        return int(self.own[key])

    def record(self, call: Call) -> None:
        """Records what the correct server did."""
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
        """Replaces the response by an error."""
        self.status = status
        self.json = {"detail": detail}


@dataclass
class Call:
    """One request and its response. `path` is relative to the base URL. A fault may change everything."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    memory: Memory
    answer: Answer = field(default_factory=lambda: Answer(0, {}, b""))
    #: The original body of the client, without changes by the fault.
    asked: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.operation, self.session_id = locate(self.method, self.path)
        self.asked = self.fields

    @property
    def fields(self) -> dict[str, Any]:
        """The properties of the body. Empty if it is not an object."""
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
    """One fault of a server. The suite must report one of `names`: requirement ids or prefixes of them."""

    name: str
    names: tuple[str, ...]
    before: Before | None = None
    after: After | None = None
    #: Changes responses of the storage host.
    storage: After | None = None


FAULTS: list[Fault] = []
#: The modules that register faults when they are imported.
_PLANTERS = (
    *("edge_cases", "one_form", "creating", "parametrised", "errors", "http", "listing", "interactions", "messages", "requests"),
    *("shapes", "response_fields", "conditional", "stopping", "derived", "resources"),
)


def plant(name: str, *names: str, before: Before | None = None, after: After | None = None, storage: After | None = None) -> None:
    """Registers a fault."""
    assert name not in {fault.name for fault in FAULTS}, name
    FAULTS.append(Fault(name, names, before, after, storage))


def before(*names: str) -> Callable[[Before], Before]:
    """Registers a function that changes requests, or answers them itself."""

    def register(function: Before) -> Before:
        plant(function.__name__.replace("_", " "), *names, before=function)
        return function

    return register


def after(*names: str) -> Callable[[After], After]:
    """Registers a function that changes responses."""

    def register(function: After) -> After:
        plant(function.__name__.replace("_", " "), *names, after=function)
        return function

    return register


Session = dict[str, Any]
OnSession = Callable[[Session, Call], None]


def each_session(function: OnSession) -> After:
    """Returns a function that changes every session object in a response."""

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
    """Registers a function that changes every session object."""

    def register(function: OnSession) -> OnSession:
        plant(function.__name__.replace("_", " "), *names, after=each_session(function))
        return function

    return register


def is_over(session: Session) -> bool:
    return session["status"] in ("idle", "stopped") and session["isTaskSuccessful"] is not None


def load() -> list[Fault]:
    """Returns all faults."""
    for module in _PLANTERS:
        import_module(f"{__package__}.{module}")
    return FAULTS
