"""Results: they have every field of the session, and the output in its type."""

import copy
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from browser_use_sessions import Message, Session, SessionResult, TaskFailedError

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
BARE: dict[str, Any] = {
    "id": ID,
    "status": "running",
    "model": "bu-mini",
    "createdAt": "2026-01-02T03:04:05.123456789Z",
    "updatedAt": "2026-01-02T05:04:05+02:00",
}


def result(output: Any = None, **changes: Any) -> SessionResult[Any]:
    session = Session.from_dict(BARE | {"output": output} | changes)
    return SessionResult.of(session, output, "task", 7)


def test_result_has_every_session_field() -> None:
    found = result("x", totalCostUsd="0.10", stepCount=3, captchaCostUsd="0.30")
    assert {name: getattr(found, name) for name in Session.properties} == {
        name: getattr(found.session, name) for name in Session.properties
    }
    assert (found.total_cost_usd, found.captcha_cost_usd) == (Decimal("0.10"), Decimal("0.30"))  # type: ignore[attr-defined]
    assert found.created_at == datetime(2026, 1, 2, 3, 4, 5, 123456, UTC)


def test_results_can_be_pickled_copied_compared_and_hashed() -> None:
    first = result({"price": 3})
    for other in (pickle.loads(pickle.dumps(first)), copy.deepcopy(first)):
        assert other == first
        assert hash(other) == hash(first)
        assert (other.output, other.task, other.index) == ({"price": 3}, "task", 7)
    assert result({"price": 3}, stepCount=1) != first
    assert first.session == Session.from_dict(BARE | {"output": {"price": 3}})


def test_typed_output_does_not_change_the_raw_output() -> None:
    session = Session.from_dict(BARE | {"output": {"price": "0.10"}})
    found = SessionResult.of(session, Decimal("0.10"), "task")
    assert found.output == Decimal("0.10")
    assert found.session.output == found.to_dict()["output"] == {"price": "0.10"}
    assert "0.10" in repr(found)


def test_with_index_changes_only_the_copy() -> None:
    assert (result().with_index(3).index, result().index) == (3, 7)


@pytest.mark.parametrize("verdict", [True, False, None])
def test_raise_for_failure(verdict: bool | None) -> None:
    found = result("done", isTaskSuccessful=verdict)
    if verdict:
        assert found.raise_for_failure() is found
    else:
        with pytest.raises(TaskFailedError) as caught:
            found.raise_for_failure()
        assert caught.value.result is found


def test_failure_says_that_the_cost_limit_was_reached() -> None:
    with pytest.raises(TaskFailedError, match=r"the limit of \$0.50 was reached"):
        result(isTaskSuccessful=False, maxCostUsd="0.50", totalCostUsd="0.50").raise_for_failure()


def test_failure_says_that_the_cost_limit_may_be_the_reason() -> None:
    with pytest.raises(TaskFailedError, match=r"another step would have gone beyond it \(\$0.43 of \$0.50 was spent\)"):
        result(isTaskSuccessful=False, maxCostUsd="0.50", totalCostUsd="0.43").raise_for_failure()
    with pytest.raises(TaskFailedError, match=r"default limit was what stopped it \(\$9.99 was spent\)"):
        result(isTaskSuccessful=False, totalCostUsd="9.99").raise_for_failure()


def test_result_is_immutable() -> None:
    with pytest.raises(AttributeError):
        result().status = "idle"  # type: ignore[misc, assignment]


def test_repr_hides_signed_urls() -> None:
    session = Session.from_dict(BARE | {"screenshotUrl": "https://x/?signature=s3cret", "liveUrl": "https://l/s3cret"})
    message = Message.from_dict(
        {
            "id": ID,
            "sessionId": ID,
            "role": "ai",
            "data": "x",
            "createdAt": BARE["createdAt"],
            "screenshotUrl": "https://x/s3cret",
        }
    )
    assert "s3cret" not in repr(session) + repr(message)
