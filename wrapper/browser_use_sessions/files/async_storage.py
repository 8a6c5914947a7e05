"""Transfers with asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import aclosing, closing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from browser_use_sessions.files.flows import FileWork, Get, Pause, Put
from browser_use_sessions.files.outcomes import (
    DONE,
    MOST_EXPLANATION,
    PROBLEMS,
    Answer,
    Outcome,
    check_download,
    check_problem,
    check_upload,
    explained,
    strong_etag,
    wrong_size,
)
from browser_use_sessions.files.requests import get_request, put_request, timeouts
from browser_use_sessions.files.sources import SourceReader

if TYPE_CHECKING:
    from browser_use_sessions.files.flows import Effect, Flow
    from browser_use_sessions.files.targets import Target

T = TypeVar("T")
_WRITTEN_AT_ONCE = 1024 * 1024


class AsyncStorage:
    """Carries the effects of flows out, for several tasks at once. Local files are read and written in threads of `executor`."""

    def __init__(self, client: httpx.AsyncClient, executor: Executor) -> None:
        self._client = client
        self._executor = executor
        self._extensions = {"timeout": timeouts(client)}

    async def run(self, flow: Flow[T], ask_again: Callable[[], Awaitable[Any]], moved: Callable[[int], object]) -> T:
        """The flow's result. `moved` is told how many bytes of the file are moved so far."""
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
                return check_problem(error)
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
                while piece := source.piece() if source.is_read else await in_thread(self._executor, source.piece):
                    yield piece
                    sent += len(piece)
                    moved(sent)

            response = await self._send(put_request(put, content(), **self._extensions))
            try:
                return check_upload(Answer(response.status_code, response.headers), await _beginning(response))
            finally:
                await response.aclose()

    async def _get(self, get: Get, moved: Callable[[int], object]) -> Outcome:
        target, offset = get.target, get.target.received if get.target.etag else 0
        response = await self._send(get_request(get, **self._extensions))
        try:
            answer = Answer(response.status_code, response.headers)
            begin = check_download(answer, get.size, offset)
            if isinstance(begin, Outcome):
                return explained(begin, await _beginning(response))
            target.etag = ""
            start: int | None = begin
            headers = response.headers
            has_length = "content-length" in headers and "transfer-encoding" not in headers
            size = get.size if has_length else None  # With a length, nothing can come behind it.
            async with aclosing(_gathered(response)) as gathered:
                async for pieces in gathered:
                    await in_thread(self._executor, partial(_write, target, start, pieces, size))
                    target.etag, start = strong_etag(response.headers), None
                    if target.received > get.size:
                        break
                    moved(target.received)
        finally:
            await response.aclose()
        return DONE if target.received == get.size else wrong_size(answer, target.received, get.size)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True, auth=None, follow_redirects=False)


def _write(target: Target, start: int | None, pieces: Sequence[bytes], size: int | None) -> None:
    """In one go for small files, since each way into a thread and back takes its time."""
    if start is not None:
        target.start(start)
    target.write(pieces)
    if target.received == size:
        target.commit()


async def _gathered(response: httpx.Response) -> AsyncGenerator[list[bytes]]:
    """The body in pieces, as many together as are worth a thread's work. The first time there may be none."""
    pieces, size, is_first = list[bytes](), 0, True
    problem: Exception | None = None
    try:
        async for piece in response.aiter_raw():
            pieces.append(piece)
            size += len(piece)
            if size >= _WRITTEN_AT_ONCE:
                yield pieces
                pieces, size, is_first = [], 0, False
    except PROBLEMS as error:  # What has come so far is kept.
        problem = error
    if pieces or (is_first and problem is None):
        yield pieces
    if problem is not None:
        raise problem


async def _beginning(response: httpx.Response) -> bytes:
    """Of the body. Where that is all of it, the connection can be used again."""
    body = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) >= MOST_EXPLANATION:
            break
    return body[:MOST_EXPLANATION]


async def in_thread(executor: Executor, work: Callable[[], T]) -> T:
    """What the work gives. It is never left alone: where the task is cancelled, that is told when the work has ended."""
    future = asyncio.get_running_loop().run_in_executor(executor, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            try:
                await asyncio.wait({future})
            except asyncio.CancelledError:
                continue
        raise
