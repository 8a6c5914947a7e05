"""What an agent is given, and what it is going to do: plain data, made when the task is dispatched."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs


@attrs.frozen
class Answer:
    """A value for the task's output; it may be None, which is not the same as having no answer."""

    value: Any


@attrs.frozen(kw_only=True)
class Assignment:
    """A task and what the agent knows about its session."""

    task: str
    model: str
    #: The schema that the output has to fit, and a value that does; no answer where no value could be found.
    output_schema: dict[str, Any] | None = None
    answer: Answer | None = None
    has_proxy: bool = True
    #: Whether a script of an earlier run of the same task template is replayed.
    is_cached: bool = False


@attrs.frozen
class Remark:
    """A message that the agent writes."""

    type: str
    data: str
    summary: str = ""
    has_screenshot: bool = False


@attrs.frozen(kw_only=True)
class Step:
    """Something that the agent does, with what it says when it is done and what that costs."""

    seconds: float
    summary: str
    remarks: tuple[Remark, ...] = ()
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
    is_successful: bool
    output: Any


#: Decides what to do about a task. It must always decide the same for the same assignment.
Agent = Callable[[Assignment], Plan]
