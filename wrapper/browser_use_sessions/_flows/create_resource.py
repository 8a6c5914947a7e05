"""Creating something other than a session. If it is interrupted, the user learns what may have been created."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions._flows.context import Uninterruptible
from browser_use_sessions._flows.create import has_perhaps_acted, send_once
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._transport import calls
from browser_use_sessions._transport.calls import Response, succeeded
from browser_use_sessions._transport.error_mapping import read_json
from browser_use_sessions._transport.retry import RetryPolicy
from browser_use_sessions.errors import BrowserUseError, NotFoundError

if TYPE_CHECKING:
    from browser_use_sessions._flows.context import Context, Flow
    from browser_use_sessions._transport.calls import Call, Outcome

T = TypeVar("T")
_STOP_POLICY = RetryPolicy(None, 10.0, persistent=True)


def create_resource(ctx: Context, call: Call[T]) -> Flow[T]:
    """The value in the response. An interruption, or an error of the caller's own code, gets a note about what may have been
    created; a browser, which costs money, is stopped.
    """
    try:
        return (yield from fetch(ctx, call, send=lambda: Uninterruptible(send_once(call), starts=True)))
    except GeneratorExit:
        raise
    except BaseException as error:
        if not isinstance(error, BrowserUseError) and call.has_begun and has_perhaps_acted(call.outcome):
            resource = call.request.operation.resource
            error.add_note(f"{call} may have been carried out: look at client.{resource}.list().")
            if resource == "browsers" and call.outcome is not None:
                yield Uninterruptible(_stop_browser(ctx, call.outcome, error))
        raise


def _stop_browser(ctx: Context, outcome: Outcome, error: BaseException) -> Flow[None]:
    from browser_use_api.operations import browsers

    data = read_json(outcome.content) if isinstance(outcome, Response) else None
    call: Call[Any] | None = None
    try:
        call = calls.call(browsers.UPDATE, session_id=data.get("id") if isinstance(data, dict) else None, action="stop")
        call.timeout, call.is_cleanup = 5.0, True
        yield from fetch(ctx, call, _STOP_POLICY)
    except NotFoundError:
        pass
    except Exception as problem:  # From a hook of the caller's own as well, perhaps after the response.
        if call is None or call.outcome is None or not succeeded(call.outcome):
            error.add_note(f"The browser could not be stopped and may still be running ({problem}).")
            return
    error.add_note("The browser has been stopped.")
