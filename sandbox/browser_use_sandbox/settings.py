"""The settings of a sandbox. Each is also an option of the command line, with the same help."""

from collections.abc import Sequence
from decimal import Decimal
from os import PathLike, fspath
from typing import Any
from urllib.parse import urlsplit

import attrs
from attrs.converters import optional

from .common.clock import checked_speed
from .common.json_text import usd

#: The API key of a sandbox, if the settings name no other.
DEFAULT_API_KEY = "sandbox-key"
_LARGEST = 10**9


def _check_keys(_: object, attribute: Any, value: tuple[str, ...]) -> None:
    if not value:
        raise ValueError("at least one API key is needed")
    for key in value:
        if not key or key != key.strip() or not key.isascii() or not key.isprintable():
            raise ValueError(f"an API key must be printable ASCII without spaces at its ends: {key!r}")
    if len(set(value)) != len(value):
        raise ValueError("the API keys must differ")


def _check_number(_: object, attribute: Any, value: float | Decimal | None) -> None:
    most = 2**60 if attribute.name == "max_storage_bytes" else _LARGEST
    if value is not None and not 0 <= value <= most:
        raise ValueError(f"{attribute.name} must be from 0 to {most}, not {value}")


def _check_speed(_: object, attribute: Any, value: float) -> None:
    checked_speed(value)


def _check_url(_: object, attribute: Any, value: str | None) -> None:
    if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise ValueError(f"{attribute.name} must be an http or https URL, not {value!r}")


def _keys(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _path(value: str | PathLike[str]) -> str:
    return fspath(value)


def _setting(default: Any, help: str, **how: Any) -> Any:
    return attrs.field(default=default, metadata={"help": help}, **how)


def _number(default: float, help: str) -> Any:
    return _setting(default, help, validator=_check_number)


@attrs.frozen(kw_only=True)
class Settings:
    """How a sandbox behaves. Durations are seconds of the sandbox's time, amounts are USD. ValueError for an invalid value."""

    api_keys: tuple[str, ...] = attrs.field(
        default=(DEFAULT_API_KEY,),
        converter=_keys,
        validator=_check_keys,
        metadata={"help": "An API key to accept; each key has its own project."},
    )
    speed: float = _setting(1.0, "Run the time this many times as fast; with 0 it stands still.", validator=_check_speed)
    auto_advance: bool = _setting(False, "Advance the time to the next event with each GET of a session that starts or runs.")
    start_seconds: float = _number(0.3, "How long a new session is `created`.")
    idle_before_running: float = _number(0.0, "How long a session with a task is `idle` before it is `running`.")
    task_seconds: float = _number(2.0, "How long the simulated agent works on a task.")
    cached_task_seconds: float = _number(0.2, "How long the replay of a cached script takes.")
    inactivity_seconds: float = _number(15 * 60.0, "How long a session stays idle without a task before it is `timed_out`.")
    life_seconds: float = _number(4 * 3600.0, "The longest life of a session; then it is `timed_out`, even if it runs a task.")
    screenshot_url_seconds: float = _number(5 * 60.0, "How long the URL of a screenshot is valid.")
    default_max_cost_usd: Decimal = attrs.field(
        default=Decimal(10),
        converter=usd,
        validator=_check_number,
        metadata={"help": "The limit of a session's cost if the request sets none; not for scripted costs."},
    )
    credits_usd: Decimal | None = attrs.field(
        default=None,
        converter=optional(usd),
        validator=_check_number,
        metadata={"help": "How much a project can spend in total; then it gets 402."},
    )
    max_active_sessions: int = _number(20_000, "The most active sessions of a project; one more gives 429.")
    max_active_browsers: int = _number(1_000, "The most running browsers without an agent session; one more gives 429.")
    max_profiles: int = _number(100_000, "The most profiles of a project; one more gives 402.")
    retry_after_seconds: int = _number(1, "The `Retry-After` of these 429 responses, in whole seconds.")
    messages_from_oldest: bool = _setting(False, "Start lists of messages without a cursor at the oldest message.")
    max_body_bytes: int = _number(8 * 1024 * 1024, "The largest request body in bytes; a larger one gives 413.")
    spec: str | None = attrs.field(
        default=None, converter=optional(_path), metadata={"help": "OpenAPI document to serve instead of the sandbox's own."}
    )
    revision: str | None = _setting(None, "Serve a later state of the API; `latest` is the newest. Not together with a spec.")
    any_model: bool = _setting(
        False,
        "Accept any model name. A session whose request names no model still has the default model of the document, which "
        "today's official clients do not know: name a model in each request, or serve `--revision latest`.",
    )
    accept_unknown_ids: bool = _setting(False, "Create unknown profiles and workspaces that sessions and browsers name.")
    upload_url_seconds: float = _number(5 * 60.0, "How long an upload URL is valid.")
    download_url_seconds: float = _number(60.0, "How long a download URL of a workspace is valid.")
    max_storage_bytes: int = _number(4 * 1024**3, "Total size of all files, such as 500MB; an upload beyond that gives 507.")
    webhook_url: str | None = _setting(None, "URL to which webhook events are sent.", validator=_check_url)
    webhook_secret: str = _setting("sandbox-webhook-secret", "Secret that signs webhook events.")
    webhook_retry_seconds: float = _number(1.0, "The wait before an event is sent again, in real seconds; it doubles each time.")
    chromium: bool = _setting(False, "Start a real Chromium for each browser without an agent session.")
    log: bool = _setting(False, "Log each request on stderr.")
    seed: int | None = _setting(None, "Make IDs and everything that looks random the same in each run.")

    def __attrs_post_init__(self) -> None:
        if self.spec is not None and self.revision is not None:
            raise ValueError("spec and revision cannot be given together: each names the document to serve")
