"""Requests that make something that is no session: an interruption does not lose what they have made."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from browser_use_api.operations import browsers
from browser_use_sessions import calls
from browser_use_sessions.calls import Answer
from browser_use_sessions.errors import BrowserUseError, NotFoundError
from browser_use_sessions.explain import read_json
from browser_use_sessions.flows.context import Uninterruptible, is_interruption
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.retry import Policy, may_have_acted

if TYPE_CHECKING:
    from browser_use_sessions.calls import Call, Outcome
    from browser_use_sessions.flows.context import Context, Flow

T = TypeVar("T")
_STOP_POLICY = Policy(None, 10.0, stubborn=True)


def make(ctx: Context, call: Call[T]) -> Flow[T]:
    """What the answer holds. Interrupted, it tells what may have been made, and stops a browser, which costs money."""
    tries: list[Outcome | None] = []

    def note() -> Flow[Outcome]:
        tries.append(None)
        outcome: Outcome = yield call
        tries[-1] = outcome
        return outcome

    try:
        return (yield from fetch(ctx, call, send=lambda: Uninterruptible(note(), starts=True)))
    except GeneratorExit:
        raise
    except BaseException as error:
        outcome = tries[-1] if tries else None
        has_acted = outcome is None or (isinstance(outcome, Answer) and outcome.succeeded) or may_have_acted(outcome)
        if is_interruption(error) and tries and has_acted:
            error.add_note(f"{call} may have been carried out: look at client.{call.request.operation.resource}.list().")
            if call.request.operation is browsers.CREATE and outcome is not None:
                yield Uninterruptible(_stop_browser(ctx, outcome, error))
        raise


def _stop_browser(ctx: Context, outcome: Outcome, error: BaseException) -> Flow[None]:
    data = read_json(outcome.content) if isinstance(outcome, Answer) else None
    try:
        call = calls.call(browsers.UPDATE, session_id=data.get("id") if isinstance(data, dict) else None, action="stop")
        call.timeout, call.vital = 5.0, True
        yield from fetch(ctx, call, _STOP_POLICY)
    except NotFoundError:
        pass
    except BrowserUseError as problem:
        error.add_note(f"The browser could not be stopped and may still be running ({problem}).")
        return
    error.add_note("The browser has been stopped.")
