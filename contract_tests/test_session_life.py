"""The lifecycle of a session, with random sequences of requests.

Hypothesis chooses the steps. The test compares the server with a minimal model of a session: whether it was stopped and whether
it was deleted. The requirements of `bu-sessions check` test everything else.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

pytestmark = pytest.mark.slow

#: The final statuses.
FINAL = {"stopped", "timed_out", "error"}


def test_a_session_lives_as_documented(server: Any) -> None:
    class SessionLife(RuleBasedStateMachine):
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
            """Reads the session. Its status must not change after the end, and must not change to `created`."""
            seen: dict[str, Any] = self.call("GET", self.path).json()
            has_moved = seen["status"] != self.status
            assert not has_moved or (self.status not in FINAL and seen["status"] != "created"), (self.status, seen["status"])
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
            # A running session may have become idle or ended since the last read.
            assert answer.status_code in ((409,) if before in FINAL else (200, 409))

        @precondition(lambda self: not self.deleted)
        @rule(strategy=st.sampled_from(["session", "task"]))
        def stop(self, strategy: str) -> None:
            answer = self.call("POST", f"{self.path}/stop", {"strategy": strategy})
            assert answer.status_code == 200
            self.stopped = self.stopped or (strategy == "session" and self.check()["status"] == "stopped")
            assert strategy == "task" or self.status in FINAL

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

    profile = settings.get_profile("contract")
    run_state_machine_as_test(SessionLife, settings=settings(profile, max_examples=20, stateful_step_count=8))
