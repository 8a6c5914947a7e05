"""Reading the body of a request, up to a limit."""

from starlette.requests import ClientDisconnect, Request

from ..common.api_errors import BodyTooLarge


async def read_bounded(request: Request, limit: int) -> bytes:
    """The whole body. BodyTooLarge as soon as it is known to be longer than `limit` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise BodyTooLarge(limit)
    chunks: list[bytes] = []
    size = 0
    while True:
        # The same as request.stream(), which is slow for small bodies.
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise BodyTooLarge(limit)
        if not message.get("more_body", False):
            return b"".join(chunks)
