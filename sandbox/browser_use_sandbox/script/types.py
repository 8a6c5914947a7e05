"""The entries of scripts as types. Made by tools/script_types.py from script.schema.json, not by hand."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, Required, TypedDict

from .request import TaskRequest

Amount = Decimal | float | str
#: The id of an operation of the document, or putFile or getFile for what the storage host does.
OperationId = str


class MessageEntry(TypedDict, total=False):
    """A message, or only its text."""

    #: The text of the message.
    data: Required[str]
    #: Without it, assistant_message.
    type: str
    #: Without it, the same as data.
    summary: str
    screenshot: bool
    hidden: bool


class StepEntry(TypedDict, total=False):
    """A step, or only its summary.

    Without messages it has one, with the summary and a screenshot.
    """

    summary: Required[str]
    seconds: float | str
    #: The cost of the LLM in USD.
    cost_usd: Amount
    browser_cost_usd: Amount
    proxy_cost_usd: Amount
    proxy_mb: Amount
    input_tokens: int
    output_tokens: int
    messages: Sequence[MessageEntry | str]
    #: An error in this step, which gets a message of its own.
    error: str


class TaskEntry(TypedDict, total=False):
    """What happens to the tasks that task, contains or matches select; without these, to any task.

    The simulated agent decides the rest.
    """

    #: The whole text of the task.
    task: str
    #: A part of the text of the task.
    contains: str
    #: A Python regular expression that is searched for in the text of the task.
    matches: str
    #: For how many tasks the entry is used; without it, for all.
    times: int
    #: The title of the session.
    title: str
    #: The steps of the agent; without them, those of the simulated agent.
    steps: Sequence[StepEntry | str]
    #: How long the whole task takes, in the time of the sandbox.
    seconds: float | str
    #: What the whole task costs.
    cost_usd: Amount
    #: The output of the task: any JSON value; in Python also a function of a TaskRequest that returns it.
    output: Any
    #: Files that the task writes to the workspace of its session; in Python also as bytes, or a function of a TaskRequest that
    #: returns them.
    files: Mapping[str, str | bytes | Mapping[str, str]] | Callable[[TaskRequest], Mapping[str, str | bytes]]
    #: A JSON Schema that the output must fit.
    output_schema: dict[str, Any] | bool
    #: Whether the task is successful.
    success: bool
    #: The status in which the session ends after the last step, with its task unfinished.
    ends: Literal["error", "timed_out", "stopped"]
    #: Whether the entry may do what the contract forbids.
    against_contract: bool


class FaultOptions(TypedDict, total=False):
    """How the next calls of an operation fail; without an operation, the next calls of any.

    With only delay or set, the true response comes late or changed.
    """

    #: How many calls fail: one without it, all with null.
    times: int | None
    #: How many calls succeed first.
    after: int
    #: The HTTP status. Without it, 500, or 429 with retry_after or retry_after_date.
    status: int
    #: The reason in the body: a text, or an object if the document has one for the operation and the status.
    detail: str | dict[str, Any]
    #: The Retry-After header: seconds, or the text of the header.
    retry_after: float | str
    #: Retry-After as a date, this many seconds after the call.
    retry_after_date: float
    #: The response: JSON as the API sends it, the HTML page of a proxy, a closed connection, a reset connection, half a body,
    #: or broken JSON.
    answer: Literal["json", "html", "nothing", "reset", "truncated", "garbage"]
    #: Real seconds before the response.
    delay: float | str
    #: Whether the server carries the call out before it fails it.
    acts: bool
    #: Properties of the true response, and the values they are set to.
    set: dict[str, Any]


class LimitOptions(TypedDict, total=False):
    """The limits of a project from now on.

    What is not given stays as it is.
    """

    #: How much it can spend in total, in USD; null for no limit.
    credits_usd: Amount | None
    #: How many of its sessions may be active (not final) at the same time.
    max_active_sessions: int
    #: How many of its browsers without an agent session may run at the same time.
    max_active_browsers: int
    #: How many profiles it may have.
    max_profiles: int
