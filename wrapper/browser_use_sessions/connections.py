"""The connections of the blocking client."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from browser_use_sessions.errors import ClientClosedError

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions.calls import Call
    from browser_use_sessions.wire import Wire


class Connections:
    """One httpx client for all threads, made here or given by the caller.

    A forked process gets connections of its own: on shared ones, parent and child would read each other's answers.
    """

    def __init__(self, wire: Wire, given: httpx.Client | None) -> None:
        self._wire = wire
        self._given = given
        self._client = self._make() if given is None else given
        self._spare: httpx.Client | None = None
        self._is_closed = False
        self._creates: set[object] = set()
        self._parents: list[httpx.Client] = []
        self._pid = os.getpid() if given is None else None

    def client(self, call: Call[Any]) -> httpx.Client:
        """The client to send the call with. A vital call gets one of its own where that is closed. Raises ClientClosedError."""
        pid = os.getpid()
        if self._pid != pid:
            self._enter_process(call, pid)
        if not (self._is_closed or self._client.is_closed):
            return self._client
        if not call.vital:
            raise ClientClosedError(f"{call}: the client is closed. Make a new one, or keep it open for longer.")
        if self._spare is None or self._spare.is_closed:
            self._spare = self._make()
        return self._spare

    def close(self) -> None:
        """Closes the connections, except those of a client that the caller gave.

        Where a create is under way that nobody waits for any more, they stay open until its answer is there, which tells what
        there is to stop.
        """
        self._is_closed = self._given is None
        self._close_if_idle()
        if self._spare is not None:
            self._spare.close()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While a create is under way."""
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

    def _enter_process(self, call: Call[Any], pid: int) -> None:
        """The first call ever with a client that was given, or the first one after a fork."""
        if self._pid is not None and self._given is not None:
            raise ClientClosedError(
                f"{call}: http_client was in use when this process was forked, and its connections are the parent's. Make a new "
                "client here."
            )
        if self._given is None and not self._client.is_closed:
            self._parents.append(self._client)  # Neither closed nor dropped: that could disturb the parent.
            self._client = self._make()
        self._pid = pid

    def _make(self) -> httpx.Client:
        import httpx

        return self._wire.make(httpx.Client)
