"""The responses of faults."""

import asyncio
import html
import json
import socket
import struct
from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..script.fault import BODILESS, Fault
from .responses import RangedResponse, json_response

_GARBAGE = b'\x00\xff\xfe{"id": not json'
_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n<hr>\r\n</body>\r\n</html>\r\n"


class BrokenResponse(Response):
    """Sends half of a response and closes the connection. Without a body, it only closes or resets the connection."""

    def __init__(self, response: Response | None, is_reset: bool = False) -> None:
        super().__init__()
        if isinstance(response, RangedResponse):
            response.body = response.whole()
        self._response = response if response is not None and response.body else None
        self._is_reset = is_reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope.get("state", {}).get("transport")
        if transport is None:
            raise RuntimeError("this server gives no access to its connections")
        if self._response is not None:
            half = self._response.body[: len(self._response.body) // 2]
            start = {"type": "http.response.start", "status": self._response.status_code, "headers": self._response.raw_headers}
            await send(start)
            await send({"type": "http.response.body", "body": bytes(half), "more_body": True})
        if self._is_reset:
            # Without lingering, TCP sends RST instead of FIN.
            linger = struct.pack("ii", 1, 0)
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass

    @property
    def visible_status(self) -> int | None:
        """The status that the caller receives, if any."""
        return None if self._response is None else self._response.status_code


async def respond_with_fault(fault: Fault, act: Callable[[], Awaitable[Response]]) -> Response:
    """The response to a call that meets the fault; `act` carries out the call."""
    truth = await act() if fault.acts else None
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.answer == "true" and truth is not None:
        return _changed(truth, fault)
    match fault.answer:
        case "html":
            reason = html.escape(f"{fault.status} {fault.detail}")
            return Response(_PAGE.format(reason), fault.status, fault.headers, "text/html")
        case "nothing":
            return BrokenResponse(None)
        case "reset":
            return BrokenResponse(None, is_reset=True)
        case "truncated":
            return BrokenResponse(_error_response(fault) if truth is None else truth)
        case "garbage":
            return Response(_GARBAGE, fault.status, fault.headers, "application/json")
        case _:
            return _error_response(fault)


def _error_response(fault: Fault) -> Response:
    """The error in the form of the contract: a list for 422, no body for statuses without one, a text for all others."""
    if fault.status in BODILESS:
        return Response(status_code=fault.status, headers=fault.headers)
    detail = [{"loc": ["body"], "msg": fault.detail, "type": "fault"}] if fault.status == 422 else fault.detail
    return json_response(fault.status, {"detail": detail}, fault.headers)


def _changed(truth: Response, fault: Fault) -> Response:
    if not fault.changes or truth.media_type != "application/json":
        return truth
    value = json.loads(bytes(truth.body)) | fault.changes
    return json_response(truth.status_code, value)
