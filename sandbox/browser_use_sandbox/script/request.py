"""What the functions of a script are given."""

from typing import Any, Self
from uuid import UUID

import attrs

from ..commands import CreateSession


@attrs.frozen(kw_only=True)
class TaskRequest:
    """A task as it was asked for."""

    task: str
    model: str
    output_schema: dict[str, Any] | None
    #: The session that it is a follow-up in; None where it comes with its session.
    session_id: UUID | None
    keep_alive: bool
    #: As a plain decimal string.
    max_cost_usd: str | None
    workspace_id: UUID | None
    profile_id: UUID | None
    proxy_country_code: str | None

    @classmethod
    def of(cls, command: CreateSession) -> Self:
        if command.task is None:
            raise ValueError("there is no task in it")
        return cls(**{field.name: getattr(command, field.name) for field in attrs.fields(cls)})
