"""Ctrl-C while a browser or a profile is created."""

import json
from typing import Any

import httpx
import pytest

from browser_use_api.operations import browsers, profiles
from browser_use_sessions._flows.context import Uninterruptible
from browser_use_sessions._flows.create_resource import create_resource
from browser_use_sessions._transport.calls import Call, Response
from browser_use_sessions.errors import InvalidArgumentError

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
BROWSER = {
    "id": ID,
    "status": "active",
    "timeoutAt": "2026-01-01T00:00:00Z",
    "startedAt": "2026-01-01T00:00:00Z",
}


def interrupted_create(world: Any, call: Call[Any], answers: bool = True) -> KeyboardInterrupt:
    """Returns the error of a create that Ctrl-C interrupts. `answers`: whether the response arrives before."""
    has_come = False

    def interrupt(effect: Any) -> BaseException | None:
        nonlocal has_come
        if isinstance(effect, Uninterruptible) and not has_come:
            has_come = True
            if answers:
                world.run(effect.flow)
            else:
                next(effect.flow)
            return KeyboardInterrupt()
        return None

    with pytest.raises(KeyboardInterrupt) as caught:
        world.run(create_resource(world.ctx, call), interrupt)
    return caught.value


@pytest.fixture
def sent(world: Any) -> list[str]:
    sent: list[str] = []

    def answer(call: Call[Any]) -> Response:
        sent.append(repr(call))
        return Response(200, json.dumps(BROWSER).encode(), {})

    world.faults = answer
    return sent


def test_created_browser_is_stopped_after_ctrl_c(world: Any, sent: list[str]) -> None:
    error = interrupted_create(world, Call(browsers.CREATE.request({}, error=InvalidArgumentError)))
    assert sent == ["POST /browsers", f"PATCH /browsers/{ID}"]
    assert error.__notes__[-1] == "The browser has been stopped."


def test_unknown_outcome_of_a_browser_create_is_noted_on_the_error(world: Any, sent: list[str]) -> None:
    error = interrupted_create(world, Call(browsers.CREATE.request({}, error=InvalidArgumentError)), answers=False)
    assert sent == []
    assert "look at client.browsers.list()" in error.__notes__[0]


def test_created_profile_is_noted_on_the_error(world: Any, sent: list[str]) -> None:
    error = interrupted_create(world, Call(profiles.CREATE.request({}, error=InvalidArgumentError)))
    assert error.__notes__ == ["POST /profiles may have been carried out: look at client.profiles.list()."]


def test_browser_that_cannot_be_stopped_is_noted_on_the_error(world: Any) -> None:
    world.faults = lambda call: Response(200 if call.request.method == "POST" else 403, json.dumps(BROWSER).encode(), {})
    error = interrupted_create(world, Call(browsers.CREATE.request({}, error=InvalidArgumentError)))
    assert "may still be running" in error.__notes__[-1]


def test_create_without_interruption_returns_the_resource(mocked: Any) -> None:
    client = mocked(lambda request: httpx.Response(200, json=BROWSER))
    assert client.browsers.create().id == ID
