"""Valid requests as typed values for the simulation."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from ..common.money import plain
from ..common.redaction import names_by_secret, redact
from ..generation.output_value import OutputValue

#: The model of a session if neither the request nor the document names one.
UNKNOWN_MODEL = "default"


class StopStrategy(StrEnum):
    SESSION = "session"
    TASK = "task"


class CreateSession(NamedTuple):
    """A session to create, a task to run, or both. The names are those of the contract."""

    task: str | None = None
    model: str = UNKNOWN_MODEL
    session_id: UUID | None = None
    keep_alive: bool = False
    #: A decimal string, or None.
    max_cost_usd: str | None = None
    profile_id: UUID | None = None
    workspace_id: UUID | None = None
    proxy_country_code: str | None = None
    output_schema: dict[str, Any] | None = None
    enable_recording: bool = False
    agentmail: bool = True
    cache_script: bool | None = None
    #: Whether the output is an object with a text and code.
    code_mode: bool = False
    #: The names of the secret values, by value.
    secrets: Mapping[str, str] = {}
    #: A value that fits `output_schema`, if one was found.
    answer: OutputValue | None = None


def create_session(body: dict[str, Any], answer: OutputValue | None = None) -> CreateSession:
    """The command of a valid body with its defaults. `maxCostUsd` is a str, an int, a Decimal or None."""
    limit = body.get("maxCostUsd")
    secrets = names_by_secret(body.get("sensitiveData"))
    return CreateSession(
        task=redact(body.get("task"), secrets),
        model=str(body.get("model") or UNKNOWN_MODEL),
        session_id=_uuid(body.get("sessionId")),
        keep_alive=bool(body.get("keepAlive")),
        max_cost_usd=limit if limit is None or isinstance(limit, str) else plain(Decimal(limit)),
        profile_id=_uuid(body.get("profileId")),
        workspace_id=_uuid(body.get("workspaceId")),
        proxy_country_code=body.get("proxyCountryCode"),
        output_schema=body.get("outputSchema"),
        enable_recording=bool(body.get("enableRecording")),
        agentmail=bool(body.get("agentmail")),
        cache_script=body.get("cacheScript"),
        code_mode=bool(body.get("codeMode")),
        secrets=secrets,
        answer=answer,
    )


def _uuid(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)
