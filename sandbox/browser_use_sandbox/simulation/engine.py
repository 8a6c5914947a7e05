"""The lifecycle of sessions as a discrete-event simulation, without I/O and threads; the time is an argument.

Call `run_until(now)` before reading or changing a session: each event that is due then happens at its own time. The state thus
depends only on the requests and the time, and an idle session costs nothing.
"""

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..common.api_errors import NoCredits, ProfileNotFound, SessionBusy, TooManyProfiles, TooManySessions, WorkspaceNotFound
from ..common.ids import Ids
from ..common.money import plain
from ..common.redaction import redact
from ..contract.rules import Rules
from ..files.contents import Contents, StorageFull
from ..files.tree import FileTree, StoredFile
from ..files.types import guessed_type
from ..files.workspace import Workspace
from ..settings import Settings
from ..tasks.agent import sites
from ..tasks.commands import CreateSession, StopStrategy
from ..tasks.plan import Agent, AgentMessage, Assignment, Plan, Step
from ..tasks.script_cache import script_path, script_text
from ..tasks.status import Status
from .browser_lifecycle import BrowserLifecycle
from .profile import Profile
from .project import Limits, Project
from .session import Message, Session, Task
from .timers import Timers

#: The last message of a task that is aborted because its session ends.
_ABORT_MESSAGES = {
    Status.STOPPED: "Stopped with the session",
    Status.TIMED_OUT: "The session has timed out",
    Status.ERROR: "The session has broken down",
}


