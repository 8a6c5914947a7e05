"""A small in-memory API, a simulated clock on which flows run, and one interface for both clients.

This API is independent of the sandbox, so that a mistake in the sandbox cannot hide one in the client.
"""

import asyncio
import inspect
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from browser_use_sessions import AsyncBrowserUse, BrowserUse
from browser_use_sessions._flows.context import Context, Emit, Gather, Uninterruptible
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport.calls import Call, Response, TransportFailure
from browser_use_sessions._transport.retry import RetryPolicy
from browser_use_sessions.polling import pace

KEY = "key-that-nobody-may-see"
FINAL = ("stopped", "timed_out", "error")
State = dict[str, Any]


class FakeApi:
    """`life(session, seconds since the dispatch)` returns the changed fields of a session with a task."""

    def __init__(self, clock: Callable[[], float], duration: float = 1.0) -> None:
        self.clock = clock
        self.duration = duration
        self.sessions: dict[str, State] = {}
        self.messages: dict[str, list[State]] = {}
        self.requests: list[tuple[str, str, Any]] = []
        self.life: Callable[[State, float], State] = self.ordinary_life
        self.oldest_first = False
        self.settles = True  # Whether the session stays as it is after a verdict.
        self.lock = threading.RLock()

    def ordinary_life(self, session: State, seconds: float) -> State:
        if seconds < self.duration:
            return {"status": "running", "stepCount": session["stepsBefore"] + 1}
        status = "idle" if session["keepAlive"] else "stopped"
        return {"status": status, "isTaskSuccessful": True, "output": session["result"], "stepCount": session["stepsBefore"] + 2}

    @property
    def left(self) -> list[str]:
        """The sessions that have not ended."""
        return [one["id"] for one in map(self.look, self.sessions) if one["status"] not in FINAL]

    def answer(self, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        data = json.loads(body) if body else None
        with self.lock:
            self.requests.append((method, path, data))
            route, _, query = path.partition("?")
            parts = route.removeprefix("/sessions").strip("/").split("/")
            if not parts[0]:
                return self._list(dict(parse_qsl(query))) if method == "GET" else self._create(data or {})
            if parts[0] not in self.sessions:
                return 404, {"detail": "Session not found"}
            if method == "DELETE":
                del self.sessions[parts[0]]
                return 204, None
            if parts[1:] == ["messages"]:
                return self._messages(parts[0], dict(parse_qsl(query)))
            if parts[1:] == ["stop"]:
                self._stop(parts[0], (data or {}).get("strategy", "session"))
            return 200, self.look(parts[0])

    def look(self, session_id: str) -> State:
        session = self.sessions[session_id]
        if session["dispatched"] is not None and session["status"] not in FINAL:
            seconds = self.clock() - session["dispatched"]
            changes = self.life(session, seconds)
            session |= changes
            if changes.get("isTaskSuccessful") is not None and self.settles:
                session["dispatched"] = None
        hidden = ("dispatched", "keepAlive", "stepsBefore", "result")
        return {name: value for name, value in session.items() if name not in hidden}

    def _create(self, data: State) -> tuple[int, Any]:
        session_id = data.get("sessionId")
        if session_id is not None and session_id not in self.sessions:
            return 404, {"detail": "Session not found"}
        if session_id is not None and self.look(session_id)["status"] != "idle":
            return 409, {"detail": "Session is not idle"}
        session_id = session_id or str(uuid.uuid4())
        task = data.get("task")
        old = self.sessions.get(session_id, {})
        self.sessions[session_id] = {
            "createdAt": self.now(),
            "stepCount": 0,
            "totalCostUsd": "0.125",
            "model": data.get("model", "claude-sonnet-4.6"),
            **old,
            "id": session_id,
            "status": "idle" if task is None or old else "created",
            "updatedAt": self.now(),
            "isTaskSuccessful": None,
            "output": None,
            "maxCostUsd": data.get("maxCostUsd"),
            "dispatched": None if task is None else self.clock(),
            "keepAlive": data.get("keepAlive", False),
            "stepsBefore": old.get("stepCount", 0),
            "result": f"did {task}",
        }
        if task is not None:
            self.say(session_id, "human", task)
            self.say(session_id, "ai", f"on it: {task}")
        return 200, self.look(session_id) if old else self.look(session_id) | {"status": "created" if task else "idle"}

    def say(self, session_id: str, role: str, text: str) -> None:
        message = {"id": str(uuid.uuid4()), "sessionId": session_id, "role": role, "data": text, "createdAt": self.now()}
        self.messages.setdefault(session_id, []).append(message)

    def now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat()

    def _stop(self, session_id: str, strategy: str) -> None:
        session = self.sessions[session_id]
        if strategy == "session":
            session["status"] = "stopped" if session["status"] not in FINAL else session["status"]
        elif session["dispatched"] is not None:
            session |= {"status": "idle", "isTaskSuccessful": False, "dispatched": None}

    def _list(self, query: dict[str, str]) -> tuple[int, Any]:
        number, size = int(query.get("page", 1)), int(query.get("page_size", 20))
        everything = [self.look(one) for one in reversed(self.sessions)]
        page = everything[(number - 1) * size : number * size]
        return 200, {"sessions": page, "total": len(everything), "page": number, "pageSize": size}

    def _messages(self, session_id: str, query: dict[str, str]) -> tuple[int, Any]:
        found = self.messages.get(session_id, [])
        ids = [message["id"] for message in found]
        limit = int(query.get("limit", 10))
        if "after" in query:
            found = found[ids.index(query["after"]) + 1 :]
            return 200, {"messages": found[:limit], "hasMore": len(found) > limit}
        if "before" in query:
            found = found[: ids.index(query["before"])]
        if self.oldest_first and "before" not in query:
            return 200, {"messages": found[:limit], "hasMore": len(found) > limit}
        return 200, {"messages": found[-limit:], "hasMore": len(found) > limit}


class World:
    """Runs flows against an API on a clock that advances only with sleeps. `faults` may respond in place of the API."""

    def __init__(self, duration: float = 1.0, **policy: Any) -> None:
        self.time = 1_000_000.0
        self.slept: list[float] = []
        self.items: list[Any] = []
        self.latency = 0.0
        self.api = FakeApi(lambda: self.time, duration)
        self.faults: Callable[[Call], Response | TransportFailure | None] = lambda call: None
        retries = RetryPolicy(policy.get("max_retries", 3), policy.get("budget", 120.0))
        self.ctx = Context(retries, pace, lambda whats: [], lambda: self.time, lambda: self.time, lambda: 0.5)

    def run(self, flow: Any, interrupt_at: Callable[[Any], BaseException | None] = lambda effect: None) -> Any:
        """Returns the result of the flow. `interrupt_at` may return an error to throw into the flow instead of the effect."""
        value: Any = None
        error: BaseException | None = None
        try:
            while True:
                effect = flow.send(value) if error is None else flow.throw(error)
                error = interrupt_at(effect)
                value = None if error else self._perform(effect)
        except StopIteration as stop:
            return stop.value

    def _perform(self, effect: Any) -> Any:
        if isinstance(effect, Emit):
            self.items.append(effect.value)
        elif isinstance(effect, Call):
            self.time += self.latency
            outcome = self.faults(effect)
            if outcome is None:
                status, data = self.api.answer(effect.request.method, effect.request.target, effect.request.content)
                outcome = Response(
                    status, b"" if data is None else json.dumps(data).encode(), {"content-type": "application/json"}
                )
            return outcome
        elif isinstance(effect, Uninterruptible):
            return self.run(effect.flow)
        elif isinstance(effect, Gather):
            for flow in effect.flows:
                self.run(flow)
        elif isinstance(effect, float):
            assert effect >= 0
            self.slept.append(effect)
            self.time += effect
        return None


class BlockingInterface:
    """Gives an object of the asyncio client the interface of its blocking counterpart."""

    # The test iterates over or enters the results of these; they are not awaited at once.
    _LATER = frozenset(("stream", "follow", "run_many", "session"))

    def __init__(self, loop: asyncio.AbstractEventLoop, target: Any) -> None:
        self._loop = loop
        self._target = target

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if name.startswith("_"):
            return value
        if not callable(value):
            return self._wrapped(value)

        def call(*arguments: Any, **options: Any) -> Any:
            result = value(*arguments, **options)
            if inspect.isawaitable(result) and name not in self._LATER:
                result = self._await(result)
            return self._wrapped(result)

        return call

    def __iter__(self) -> Iterator[Any]:
        steps = aiter(self._target)
        try:
            while True:
                try:
                    yield self._await(anext(steps))
                except StopAsyncIteration:
                    return
        finally:
            if hasattr(steps, "aclose"):
                self._await(steps.aclose())

    def __enter__(self) -> Any:
        return self._wrapped(self._await(self._target.__aenter__()))

    def __exit__(self, *exception: Any) -> Any:
        return self._await(self._target.__aexit__(*exception))

    def _await(self, awaitable: Any) -> Any:
        async def waiting() -> Any:
            return await awaitable

        return self._loop.run_until_complete(waiting())

    def _wrapped(self, value: Any) -> Any:
        module = type(value).__module__
        is_asyncs = (
            module.startswith("browser_use_sessions.async")
            or type(value).__name__.startswith("Async")
            or (hasattr(value, "__aiter__") and "_async_walk" in getattr(value, "__dict__", {"_async_walk": None}))
        )
        return BlockingInterface(self._loop, value) if is_asyncs else value


@pytest.fixture
def make_world() -> type[World]:
    return World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(params=["blocking", "asyncio"])
def make_client(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Creates clients of both kinds, which tests use through one interface."""
    clients: list[Any] = []
    if request.param == "blocking":

        def make(**options: Any) -> Any:
            clients.append(BrowserUse(**{"api_key": KEY, **options}))
            return clients[-1]

        yield make
        for client in clients:
            client.close()
        return
    loop = asyncio.new_event_loop()

    def make_async(**options: Any) -> Any:
        clients.append(BlockingInterface(loop, AsyncBrowserUse(**{"api_key": KEY, **options})))
        return clients[-1]

    yield make_async
    for client in clients:
        client.close()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


@pytest.fixture
def mocked(make_client: Callable[..., Any]) -> Callable[..., Any]:
    """Creates a client of either kind over an httpx mock transport with the given handler."""

    def make(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Any:
        transport = httpx.MockTransport(handler)
        kind = httpx.AsyncClient if make_client.__name__ == "make_async" else httpx.Client
        http = options.pop("http", {})
        return make_client(http_client=kind(transport=transport, **http), base_url="https://api.test/api/v3", **options)

    return make


class Api:
    """The in-memory API behind an httpx mock transport. `rule` may respond in its place."""

    def __init__(self, fake: Any) -> None:
        self.fake = fake
        self.rule: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.rule(request)
        if answer is not None:
            return answer
        path = request.url.raw_path.decode().removeprefix("/api/v3")
        status, data = self.fake.answer(request.method, path, request.content or None)
        return httpx.Response(status, json=data) if data is not None else httpx.Response(status)


@pytest.fixture
def api(world: Any) -> Api:
    return Api(type(world.api)(time.time, duration=0.05))


@pytest.fixture
def client(api: Api, mocked: Callable[..., Any]) -> Any:
    return mocked(api, pace=lambda elapsed: 0.05)


@pytest.fixture
def nothing_stays_held() -> Iterator[None]:
    yield
    assert tracked_sessions.tracked() == frozenset()
