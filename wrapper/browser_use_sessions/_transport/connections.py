"""The connections of the blocking client."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from browser_use_sessions.errors import ClientClosedError

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions._transport.calls import Call
    from browser_use_sessions._transport.httpx_adapter import HttpxAdapter


# The process in which each client that a caller gave was used first. Its connections belong to that process, whatever uses it.
_processes_of_clients: WeakKeyDictionary[httpx.Client | httpx.AsyncClient, int] = WeakKeyDictionary()


def check_process(given: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> None:
    if _processes_of_clients.setdefault(given, os.getpid()) != os.getpid():
        raise ClientClosedError(
            f"{call}: http_client was in use when this process was forked, and its connections are the parent's. Make a new "
            "client here."
        )


class Connections:
    """One httpx client for all threads, made here or given by the caller.

    A forked process gets connections of its own: on shared connections, parent and child would read each other's responses.
    """

    def __init__(self, adapter: HttpxAdapter, given: httpx.Client | None) -> None:
        self._adapter = adapter
        self._given = given
        self._client = self._make() if given is None else given
        self._spare: httpx.Client | None = None
        self._is_closed = False
        self._creates: set[object] = set()
        self._parents: list[httpx.Client] = []
        self._pid = os.getpid()

    def client(self, call: Call[Any]) -> httpx.Client:
        """The client that sends the call. If it is closed, a cleanup call gets another one, and any other call
        ClientClosedError.
        """
        if self._given is not None:
            check_process(self._given, call)
        elif self._pid != os.getpid():
            self._enter_process()
        if not (self._is_closed or self._client.is_closed):
            return self._client
        if not call.is_cleanup:
            raise ClientClosedError(f"{call}: the client is closed. Make a new one, or keep it open for longer.")
        if self._spare is None or self._spare.is_closed:
            self._spare = self._make()
        return self._spare

    def close(self) -> None:
        """Closes the connections, except those of a client that the caller gave.

        While a create is in progress, they stay open until its response has come, even if nobody waits for it: the response shows
        which session has to be stopped.
        """
        self._is_closed = self._given is None
        self._close_if_idle()
        if self._spare is not None:
            self._spare.close()

    @contextmanager
    def create_in_progress(self) -> Iterator[None]:
        """A context in which `close` keeps the connections open."""
        ticket = object()
        self._creates.add(ticket)
        try:
            yield
        finally:
            self._creates.discard(ticket)
            if self._is_closed:
                self._close_if_idle()

    def _close_if_idle(self) -> None:
        if self._given is None and not self._creates:
            self._client.close()

    def _enter_process(self) -> None:
        """For the first call after a fork."""
        self._pid = os.getpid()
        if not self._client.is_closed:
            self._parents.append(self._client)  # Neither closed nor deleted, since that could disturb the parent.
            self._client = self._make()

    def _make(self) -> httpx.Client:
        import httpx

        return self._adapter.make_client(httpx.Client)
