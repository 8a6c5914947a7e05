"""The blocking client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

from browser_use_api.client import Resources
from browser_use_sessions import registry
from browser_use_sessions.core import Core, checked_client
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.polling import Pace, pace
from browser_use_sessions.resources import Browsers, ResourceTransport, Sessions
from browser_use_sessions.runner import Runner
from browser_use_sessions.secret import find_key

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    import httpx

    from browser_use_sessions.core import ProxyType, VerifyType
    from browser_use_sessions.driver import Driver
    from browser_use_sessions.files import Workspaces
    from browser_use_sessions.handle import SessionHandle
    from browser_use_sessions.options import ManyOptions, SessionOptions, TaskSpec
    from browser_use_sessions.registry import Held
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class BrowserUse(Core, Runner, Resources):
    """Runs tasks in cloud browsers. It can be shared between threads, and a forked process makes connections of its own. Use it
    as a context manager, or close it.

    `api_key` and `base_url` come from BROWSER_USE_API_KEY and BROWSER_USE_BASE_URL where they are not given. `timeout` is for
    one request, in seconds: a number for each of its phases, or an httpx.Timeout. `max_retries` bounds how often a request that
    failed is sent again, where that is safe; with 0 nothing is. `http_client` is used with its headers, hooks, cookies, auth and
    transport, never follows redirects here, and stays open. `pace` decides when to look at a running task. Plain http to another
    machine is refused unless `allow_insecure_http` is true, since it shows the key to the network.

    `proxy`, a URL or an httpx.Proxy, is what everything goes through, files of workspaces too, in the place of what HTTPS_PROXY
    and its like say; with https it cannot see the key. `verify` says whose certificates are trusted: True for the usual ones
    (SSL_CERT_FILE, SSL_CERT_DIR, else those of certifi), "system" for the operating system's (extra `truststore`), the path of
    a PEM file or of a folder, or an ssl.SSLContext. False trusts everybody: whoever answers then gets the key. Neither goes
    together with `http_client`, which has its own.

    Raises InvalidArgumentError for settings that cannot be right.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = 30.0,
        max_retries: int = 3,
        http_client: httpx.Client | None = None,
        pace: Pace = pace,
        allow_insecure_http: bool = False,
        proxy: ProxyType | None = None,
        verify: VerifyType = True,
    ) -> None:
        secret, api_key = find_key(api_key), None  # So that no traceback shows it among this function's variables.
        super().__init__(secret, base_url, timeout, max_retries, pace, allow_insecure_http, proxy, verify)
        self._given: httpx.Client | None = checked_client(http_client, "Client", proxy, verify)
        self._driver = self._make_driver()
        self._resources = ResourceTransport(self._ctx, self._driver)
        self._transport = self._resources

    @cached_property
    def sessions(self) -> Sessions:
        """Sessions and their tasks: one method for each operation of the API."""
        return Sessions(self._resources, self._ctx, self._driver)

    @cached_property
    def workspaces(self) -> Workspaces:
        """Files that outlive a session, and that agents read and write."""
        from browser_use_sessions.files import Workspaces
        from browser_use_sessions.files.requests import TIMEOUT

        def make_client() -> httpx.Client:
            import httpx

            return self._wire.make_for_storage(httpx.Client, TIMEOUT)

        return Workspaces(self._resources, make_client=make_client, allow_http=not self._address.is_secure)

    @cached_property
    def browsers(self) -> Browsers:
        """Bare browsers without an agent, driven over the Chrome DevTools Protocol."""
        return Browsers(self._resources)

    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        **options: Unpack[ManyOptions],
    ) -> Iterator[SessionResult[str | None]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        output_schema: type[T],
        **options: Unpack[ManyOptions],
    ) -> Iterator[SessionResult[T | None]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        schema: type[T],
        **options: Unpack[ManyOptions],
    ) -> Iterator[SessionResult[T | None]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[ManyOptions],
    ) -> Iterator[SessionResult[Any]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: bool,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[ManyOptions],
    ) -> Iterator[SessionResult[Any] | BrowserUseError]: ...
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: bool = False,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[ManyOptions],
    ) -> Iterator[Any]:
        """Runs many tasks, at most `max_concurrency` at once, and yields their results as they end; `.task` and `.index` tell
        which is which. Takes the options of `run`, for all tasks alike; a task that has options of its own is a pair:
        `("task", {"model": "bu-mini"})`.

        `max_total_cost_usd`: a task is started only if its `max_cost_usd`, which each then needs, the limits of those under way
        and the costs of those that have ended are within this sum; else it waits for one to end. Where that cannot help, it fails
        with BudgetReachedError, and no further one is started. So the sum is exceeded only by what tasks cost beyond their own
        limits: the API stops a task when it has reached its limit, which may take its last step.

        Where the API says that there are too many sessions, it waits for room. A run that fails does not disturb the others: when
        all are over, RunManyError tells what failed, or, with `return_exceptions=True`, each error is yielded in its place, with
        `.task` and `.index` as well. The tasks of a list are checked before the first is started, those of an iterator in turn.
        Leaving the iteration early, by an exception too, stops what is under way.
        """
        from browser_use_sessions.batch import Batch
        from browser_use_sessions.many import run_batch

        batch = Batch(tasks, max_concurrency, return_exceptions, max_total_cost_usd, (schema, output_schema), options)
        return run_batch(batch, self._ctx, self._driver)

    def session(
        self, session_id: UUID | str | None = None, *, leave_running: bool = False, **options: Unpack[SessionOptions]
    ) -> SessionHandle:
        """A session for several tasks: `with client.session() as s: s.run(…); s.run(…)`. It is stopped on the way out.

        With an ID it is a handle on a session that exists already, made by this or another process, and that stays running.
        """
        from browser_use_sessions.flows.opening import Opening
        from browser_use_sessions.handle import SessionHandle

        opening = Opening(self._ctx, session_id, {**options, "leave_running": leave_running})
        return SessionHandle(self._ctx, self._driver, self.sessions, opening)

    def close(self) -> None:
        """Stops what this client has started and not seen to its end, and closes its connections."""
        self._close(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._close(error)

    def _close(self, error: BaseException | None) -> None:
        try:
            if left := registry.held_by(self._stop_at_exit):
                from browser_use_sessions.flows.cleanup import close_all

                self._driver.run(close_all(self._ctx, left, error), error)
        finally:
            self._driver.close()

    def _stop_at_exit(self, whats: list[Held]) -> list[str]:
        from browser_use_sessions.flows.cleanup import stop_all

        # The connections of old may be closed by now, or in use by a thread that goes on to the very end.
        return self._make_driver().for_own_thread().run(stop_all(self._ctx, whats))

    def _make_driver(self) -> Driver:
        from browser_use_sessions.connections import Connections
        from browser_use_sessions.driver import Driver

        return Driver(self._wire, Connections(self._wire, self._given))
