"""A session's state. What changes it, and when, is the simulation's business."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

import attrs

from ..tasks.plan import Plan
from ..tasks.status import Status
from .timers import Timer


@attrs.define(eq=False)
class Message:
    """Something that was said in a session. `picture` is the step whose screenshot goes with it.

    `cost_usd` is what the step cost that this message is the last of; None for all others.
    """

    id: UUID
    role: str
    type: str
    data: str
    summary: str
    created_at: datetime
    picture: int | None = None
    is_hidden: bool = False
    cost_usd: Decimal | None = None


@attrs.define(eq=False)
class Task:
    """A task that waits or runs: the agent's plan and how far it is. `script` is the file where a finished run is saved."""

    plan: Plan
    steps_taken: int = 0
    script: str | None = None


@attrs.define(eq=False, kw_only=True)
class Session:
    """One session. Costs, tokens and steps add up over its tasks; `output` and its like belong to the latest one."""

    #: Which of the sandbox's projects it belongs to.
    project_number: int
    id: UUID
    #: Counts the sandbox's sessions, so that they can be told older from newer.
    number: int
    model: str
    created_at: datetime
    updated_at: datetime
    keep_alive: bool
    profile_id: UUID | None
    workspace_id: UUID | None
    proxy_country_code: str | None
    enable_recording: bool
    agentmail_email: str | None

    status: Status = Status.CREATED
    title: str | None = None
    #: As it was asked for; None where the default limit applies.
    max_cost_usd: str | None = None
    #: Whether that is the default limit on top of what was spent before, not one that was asked for.
    has_default_limit: bool = False
    #: The names of the values that stand in no message, by these values.
    secrets: Mapping[str, str] = MappingProxyType({})
    output_schema: dict[str, Any] | None = None
    output: Any = None
    is_task_successful: bool | None = None
    step_count: int = 0
    last_step_summary: str | None = None
    tasks_over: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    proxy_mb: Decimal = Decimal(0)
    llm_cost_usd: Decimal = Decimal(0)
    proxy_cost_usd: Decimal = Decimal(0)
    browser_cost_usd: Decimal = Decimal(0)

    #: The id as it is written; it is needed with every look at the session.
    text_id: str = attrs.field(init=False, default=attrs.Factory(lambda self: str(self.id), takes_self=True))
    messages: list[Message] = attrs.Factory(list)
    #: For whom (an origin), in which shape the session was last written as JSON, and that text; None after a change.
    written: tuple[str, object, str] | None = None
    #: The task that waits or runs.
    task: Task | None = None
    timer: Timer | None = None
    #: Whether a task is over and nobody has been told yet.
    has_unreported_task: bool = False
    #: Properties that only the document knows, as they were sent.
    extras: Mapping[str, Any] = MappingProxyType({})

    def task_id(self) -> UUID:
        """Identifies the task that waits, runs, or was the latest."""
        return uuid5(self.id, str(self.tasks_over + 1 if self.task else self.tasks_over))

    def touch(self, now: datetime) -> None:
        """Note that the session has changed. Whatever changes it does this last."""
        self.updated_at = now
        self.written = None

    @property
    def is_in_progress(self) -> bool:
        """Whether it starts or has a task, so that somebody may wait for what comes next; not so while it is idle."""
        return self.task is not None or self.status is Status.CREATED

    @property
    def total_cost_usd(self) -> Decimal:
        return self.llm_cost_usd + self.proxy_cost_usd + self.browser_cost_usd