class Simulation:
    """The projects of a sandbox by API key, and the events in them."""

    def __init__(self, settings: Settings, agent: Agent, contents: Contents | None = None, rules: Rules | None = None) -> None:
        self.projects = {key: Project(number, Limits.of(settings)) for number, key in enumerate(settings.api_keys)}
        self._by_number = list(self.projects.values())
        self._settings = settings
        self._agent = agent
        self._rules = rules or Rules()
        self._contents = contents or Contents(settings.max_storage_bytes)
        self.timers = Timers()
        self.ids = Ids(settings.seed)
        self.browsers = BrowserLifecycle(settings, self.timers, self.ids, self._rules, self._by_number)
        #: Called when a task starts, and when it ends with the status that its session then has.
        self.on_task_status: Callable[[Session, Status, datetime], None] | None = None

    def project_of(self, session: Session) -> Project:
        """The project that the session belongs to."""
        return self._by_number[session.project_number]

    # Time

    def run_until(self, now: datetime) -> None:
        """Run all events that are due by `now`, in order and each at its own time."""
        self.timers.run_until(now)

    def _at(self, session: Session, due: datetime, then: Callable[[Session, datetime], None]) -> None:
        """Make `then` the next event of the session, unless its life ends before."""
        end = session.created_at + timedelta(seconds=self._settings.life_seconds)
        if due < end:
            self.timers.set(session, due, then)
        else:
            self.timers.set(session, end, self._time_out)

    # Requests

    def create(self, project: Project, command: CreateSession, now: datetime) -> Session:
        """Create a session, with or without a task, or dispatch a task to an existing one.

        Raises:
            NotFound, SessionBusy, NoCredits, TooManySessions
        """
        if command.session_id is not None:
            return self._dispatch(project.sessions.find(command.session_id), command, now)
        self.check_profile(project, command.profile_id, now)
        if command.workspace_id is not None and command.workspace_id not in project.workspaces:
            if not self._settings.accept_unknown_ids:
                raise WorkspaceNotFound
            self.new_workspace(project, {}, now, command.workspace_id)
        self._check_credits(project)
        if project.active >= project.limits.max_active_sessions:
            raise TooManySessions(self._settings.retry_after_seconds)
        session_id = self.ids.new()
        session = Session(
            project_number=project.number,
            id=session_id,
            number=self.ids.number(),
            model=command.model,
            created_at=now,
            updated_at=now,
            keep_alive=command.keep_alive,
            profile_id=command.profile_id,
            workspace_id=command.workspace_id,
            proxy_country_code=command.proxy_country_code,
            enable_recording=command.enable_recording,
            agentmail_email=f"agent-{session_id.hex[:12]}@agentmail.example" if command.agentmail else None,
            max_cost_usd=command.max_cost_usd,
            output_schema=command.output_schema,
        )
        if command.task is not None:
            self._assign(session, command.task, command, now)
        project.sessions.add(session)
        project.active += 1
        self.browsers.of_session(session, now)
        self._at(session, now + timedelta(seconds=self._settings.start_seconds), self._browser_is_up)
        return session

    def _dispatch(self, session: Session, command: CreateSession, now: datetime) -> Session:
        if session.status is not Status.IDLE:
            raise SessionBusy(session.status)
        if session.task:
            raise SessionBusy("about to run its task")
        if command.task is None:
            raise ValueError("a sessionId without a task does not pass validation")
        self._check_credits(self.project_of(session))
        self._assign(session, command.task, command, now)
        session.keep_alive = command.keep_alive
        self._limit_follow_up(session, command)
        session.touch(now)
        self._start_task(session, now)
        return session

    def _limit_follow_up(self, session: Session, command: CreateSession) -> None:
        if command.max_cost_usd is not None:
            session.max_cost_usd, session.has_default_limit = command.max_cost_usd, False
        elif self._rules.follow_up_has_own_limit:
            limit = session.total_cost_usd + self._settings.default_max_cost_usd
            session.max_cost_usd, session.has_default_limit = plain(limit), True

    def files_of(self, project: Project, command: CreateSession) -> FileTree | None:
        """The files of the workspace of the session; None without a workspace."""
        workspace_id = command.workspace_id
        if command.session_id is not None:
            session = project.sessions.get(command.session_id)
            workspace_id = None if session is None else session.workspace_id
        workspace = None if workspace_id is None else project.workspaces.get(workspace_id)
        return None if workspace is None else workspace.files

    def stop(self, session: Session, strategy: StopStrategy, now: datetime) -> None:
        """End the session, or only its task. If there is nothing to stop, nothing changes."""
        if session.status.is_final:
            return
        if strategy is StopStrategy.SESSION:
            self._end_session(session, Status.STOPPED, now)
        elif session.task and session.status is Status.CREATED:
            self._abort_task(session, "Stopped before it started", now)
        elif session.task:
            self._abort_task(session, "Stopped on request", now)
            self._become_idle(session, now)

    def delete(self, session: Session, now: datetime) -> None:
        """Stop the session if it is active, and remove it."""
        self.stop(session, StopStrategy.SESSION, now)
        self.project_of(session).sessions.remove(session)

    def forget(self, project: Project) -> None:
        """Reset the project; pending events of its sessions are cancelled."""
        for session in project.sessions.including_removed():
            session.timer = None
        self.browsers.forget(project)
        for workspace in project.workspaces:
            self.delete_workspace(workspace)
        project.clear()

    # Profiles and workspaces

    def check_profile(self, project: Project, profile_id: UUID | None, now: datetime) -> None:
        """ProfileNotFound if the profile does not exist; with `accept_unknown_ids` it is created."""
        if profile_id is not None and profile_id not in project.profiles:
            if not self._settings.accept_unknown_ids:
                raise ProfileNotFound
            self.new_profile(project, {}, now, profile_id)

    def new_profile(self, project: Project, body: Mapping[str, Any], now: datetime, id: UUID | None = None) -> Profile:
        """Create the profile of a valid request body. TooManyProfiles."""
        if len(project.profiles) >= project.limits.max_profiles:
            raise TooManyProfiles
        profile = Profile(
            id=id or self.ids.new(),
            number=self.ids.number(),
            name=body.get("name"),
            user_id=body.get("userId"),
            created_at=now,
            updated_at=now,
        )
        project.profiles.add(profile)
        return profile

    def new_workspace(self, project: Project, body: Mapping[str, Any], now: datetime, id: UUID | None = None) -> Workspace:
        """Create the workspace of a valid request body."""
        workspace = Workspace(
            id=id or self.ids.new(), number=self.ids.number(), name=body.get("name"), created_at=now, updated_at=now
        )
        project.workspaces.add(workspace)
        return workspace

    def delete_workspace(self, workspace: Workspace) -> None:
        """Delete the files of the workspace."""
        workspace.is_deleted = True
        workspace.files.clear()

    def _check_credits(self, project: Project) -> None:
        budget = project.limits.credits_usd
        if budget is not None and project.spent_usd >= budget:
            raise NoCredits

    # What happens to a session

    def _assign(self, session: Session, text: str, command: CreateSession, now: datetime) -> None:
        """Give a task to the session; it waits for its start."""
        session.secrets = {**session.secrets, **command.secrets}
        told = redact(text, session.secrets)
        workspace = self._workspace(session)
        script = None if workspace is None else script_path(text, command.cache_script, self._rules.bracket_mark)
        is_cached = script is not None and workspace is not None and workspace.files.get(script) is not None
        assignment = Assignment(
            task=told,
            model=session.model,
            output_schema=command.output_schema,
            answer=command.answer,
            has_proxy=session.proxy_country_code is not None,
            code_mode=command.code_mode,
            is_cached=is_cached,
        )
        plan = self.project_of(session).task_rules.plan(
            command, assignment, self._agent, None if workspace is None else workspace.files
        )
        session.task = Task(plan, script=None if is_cached else script)
        session.output_schema = command.output_schema
        session.output = None
        session.is_task_successful = None
        self._write(session, "human", AgentMessage("user_message", told), now)

    def _browser_is_up(self, session: Session, now: datetime) -> None:
        if session.task:
            self._start_task(session, now)
        else:
            self._become_idle(session, now)

    def _start_task(self, session: Session, now: datetime) -> None:
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
            self._abort_task(session, "Stopped: the cost limit is reached", now)
            self._release(session, now)
            return
        task.steps_taken += 1
        _add_up(session, step)
        self.project_of(session).spent_usd += step.cost_usd
        session.touch(now)
        for message in step.messages:
            self._write(session, "ai", message, now)
        if step.messages:
            session.messages[-1].cost_usd = step.cost_usd
        self._schedule_next_step(session, now)

    def _can_afford(self, session: Session, plan: Plan, cost: Decimal) -> bool:
        project = self.project_of(session)
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
            self._end_session(session, task.plan.ends, now)
            return
        workspace = self._workspace(session)
        if workspace is not None:
            self._write_files(workspace, task, now)
        self._task_is_over(session, outcome.is_successful, outcome.output, now)
        self._release(session, now)

    def _workspace(self, session: Session) -> Workspace | None:
        """The workspace of the session, if it still exists."""
        return None if session.workspace_id is None else self.project_of(session).workspaces.get(session.workspace_id)

    def _write_files(self, workspace: Workspace, task: Task, now: datetime) -> None:
        """Write the scripted files to the workspace, and the cached script for later runs."""
        written = dict(task.plan.files)
        if task.script and task.plan.outcome.is_successful:
            written[task.script] = script_text(task.plan.title)
        for path, data in written.items():
            with contextlib.suppress(StorageFull):  # If the disk is full, the agent continues without the file.
                workspace.files.put(StoredFile(path, self._contents.store(data), guessed_type(path), now))

    def _abort_task(self, session: Session, reason: str, now: datetime) -> None:
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
            self._become_idle(session, now)
        else:
            self._end_session(session, Status.STOPPED, now)

    def _become_idle(self, session: Session, now: datetime) -> None:
        self._enter(session, Status.IDLE, now)
        self._at(session, now + timedelta(seconds=self._settings.inactivity_seconds), self._time_out)

    def _time_out(self, session: Session, now: datetime) -> None:
        self._end_session(session, Status.TIMED_OUT, now)

    def _end_session(self, session: Session, status: Status, now: datetime) -> None:
        if session.task:
            self._abort_task(session, _ABORT_MESSAGES[status], now)
        self._enter(session, status, now)
        session.timer = None
        self.project_of(session).active -= 1
        if status is Status.STOPPED and session.profile_id is not None:
            tasks = (message.data for message in session.messages if message.role == "human")
            self.project_of(session).save_profile(session.profile_id, [site for task in tasks for site in sites(task)], now)

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
        session.messages.append(Message(self.ids.new(), role, message.type, data, summary, now, picture, message.is_hidden))


def _task_of(session: Session) -> Task:
    if session.task is None:
        raise RuntimeError("a session without a task cannot work on it")
    return session.task


def _add_up(session: Session, step: Step) -> None:
    session.step_count += 1
    session.last_step_summary = redact(step.summary, session.secrets)
    session.input_tokens += step.input_tokens
    session.output_tokens += step.output_tokens
    session.proxy_mb += step.proxy_mb
    session.llm_cost_usd += step.llm_cost_usd
    session.proxy_cost_usd += step.proxy_cost_usd
    session.browser_cost_usd += step.browser_cost_usd
