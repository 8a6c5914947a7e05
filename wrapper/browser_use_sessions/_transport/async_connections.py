"""The connections of the asyncio client: many runs share few connections, and no request fails because of other requests.

One httpx client gets slow with many connections, since it searches all of them for each request. So there are several small
clients (another one is made only when those before it are busy), and a limit on requests at the same time. Creates, stops and all
others have a limit each, so that none of them waits behind the others.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from weakref import ref as weakref

from browser_use_sessions._shutdown.event_loop import running_loop
from browser_use_sessions._transport.connections import check_process
from browser_use_sessions.errors import ClientClosedError

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions._transport.calls import Call
    from browser_use_sessions._transport.httpx_adapter import HttpxAdapter

_REQUESTS_PER_CLIENT = 2
_MAX_CLIENTS = 100
_LIMITS = {"create": 60, "stop": 100, "other": 100}
# The event loop in which each client that a caller gave was used first. Its connections belong to that loop, whatever uses it.
_loops_of_clients: WeakKeyDictionary[httpx.AsyncClient, weakref[asyncio.AbstractEventLoop]] = WeakKeyDictionary()


class _LoopState:
    """What belongs to one event loop."""

    def __init__(self, given: httpx.AsyncClient | None) -> None:
        self.clients = [] if given is None else [given]
        self.busy = [0] * len(self.clients)
        self.semaphores = {kind: asyncio.Semaphore(limit) for kind, limit in _LIMITS.items()}


class AsyncConnections:
    """httpx clients made with the same options, or the one that the caller gave."""

    def __init__(self, adapter: HttpxAdapter, given: httpx.AsyncClient | None) -> None:
        self._adapter = adapter
        self._given = given
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopState] = WeakKeyDictionary()
        self._pid = os.getpid()
        self._is_closed = False
        # The first client is made here: the certificates are not read in the event loop, and problems with them raise at once.
        self._ready = [self._make()] if given is None else []

    @asynccontextmanager
    async def client(self, call: Call[Any]) -> AsyncIterator[httpx.AsyncClient]:
        """A client for the call, as soon as the limit allows one more request. Raises ClientClosedError."""
        loop = running_loop()
        is_other_loop = False
        if self._given is None:
            if self._pid != os.getpid():  # Connections made before a fork belong to the parent.
                self._pid = os.getpid()
                self._loops = WeakKeyDictionary()
                self._ready.clear()
        else:
            check_process(self._given, call)
            is_other_loop = _loops_of_clients.setdefault(self._given, weakref(loop))() is not loop
            if is_other_loop and not call.is_cleanup:
                raise ClientClosedError(
                    f"{call}: http_client belongs to another event loop, in which it was used before. Make a new one for this "
                    "one, or leave http_client out: then it does not matter."
                )
        state = self._loops.get(loop)
        if state is None:
            state = self._loops[loop] = _LoopState(self._given)
        kind = "create" if not call.request.is_idempotent else "other" if call.request.method == "GET" else "stop"
        async with state.semaphores[kind]:
            index = self._pick(state)
            client = state.clients[index]
            if not call.is_cleanup and (self._is_closed or client.is_closed):
                raise ClientClosedError(f"{call}: the client is closed. Make a new one, or keep it open for longer.")
            if client.is_closed or is_other_loop or (self._is_closed and self._given is None):
                async with self._make() as spare:
                    yield spare
                return
            state.busy[index] += 1
            try:
                yield client
            finally:
                state.busy[index] -= 1
                if self._is_closed and self._given is None and not state.busy[index]:
                    await client.aclose()

    def _pick(self, state: _LoopState) -> int:
        """The first client that is not busy, so that few runs share few connections."""
        for index, busy in enumerate(state.busy):
            if busy < _REQUESTS_PER_CLIENT:
                return index
        if self._given is None and len(state.clients) < _MAX_CLIENTS:
            state.clients.append(self._ready.pop() if self._ready else self._make())
            state.busy.append(0)
            return len(state.clients) - 1
        return state.busy.index(min(state.busy))

    def _make(self) -> httpx.AsyncClient:
        import httpx

        return self._adapter.make_client(httpx.AsyncClient)

    async def close(self) -> None:
        """Closes the connections of this event loop, except those of a client that the caller gave.

        A connection that is in use, for instance by a create that nobody waits for any more, is closed afterwards.
        """
        self._is_closed = True
        state = self._loops.pop(running_loop(), None)
        if state is not None and self._given is None:
            for client, busy in zip(state.clients, state.busy, strict=True):
                if not busy:
                    await client.aclose()
