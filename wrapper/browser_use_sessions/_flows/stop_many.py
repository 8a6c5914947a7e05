"""Stopping many sessions, whoever started them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions._flows.context import Gather
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._transport.calls import ANY_ID, stop_session
from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError, NotFoundError, StopAllError

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions._flows.context import Context, Flow


def stop_each(ctx: Context, sessions: list[Session], strategy: Any) -> Flow[list[Session]]:
    """Stops them at the same time. Returns their new states in the order given, without those that were deleted meanwhile.

    Raises StopAllError if some could not be stopped, after all have been tried.
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

    stop_session(ANY_ID, strategy)  # Raises for an invalid strategy, before anything is sent.
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
