"""Adds a fault to a server: an ASGI middleware, and a function that rewrites recorded exchanges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from browser_use_contract.exchange import Exchange

from .fault import Answer, Call, Fault, Memory

_PREFIX = "/api/v3"


class FaultMiddleware:
    """An ASGI application that forwards requests to another one, with one fault."""

    def __init__(self, app: Any, fault: Fault) -> None:
        self._app = app
        self._fault = fault
        self._memory = Memory()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(_PREFIX) and self._fault.storage:
            call = await self._call(scope, receive)
            await self._forward(scope, call, "")
            self._fault.storage(call)
            await _answer(call.answer, send)
            return
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        call = await self._call(scope, receive)
        made = self._fault.before(call) if self._fault.before else None
        if made is None:
            await self._forward(scope, call)
            self._memory.record(call)
        else:
            call.answer = made
        if self._fault.after:
            self._fault.after(call)
        await _answer(call.answer, send)

    async def _call(self, scope: Any, receive: Any) -> Call:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["path"].removeprefix(_PREFIX)
        return Call(scope["method"], path, scope["query_string"].decode("latin-1"), headers, body, self._memory)

    async def _forward(self, scope: Any, call: Call, prefix: str = _PREFIX) -> None:
        headers = {**call.headers, "content-length": str(len(call.body))}
        inner = {
            **scope,
            "method": call.method,
            "path": prefix + call.path,
            "raw_path": quote(prefix + call.path, safe="/%").encode(),
            "query_string": call.query.encode("latin-1"),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": call.body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]}
                call.answer = Answer(message["status"], found, b"")
            else:
                call.answer.body += message.get("body", b"")

        await self._app(inner, receive, send)


async def _answer(answer: Answer, send: Any) -> None:
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    if answer.status != 204 or answer.body:
        headers["content-length"] = str(len(answer.body))
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": answer.body})


def rewrite(exchanges: Iterable[Exchange], fault: Fault) -> Sequence[Exchange]:
    """Returns the traffic as if the server had a fault that changes only responses."""
    assert fault.after
    assert not fault.before
    memory = Memory()
    altered = []
    for one in sorted(exchanges, key=lambda exchange: (exchange.ended, exchange.number)):
        query = "&".join(f"{name}={value}" for name, value in one.query)
        call = Call(one.method, one.path, query, {}, one.sent or b"", memory)
        call.answer = Answer(one.status, dict(one.headers), one.body)
        if one.status:
            memory.record(call)
            fault.after(call)
        altered.append(replace(one, status=call.answer.status, headers=call.answer.headers, body=call.answer.body))
    return altered
