"""A minimal HTTP client, so that a server can be loaded from the same two cores: one connection, one request at a time."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


class Connection:
    """A connection to one server. `await connection.send("GET", "/sessions")` returns the status and the JSON body."""

    def __init__(self, base_url: str, api_key: str) -> None:
        url = urlsplit(base_url)
        self.address = (url.hostname, url.port)
        self.prefix = url.path
        self.headers = f"host: {url.netloc}\r\nx-browser-use-api-key: {api_key}\r\ncontent-type: application/json\r\n"

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection(*self.address)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.writer.close()

    async def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {self.prefix}{path} HTTP/1.1\r\n{self.headers}content-length: {len(content)}\r\n\r\n"
        self.writer.write(head.encode() + content)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(answer.partition("content-length:")[2].partition("\r\n")[0] or 0)
        content = await self.reader.readexactly(length)
        return int(answer[9:12]), json.loads(content) if content else None
