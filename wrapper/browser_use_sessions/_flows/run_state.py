"""What can be read from a run while it goes on, and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions._flows.run import Run
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class RunState(Generic[T]):
    """The base of what `stream` and the async `run` return."""

    _run: Run

    @property
    def result(self) -> SessionResult[T]:
        """The result of the task. Raises BrowserUseError before the iteration has reached its end, and if the run failed."""
        if self._run.result is None:
            raise BrowserUseError(
                "There is no result yet: it comes when the task is over and every message was read. Iterate to the end first; "
                ".session is the session as it was last seen.",
                session_id=self.session_id,
            )
        return self._run.result

    @property
    def session(self) -> Session | None:
        """The session as it was last seen; None before the start."""
        return self._run.session

    @property
    def session_id(self) -> str | None:
        """The session's ID; None before the start."""
        return None if self._run.session is None else self._run.session.id

    @property
    def output(self) -> T:
        """The result's output. Raises as `result` does."""
        return self.result.output
