"""The base of the resources: from a method's arguments to a transport, and back to its result."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .errors import ArgumentError
from .paging import Steps, bind, follow

if TYPE_CHECKING:
    from .operation import Operation, Request

T = TypeVar("T")
P = TypeVar("P")


class Transport(Protocol):
    """Carries requests out, blocking.

    `argument_error` makes the errors about arguments: ArgumentError, or a class that takes the same arguments.
    """

    @property
    def argument_error(self) -> Callable[..., Exception]: ...
    def send(self, request: Request[T], /) -> T:
        """What the request is answered with. Raises an error where that is no success."""
        ...


class AsyncTransport(Protocol):
    """Carries requests out with asyncio."""

    @property
    def argument_error(self) -> Callable[..., Exception]: ...
    async def send(self, request: Request[T], /) -> T:
        """What the request is answered with. Raises an error where that is no success."""
        ...


class Resource:
    """The operations of one part of the API, blocking."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _request(self, operation: Operation[T], arguments: Mapping[str, Any], **extra: Any) -> Request[T]:
        return operation.request(arguments, error=self._transport.argument_error, **extra)

    def _send(self, operation: Operation[T], arguments: Mapping[str, Any], **extra: Any) -> T:
        return self._transport.send(self._request(operation, arguments, **extra))

    def _page(self, operation: Operation[T], arguments: Mapping[str, Any], **extra: Any) -> T:
        def make(changed: dict[str, Any]) -> Request[Any]:
            return self._request(operation, changed, **extra)

        def walk() -> Iterator[Any]:
            return _walk(self._transport, follow(operation, arguments, make, page))

        page = self._send(operation, arguments, **extra)
        return bind(page, walk=walk)  # type: ignore[no-any-return]


class AsyncResource:
    """The operations of one part of the API, with asyncio."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def _request(self, operation: Operation[T], arguments: Mapping[str, Any], **extra: Any) -> Request[T]:
        return operation.request(arguments, error=self._transport.argument_error, **extra)

    async def _send(self, operation: Operation[T], arguments: Mapping[str, Any], **extra: Any) -> T:
        return await self._transport.send(self._request(operation, arguments, **extra))

    def _page(self, operation: Operation[P], arguments: Mapping[str, Any], **extra: Any) -> AsyncPages[P, Any]:
        return AsyncPages(self._transport, operation, arguments, extra)


class AsyncPages(Generic[P, T]):
    """A list that is awaited for one page, or iterated over for every item of all pages."""

    def __init__(
        self, transport: AsyncTransport, operation: Operation[P], arguments: Mapping[str, Any], extra: Mapping[str, Any]
    ) -> None:
        self._transport = transport
        self._operation = operation
        self._arguments = arguments
        self._extra = extra
        self._first = self._make(dict(arguments))  # Wrong arguments are told at once.

    def _make(self, arguments: dict[str, Any]) -> Request[Any]:
        return self._operation.request(arguments, error=self._transport.argument_error, **self._extra)

    def __await__(self) -> Generator[Any, Any, P]:
        return self._page().__await__()

    async def _page(self) -> P:
        page: Any = await self._transport.send(self._first)

        def walk() -> AsyncIterator[Any]:
            return _walk_async(self._transport, follow(self._operation, self._arguments, self._make, page))

        return bind(page, async_walk=walk)  # type: ignore[no-any-return]

    def __aiter__(self) -> AsyncIterator[T]:
        return _walk_async(self._transport, follow(self._operation, self._arguments, self._make))


def _walk(transport: Transport, steps: Steps) -> Iterator[Any]:
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(step, list):
            yield from step
        else:
            answer = transport.send(step)


async def _walk_async(transport: AsyncTransport, steps: Steps) -> AsyncIterator[Any]:
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(step, list):
            for item in step:
                yield item
        else:
            answer = await transport.send(step)


__all__ = ["ArgumentError", "AsyncPages", "AsyncResource", "AsyncTransport", "Resource", "Transport"]
