"""Whatever is asked of the simulation, in whatever order and at whatever time, some things hold."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from browser_use_sandbox.api.rendering import Renderer
from browser_use_sandbox.common.api_errors import NoCredits, NotFound, SessionBusy, TooManySessions
from browser_use_sandbox.common.signing import Signer
from browser_use_sandbox.contract.loading import load
from browser_use_sandbox.http.links import Links
from browser_use_sandbox.settings import Settings
from browser_use_sandbox.simulation.engine import Simulation
from browser_use_sandbox.simulation.project import Project
from browser_use_sandbox.simulation.session import Session
from browser_use_sandbox.tasks.agent import SimulatedAgent
from browser_use_sandbox.tasks.commands import CreateSession, Status, StopStrategy

START = datetime(2026, 5, 3, tzinfo=UTC)
WORKSPACE = uuid4()
SHAPE = load().operations["getSession"].shape
#: What may follow what within one look at a session, which can be hours after the one before.
FINAL = {Status.STOPPED, Status.TIMED_OUT, Status.ERROR}


class Lives(RuleBasedStateMachine):
    """Two projects with little money and few places; the clock jumps by moments and by hours."""

    sessions = Bundle("sessions")

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.settings = Settings(
            api_keys=("a", "b"),
            seed=0,
            accept_unknown_ids=True,
            max_active_sessions=4,
            credits_usd=Decimal("0.9"),
            idle_before_running=0.5,
        )
        self.simulation = Simulation(self.settings, SimulatedAgent(self.settings))
        self.renderer = Renderer("http://x", Links(Signer()), START)
        self.seen: dict[UUID, tuple[object, ...]] = {}
        self.limits: dict[UUID, Decimal] = {}

    def project(self, key: str) -> Project:
        self.simulation.run_until(self.now)
        return self.simulation.projects[key]

    @rule(seconds=st.sampled_from([0, 0.1, 0.3, 0.5, 1, 2, 60, 900, 4 * 3600]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(
        target=sessions,
        key=st.sampled_from("ab"),
        task=st.sampled_from([None, "", "Find a mouse", "Do {{x}}"]),
        keep_alive=st.booleans(),
        limit=st.sampled_from([None, "0", "0.02", "1"]),
        workspace=st.sampled_from([None, WORKSPACE]),
    )
    def create(self, key: str, task: str | None, keep_alive: bool, limit: str | None, workspace: UUID | None) -> tuple[str, UUID]:
        project = self.project(key)
        command = CreateSession(task=task, keep_alive=keep_alive, max_cost_usd=limit, workspace_id=workspace)
        try:
            session = self.simulation.create(project, command, self.now)
        except NoCredits:
            assert project.spent_usd >= Decimal("0.9")
        except TooManySessions:
            assert project.active == 4
        else:
            assert session.status is Status.CREATED
            self.limits[session.id] = Decimal(limit or 10)
            return key, session.id
        return key, uuid4()

    @rule(
        where=sessions,
        task=st.sampled_from(["Find a mouse", "Do {{y}}"]),
        keep_alive=st.booleans(),
        limit=st.sampled_from([None, "2"]),
    )
    def dispatch(self, where: tuple[str, UUID], task: str, keep_alive: bool, limit: str | None) -> None:
        key, session_id = where
        project = self.project(key)
        before = self.look(key, session_id)
        command = CreateSession(task=task, session_id=session_id, keep_alive=keep_alive, max_cost_usd=limit)
        try:
            session = self.simulation.create(project, command, self.now)
        except NotFound:
            assert before is None
        except SessionBusy:
            assert before is not None
            assert before.status is not Status.IDLE or before.task is not None
        except NoCredits:
            assert project.spent_usd >= Decimal("0.9")
        else:
            assert session.is_task_successful is None
            assert session.output is None
            assert session.keep_alive is keep_alive
            assert session.messages[-1].data == task
            if limit:
                self.limits[session_id] = Decimal(limit)

    @rule(where=sessions, strategy=st.sampled_from(StopStrategy))
    def stop(self, where: tuple[str, UUID], strategy: StopStrategy) -> None:
        session = self.look(*where)
        if session is None:
            return
        was_over = session.status.is_final
        before = session.updated_at
        self.simulation.stop(session, strategy, self.now)
        assert session.task is None
        if strategy is StopStrategy.SESSION:
            assert session.status.is_final
        if was_over:
            assert session.updated_at == before

    @rule(where=consumes(sessions))
    def delete(self, where: tuple[str, UUID]) -> None:
        session = self.look(*where)
        if session is not None:
            self.simulation.delete(session, self.now)
            assert self.look(*where) is None
            self.seen.pop(session.id, None)

    def look(self, key: str, session_id: UUID) -> Session | None:
        try:
            return self.project(key).sessions.find(session_id)
        except NotFound:
            return None

    @invariant()
    def what_holds_of_each_session(self) -> None:
        for key in "ab":
            for session in self.project(key).sessions:
                assert session.total_cost_usd <= max(self.limits[session.id], Decimal(0))
                assert session.updated_at <= self.now
                assert session.created_at <= session.updated_at
                assert (session.status is Status.RUNNING) <= (session.task is not None)
                assert not (session.task and session.status.is_final)
                assert not (session.task and session.is_task_successful is not None)
                assert (session.output is None) or session.is_task_successful is True
                assert self.now < session.created_at + timedelta(hours=4) or session.status.is_final
                assert (session.timer is None) == session.status.is_final
                assert [m.created_at for m in session.messages] == sorted(m.created_at for m in session.messages)

    @invariant()
    def what_is_kept_in_writing_is_up_to_date(self) -> None:
        for key in "ab":
            for session in self.project(key).sessions:
                kept = self.renderer.session(session, SHAPE).partition('"screenshotUrl"')[0]
                session.cached_json = None
                assert kept == self.renderer.session(session, SHAPE).partition('"screenshotUrl"')[0]

    @invariant()
    def what_only_grows(self) -> None:
        for key in "ab":
            for session in self.project(key).sessions:
                now = (
                    session.status in FINAL,
                    session.llm_cost_usd,
                    session.proxy_cost_usd,
                    session.browser_cost_usd,
                    session.total_input_tokens,
                    session.step_count,
                    len(session.messages),
                    session.updated_at,
                )
                before = self.seen.get(session.id, now)
                assert all(old <= new for old, new in zip(before, now, strict=True))  # type: ignore[operator] # each is ordered
                if before[0]:
                    assert before == now
                self.seen[session.id] = now

    @invariant()
    def what_holds_of_each_project(self) -> None:
        for key in "ab":
            project = self.project(key)
            sessions, _ = project.sessions.page(1, 1000)
            assert len(project.sessions) == len(sessions)
            assert project.active == sum(not session.status.is_final for session in sessions) <= 4
            assert sum(session.total_cost_usd for session in sessions) <= project.spent_usd <= Decimal("0.9")
            assert [s.number for s in sessions] == sorted((s.number for s in sessions), reverse=True)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=40)


def test_it_does_not_matter_when_one_looks() -> None:
    """Looking often and looking once give the same history."""

    def history(looks: int) -> list[object]:
        chosen = Settings(seed=3)
        simulation = Simulation(chosen, SimulatedAgent(chosen))
        (project,) = simulation.projects.values()
        first = simulation.create(project, CreateSession(task="one", keep_alive=True), START)
        simulation.create(project, CreateSession(task="two"), START + timedelta(seconds=0.1))
        for look in range(1, looks + 1):
            simulation.run_until(START + timedelta(hours=5) * look / looks)
        return [(s.status, s.updated_at, s.total_cost_usd, s.step_count) for s in project.sessions.page(1, 9)[0]] + [
            (m.id.version, m.data, m.created_at) for m in first.messages
        ]

    assert history(1) == history(1000)
