"""The settings of a sandbox."""

from collections.abc import Sequence
from decimal import Decimal
from os import PathLike, fspath
from typing import Any, TypedDict
from urllib.parse import urlsplit

import attrs

from .common.clock import checked_speed
from .common.json_text import usd

#: The API key of a sandbox, if the settings name no other.
DEFAULT_API_KEY = "sandbox-key"
#: The secret that signs webhook events, if the settings name no other.
DEFAULT_WEBHOOK_SECRET = "sandbox-webhook-secret"  # noqa: S105 -- as public as the key
_LARGEST = 10**9


def _usable_keys(_: object, attribute: Any, value: tuple[str, ...]) -> None:
    if not value:
        raise ValueError("at least one API key is needed")
    for key in value:
        if not key or key != key.strip() or not key.isascii() or not key.isprintable():
            raise ValueError(f"an API key must be printable ASCII without spaces at its ends: {key!r}")
    if len(set(value)) != len(value):
        raise ValueError("the API keys must differ")


def _not_negative(_: object, attribute: Any, value: float | Decimal | None) -> None:
    if value is not None and not 0 <= value <= _LARGEST:
        raise ValueError(f"{attribute.name} must be from 0 to {_LARGEST}, not {value}")


def _not_negative_size(_: object, attribute: Any, value: int) -> None:
    if not 0 <= value <= 2**60:
        raise ValueError(f"{attribute.name} must be from 0 to 2**60, not {value}")


def _http_url(_: object, attribute: Any, value: str | None) -> None:
    if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise ValueError(f"{attribute.name} must be an http or https URL, not {value!r}")


def _possible_speed(_: object, attribute: Any, value: float) -> None:
    checked_speed(value)


def _path(value: str | PathLike[str]) -> str:
    return fspath(value)


def _keys(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class Settings:
    """How a sandbox behaves. Durations are seconds of the sandbox's time, amounts are USD. ValueError for an invalid value."""

    #: The accepted API keys. Each has its own project, and sees no sessions of other projects.
    api_keys: tuple[str, ...] = attrs.field(default=(DEFAULT_API_KEY,), converter=_keys, validator=_usable_keys)
    #: How many times as fast as real time the time runs; with 0 it stands still until a test advances it.
    speed: float = attrs.field(default=1.0, validator=_possible_speed)
    #: Whether each GET of a session that starts or runs advances the time to its next event, so that nobody has to wait.
    auto_advance: bool = False
    #: How long a session is `created` before its browser has started.
    start_seconds: float = attrs.field(default=0.3, validator=_not_negative)
    #: How long a session with a task is `idle` before it is `running`; with 0 it is `running` at once.
    idle_before_running: float = attrs.field(default=0.0, validator=_not_negative)
    #: How long the simulated agent works on a task, from the first step to the last.
    task_seconds: float = attrs.field(default=2.0, validator=_not_negative)
    #: How long the replay of a cached script takes.
    cached_task_seconds: float = attrs.field(default=0.2, validator=_not_negative)
    #: How long a session stays idle without a task before it is `timed_out`.
    inactivity_seconds: float = attrs.field(default=15 * 60.0, validator=_not_negative)
    #: The longest life of a session; then it is `timed_out`, even if it runs a task.
    life_seconds: float = attrs.field(default=4 * 3600.0, validator=_not_negative)
    #: How long the URL of a screenshot is valid.
    screenshot_url_seconds: float = attrs.field(default=5 * 60.0, validator=_not_negative)
    #: The limit of a session's total cost if the request sets none; it does not apply to scripted costs.
    default_max_cost_usd: Decimal = attrs.field(default=Decimal(10), converter=usd, validator=_not_negative)
    #: How much a project can spend in total; when it is spent, creating a session gives 402. None: no limit.
    credits_usd: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(usd), validator=_not_negative)
    #: How many sessions of a project may be active (not final) at once; creating one more gives 429.
    max_active_sessions: int = attrs.field(default=20_000, validator=_not_negative)
    #: How many browsers without an agent session a project may run at once; starting one more gives 429.
    max_active_browsers: int = attrs.field(default=1_000, validator=_not_negative)
    #: How many profiles a project may have; creating one more gives 402.
    max_profiles: int = attrs.field(default=100_000, validator=_not_negative)
    #: The `Retry-After` of these 429 responses, in whole seconds.
    retry_after_seconds: int = attrs.field(default=1, validator=_not_negative)
    #: Whether a list of messages without a cursor starts at the oldest message. By default it has the newest ones.
    messages_from_oldest: bool = False
    #: The largest request body in bytes; a larger one gives 413.
    max_body_bytes: int = attrs.field(default=8 * 1024 * 1024, validator=_not_negative)
    #: The file of the OpenAPI document to serve; None: the sandbox's own document.
    spec: str | None = attrs.field(default=None, converter=attrs.converters.optional(_path))
    #: The name of a revision, a later state of the API, or `latest`; None: openapi.yaml. Not together with `spec`.
    revision: str | None = None
    #: Whether a session may name any model, even one that the document does not list.
    any_model: bool = False
    #: Whether sessions and browsers may name profiles and workspaces that do not exist; the sandbox then creates these.
    accept_unknown_ids: bool = False
    #: How long an upload URL and a download URL are valid.
    upload_url_seconds: float = attrs.field(default=5 * 60.0, validator=_not_negative)
    download_url_seconds: float = attrs.field(default=60.0, validator=_not_negative)
    #: How many bytes the files of all workspaces may have in total; an upload beyond that gives 507.
    max_storage_bytes: int = attrs.field(default=4 * 1024**3, validator=_not_negative_size)
    #: The URL to which webhook events are sent; None: no events are sent.
    webhook_url: str | None = attrs.field(default=None, validator=_http_url)
    #: The secret that signs webhook events.
    webhook_secret: str = DEFAULT_WEBHOOK_SECRET
    #: The wait before an event that was not accepted is sent again, in real seconds; it doubles each time.
    webhook_retry_seconds: float = attrs.field(default=1.0, validator=_not_negative)
    #: Whether each browser without an agent session is a real Chromium on this machine.
    chromium: bool = False
    #: Whether each request is logged on stderr.
    log: bool = False
    #: Makes everything that looks random the same in each run, IDs included. None: IDs differ from run to run.
    seed: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.spec is not None and self.revision is not None:
            raise ValueError("spec and revision cannot be given together: each names the document to serve")


class SettingsOptions(TypedDict, total=False):
    """The settings as keyword arguments."""

    api_keys: str | Sequence[str]
    speed: float
    auto_advance: bool
    start_seconds: float
    idle_before_running: float
    task_seconds: float
    cached_task_seconds: float
    inactivity_seconds: float
    life_seconds: float
    screenshot_url_seconds: float
    default_max_cost_usd: Decimal | float | str
    credits_usd: Decimal | float | str | None
    max_active_sessions: int
    retry_after_seconds: int
    messages_from_oldest: bool
    max_body_bytes: int
    max_active_browsers: int
    max_profiles: int
    spec: str | PathLike[str] | None
    revision: str | None
    any_model: bool
    accept_unknown_ids: bool
    upload_url_seconds: float
    download_url_seconds: float
    max_storage_bytes: int
    webhook_url: str | None
    webhook_secret: str
    webhook_retry_seconds: float
    chromium: bool
    log: bool
    seed: int | None
