"""A state machine that sends random sequences of requests to sessions. The requirements check its traffic."""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, multiple, rule, run_state_machine_as_test

from ..exchange import Exchange
from ..schemas import enum
from .cases import run_hypothesis
from .sender import Sender, settings

_SETTINGS = settings(14, Phase.generate, Phase.shrink, steps=14)
_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"))
_TASKS = st.text(_LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "model": st.sampled_from(enum("Model")),
        "keepAlive": st.booleans(),
        "proxyCountryCode": st.none() | st.sampled_from(enum("ProxyCountryCode")),
        "agentmail": st.booleans(),
        "enableRecording": st.booleans(),
        "maxCostUsd": st.decimals("0.01", 1000, places=4).map(str),
        "outputSchema": st.sampled_from([{}, {"type": "string"}, {"type": "array", "items": {"type": "boolean"}}]),
        "workspaceId": st.uuids(version=4).map(str),
        "skills": st.booleans(),
        "cacheScript": st.none(),
    },
)
_STOPS: tuple[bytes | None, ...] = (None, b"null", b"{}", b'{"strategy": "session"}', b'{"strategy": "task"}')


def run_state_machine(sender: Sender, seed: int) -> None:
    """Runs random sequences of session requests. If one violates a requirement, the shortest such sequence runs last."""

    class SessionMachine(RuleBasedStateMachine):
        sessions = Bundle("sessions")

        def __init__(self) -> None:
            super().__init__()
            self._seen: list[Exchange] = []

        def _send(self, method: str, path: str, body: Any = None, **more: Any) -> Exchange:
            one = sender.send(method, path, body, **more)
            self._seen.append(one)
            return one

        @rule(target=sessions, options=_OPTIONS, task=st.none() | _TASKS)
        def create(self, options: dict[str, Any], task: str | None) -> Any:
            made = self._send("POST", "/sessions", {**options, **({} if task is None else {"task": task})})
            identity = made.object.get("id")
            return identity if isinstance(identity, str) else multiple()

        @rule(session=sessions, task=_TASKS, keep=st.booleans())
        def dispatch(self, session: str, task: str, keep: bool) -> None:
            self._send("POST", "/sessions", {"sessionId": session, "task": task, "keepAlive": keep})

        @rule(session=sessions)
        def check(self, session: str) -> None:
            self._send("GET", f"/sessions/{session}")

        @rule(session=sessions, limit=st.integers(1, 100))
        def read(self, session: str, limit: int) -> None:
            self._send("GET", f"/sessions/{session}/messages", query=[("limit", str(limit))])

        @rule(size=st.integers(1, 6))
        def browse(self, size: int) -> None:
            self._send("GET", "/sessions", query=[("page_size", str(size))])

        @rule(session=sessions, body=st.sampled_from(_STOPS))
        def stop(self, session: str, body: bytes | None) -> None:
            self._send("POST", f"/sessions/{session}/stop", raw=body)

        @rule(session=consumes(sessions))
        def delete(self, session: str) -> None:
            self._send("DELETE", f"/sessions/{session}")
            self._send("GET", f"/sessions/{session}")

        def teardown(self) -> None:
            sender.evaluate(*self._seen)

    sender.begin()

    @hypothesis.seed(seed)
    def test() -> None:
        run_state_machine_as_test(SessionMachine, settings=_SETTINGS)

    run_hypothesis(test)
