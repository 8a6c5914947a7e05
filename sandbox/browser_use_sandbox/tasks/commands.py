"""Valid requests as typed values for the simulation."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import attrs
from attrs.converters import optional

from ..common.json_text import camel, plain
from ..common.redaction import names_by_secret, redact
from ..generation.outputs import OutputValue

#: The model of a session if neither the request nor the document names one.
UNKNOWN_MODEL = "default"


class Status(StrEnum):
    """The statuses of a session. The last three are final."""

    CREATED = "created"
    IDLE = "idle"
    RUNNING = "running"
    STOPPED = "stopped"
    TIMED_OUT = "timed_out"
    ERROR = "error"

    @property
    def is_final(self) -> bool:
        return self in (Status.STOPPED, Status.TIMED_OUT, Status.ERROR)


class StopStrategy(StrEnum):
    SESSION = "session"
    TASK = "task"


def _model(value: object) -> str:
    return str(value or UNKNOWN_MODEL)


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _amount(value: Decimal | float | str) -> str:
    return value if isinstance(value, str) else plain(Decimal(value))


@attrs.define(eq=False, kw_only=True)
class CreateSession:
    """A session to create, a task to run, or both. The names are those of the contract, in snake case."""

    task: str | None = None
    model: str = attrs.field(default=UNKNOWN_MODEL, converter=_model)
    session_id: UUID | None = attrs.field(default=None, converter=optional(_uuid))
    keep_alive: bool = attrs.field(default=False, converter=bool)
    #: A decimal string, or None.
    max_cost_usd: str | None = attrs.field(default=None, converter=optional(_amount))
    profile_id: UUID | None = attrs.field(default=None, converter=optional(_uuid))
    workspace_id: UUID | None = attrs.field(default=None, converter=optional(_uuid))
    proxy_country_code: str | None = None
    output_schema: dict[str, Any] | None = None
    enable_recording: bool = attrs.field(default=False, converter=bool)
    agentmail: bool = attrs.field(default=False, converter=bool)
    cache_script: bool | None = None
    #: Whether the output is an object with a text and code.
    code_mode: bool = attrs.field(default=False, converter=bool)
    #: The names of the secret values, by value.
    secrets: Mapping[str, str] = {}
    #: A value that fits `output_schema`, if one was found.
    answer: OutputValue | None = None


_NAMES = {camel(field.name): field.name for field in attrs.fields(CreateSession) if field.name not in ("secrets", "answer")}


def create_session(body: Mapping[str, Any], answer: OutputValue | None = None) -> CreateSession:
    """The command of a valid body with its defaults."""
    secrets = names_by_secret(body.get("sensitiveData"))
    values = {_NAMES[name]: value for name, value in body.items() if name in _NAMES}
    return CreateSession(**values | {"task": redact(body.get("task"), secrets)}, secrets=secrets, answer=answer)
