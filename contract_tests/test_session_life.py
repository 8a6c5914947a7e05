"""A session's life, step by step in any order: what may be done with it follows from what was done before.

Hypothesis chooses the steps. Beside the server stands the simplest model of a session: whether it was told to stop, and whether
it was deleted. Everything else that must hold of a session is in the requirements of `bu-sessions check`.
"""

from __future__ import annotations

import time
from typing import Any

import requests
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

#: What the API page says may follow a status; a status may always stay.
NEXT = {
    "created": {"idle", "running", "stopped", "timed_out", "error"},
    "idle": {"running", "stopped", "timed_out", "error"},
    "running": {"idle", "stopped", "timed_out", "error"},
    "stopped": set(),
    "timed_out": set(),
    "error": set(),
}
FINAL = {status for status, following in NEXT.items() if not following}


def test_a_session_histories_as_documented(server: Any) -> None:
    class SessionHistory(RuleBasedStateMachine):
        def call(self, method: str, path: str, body: Any = None) -> requests.Response:
            return requests.request(method, server.url + path, json=body, headers=server.headers, timeout=30)

        @initialize(task=st.none() | st.just("Say hello."), keep_alive=st.booleans())
        def create(self, task: str | None, keep_alive: bool) -> None:
            body = {"keepAlive": keep_alive, **({"task": task} if task else {})}
            answer = self.call("POST", "/sessions", body)
            assert answer.status_code == 200
            self.path = f"/sessions/{answer.json()['id']}"
            self.status = answer.json()["status"]
            self.deleted = self.stopped = False

        def check(self) -> dict[str, Any]:
            """The session as it is now; the way to it from what was seen before must be one that the page knows."""
            seen: dict[str, Any] = self.call("GET", self.path).json()
            steps, reached = [self.status], set()
            while steps:
                status = steps.pop()
                if status not in reached:
                    reached.add(status)
                    steps += NEXT[status]
            assert seen["status"] in reached, f"{self.status} became {seen['status']}"
            self.status = seen["status"]
            return seen

        @invariant()
        def it_is_what_it_was_left_as(self) -> None:
            if self.deleted:
                assert self.call("GET", self.path).status_code == 404
            else:
                seen = self.check()
                assert not self.stopped or seen["status"] == "stopped"

        @precondition(lambda self: not self.deleted)
        @rule()
        def wait_until_nothing_runs(self) -> None:
            deadline = time.monotonic() + 30
            while self.check()["status"] not in {"idle", *FINAL}:
                assert time.monotonic() < deadline, "the task does not end"

        @precondition(lambda self: not self.deleted)
        @rule(keep_alive=st.booleans())
        def dispatch(self, keep_alive: bool) -> None:
            before = self.check()["status"]
            body = {"sessionId": self.path.rpartition("/")[2], "task": "And again.", "keepAlive": keep_alive}
            answer = self.call("POST", "/sessions", body)
            if before in FINAL:
                assert answer.status_code == 409
            else:  # it may have become idle, or have ended, since it was looked at
                assert answer.status_code in (200, 409)

        @precondition(lambda self: not self.deleted)
        @rule(strategy=st.sampled_from(["session", "task"]))
        def stop(self, strategy: str) -> None:
            answer = self.call("POST", f"{self.path}/stop", {"strategy": strategy})
            assert answer.status_code == 200
            self.stopped = self.stopped or (strategy == "session" and self.check()["status"] == "stopped")
            assert strategy == "task" or self.status in FINAL

        @precondition(lambda self: not self.deleted)
        @rule()
        def messages_come_in_order(self) -> None:
            found = self.call("GET", f"{self.path}/messages?limit=100").json()["messages"]
            assert [one["createdAt"] for one in found] == sorted(one["createdAt"] for one in found)

        @precondition(lambda self: self.deleted)
        @rule()
        def nothing_more_can_be_done(self) -> None:
            assert self.call("GET", f"{self.path}/messages").status_code == 404
            assert self.call("POST", f"{self.path}/stop").status_code == 404
            assert self.call("DELETE", self.path).status_code == 404

        @precondition(lambda self: not self.deleted)
        @rule()
        def delete(self) -> None:
            assert self.call("DELETE", self.path).status_code == 204
            self.deleted = True

        def teardown(self) -> None:
            if getattr(self, "path", "") and not self.deleted:
                self.call("DELETE", self.path)

    run_state_machine_as_test(
        SessionHistory,
        settings=settings(
            max_examples=20,
            stateful_step_count=8,
            derandomize=True,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
        ),
    )
