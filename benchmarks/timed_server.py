"""A minimal server whose tasks take a given time, for a thousand concurrent runs. It runs as a separate process.

It creates and stops sessions and computes their state from the clock. `GET /stats` returns the number of requests and of sessions
that are neither over nor stopped.
"""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from benchmarks.constant_server import SESSION

READY = "ready "


class TimedServer:
    def __init__(self, task_seconds: float) -> None:
        self.task_seconds = task_seconds
        self.ends: dict[str, float] = {}
        self.requests = 0

    def session(self, session_id: str) -> dict[str, Any]:
        over = time.time() >= self.ends[session_id]
        changed = datetime.fromtimestamp(self.ends[session_id] if over else self.ends[session_id] - self.task_seconds, UTC)
        state = (
            {"status": "stopped", "isTaskSuccessful": True}
            if over
            else {"status": "running", "isTaskSuccessful": None, "output": None}
        )
        return {**SESSION, "id": session_id, "updatedAt": changed.isoformat(), **state}

    def answer(self, method: str, path: str) -> dict[str, Any]:
        if path == "/stats":
            return {"requests": self.requests, "left": sum(end > time.time() for end in self.ends.values())}
        self.requests += 1
        parts = path.split("?")[0].removeprefix("/api/v3/sessions").strip("/").split("/")
        if not parts[0]:
            if method != "POST":
                return {"sessions": [], "total": len(self.ends), "page": 1, "pageSize": 20}
            parts[0] = str(uuid.uuid4())
            self.ends[parts[0]] = time.time() + self.task_seconds
        elif parts[-1] == "stop":
            self.ends[parts[0]] = min(self.ends[parts[0]], time.time())
        return self.session(parts[0])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, path, _ = head.split(" ", 2)
                for line in head.lower().split("\r\n"):
                    if line.startswith("content-length:"):
                        await reader.readexactly(int(line.split(":")[1]))
                body = json.dumps(self.answer(method, path)).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(task_seconds: float) -> None:
    server = await asyncio.start_server(TimedServer(task_seconds).serve, "127.0.0.1", 0, backlog=8192)
    print(f"{READY}http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v3", flush=True)
    await server.serve_forever()


@contextmanager
def timed_server(task_seconds: float) -> Iterator[str]:
    """Runs the server in a separate process and yields its base URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.timed_server", str(task_seconds)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix(READY).strip()
    finally:
        process.terminate()
        process.wait()


def stats(base_url: str) -> dict[str, int]:
    counted: dict[str, int] = json.load(urllib.request.urlopen(base_url.removesuffix("/api/v3") + "/stats"))
    return counted


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
