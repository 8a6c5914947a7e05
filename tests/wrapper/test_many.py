"""run_many: concurrent runs, with both clients."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import httpx
import pytest

from browser_use_sessions import (
    AuthenticationError,
    BrowserUseError,
    BudgetReachedError,
    InvalidArgumentError,
    RateLimitError,
    RunManyError,
)

pytestmark = pytest.mark.usefixtures("nothing_stays_held")


def test_run_many_respects_max_concurrency(api: Any, client: Any) -> None:
    most = 0

    def watch(request: httpx.Request) -> None:
        nonlocal most
        most = max(most, len(api.fake.left))

    api.rule = watch  # type: ignore[assignment]
    results = list(client.run_many((f"t{number}" for number in range(12)), max_concurrency=4))
    assert sorted((result.index, result.task, result.output) for result in results) == [
        (number, f"t{number}", f"did t{number}") for number in range(12)
    ]
    assert 2 <= most <= 4


def test_run_many_waits_while_the_session_limit_is_reached(api: Any, client: Any) -> None:
    refused = 0

    def limit(request: httpx.Request) -> httpx.Response | None:
        nonlocal refused
        if request.method == "POST" and len(api.fake.left) >= 2:
            refused += 1
            return httpx.Response(429, json={"detail": "Too many concurrent active sessions"})
        return None

    api.rule = limit
    results = list(client.run_many([f"t{number}" for number in range(10)], max_concurrency=6))
    assert len(results) == 10
    assert 0 < refused < 40


def test_run_many_fails_when_429_never_ends(api: Any, client: Any) -> None:
    api.rule = lambda request: httpx.Response(429, json={"detail": "full"})
    with pytest.raises(RunManyError) as caught:
        list(client.run_many(["t"], timeout=0.3))
    assert isinstance(caught.value.failures[0].error, RateLimitError)


def test_one_failed_run_does_not_affect_the_others(api: Any, client: Any) -> None:
    api.fake.life = lambda session, seconds: (
        {"status": "error"} if session["result"] == "did t3" else {"status": "stopped", "isTaskSuccessful": True}
    )
    tasks = [f"t{number}" for number in range(6)]
    done = []

    def collect() -> None:
        for result in client.run_many(tasks):
            done.append(result.task)

    with pytest.raises(RunManyError, match="1 of 6 runs failed") as caught:
        collect()
    assert sorted(done) == ["t0", "t1", "t2", "t4", "t5"]
    (failure,) = caught.value.failures
    assert (failure.number, failure.task) == (3, "t3")
    assert [(error.index, error.task) for error in caught.value.errors] == [(3, "t3")]
    both = list(client.run_many(tasks, return_exceptions=True))
    assert sum(isinstance(outcome, BrowserUseError) for outcome in both) == 1
    assert len(both) == 6


def test_invalid_key_stops_run_many_early(api: Any, client: Any) -> None:
    tried = 0

    def refuse(request: httpx.Request) -> httpx.Response:
        nonlocal tried
        tried += 1
        return httpx.Response(401, json={"detail": "Invalid API key"})

    api.rule = refuse
    with pytest.raises(RunManyError, match="Further tasks were not started") as caught:
        list(client.run_many([f"t{number}" for number in range(100)], max_concurrency=3))
    assert tried <= 6
    assert all(isinstance(failure.error, AuthenticationError) for failure in caught.value.failures)


def test_leaving_run_many_early_stops_all_sessions(api: Any, client: Any) -> None:
    api.fake.life = lambda session, seconds: (
        {"status": "stopped", "isTaskSuccessful": True} if session["result"] == "did t0" else {"status": "running"}
    )
    for result in client.run_many([f"t{number}" for number in range(20)], max_concurrency=5):
        assert result.task == "t0"
        break
    assert len(api.fake.sessions) >= 5
    assert api.fake.left == []


def test_exception_in_the_task_iterator_stops_all_sessions(api: Any, client: Any) -> None:
    api.fake.duration = 1e6

    def tasks() -> Iterator[str]:
        yield "t"
        raise LookupError

    with pytest.raises(LookupError):
        list(client.run_many(tasks()))
    assert api.fake.left == []


@pytest.mark.parametrize(
    ("argument", "options"),
    [
        ("tasks", {"tasks": "one"}),
        ("tasks", {"tasks": 5}),
        ("max_concurrency", {"max_concurrency": 0}),
        ("session_id", {"session_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}),
        ("keep_alive", {"keep_alive": True}),
        ("max_cost_usd", {"max_cost_usd": "much"}),
        ("task", {"tasks": ["t", ("", {})]}),
        ("tasks", {"tasks": ["t", ("t",)]}),
        ("max_cost_usd", {"tasks": ["t", ("t", {"max_cost_usd": "much"})]}),
        ("keep_alive", {"tasks": [("t", {"keep_alive": True})]}),
        ("output_schema", {"tasks": [("t", {"output_schema": int})]}),
        ("max_total_cost_usd", {"max_cost_usd": 1, "max_total_cost_usd": "much"}),
        ("max_cost_usd", {"max_total_cost_usd": 1}),
        ("max_cost_usd", {"tasks": ["t", ("t", {"max_cost_usd": None})], "max_cost_usd": 1, "max_total_cost_usd": 3}),
    ],
)
def test_run_many_checks_arguments_before_sending(api: Any, client: Any, argument: str, options: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        client.run_many(**{"tasks": ["t"], **options})
    assert caught.value.argument == argument
    assert api.fake.requests == []


def test_tasks_may_have_their_own_options(api: Any, client: Any) -> None:
    list(client.run_many(["a", ("b", {"model": "bu-max", "max_cost_usd": "0.30"})], model="bu-mini"))
    made = {body["task"]: body for method, _, body in api.fake.requests if method == "POST" and body and "task" in body}
    assert {task: (body["model"], body.get("maxCostUsd")) for task, body in made.items()} == {
        "a": ("bu-mini", None),
        "b": ("bu-max", "0.30"),
    }


def test_max_total_cost_is_never_exceeded(api: Any, client: Any) -> None:
    """Each task costs 0.125 and has a limit of 0.30. With 1.00, three run at once; what they do not spend is used for others."""
    most = 0

    def watch(request: httpx.Request) -> None:
        nonlocal most
        most = max(most, len(api.fake.left))

    api.rule = watch  # type: ignore[assignment]
    api.fake.duration = 0.3
    # The decimal precision of the program must not matter.
    with localcontext(prec=2), pytest.raises(RunManyError, match="Further tasks were not started") as caught:
        list(client.run_many((f"t{number}" for number in range(50)), max_cost_usd="0.30", max_total_cost_usd=1))
    assert most == 3
    spent = [Decimal(session["totalCostUsd"]) for session in api.fake.sessions.values()]
    assert len(spent) == 6  # With 0.75 spent, 0.25 is left.
    (error,) = caught.value.errors
    assert isinstance(error, BudgetReachedError)
    assert (error.index, error.task) == (6, "t6")
    assert "0.250 is left" in str(error)


def test_return_exceptions_yields_the_budget_error(api: Any, client: Any) -> None:
    outcomes = list(client.run_many(["a", "b", "c"], max_cost_usd=1, max_total_cost_usd=1, return_exceptions=True))
    assert [type(outcome).__name__ for outcome in outcomes] == ["SessionResult", "BudgetReachedError"]
    assert len(api.fake.sessions) == 1


def test_budget_counts_refused_and_unknown_creates(api: Any, client: Any) -> None:
    """A refused create costs nothing; one whose outcome is unknown costs its whole limit."""
    outcomes = iter([httpx.Response(422, json={"detail": "x"}), httpx.Response(500, json={"detail": "x"})])

    def fail(request: httpx.Request) -> httpx.Response | None:
        return next(outcomes, None) if request.method == "POST" and request.url.path.endswith("sessions") else None

    api.rule = fail
    found = client.run_many(
        ["refused", "unknown", "done", "too much"],
        max_concurrency=1,
        max_cost_usd="0.5",
        max_total_cost_usd="1",
        return_exceptions=True,
    )
    assert [type(outcome).__name__ for outcome in found] == [
        "InvalidRequestError",
        "OutcomeUnknownError",
        "SessionResult",
        "BudgetReachedError",
    ]
