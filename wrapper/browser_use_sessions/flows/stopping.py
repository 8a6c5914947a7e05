"""Stopping many sessions that other programs may have started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions.calls import stop_session
from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError, NotFoundError, StopAllError
from browser_use_sessions.flows.context import Gather
from browser_use_sessions.flows.exchange import fetch

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions.flows.context import Context, Flow


def stop_each(ctx: Context, sessions: list[Session], strategy: Any) -> Flow[list[Session]]:
    """Stops them side by side: how they look then, in the order given. One that was deleted meanwhile is left out.

    Raises StopAllError where some could not be stopped, after all have been tried.
    """
    found: dict[str, Session | BrowserUseError | None] = {}

    def stop_one(session_id: str) -> Flow[None]:
        try:
            found[session_id] = yield from fetch(ctx, stop_session(session_id, strategy))
        except NotFoundError:
            found[session_id] = None
        except InvalidArgumentError:
            raise
        except BrowserUseError as error:
            error.session_id = session_id
            found[session_id] = error

    stop_session(
        "3c90c3cc-0d44-4b50-8888-8dd25736052a", strategy
    )  # A strategy that there is not is told before anything is sent.
    yield Gather([stop_one(session.id) for session in sessions])
    outcomes = [found.get(session.id) for session in sessions]
    stopped = [each for each in outcomes if each is not None and not isinstance(each, BrowserUseError)]
    errors = [each for each in outcomes if isinstance(each, BrowserUseError)]
    if errors:
        raise StopAllError(
            f"{len(errors)} of {len(sessions)} sessions could not be stopped and may still be running; .errors has them all, "
            f".stopped what was stopped. The first: {errors[0]}",
            stopped=stopped,
            errors=errors,
        )
    return stopped
