"""The result of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from browser_use_api.models import Session
from browser_use_sessions.errors import TaskFailedError

T_co = TypeVar("T_co", covariant=True)
A = TypeVar("A")


class SessionResult(Session, Generic[T_co]):
    """The result of a task: every field of the session, and the output in the requested type.

    `output` is None if the task was not achieved and left no output that fits the type. So `run` returns a
    `SessionResult[T | None]` for an output type `T`, and `raise_for_failure()` returns it as a `SessionResult[T]`.
    """

    if TYPE_CHECKING:

        @property
        def output(self) -> T_co:
            """The task's output, in the requested type."""
            raise NotImplementedError

    task: str
    """The text of the task."""
    index: int
    """The task's number in `run_many`, from 0."""

    @classmethod
    def of(cls, session: Session, output: A, task: str, index: int = 0) -> SessionResult[A]:
        """The result of a task in this session."""
        result: SessionResult[A] = SessionResult.__new__(SessionResult)
        result.__dict__.update(session.__dict__, output=output, task=task, index=index)
        return result

    @property
    def session(self) -> Session:
        """The session alone, as the API sent it."""
        return Session.from_dict(self.to_dict())

    def with_index(self, index: int) -> SessionResult[T_co]:
        """A copy with the index."""
        result: SessionResult[T_co] = SessionResult.__new__(SessionResult)
        result.__dict__.update(self.__dict__, index=index)
        return result

    def raise_for_failure(self: SessionResult[A | None]) -> SessionResult[A]:
        """Raises TaskFailedError unless the task was achieved; otherwise returns the result itself, which has an output.

        (Without an output type, the API's documentation allows an achieved task without an output: then it is None.)
        """
        if self.is_task_successful:
            return cast("SessionResult[A]", self)
        if self.is_task_successful is None:
            what = "ended without a verdict: it was stopped before it was over, or never began"
        else:
            what = "was not achieved"
        raise TaskFailedError(
            f"The task {what} (session {self.id}, {self.step_count} steps, last one: {self.last_step_summary or 'none'}). "
            f"Look at .output and at the session's messages, make the task clearer, {_cost_hint(self)}, or try a more capable "
            "model.",
            result=self,
            session_id=self.id,
        )


def _cost_hint(result: SessionResult[Any]) -> str:
    limit, cost = result.max_cost_usd, result.total_cost_usd
    if limit is None:
        return f"set max_cost_usd if the default limit was what stopped it (${cost:f} was spent)"
    if cost >= limit:
        return f"raise max_cost_usd (the limit of ${limit:f} was reached)"
    return f"raise max_cost_usd if another step would have gone beyond it (${cost:f} of ${limit:f} was spent)"
