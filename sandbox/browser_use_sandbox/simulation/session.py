"""The state of a session. The engine changes it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import attrs

from ..tasks.commands import Status
from ..tasks.plan import Plan
from .store import Timer

if TYPE_CHECKING:
    from .project import Project


@attrs.define(eq=False)
class Message:
    """A message of a session. `picture` is the step whose screenshot belongs to it.

    `cost_usd` is the cost of a step, in its last message; None in other messages.
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
    """A waiting or running task: the plan of the agent and its progress. `script` is the file that a successful run saves."""

    plan: Plan
    steps_taken: int = 0
    script: str | None = None


@attrs.define(eq=False, kw_only=True)
class Session:
    """A session. Costs, tokens and steps are totals of its tasks; `output` and similar properties belong to the latest task."""

    project: "Project"
    id: UUID
    #: Grows with each resource of the sandbox; gives their order.
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
    #: As requested; None if the default limit applies.
    max_cost_usd: str | None = None
    #: Whether this is the default limit plus what was spent before, instead of a requested limit.
    has_default_limit: bool = False
    #: The names of the secret values, by value.
    secrets: Mapping[str, str] = MappingProxyType({})
    output_schema: dict[str, Any] | None = None
    output: Any = None
    is_task_successful: bool | None = None
    step_count: int = 0
    last_step_summary: str | None = None
    tasks_over: int = 0
    total_input_tokens: int = 0
    total_output_tokens: int = 0
    proxy_used_mb: Decimal = Decimal(0)
    llm_cost_usd: Decimal = Decimal(0)
    proxy_cost_usd: Decimal = Decimal(0)
    browser_cost_usd: Decimal = Decimal(0)

    #: The ID as text, which each response needs.
    text_id: str = attrs.field(init=False, default=attrs.Factory(lambda self: str(self.id), takes_self=True))
    messages: list[Message] = attrs.Factory(list)
    #: A cache of the session as JSON: what it depends on besides the session, and the text. None after a change.
    cached_json: tuple[object, str] | None = None
    #: The waiting or running task.
    task: Task | None = None
    timer: Timer | None = None
    #: Whether a task has ended and its webhook event is still to be sent.
    has_unreported_task: bool = False
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

    def task_id(self) -> UUID:
        """The ID of the waiting, running or latest task."""
        return uuid5(self.id, str(self.tasks_over + 1 if self.task else self.tasks_over))

    def touch(self, now: datetime) -> None:
        """Note a change of the session. Call this after the change."""
        self.updated_at = now
        self.cached_json = None

    @property
    def is_in_progress(self) -> bool:
        """Whether the session starts or has a task; somebody may then wait for its next event."""
        return self.task is not None or self.status is Status.CREATED

    @property
    def total_cost_usd(self) -> Decimal:
        return self.llm_cost_usd + self.proxy_cost_usd + self.browser_cost_usd
