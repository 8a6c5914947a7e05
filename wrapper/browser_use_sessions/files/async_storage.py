"""Transfers with asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import aclosing, closing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from browser_use_sessions._transport.event_loop import running_loop
from browser_use_sessions.files.flows import FileWork, Get, Pause, Put
from browser_use_sessions.files.outcomes import (
    DONE,
    MAX_ERROR_BODY,
    PROBLEMS,
    Outcome,
    ResponseHead,
    download_start,
    error_outcome,
    strong_etag,
    upload_outcome,
    with_error_code,
    wrong_size,
)
from browser_use_sessions.files.requests import get_request, put_request, timeouts
from browser_use_sessions.files.sources import SourceReader

if TYPE_CHECKING:
    from browser_use_sessions.files.flows import Effect, Flow
    from browser_use_sessions.files.targets import Target

T = TypeVar("T")
_WRITE_SIZE = 1024 * 1024


class AsyncStorage:
    """Carries out the effects of flows, in several tasks at the same time. `executor` has the threads for local files."""

    def __init__(self, client: httpx.AsyncClient, executor: Executor) -> None:
        self._client = client
        self._executor = executor
        self._extensions = {"timeout": timeouts(client)}

    async def run(self, flow: Flow[T], ask_again: Callable[[], Awaitable[Any]], moved: Callable[[int], object]) -> T:
        """The flow's result. `moved` is called with the number of bytes that were moved so far."""
        step: Callable[[Any], Effect] = flow.send
        value: Any = None
        with closing(flow):
            while True:
                try:
                    effect = step(value)
                except StopIteration as end:
                    result: T = end.value
                    return result
                try:
                    step, value = flow.send, await self._perform(effect, ask_again, moved)
                except BaseException as error:
                    step, value = flow.throw, error

    async def _perform(self, effect: Effect, ask_again: Callable[[], Awaitable[Any]], moved: Callable[[int], object]) -> Any:
        if isinstance(effect, Put | Get):
            try:
                return await (self._put(effect, moved) if isinstance(effect, Put) else self._get(effect, moved))
            except PROBLEMS as error:
                return error_outcome(error)
        if isinstance(effect, FileWork):
            return await in_thread(self._executor, effect.work)
        if isinstance(effect, Pause):
            return await asyncio.sleep(effect.seconds)
        return await ask_again()

    async def _put(self, put: Put, moved: Callable[[int], object]) -> Outcome:
        with SourceReader(put.source) as source:
            await in_thread(self._executor, source.open)

            async def content() -> AsyncIterator[bytes]:
                sent = 0
                while chunk := source.chunk() if source.is_read else await in_thread(self._executor, source.chunk):
                    yield chunk
                    sent += len(chunk)
                    moved(sent)

            response = await self._send(put_request(put, content(), **self._extensions))
            try:
                return upload_outcome(ResponseHead(response.status_code, response.headers), await _body_start(response))
            finally:
                await response.aclose()

    async def _get(self, get: Get, moved: Callable[[int], object]) -> Outcome:
        target, offset = get.target, get.target.received if get.target.etag else 0
        response = await self._send(get_request(get, **self._extensions))
        try:
            head = ResponseHead(response.status_code, response.headers)
            begin = download_start(head, get.size, offset)
            if isinstance(begin, Outcome):
                return with_error_code(begin, await _body_start(response))
            target.etag = ""
            start: int | None = begin
            headers = response.headers
            has_length = "content-length" in headers and "transfer-encoding" not in headers
            size = get.size if has_length else None  # With a known length, nothing can follow.
            async with aclosing(_chunks(response)) as chunk_lists:
                async for chunks in chunk_lists:
                    await in_thread(self._executor, partial(_write, target, start, chunks, size))
                    target.etag, start = strong_etag(response.headers), None
                    if target.received > get.size:
                        break
                    moved(target.received)
        finally:
            await response.aclose()
        return DONE if target.received == get.size else wrong_size(head, target.received, get.size)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True, auth=None, follow_redirects=False)


def _write(target: Target, start: int | None, chunks: Sequence[bytes], size: int | None) -> None:
    """A small file is written completely by one call, since every switch to a thread takes time."""
    if start is not None:
        target.start(start)
    target.write(chunks)
    if target.received == size:
        target.commit()


async def _chunks(response: httpx.Response) -> AsyncGenerator[list[bytes]]:
    """The body in lists of chunks, each large enough for a switch to a thread. The first list may be empty."""
    chunks, size, is_first = list[bytes](), 0, True
    problem: Exception | None = None
    try:
        async for chunk in response.aiter_raw():
            chunks.append(chunk)
            size += len(chunk)
            if size >= _WRITE_SIZE:
                yield chunks
                chunks, size, is_first = [], 0, False
    except PROBLEMS as error:  # The chunks that have come so far are kept.
        problem = error
    if chunks or (is_first and problem is None):
        yield chunks
    if problem is not None:
        raise problem


async def _body_start(response: httpx.Response) -> bytes:
    """The beginning of the body. If that is the whole body, the connection can be used again."""
    body = b""
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) >= MAX_ERROR_BODY:
            break
    return body[:MAX_ERROR_BODY]


async def in_thread(executor: Executor, work: Callable[[], T]) -> T:
    """The result of the work. If the task is cancelled, CancelledError is raised only when the work has ended."""
    future = running_loop().run_in_executor(executor, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            try:
                await asyncio.wait({future})
            except asyncio.CancelledError:
                continue
        raise
