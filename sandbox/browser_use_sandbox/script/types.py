"""The words of scripts as types, for Python. vocabulary.json is what judges them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NotRequired, Required, TypedDict

from .request import TaskRequest

Amount = Decimal | float | str
#: The id of one of the document's operations, or putFile or getFile for what the storage host does.
OperationId = str


class MessageEntry(TypedDict, total=False):
    """A message of a step. `type` is `assistant_message` where it is not given, `summary` is `data`."""

    data: Required[str]
    type: str
    summary: str
    screenshot: bool
    hidden: bool


class StepEntry(TypedDict, total=False):
    """A step of a task. `cost_usd` is the LLM's; `error` is what goes wrong, as a message of its own.

    Without `messages` there is one that has the summary and a screenshot.
    """

    summary: Required[str]
    seconds: float | str
    cost_usd: Amount
    browser_cost_usd: Amount
    proxy_cost_usd: Amount
    proxy_mb: Amount
    input_tokens: int
    output_tokens: int
    messages: Sequence[MessageEntry | str]
    error: str


class TaskEntry(TypedDict, total=False):
    """What is done about tasks whose text is `task`, contains `contains`, or has a match of the regular expression `matches`.

    With none of these it is any task. What is not given is left to the simulated agent.
    """

    task: str
    contains: str
    matches: str
    #: For how many tasks this holds; without it, for all.
    times: int
    title: str
    steps: Sequence[StepEntry | str]
    #: How long the whole task takes in the sandbox's time: seconds, or text such as "1 min".
    seconds: float | str
    #: What the whole task costs.
    cost_usd: Amount
    #: Any JSON value; in Python also a function of a TaskRequest that gives one.
    output: Any
    #: Files that the task leaves in the session's workspace, by path: text, bytes, or `{"base64": …}`; in Python also a function
    #: of a TaskRequest that gives them.
    files: Mapping[str, str | bytes | Mapping[str, str]] | Callable[[TaskRequest], Mapping[str, str | bytes]]
    #: A JSON Schema that the output has to fit.
    output_schema: dict[str, Any] | bool
    success: bool
    #: How the session ends after the last step, with its task undone.
    ends: Literal["error", "timed_out", "stopped"]
    #: Lets through what the contract forbids.
    against_contract: bool


class FaultOptions(TypedDict, total=False):
    """How calls fail. With `delay` or `set` alone, the true answer comes late or changed."""

    #: How many calls; None for all to come. One where it is not given.
    times: int | None
    #: How many calls go well first.
    after: int
    #: The HTTP status; 500 where nothing else is said, 429 with one of the `retry_after`s.
    status: int
    #: The reason in the body: text, or an object where the document has one for the operation and the status.
    detail: str | dict[str, Any]
    #: The Retry-After header: seconds, or a text as it is.
    retry_after: float | str
    #: Retry-After as a date so many seconds from the call.
    retry_after_date: float
    answer: Literal["json", "html", "nothing", "reset", "truncated", "garbage"]
    #: Real seconds before the answer, or text such as "1 min".
    delay: float | str
    #: Whether the server does what it was asked before it answers so.
    acts: bool
    #: Properties of the true answer, and what they are set to.
    set: dict[str, Any]


class LimitOptions(TypedDict, total=False):
    """What the project may use from now on: USD in all, sessions that are not final, browsers that run, and profiles."""

    credits_usd: Amount | None
    max_active_sessions: int
    max_active_browsers: int
    max_profiles: int


class FaultEntry(FaultOptions, total=False):
    """An entry of a script's `faults`; without an operation it holds for any."""

    operation: OperationId


class Script(TypedDict):
    """A whole script, as a file has it."""

    tasks: NotRequired[Sequence[TaskEntry]]
    faults: NotRequired[Sequence[FaultEntry]]
