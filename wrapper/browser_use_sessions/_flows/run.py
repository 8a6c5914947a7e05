"""One task from its dispatch to its end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from browser_use_sessions._decisions.completion import FINAL, CompletionDetector, session_failure
from browser_use_sessions._flows.capacity import create_within_capacity
from browser_use_sessions._flows.cleanup import CleanupGuard, report_problem, stop_persistently
from browser_use_sessions._flows.create import create
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._flows.messages import DeadlinePassed, each_message, newest_message
from browser_use_sessions._log import logger
from browser_use_sessions._shutdown.tracked_sessions import cannot_stop
from browser_use_sessions._transport.calls import get_session
from browser_use_sessions._transport.retry import RetryPolicy
from browser_use_sessions.errors import (
    BrowserUseError,
    ConnectionFailedError,
    NotFoundError,
    RateLimitError,
    RunTimeoutError,
    ServerError,
    SessionBusyError,
    UnexpectedAnswerError,
)
from browser_use_sessions.polling import next_delay
from browser_use_sessions.results import SessionResult

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions._decisions.run_request import RunRequest
    from browser_use_sessions._flows.context import Context, Flow

# Seconds that a wait survives an API that cannot be reached, for each retry that the client allows.
OUTAGE_SECONDS_PER_RETRY = 20.0
# Seconds that one poll may take: enough for a large output on a slow line, but not forever if a server sends it byte by byte.
LONGEST_POLL = 300.0
# For so many seconds after its create, a session may be unknown to some servers of the API.
LONGEST_LAG = 5.0
# When the task is over, reading its last messages may take so many seconds beyond the deadline.
_LAST_MESSAGES_SECONDS = 30.0


class Run:
    """The state of one run. The caller can read `session` and `result` while the flow goes on."""

    __slots__ = ("_ctx", "_deadline", "_known_since", "_request", "_seen_messages", "result", "session")

    def __init__(self, ctx: Context, request: RunRequest) -> None:
        self._ctx = ctx
        self._request = request
        self._deadline = math.inf
        self._known_since = -math.inf
        self._seen_messages: set[str] = set()
        self.session: Session | None = None
        """As it was last seen."""
        self.result: SessionResult[Any] | None = None
        """The result of the task, once it is over."""

    def flow(self) -> Flow[SessionResult[Any]]:
        """Dispatches the task, waits for its end, and returns the result. Emits messages if the request asks for them.

        If anything goes wrong after the dispatch, the task, or the session that was started for it, is stopped before the error
        is raised.
        """
        ctx, request = self._ctx, self._request
        self._deadline = ctx.clock() + request.timeout
        if request.create is None:
            return (yield from self._wait())
        guard = CleanupGuard(ctx, request.leave_running)
        try:
            result = yield from guard.guarded(self._dispatch_and_wait(request.create, guard))
        finally:
            if request.limiter is not None:
                request.limiter.on_released()
        guard.release()
        return result

    def _dispatch_and_wait(self, create_request: Request[Session], guard: CleanupGuard) -> Flow[SessionResult[Any]]:
        before, cursor = yield from self._prepare()
        guard.was_busy = before is not None and before.status == "running"
        started = self._ctx.clock()
        session = yield from self._create(create_request, guard)
        self._known_since = self._ctx.clock()
        session = yield from self._follow(session, CompletionDetector(before), started, cursor)
        if self._request.ends_session and session.status == "idle":
            session = yield from self._end_session(session, guard)
        if self._request.session_id is not None or session.status in FINAL:
            guard.release()
        return self._result(session)

    def _create(self, create_request: Request[Session], guard: CleanupGuard) -> Flow[Session]:
        ctx, request = self._ctx, self._request
        if request.limiter is None:
            left = self._deadline - ctx.clock()
            policy = RetryPolicy(ctx.policy.max_retries, min(ctx.policy.budget, left))
            return (yield from create(ctx, create_request, request.session_id, guard, policy))
        session = yield from create_within_capacity(ctx, create_request, guard, request.limiter, self._deadline)
        self._deadline = ctx.clock() + request.timeout  # Waiting for room does not count.
        return session

    def _end_session(self, session: Session, guard: CleanupGuard) -> Flow[Session]:
        """The session should end by itself now that its task is over. Since it costs money until then, it is stopped here."""
        key = (session.id, False)
        try:
            return (yield from stop_persistently(self._ctx, key))
        except NotFoundError:
            return session
        except BrowserUseError as error:
            guard.leave_to_exit()
            report_problem(cannot_stop(key, str(error)))
            return session

    def _wait(self) -> Flow[SessionResult[Any]]:
        """For a task that somebody else dispatched."""
        session = yield from self._poll(str(self._request.session_id))
        session = yield from self._follow(session, CompletionDetector(), self._ctx.clock(), None)
        return self._result(session)

    def _prepare(self) -> Flow[tuple[Session | None, str | None]]:
        """For a follow-up task: the session as it is before, once it can take a task, and the ID of its newest message."""
        session_id = self._request.session_id
        if session_id is None:
            return None, None
        started = self._ctx.clock()
        session = yield from self._poll(session_id)
        while session.status == "created":
            yield from self._sleep(started)
            session = yield from self._poll(session_id)
        if session.status in FINAL:
            raise SessionBusyError(
                f"Session {session_id} has ended (status {session.status}) and takes no more tasks. Start a new one: leave "
                "session_id out.",
                session_id=session_id,
            )
        cursor = None
        if self._request.messages:
            try:
                cursor = yield from newest_message(self._context_until(self._deadline), session_id, self._seen_messages)
            except DeadlinePassed:
                raise self._timeout_error() from None
        return session, cursor

    def _follow(self, session: Session, detector: CompletionDetector, started: float, cursor: str | None) -> Flow[Session]:
        """Polls until the task is over. `cursor`: the ID of the last message that is known."""
        ctx, request = self._ctx, self._request
        ctx.waiting.add(self)
        try:
            while True:
                self.session = session
                if request.on_progress is not None:
                    request.on_progress(session)
                is_over = detector.is_done(session, ctx.clock())
                if request.messages:
                    cursor = yield from self._new_messages(session.id, cursor, is_over)
                if is_over:
                    return session
                yield from self._sleep(started)
                session = yield from self._poll(session.id)
        finally:
            ctx.waiting.discard(self)

    def _new_messages(self, session_id: str, cursor: str | None, is_over: bool) -> Flow[str | None]:
        """The last messages of a task that is over may be read for a little longer than the deadline allows."""
        deadline = max(self._deadline, self._ctx.clock() + _LAST_MESSAGES_SECONDS) if is_over else self._deadline
        try:
            return (yield from each_message(self._context_until(deadline), session_id, cursor, self._seen_messages))
        except DeadlinePassed:
            if is_over:
                logger.warning("session %s: the deadline passed before all messages were read", session_id)
                return cursor
            raise self._timeout_error() from None

    def _sleep(self, started: float) -> Flow[None]:
        """Until the next poll; the last poll is at the deadline. Raises RunTimeoutError if the deadline has passed."""
        now = self._ctx.clock()
        if now >= self._deadline:
            raise self._timeout_error()
        delay = next_delay(self._request.pace or self._ctx.pace, now - started, len(self._ctx.waiting))
        yield min(delay, self._deadline - now)

    def _poll(self, session_id: str) -> Flow[Session]:
        """The session as it is now. Survives short outages. Raises RunTimeoutError if it fails because of the deadline."""
        call = get_session(session_id)
        left = self._deadline - self._ctx.clock()
        call.timeout = min(max(left, 0.1), LONGEST_POLL)
        try:
            return (yield from fetch(self._ctx, call, self._retry_policy()))
        except (ConnectionFailedError, UnexpectedAnswerError, RateLimitError, ServerError) as error:
            if self._ctx.clock() >= self._deadline:
                raise self._timeout_error() from error
            raise

    def _retry_policy(self) -> RetryPolicy:
        """A wait survives an API that cannot be reached for a while. While the API answers 429, it goes on until the deadline."""
        max_retries, left = self._ctx.policy.max_retries or 0, self._deadline - self._ctx.clock()
        budget = min(OUTAGE_SECONDS_PER_RETRY * max_retries, left)
        lag = min(self._known_since + LONGEST_LAG - self._ctx.clock(), left)
        return RetryPolicy(
            None if max_retries else 0, budget, rate_limit_budget=left, persistent=max_retries > 0, not_found_budget=lag
        )

    def _context_until(self, deadline: float) -> Context:
        return self._ctx.with_policy(self._retry_policy(), deadline)

    def _timeout_error(self) -> RunTimeoutError:
        request, session = self._request, self.session
        if session is None:
            return RunTimeoutError(f"The deadline of {request.timeout:g} s passed before the task could be dispatched.")
        stopped = "It goes on" if request.leave_running else "It is being stopped"
        return RunTimeoutError(
            f"The task of session {session.id} was not over after {request.timeout:g} s (status {session.status}, "
            f"{session.step_count} steps, last one: {session.last_step_summary or 'none'}). {stopped}. Give a longer timeout, or "
            "make the task smaller.",
            result=self._plain_result(session),
            session_id=session.id,
        )

    def _plain_result(self, session: Session) -> SessionResult[Any]:
        return SessionResult.of(session, session.output, self._request.task)

    def _result(self, session: Session) -> SessionResult[Any]:
        plain = self._plain_result(session)
        error: BrowserUseError | None = session_failure(plain)
        if error is not None:
            raise error
        self.result = SessionResult.of(session, self._request.output.load(plain), self._request.task)
        return self.result
