# Made from _async/client.py by tools/unasync.py: edit that file, then run `make generate`.
"""The blocking client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

from browser_use_api.client import Resources
from browser_use_sessions._client_base import ClientBase, checked_client
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._sync.resources import Browsers, ResourceTransport, Sessions
from browser_use_sessions._sync.runner import Runner
from browser_use_sessions._transport.api_key import find_api_key
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.polling import Pace, pace

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    import httpx

    from browser_use_sessions._client_base import ProxyType, VerifyType
    from browser_use_sessions._shutdown.tracked_sessions import Tracked
    from browser_use_sessions._sync.handle import SessionHandle
    from browser_use_sessions.files import Workspaces
    from browser_use_sessions.options import ManyOptions, SessionOptions, TaskSpec
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class BrowserUse(ClientBase, Runner, Resources):
    """Runs tasks in cloud browsers, blocking. Many runs can share one client, in several threads as well, and a forked process
    makes its own connections. Use it in a `with` block, or close it.

    `api_key` and `base_url` default to BROWSER_USE_API_KEY and BROWSER_USE_BASE_URL. `timeout` is for one request, in seconds: a
    number for each of its phases, or an httpx.Timeout. `max_retries` limits how often a failed request is sent again, if that is
    safe; with 0, none is. `http_client` (an httpx.Client) is used with its headers, hooks, cookies, auth and transport; it
    never follows redirects here, and is not closed. `pace` decides when to poll a running task. Plain http to another machine
    shows the key to the network, so it is refused unless `allow_insecure_http` is true.

    `proxy`, a URL or an httpx.Proxy, is used for all connections, also for files of workspaces, instead of HTTPS_PROXY and
    similar variables. With https, the proxy cannot see the key. `verify` says which certificates are trusted: True for the usual
    ones (SSL_CERT_FILE, SSL_CERT_DIR, or else those of certifi), "system" for those of the operating system (extra `truststore`),
    the path of a PEM file or of a folder, or an ssl.SSLContext. False trusts every server, so any server that answers gets the
    key. `proxy` and `verify` cannot be combined with `http_client`, which has its own settings.

    Raises InvalidArgumentError for invalid settings.
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
        key, api_key = find_api_key(api_key), None  # So that no traceback shows the key among the variables of this function.
        super().__init__(key, base_url, timeout, max_retries, pace, allow_insecure_http, proxy, verify)
        # Imported late: a program that only imports the package does not need them.
        from browser_use_sessions._sync.driver import Driver
        from browser_use_sessions._transport.connections import Connections

        self._given: httpx.Client | None = checked_client(http_client, "Client", proxy, verify)
        self._connections = Connections(self._adapter, self._given)
        self._driver = Driver(self._adapter, self._connections)
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

        make_client = self._adapter.make_storage_client
        return Workspaces(self._resources, make_client=make_client, allow_http=not self._base_url.is_secure)

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
        """Runs many tasks, at most `max_concurrency` at the same time, and yields each result when its task ends. `.task` and
        `.index` of a result say which task it belongs to. Takes the options of `run`, which are for all tasks. A task with its
        own options is a pair: `("task", {"model": "bu-mini"})`.

        `max_total_cost_usd` is the most that all tasks may cost together. Each task then needs a `max_cost_usd`. A task is
        started only if its limit, the limits of all running tasks and the costs of all ended tasks are within the total;
        otherwise it waits for another task to end. If no task can end any more, it fails with BudgetReachedError, and no further
        task is started. The total can only be exceeded by the last step of a task, which may go beyond the task's own limit.

        When the API refuses a session because there are too many, the task waits until there is room. A run that fails does not
        affect the others: when all have ended, RunManyError says which failed. With `return_exceptions=True`, each error is
        yielded like a result instead, with `.task` and `.index`. The tasks of a list are checked before the first one is started;
        those of an iterator are checked one by one. Leaving the iteration early, or by an exception, stops all running tasks.
        """
        from browser_use_sessions._decisions.batch import Batch
        from browser_use_sessions._sync.run_many import run_batch

        batch = Batch(tasks, max_concurrency, return_exceptions, max_total_cost_usd, (schema, output_schema), options)
        return run_batch(batch, self._ctx, self._driver)

    def session(
        self, session_id: UUID | str | None = None, *, leave_running: bool = False, **options: Unpack[SessionOptions]
    ) -> SessionHandle:
        """A session for several tasks: `with client.session() as s: s.run(…); s.run(…)`.

        It is stopped at the end of the block. With an ID, it is a handle on an existing session, started by this or another
        process, which goes on after the block.
        """
        from browser_use_sessions._flows.session_scope import SessionScope
        from browser_use_sessions._sync.handle import SessionHandle

        scope = SessionScope(self._ctx, session_id, {**options, "leave_running": leave_running})
        return SessionHandle(self._ctx, self._driver, self.sessions, scope)

    def close(self) -> None:
        """Stops what this client has started and what has not ended yet, and closes its connections."""
        self._close(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._close(error)

    def _close(self, error: BaseException | None) -> None:
        try:
            if left := tracked_sessions.tracked_by(self._stop_at_exit):
                from browser_use_sessions._flows.cleanup import close_all

                self._driver.run(close_all(self._ctx, left, error), error)
        finally:
            self._connections.close()

    def _stop_at_exit(self, keys: list[Tracked]) -> list[str]:
        """With new connections: the old ones may be closed, in use by a running thread, or part of an event loop that has
        ended.
        """
        import httpx

        from browser_use_sessions._flows.cleanup import stop_all
        from browser_use_sessions._sync.driver import Driver
        from browser_use_sessions._transport.connections import Connections

        given = self._given if isinstance(self._given, httpx.Client) else None
        return Driver(self._adapter, Connections(self._adapter, given), is_own_thread=True).run(stop_all(self._ctx, keys))
