"""The connections of the async client: many runs share few of them, and none fails because others are under way.

One httpx pool gets slow with many connections, since it searches all of them for each request. So there are several small ones,
a further one made only when those before it are busy, and a bound on what is under way at once. Creates have a bound of their
own, as have stops: neither ever waits behind the polling of other runs, nor the other way round.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from weakref import ref as weakref

from browser_use_sessions.errors import ClientClosedError

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions.calls import Call
    from browser_use_sessions.wire import Wire

_PER_CLIENT = 2
_MOST_CLIENTS = 100
_BOUNDS = {"create": 60, "stop": 100, "other": 100}


class _LoopState:
    """What is bound to one event loop."""

    def __init__(self, given: httpx.AsyncClient | None) -> None:
        self.clients = [] if given is None else [given]
        self.busy = [0] * len(self.clients)
        self.lanes = {lane: asyncio.Semaphore(bound) for lane, bound in _BOUNDS.items()}


class Pool:
    """httpx clients made with the same options, or the one that the caller gave."""

    def __init__(self, wire: Wire, given: httpx.AsyncClient | None) -> None:
        self._wire = wire
        self._given = given
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopState] = WeakKeyDictionary()
        self._given_for: weakref[asyncio.AbstractEventLoop] | None = None
        self._pid: int | None = None
        self._is_closed = False
        # The first one is made here: so the trust store is not read in the event loop, and what is wrong with it is told at once.
        self._ready = [self._make()] if given is None else []

    @asynccontextmanager
    async def client(self, call: Call[Any]) -> AsyncIterator[httpx.AsyncClient]:
        """A client to send the call with, once it is the call's turn. Raises ClientClosedError."""
        loop = asyncio.get_running_loop()
        if self._pid != os.getpid():
            self._enter_process(call)
        if self._given is not None:
            if self._given_for is None:
                self._given_for = weakref(loop)
            elif self._given_for() is not loop and not call.vital:
                raise ClientClosedError(
                    f"{call}: http_client belongs to another event loop, in which it was used before. Make a new one for this "
                    "one, or leave http_client out: then it does not matter."
                )
        state = self._loops.get(loop)
        if state is None:
            state = self._loops[loop] = _LoopState(self._given)
        lane = "create" if not call.request.is_idempotent else "other" if call.request.method == "GET" else "stop"
        async with state.lanes[lane]:
            index = self._pick(state)
            client = state.clients[index]
            if not call.vital and (self._is_closed or client.is_closed):
                raise ClientClosedError(f"{call}: the client is closed. Make a new one, or keep it open for longer.")
            is_foreign = self._given_for is not None and self._given_for() is not loop
            if client.is_closed or is_foreign or (self._is_closed and self._given is None):
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
        """The first client that is not busy yet, so that few runs share few connections."""
        for index, busy in enumerate(state.busy):
            if busy < _PER_CLIENT:
                return index
        if self._given is None and len(state.clients) < _MOST_CLIENTS:
            state.clients.append(self._ready.pop() if self._ready else self._make())
            state.busy.append(0)
            return len(state.clients) - 1
        return state.busy.index(min(state.busy))

    def _enter_process(self, call: Call[Any]) -> None:
        """The first call ever, or the first one after a fork: the connections made before that are the parent's."""
        if self._pid is not None:
            if self._given is not None:
                raise ClientClosedError(
                    f"{call}: http_client was in use when this process was forked, and its connections are the parent's. Make a "
                    "new client here."
                )
            self._loops = WeakKeyDictionary()
            self._ready.clear()
        self._pid = os.getpid()

    def _make(self) -> httpx.AsyncClient:
        import httpx

        return self._wire.make(httpx.AsyncClient)

    async def close(self) -> None:
        """Closes the connections of this event loop, except those of a client that the caller gave.

        Those that are in use, as by a create that nobody waits for any more, are closed when they are not.
        """
        self._is_closed = True
        state = self._loops.pop(asyncio.get_running_loop(), None)
        if state is not None and self._given is None:
            for client, busy in zip(state.clients, state.busy, strict=True):
                if not busy:
                    await client.aclose()
