"""What an agent gets, and its plan, which is made when the task is dispatched."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from ..generation.outputs import OutputValue
from .commands import Status


@attrs.frozen
class Outcome:
    """The result of a task."""

    is_successful: bool
    output: Any


@attrs.frozen(kw_only=True)
class Assignment:
    """A task, and what the agent knows about its session."""

    task: str
    model: str
    #: The schema that the output must fit, and a value that fits it, if one was found.
    output_schema: dict[str, Any] | None = None
    answer: OutputValue | None = None
    has_proxy: bool = True
    #: Whether an output without a schema is an object with a text and code.
    code_mode: bool = False
    #: Whether the cached script of an earlier run is replayed.
    is_cached: bool = False
    #: The result of the task, if a script decides it instead of the agent.
    outcome: Outcome | None = None


@attrs.frozen
class AgentMessage:
    """A message that the agent writes."""

    type: str
    data: str
    summary: str = ""
    has_screenshot: bool = False
    is_hidden: bool = False


@attrs.frozen(kw_only=True)
class Step:
    """One step of the agent: its duration, the messages at its end, and its costs."""

    seconds: float
    summary: str
    messages: tuple[AgentMessage, ...] = ()
    input_tokens: int = 0
    output_tokens: int = 0
    llm_cost_usd: Decimal = Decimal(0)
    browser_cost_usd: Decimal = Decimal(0)
    proxy_mb: Decimal = Decimal(0)
    proxy_cost_usd: Decimal = Decimal(0)

    @property
    def cost_usd(self) -> Decimal:
        return self.llm_cost_usd + self.browser_cost_usd + self.proxy_cost_usd


@attrs.frozen(kw_only=True)
class Plan:
    """The steps of an agent for a task, in order, and the result after the last one."""

    title: str
    steps: tuple[Step, ...]
    outcome: Outcome
    #: A final status that the session gets after the last step. The task is then aborted.
    ends: Status | None = None
    #: Whether a script sets the costs. The default limit then does not apply.
    has_scripted_cost: bool = False
    #: The files that the agent writes to the workspace before the task ends, by path.
    files: Mapping[str, bytes] = {}


#: Makes the plan for a task.
Agent = Callable[[Assignment], Plan]
