"""Everything about a sandbox that can be chosen."""

from collections.abc import Sequence
from decimal import Decimal
from os import PathLike, fspath
from typing import Any, TypedDict
from urllib.parse import urlsplit

import attrs

from .common.clock import checked_speed
from .common.money import usd

#: The key that a sandbox takes when no other is chosen.
DEFAULT_API_KEY = "sandbox-key"
#: What webhooks are signed with when nothing else is chosen.
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
    """How a sandbox behaves. Durations are seconds of the sandbox's time, money is USD. ValueError where one is senseless."""

    #: The accepted API keys. Each is a project of its own and never sees another's sessions.
    api_keys: tuple[str, ...] = attrs.field(default=(DEFAULT_API_KEY,), converter=_keys, validator=_usable_keys)
    #: How fast time runs: 60 makes an hour of a minute, with 0 it stands still until it is moved by hand.
    speed: float = attrs.field(default=1.0, validator=_possible_speed)
    #: Whether each look at a session that starts or works moves time to what happens to it next, so that nobody has to wait.
    auto_advance: bool = False
    #: How long a session is `created` before its browser is up.
    start_seconds: float = attrs.field(default=0.3, validator=_not_negative)
    #: How long a session that has a task shows `idle` before `running`. With 0 it never does.
    idle_before_running: float = attrs.field(default=0.0, validator=_not_negative)
    #: How long the simulated agent works on a task, all steps together.
    task_seconds: float = attrs.field(default=2.0, validator=_not_negative)
    #: How long the replay of a cached script takes.
    cached_task_seconds: float = attrs.field(default=0.2, validator=_not_negative)
    #: How long an idle session lives without a task before it is `timed_out`.
    inactivity_seconds: float = attrs.field(default=15 * 60.0, validator=_not_negative)
    #: How long a session lives at most, whatever it does; then it is `timed_out`.
    life_seconds: float = attrs.field(default=4 * 3600.0, validator=_not_negative)
    #: How long the URL of a screenshot is good.
    screenshot_url_seconds: float = attrs.field(default=5 * 60.0, validator=_not_negative)
    #: The limit of a session's total cost where none was asked for; scripted costs win over it.
    default_max_cost_usd: Decimal = attrs.field(default=Decimal(10), converter=usd, validator=_not_negative)
    #: What a project can spend in all; with nothing left, creating sessions is answered 402. None: without end.
    credits_usd: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(usd), validator=_not_negative)
    #: How many sessions of a project may be active (not final) at once; beyond that, creating is answered 429.
    max_active_sessions: int = attrs.field(default=20_000, validator=_not_negative)
    #: How many bare browsers of a project may run at once; beyond that, starting one is answered 429.
    max_active_browsers: int = attrs.field(default=1_000, validator=_not_negative)
    #: How many profiles a project may have; beyond that, creating one is answered 402.
    max_profiles: int = attrs.field(default=100_000, validator=_not_negative)
    #: The `Retry-After` of such a 429, in whole seconds.
    retry_after_seconds: int = attrs.field(default=1, validator=_not_negative)
    #: Whether the messages operation, given no cursor, starts at the oldest message. By default it gives the newest ones.
    messages_from_oldest: bool = False
    #: The largest request body that is read, in bytes; larger ones are answered 413.
    max_body_bytes: int = attrs.field(default=8 * 1024 * 1024, validator=_not_negative)
    #: The OpenAPI document that is served, as a file; None: the sandbox's own.
    spec: str | None = attrs.field(default=None, converter=attrs.converters.optional(_path))
    #: A later state of the API, by the name of its revision, or `latest`; None: that of openapi.yaml. Not beside `spec`.
    revision: str | None = None
    #: Whether a session's model may have any name, also one that the document does not list.
    any_model: bool = False
    #: Whether sessions and browsers may name profiles and workspaces that do not exist; they then come into being.
    accept_unknown_ids: bool = False
    #: How long an upload URL is good, and a download URL.
    upload_url_seconds: float = attrs.field(default=5 * 60.0, validator=_not_negative)
    download_url_seconds: float = attrs.field(default=60.0, validator=_not_negative)
    #: How many bytes the files of all workspaces may have together; beyond that, uploads are answered 507.
    max_storage_bytes: int = attrs.field(default=4 * 1024**3, validator=_not_negative_size)
    #: Where events are sent (`POST`); None: nowhere.
    webhook_url: str | None = attrs.field(default=None, validator=_http_url)
    #: What they are signed with.
    webhook_secret: str = DEFAULT_WEBHOOK_SECRET
    #: How long the sandbox waits before it sends an event again that was not taken, in real seconds; twice as long each time.
    webhook_retry_seconds: float = attrs.field(default=1.0, validator=_not_negative)
    #: Whether bare browsers are real: a Chromium on this machine is started for each.
    chromium: bool = False
    #: Whether each request is told on stderr.
    log: bool = False
    #: Makes everything that looks random come out the same each time, ids included. None: ids differ from run to run.
    seed: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.spec is not None and self.revision is not None:
            raise ValueError("spec and revision cannot be given together: each names the document to serve")


class SettingsOptions(TypedDict, total=False):
    """The settings by name, for what takes some of them."""

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
