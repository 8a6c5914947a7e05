"""The lifecycle of sessions as a discrete-event simulation, without I/O and threads; the time is an argument.

Call `run_until(now)` before reading or changing a session: each event that is due then happens at its own time. The state thus
depends only on the requests and the time, and an idle session costs nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import attrs

from ..common.api_errors import NoCredits, NotFound, SessionBusy, TooManySessions
from ..common.json_text import plain
from ..contract.operations import Rules
from ..files.contents import Contents
from ..files.tree import FileTree, Workspace
from ..settings import Settings
from ..tasks.commands import CreateSession, Status, StopStrategy
from ..tasks.plan import Agent
from .browser import BrowserLifecycle
from .project import Limits, Profile, Project
from .session import Session
from .session_lifecycle import SessionLifecycle
from .store import Ids, Timers

#: What a session takes over from the request that creates it.
_TAKEN_OVER = [field.name for field in attrs.fields(CreateSession) if field.name in attrs.fields_dict(Session)]
_TAKEN_OVER.remove("secrets")  # Those of follow-ups are added.


class Simulation:
    """The projects of a sandbox by API key, and the events in them."""

    def __init__(self, settings: Settings, agent: Agent, contents: Contents | None = None, rules: Rules | None = None) -> None:
        self.projects = {key: Project(number, Limits.of(settings)) for number, key in enumerate(settings.api_keys)}
        self._settings, self._rules = settings, rules or Rules()
        self.timers, self.ids = Timers(), Ids(settings.seed)
        self.browsers = BrowserLifecycle(settings, self.timers, self.ids, self._rules)
        self.sessions = SessionLifecycle(
            settings, self.timers, self.ids, self._rules, agent, contents or Contents(settings.max_storage_bytes)
        )

    def run_until(self, now: datetime) -> None:
        """Run all events that are due by `now`, in order and each at its own time."""
        self.timers.run_until(now)

    # Sessions

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
                raise NotFound("Workspace")
            self.new_workspace(project, {}, now, command.workspace_id)
        _check_credits(project)
        if project.active >= project.limits.max_active_sessions:
            raise TooManySessions(self._settings.retry_after_seconds)
        session_id = self.ids.new()
        session = Session(
            project=project,
            id=session_id,
            number=self.ids.number(),
            created_at=now,
            updated_at=now,
            agentmail_email=f"agent-{session_id.hex[:12]}@agentmail.example" if command.agentmail else None,
            **{name: getattr(command, name) for name in _TAKEN_OVER if name != "task"},
        )
        if command.task is not None:
            self.sessions.assign(session, command.task, command, now)
        project.sessions.add(session)
        project.active += 1
        self.browsers.of_session(session, now)
        self.sessions.begin(session, now)
        return session

    def _dispatch(self, session: Session, command: CreateSession, now: datetime) -> Session:
        if session.status is not Status.IDLE:
            raise SessionBusy(session.status)
        if session.task:
            raise SessionBusy("about to run its task")
        if command.task is None:
            raise ValueError("a sessionId without a task does not pass validation")
        _check_credits(session.project)
        self.sessions.assign(session, command.task, command, now)
        session.keep_alive = command.keep_alive
        if command.max_cost_usd is not None:
            session.max_cost_usd, session.has_default_limit = command.max_cost_usd, False
        elif self._rules.follow_up_has_own_limit:
            limit = session.total_cost_usd + self._settings.default_max_cost_usd
            session.max_cost_usd, session.has_default_limit = plain(limit), True
        session.touch(now)
        self.sessions.start_task(session, now)
        return session

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
            self.sessions.end(session, Status.STOPPED, now)
        elif session.task and session.status is Status.CREATED:
            self.sessions.abort_task(session, "Stopped before it started", now)
        elif session.task:
            self.sessions.abort_task(session, "Stopped on request", now)
            self.sessions.become_idle(session, now)

    def delete(self, session: Session, now: datetime) -> None:
        """Stop the session if it is active, and remove it."""
        self.stop(session, StopStrategy.SESSION, now)
        session.project.sessions.remove(session)

    def forget(self, project: Project) -> None:
        """Reset the project; pending events of its sessions are cancelled."""
        for session in project.sessions.including_removed():
            session.timer = None
        self.browsers.forget(project)
        for workspace in project.workspaces:
            workspace.delete()
        project.clear()

    # Profiles and workspaces

    def check_profile(self, project: Project, profile_id: UUID | None, now: datetime) -> None:
        """NotFound if the profile does not exist; with `accept_unknown_ids` it is created."""
        if profile_id is not None and profile_id not in project.profiles:
            if not self._settings.accept_unknown_ids:
                raise NotFound("Profile")
            self.new_profile(project, {}, now, profile_id)

    def new_profile(self, project: Project, body: Mapping[str, Any], now: datetime, id: UUID | None = None) -> Profile:
        """Create the profile of a valid request body. NoCredits."""
        if len(project.profiles) >= project.limits.max_profiles:
            raise NoCredits("The plan allows no more profiles")
        profile = Profile(id=id or self.ids.new(), number=self.ids.number(), created_at=now, updated_at=now)
        profile.change(body, now)
        project.profiles.add(profile)
        return profile

    def new_workspace(self, project: Project, body: Mapping[str, Any], now: datetime, id: UUID | None = None) -> Workspace:
        """Create the workspace of a valid request body."""
        workspace = Workspace(id=id or self.ids.new(), number=self.ids.number(), created_at=now, updated_at=now)
        workspace.change(body, now)
        project.workspaces.add(workspace)
        return workspace


def _check_credits(project: Project) -> None:
    budget = project.limits.credits_usd
    if budget is not None and project.spent_usd >= budget:
        raise NoCredits
