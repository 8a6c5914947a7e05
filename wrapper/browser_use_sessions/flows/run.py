"""One task from its dispatch to its end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from browser_use_sessions.calls import get_session
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
from browser_use_sessions.flows.cleanup import Hold, cannot_stop, stop_stubbornly, tell
from browser_use_sessions.flows.create import create
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.flows.gate import create_when_there_is_room
from browser_use_sessions.flows.reading import OutOfTime, each_message, newest_message
from browser_use_sessions.lifecycle import FINAL, Watch, failure
from browser_use_sessions.log import logger
from browser_use_sessions.polling import next_look
from browser_use_sessions.results import SessionResult
from browser_use_sessions.retry import Policy

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions.flows.context import Context, Flow
    from browser_use_sessions.plan import Plan

# How long a wait outlasts an API that cannot be reached, for each retry that the client is allowed.
OUTAGE_SECONDS_PER_RETRY = 20.0
# One look may take this long: enough for a large output on a slow line, not forever where a server sends it drop by drop.
LONGEST_LOOK = 300.0
# For so long after its create a session may not be known to every server of the API.
LONGEST_LAG = 5.0
_LAST_WORDS = 30.0


class Run:
    """The state of one run that its owner may look at while the flow goes on."""

    __slots__ = ("_ctx", "_deadline", "_known_since", "_plan", "_seen_messages", "result", "session")

    def __init__(self, ctx: Context, plan: Plan) -> None:
        self._ctx = ctx
        self._plan = plan
        self._deadline = math.inf
        self._known_since = -math.inf
        self._seen_messages: set[str] = set()
        self.session: Session | None = None
        """As it was last seen."""
        self.result: SessionResult[Any] | None = None
        """What became of the task, once it is over."""

    def flow(self) -> Flow[SessionResult[Any]]:
        """Dispatches the task, waits for its end, and gives the result; hands out messages where the plan asks for them.

        Whatever goes wrong after the dispatch, the task (and a session made for it) is stopped before the error is raised.
        """
        ctx, plan = self._ctx, self._plan
        self._deadline = ctx.clock() + plan.timeout
        if plan.request is None:
            return (yield from self._wait())
        hold = Hold(ctx, plan.leave_running)
        try:
            before, cursor = yield from self._prepare()
            hold.was_busy = before is not None and before.status == "running"
            started = ctx.clock()
            session = yield from self._create(plan.request, hold)
            self._known_since = ctx.clock()
            session = yield from self._follow(session, Watch(before), started, cursor)
            if plan.ends_session and session.status == "idle":
                session = yield from self._see_off(session, hold)
            if plan.session_id is not None or session.status in FINAL:
                hold.release()
            result = self._result(session)
        except GeneratorExit:
            raise
        except BaseException as error:
            yield from hold.stop(error)
            raise
        finally:
            if plan.gate is not None:
                plan.gate.left()
        hold.release()
        return result

    def _create(self, request: Request[Session], hold: Hold) -> Flow[Session]:
        ctx, plan = self._ctx, self._plan
        if plan.gate is None:
            left = self._deadline - ctx.clock()
            policy = Policy(ctx.policy.max_retries, min(ctx.policy.budget, left))
            return (yield from create(ctx, request, plan.session_id, hold, policy))
        session = yield from create_when_there_is_room(ctx, request, hold, plan.gate, self._deadline)
        self._deadline = ctx.clock() + plan.timeout  # Waiting for room is not held against the run.
        return session

    def _see_off(self, session: Session, hold: Hold) -> Flow[Session]:
        """The session should end by itself now that its task is over. It costs money until it does, so we see to it."""
        held = (session.id, False)
        try:
            return (yield from stop_stubbornly(self._ctx, held))
        except NotFoundError:
            return session
        except BrowserUseError as error:
            hold.leave_to_the_end()
            tell(cannot_stop(held, str(error)))
            return session

    def _wait(self) -> Flow[SessionResult[Any]]:
        """For a task that somebody else dispatched."""
        session = yield from self._look(str(self._plan.session_id))
        session = yield from self._follow(session, Watch(), self._ctx.clock(), None)
        return self._result(session)

    def _prepare(self) -> Flow[tuple[Session | None, str | None]]:
        """For a follow-up: the session as it was before, once it can take a task, and its newest message."""
        session_id = self._plan.session_id
        if session_id is None:
            return None, None
        started = self._ctx.clock()
        session = yield from self._look(session_id)
        while session.status == "created":
            yield from self._sleep(started)
            session = yield from self._look(session_id)
        if session.status in FINAL:
            raise SessionBusyError(
                f"Session {session_id} has ended (status {session.status}) and takes no more tasks. Start a new one: leave "
                "session_id out.",
                session_id=session_id,
            )
        cursor = None
        if self._plan.messages:
            try:
                cursor = yield from newest_message(self._patient(self._deadline), session_id, self._seen_messages)
            except OutOfTime:
                raise self._too_late() from None
        return session, cursor

    def _follow(self, session: Session, watch: Watch, started: float, cursor: str | None) -> Flow[Session]:
        ctx, plan = self._ctx, self._plan
        ctx.waiting.add(self)
        try:
            while True:
                self.session = session
                if plan.on_progress is not None:
                    plan.on_progress(session)
                over = watch.sees_end(session, ctx.clock())
                if plan.messages:
                    cursor = yield from self._new_messages(session.id, cursor, over)
                if over:
                    return session
                yield from self._sleep(started)
                session = yield from self._look(session.id)
        finally:
            ctx.waiting.discard(self)

    def _new_messages(self, session_id: str, cursor: str | None, over: bool) -> Flow[str | None]:
        """What was said when the task was over may be read a little longer than the deadline allows."""
        patient = self._patient(max(self._deadline, self._ctx.clock() + _LAST_WORDS) if over else self._deadline)
        try:
            return (yield from each_message(patient, session_id, cursor, self._seen_messages))
        except OutOfTime:
            if over:
                logger.warning("session %s: the deadline passed before all messages were read", session_id)
                return cursor
            raise self._too_late() from None

    def _sleep(self, started: float) -> Flow[None]:
        """Until the next look; there is one right at the deadline. Raises RunTimeoutError where the deadline has passed."""
        now = self._ctx.clock()
        if now >= self._deadline:
            raise self._too_late()
        delay = next_look(self._plan.pace or self._ctx.pace, now - started, len(self._ctx.waiting))
        yield min(delay, self._deadline - now)

    def _look(self, session_id: str) -> Flow[Session]:
        """The session, through outages that pass. Raises RunTimeoutError where the deadline is what makes it fail."""
        call = get_session(session_id)
        left = self._deadline - self._ctx.clock()
        call.timeout = min(max(left, 0.1), LONGEST_LOOK)
        try:
            return (yield from fetch(self._ctx, call, self._patience()))
        except (ConnectionFailedError, UnexpectedAnswerError, RateLimitError, ServerError) as error:
            if self._ctx.clock() >= self._deadline:
                raise self._too_late() from error
            raise

    def _patience(self) -> Policy:
        """A wait outlasts an API that cannot be reached for a while, and one that asks for patience until the deadline."""
        max_retries, left = self._ctx.policy.max_retries or 0, self._deadline - self._ctx.clock()
        budget = min(OUTAGE_SECONDS_PER_RETRY * max_retries, left)
        lag = min(self._known_since + LONGEST_LAG - self._ctx.clock(), left)
        return Policy(None if max_retries else 0, budget, busy_budget=left, stubborn=max_retries > 0, missing_budget=lag)

    def _patient(self, deadline: float) -> Context:
        return self._ctx.within(self._patience(), deadline)

    def _too_late(self) -> RunTimeoutError:
        plan, session = self._plan, self.session
        if session is None:
            return RunTimeoutError(f"The deadline of {plan.timeout:g} s passed before the task could be dispatched.")
        stopped = "It goes on" if plan.leave_running else "It is being stopped"
        return RunTimeoutError(
            f"The task of session {session.id} was not over after {plan.timeout:g} s (status {session.status}, "
            f"{session.step_count} steps, last one: {session.last_step_summary or 'none'}). {stopped}. Give a longer timeout, or "
            "make the task smaller.",
            result=self._bare_result(session),
            session_id=session.id,
        )

    def _bare_result(self, session: Session) -> SessionResult[Any]:
        return SessionResult.of(session, session.output, self._plan.task)

    def _result(self, session: Session) -> SessionResult[Any]:
        bare = self._bare_result(session)
        error: BrowserUseError | None = failure(bare)
        if error is not None:
            raise error
        self.result = SessionResult.of(session, self._plan.output.load(bare), self._plan.task)
        return self.result
