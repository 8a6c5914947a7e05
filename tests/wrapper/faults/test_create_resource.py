"""Ctrl-C while something is made that is no session."""

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


def interrupted(world: Any, call: Call[Any], answers: bool = True) -> KeyboardInterrupt:
    """What comes out when Ctrl-C comes while the answer is under way. It is known by then, or never."""
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
def asked(world: Any) -> list[str]:
    asked: list[str] = []

    def answer(call: Call[Any]) -> Response:
        asked.append(repr(call))
        return Response(200, json.dumps(BROWSER).encode(), {})

    world.faults = answer
    return asked


def test_a_browser_that_was_made_is_stopped(world: Any, asked: list[str]) -> None:
    error = interrupted(world, Call(browsers.CREATE.request({}, error=InvalidArgumentError)))
    assert asked == ["POST /browsers", f"PATCH /browsers/{ID}"]
    assert error.__notes__[-1] == "The browser has been stopped."


def test_a_browser_that_may_have_been_made_is_told(world: Any, asked: list[str]) -> None:
    error = interrupted(world, Call(browsers.CREATE.request({}, error=InvalidArgumentError)), answers=False)
    assert asked == []
    assert "look at client.browsers.list()" in error.__notes__[0]


def test_a_profile_that_was_made_is_told(world: Any, asked: list[str]) -> None:
    error = interrupted(world, Call(profiles.CREATE.request({}, error=InvalidArgumentError)))
    assert error.__notes__ == ["POST /profiles may have been carried out: look at client.profiles.list()."]


def test_a_browser_that_cannot_be_stopped_is_told(world: Any) -> None:
    world.faults = lambda call: Response(200 if call.request.method == "POST" else 403, json.dumps(BROWSER).encode(), {})
    error = interrupted(world, Call(browsers.CREATE.request({}, error=InvalidArgumentError)))
    assert "may still be running" in error.__notes__[-1]


def test_what_is_not_interrupted_is_made(mocked: Any) -> None:
    client = mocked(lambda request: httpx.Response(200, json=BROWSER))
    assert client.browsers.create().id == ID
