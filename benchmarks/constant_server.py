"""A loopback server that returns the same session for every request: the lower bound for the cost of a server."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SESSION_ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
SESSION: dict[str, Any] = {
    "id": SESSION_ID,
    "status": "idle",
    "model": "claude-sonnet-4.6",
    "createdAt": "2026-01-02T03:04:05.678901Z",
    "updatedAt": "2026-01-02T03:05:05.678901Z",
    "title": "Compare prices",
    "output": "The cheapest one costs 39.90 dollars.",
    "outputSchema": None,
    "stepCount": 12,
    "lastStepSummary": "Reading the table of prices",
    "isTaskSuccessful": True,
    "liveUrl": f"https://live.example.com/{SESSION_ID}",
    "recordingUrls": [],
    "profileId": None,
    "workspaceId": None,
    "proxyCountryCode": "us",
    "maxCostUsd": "0.50",
    "totalInputTokens": 12345,
    "totalOutputTokens": 678,
    "proxyUsedMb": "1.25",
    "llmCostUsd": "0.0472",
    "proxyCostUsd": "0.0125",
    "browserCostUsd": "0.0020",
    "totalCostUsd": "0.0617",
    "screenshotUrl": "https://files.example.com/shot.png?signature=abc",
    "agentmailEmail": "agent@mail.example.com",
}
BODY = json.dumps(SESSION).encode()
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


@contextmanager
def constant_server() -> Iterator[str]:
    """Runs the server in a thread of this process and yields its base URL."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v3"
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
