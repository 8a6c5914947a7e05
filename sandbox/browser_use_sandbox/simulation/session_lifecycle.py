"""The lifecycle of sessions: their tasks start, take steps, end, and time out."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..common.redaction import longest_first, redact
from ..contract.operations import Rules
from ..files.contents import Contents, StorageFull
from ..files.tree import StoredFile, Workspace, guessed_type
from ..settings import Settings
from ..tasks.agent import script_path, script_text, sites
from ..tasks.commands import CreateSession, Status
from ..tasks.plan import Agent, AgentMessage, Assignment, Plan, Step
from .session import Message, Session, Task
from .store import Ids, Timers

#: The last message of a task that is aborted because its session ends.
_ABORT_MESSAGES = {
    Status.STOPPED: "Stopped with the session",
    Status.TIMED_OUT: "The session has timed out",
    Status.ERROR: "The session has broken down",
}


class SessionLifecycle:
    """Makes sessions start, work on tasks and end, without I/O; the time is an argument."""

    def __init__(self, settings: Settings, timers: Timers, ids: Ids, rules: Rules, agent: Agent, contents: Contents) -> None:
        self._settings, self._timers, self._ids, self._rules = settings, timers, ids, rules
        self._agent, self._contents = agent, contents
        #: Called when a task starts, and when it ends with the status that its session then has.
        self.on_task_status: Callable[[Session, Status, datetime], None] | None = None

    def begin(self, session: Session, now: datetime) -> None:
        """Let the browser of a new session start."""
        self._at(session, now + timedelta(seconds=self._settings.start_seconds), self._browser_is_up)

    def assign(self, session: Session, text: str, command: CreateSession, now: datetime) -> None:
        """Give a task to the session; it waits for its start."""
        session.secrets = longest_first({**session.secrets, **command.secrets})
        redacted = redact(text, session.secrets)
        workspace = self._workspace(session)
        script = None if workspace is None else script_path(text, command.cache_script, self._rules.bracket_mark)
        is_cached = script is not None and workspace is not None and workspace.files.get(script) is not None
        assignment = Assignment(
            task=redacted,
            model=session.model,
            output_schema=command.output_schema,
            answer=command.answer,
            has_proxy=session.proxy_country_code is not None,
            code_mode=command.code_mode,
            is_cached=is_cached,
        )
        plan = session.project.task_rules.plan(command, assignment, self._agent, None if workspace is None else workspace.files)
        session.task = Task(plan, script=None if is_cached else script)
        session.output_schema = command.output_schema
        session.output = None
        session.is_task_successful = None
        self._write(session, "human", AgentMessage("user_message", redacted), now)

    def _at(self, session: Session, due: datetime, then: Callable[[Session, datetime], None]) -> None:
        """Make `then` the next event of the session, unless its life ends before."""
        end = session.created_at + timedelta(seconds=self._settings.life_seconds)
        if due < end:
            self._timers.set(session, due, then)
        else:
            self._timers.set(session, end, self._time_out)

    def _browser_is_up(self, session: Session, now: datetime) -> None:
        if session.task:
            self.start_task(session, now)
        else:
            self.become_idle(session, now)

    def start_task(self, session: Session, now: datetime) -> None:
        if self._settings.idle_before_running and session.task:
            self._enter(session, Status.IDLE, now)
            self._at(session, now + timedelta(seconds=self._settings.idle_before_running), self._run)
        else:
            self._run(session, now)

    def _run(self, session: Session, now: datetime) -> None:
        task = _task_of(session)
        session.title = redact(task.plan.title, session.secrets)
        self._enter(session, Status.RUNNING, now)
        if self.on_task_status is not None:
            self.on_task_status(session, Status.RUNNING, now)
        self._schedule_next_step(session, now)

    def _schedule_next_step(self, session: Session, now: datetime) -> None:
        task = _task_of(session)
        if task.steps_taken < len(task.plan.steps):
            self._at(session, now + timedelta(seconds=task.plan.steps[task.steps_taken].seconds), self._take_step)
        else:
            self._finish(session, now)

    def _take_step(self, session: Session, now: datetime) -> None:
        """Take the next step, or abort the task if the cost of the step would exceed a limit."""
        task = _task_of(session)
        step = task.plan.steps[task.steps_taken]
        if not self._can_afford(session, task.plan, step.cost_usd):
            self.abort_task(session, "Stopped: the cost limit is reached", now)
            self._release(session, now)
            return
        task.steps_taken += 1
        _add_up(session, step)
        session.project.spent_usd += step.cost_usd
        session.touch(now)
        for message in step.messages:
            self._write(session, "ai", message, now)
        if step.messages:
            session.messages[-1].cost_usd = step.cost_usd
        self._schedule_next_step(session, now)

    def _can_afford(self, session: Session, plan: Plan, cost: Decimal) -> bool:
        project = session.project
        budget = project.limits.credits_usd
        if budget is not None and project.spent_usd + cost > budget:
            return False
        if session.max_cost_usd is not None and not (session.has_default_limit and plan.has_scripted_cost):
            return session.total_cost_usd + cost <= Decimal(session.max_cost_usd)
        return plan.has_scripted_cost or session.total_cost_usd + cost <= self._settings.default_max_cost_usd

    def _finish(self, session: Session, now: datetime) -> None:
        task = _task_of(session)
        outcome = task.plan.outcome
        if task.plan.ends:
            self.end(session, task.plan.ends, now)
            return
        workspace = self._workspace(session)
        if workspace is not None:
            self._write_files(workspace, task, now)
        self._task_is_over(session, outcome.is_successful, outcome.output, now)
        self._release(session, now)

    def _workspace(self, session: Session) -> Workspace | None:
        """The workspace of the session, if it still exists."""
        return None if session.workspace_id is None else session.project.workspaces.get(session.workspace_id)

    def _write_files(self, workspace: Workspace, task: Task, now: datetime) -> None:
        """Write the scripted files to the workspace, and the cached script for later runs."""
        written = dict(task.plan.files)
        if task.script and task.plan.outcome.is_successful:
            written[task.script] = script_text(task.plan.title)
        for path, data in written.items():
            with contextlib.suppress(StorageFull):  # If the disk is full, the agent continues without the file.
                workspace.files.put(StoredFile(path, self._contents.store(data), guessed_type(path), now))

    def abort_task(self, session: Session, reason: str, now: datetime) -> None:
        """End the task without success and without an output."""
        self._write(session, "ai", AgentMessage("completion", reason, reason), now)
        self._task_is_over(session, False, None, now)

    def _task_is_over(self, session: Session, is_successful: bool, output: Any, now: datetime) -> None:
        session.task = None
        session.tasks_over += 1
        session.has_unreported_task = True
        session.is_task_successful = is_successful
        session.output = redact(output, session.secrets)
        session.touch(now)

    def _release(self, session: Session, now: datetime) -> None:
        """After a task: wait for another one, or end the session."""
        if session.keep_alive:
            self.become_idle(session, now)
        else:
            self.end(session, Status.STOPPED, now)

    def become_idle(self, session: Session, now: datetime) -> None:
        self._enter(session, Status.IDLE, now)
        self._at(session, now + timedelta(seconds=self._settings.inactivity_seconds), self._time_out)

    def _time_out(self, session: Session, now: datetime) -> None:
        self.end(session, Status.TIMED_OUT, now)

    def end(self, session: Session, status: Status, now: datetime) -> None:
        if session.task:
            self.abort_task(session, _ABORT_MESSAGES[status], now)
        self._enter(session, status, now)
        session.timer = None
        session.project.active -= 1
        if status is Status.STOPPED and session.profile_id is not None:
            tasks = (message.data for message in session.messages if message.role == "human")
            session.project.save_profile(session.profile_id, [site for task in tasks for site in sites(task)], now)

    def _enter(self, session: Session, status: Status, now: datetime) -> None:
        session.status = status
        session.touch(now)
        if session.has_unreported_task and status is not Status.RUNNING:
            session.has_unreported_task = False
            if self.on_task_status is not None:
                self.on_task_status(session, Status.IDLE if status is Status.IDLE else Status.STOPPED, now)

    def _write(self, session: Session, role: str, message: AgentMessage, now: datetime) -> None:
        picture = session.step_count if message.has_screenshot else None
        data, summary = (redact(text, session.secrets) for text in (message.data, message.summary))
        session.messages.append(Message(self._ids.new(), role, message.type, data, summary, now, picture, message.is_hidden))


def _task_of(session: Session) -> Task:
    if session.task is None:
        raise RuntimeError("a session without a task cannot work on it")
    return session.task


def _add_up(session: Session, step: Step) -> None:
    session.step_count += 1
    session.last_step_summary = redact(step.summary, session.secrets)
    session.total_input_tokens += step.input_tokens
    session.total_output_tokens += step.output_tokens
    session.proxy_used_mb += step.proxy_mb
    session.llm_cost_usd += step.llm_cost_usd
    session.proxy_cost_usd += step.proxy_cost_usd
    session.browser_cost_usd += step.browser_cost_usd
