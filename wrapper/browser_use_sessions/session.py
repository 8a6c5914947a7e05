"""What the API says about a session, and what became of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from browser_use_sessions import record as r
from browser_use_sessions.errors import TaskFailedError

if TYPE_CHECKING:
    from decimal import Decimal

T_co = TypeVar("T_co", covariant=True)
A = TypeVar("A")


class Status(r.OpenStr):
    """`created`, `idle`, `running`, `stopped`, `timed_out`, `error`, or one that is newer than this version."""

    __slots__ = ()

    @property
    def is_known(self) -> bool:
        from browser_use_api.models import is_known_session_status

        return is_known_session_status(self)


class ModelName(r.OpenStr):
    """The model's name, possibly one that is newer than this version."""

    __slots__ = ()

    @property
    def is_known(self) -> bool:
        from browser_use_api.models import is_known_model

        return is_known_model(self)


class CountryCode(r.OpenStr):
    """A country code of two lower-case letters, possibly one that is newer than this version."""

    __slots__ = ()

    @property
    def is_known(self) -> bool:
        from browser_use_api.models import is_known_proxy_country_code

        return is_known_proxy_country_code(self)


def _zero() -> Decimal:
    return r.to_amount("0")


class Session(r.Record):
    """A session as the API last described it. Costs, tokens and steps add up over all of its tasks.

    Money is `Decimal`, in USD; times are `datetime` with a time zone; IDs are strings. What the server left out has the
    documented default. A property that this version does not list can be read by its name in snake_case as well.
    """

    __slots__ = ()

    id = r.required("string", r.is_text, str)
    """Identifies the session (a UUID)."""
    status = r.required("string", r.is_text, Status)
    """Where the session is in its life; `status.is_known` tells whether this version knows the value."""
    model = r.required("string", r.is_text, ModelName)
    """The model that drives the agent."""
    created_at = r.required("date and time", r.is_time, r.to_time)
    updated_at = r.required("date and time", r.is_time, r.to_time)
    title = r.nullable("string", r.is_text, str)
    """A short title, made from the task; there once the task has started to run."""
    output_schema = r.nullable("object", r.is_object, dict[str, Any])
    """The JSON Schema that was asked for."""
    step_count = r.optional("integer", r.is_integer, int, int)
    last_step_summary = r.nullable("string", r.is_text, str)
    """The agent's latest step, for people to read."""
    is_task_successful = r.nullable("boolean", r.is_boolean, bool)
    """True when the last task was achieved, False when not, None while it runs or where there is none."""
    live_url = r.nullable("string", r.is_text, str)
    """A page that shows the browser at work."""
    recording_urls = r.optional("list of strings", r.is_texts, list[str], list[str])
    """Where the recordings can be downloaded; filled only with `enable_recording`, once the task is over."""
    profile_id = r.nullable("string", r.is_text, str)
    workspace_id = r.nullable("string", r.is_text, str)
    proxy_country_code = r.nullable("string", r.is_text, CountryCode)
    """The country of the proxy, None without a proxy."""
    max_cost_usd = r.nullable("decimal string", r.is_amount, r.to_amount)
    """The limit that was set for the session's total cost."""
    total_input_tokens = r.optional("integer", r.is_integer, int, int)
    total_output_tokens = r.optional("integer", r.is_integer, int, int)
    proxy_used_mb = r.optional("decimal string", r.is_amount, _zero, r.to_amount)
    """Proxy traffic in megabytes."""
    llm_cost_usd = r.optional("decimal string", r.is_amount, _zero, r.to_amount)
    proxy_cost_usd = r.optional("decimal string", r.is_amount, _zero, r.to_amount)
    browser_cost_usd = r.optional("decimal string", r.is_amount, _zero, r.to_amount)
    total_cost_usd = r.optional("decimal string", r.is_amount, _zero, r.to_amount)
    """LLM, proxy and browser together."""
    screenshot_url = r.nullable("string", r.is_text, str)
    """The latest screenshot; the URL expires after 5 minutes and is a new one with each look."""
    agentmail_email = r.nullable("string", r.is_text, str)
    """The session's temporary mail address."""

    def is_about(self, session_id: str) -> bool:
        """Whether it is this session."""
        found: str = self._data["id"]
        return found == session_id or found.lower() == session_id.lower()

    @property
    def output(self) -> Any:
        """What the last task came to, as JSON data; None until the task is over."""
        return self._data.get("output")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.status}, ${self.total_cost_usd:f}>"


class SessionResult(Session, Generic[T_co]):
    """What became of a task: every field of the session, and the output in the type that was asked for.

    `output` is None where a task that was not achieved left none (or none that fits the type): so `run` gives, for an output
    type `T`, a `SessionResult[T | None]`, and `raise_for_failure()` makes it a `SessionResult[T]`.
    """

    __slots__ = ("_output", "index", "task")

    def __init__(self, data: dict[str, Any], output: T_co, task: str = "", index: int = 0) -> None:
        super().__init__(data)
        self._output = output
        self.task = task
        """The task, as it was given."""
        self.index = index
        """The task's number in `run_many`, from 0."""

    @classmethod
    def of(cls, session: Session, output: A, task: str) -> SessionResult[A]:
        return SessionResult(session._data, output, task)

    @property
    def output(self) -> T_co:
        return self._output

    @property
    def session(self) -> Session:
        """The same as a plain session."""
        return Session(self._data)

    def raise_for_failure(self: SessionResult[A | None]) -> SessionResult[A]:
        """Raises TaskFailedError unless the task was achieved; otherwise gives the result itself, whose output is there.

        (Where no output type was asked for, the API page allows an achieved task without an output; then it is None.)
        """
        if self.is_task_successful:
            return cast("SessionResult[A]", self)
        if self.is_task_successful is None:
            what = "ended without a verdict: it was stopped before it was over, or never began"
        else:
            what = "was not achieved"
        raise TaskFailedError(
            f"The task {what} (session {self.id}, {self.step_count} steps, last one: {self.last_step_summary or 'none'}). "
            "Look at .output and at the session's messages, make the task clearer, raise max_cost_usd if the limit was "
            "reached, or try a more capable model.",
            result=self,
            session_id=self.id,
        )


class Message(r.Record):
    """Something that was said or done in a session."""

    __slots__ = ()

    id = r.required("string", r.is_text, str)
    """Identifies the message; also its cursor."""
    session_id = r.required("string", r.is_text, str)
    role = r.required("string", r.is_text, str)
    """`human` for a submitted task, `ai` for the agent."""
    data = r.required("string", r.is_text, str)
    """The content."""
    created_at = r.required("date and time", r.is_time, r.to_time)
    type = r.optional("string", r.is_text, str, str)
    """The kind of message, such as `browser_action` or `completion`; new kinds appear over time."""
    summary = r.optional("string", r.is_text, str, str)
    """The content in one line."""
    screenshot_url = r.nullable("string", r.is_text, str)
    hidden = r.optional("boolean", r.is_boolean, bool, bool)
    """Whether a user interface should leave the message out."""

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.role} {self.type}: {self.summary or self.data:.60}>"
