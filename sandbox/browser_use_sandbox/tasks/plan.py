"""What an agent is given, and what it is going to do: plain data, made when the task is dispatched."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from ..generation.output_value import OutputValue
from .status import Status


@attrs.frozen
class Outcome:
    """What a task comes to."""

    is_successful: bool
    output: Any


@attrs.frozen(kw_only=True)
class Assignment:
    """A task and what the agent knows about its session."""

    task: str
    model: str
    #: The schema that the output has to fit, and a value that does; no answer where no value could be found.
    output_schema: dict[str, Any] | None = None
    answer: OutputValue | None = None
    has_proxy: bool = True
    #: Whether an output without a schema is an object with text and code.
    code_mode: bool = False
    #: Whether a script of an earlier run of the same task template is replayed.
    is_cached: bool = False
    #: What the task has to come to, where that is not left to the agent.
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
    """Something that the agent does, with what it says when it is done and what that costs."""

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
    """All that an agent does about a task: its steps in order, and what the task comes to after the last one."""

    title: str
    steps: tuple[Step, ...]
    outcome: Outcome
    #: A final status that the session falls into after the last step. The task is then given up.
    ends: Status | None = None
    #: Whether a test says what the task costs. The limit that applies where none was asked for is then none.
    has_scripted_cost: bool = False
    #: What the agent writes to the session's workspace, by path, before the task is over.
    files: Mapping[str, bytes] = {}


#: Decides what to do about a task.
Agent = Callable[[Assignment], Plan]
