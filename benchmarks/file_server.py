"""A minimal API and storage host: uploads are discarded, downloads are zeros."""

import io
import json
import socket
import threading
from typing import Any

import httpx

WORKSPACE = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
LARGE, SMALL, COUNT = 1 << 30, 10_000, 1000
BLOCK = bytes(1 << 20)


class Connection:
    """One connection of a client."""

    def __init__(self, connection: socket.socket, url: str) -> None:
        self._connection = connection
        self._reader = io.BufferedReader(socket.SocketIO(connection, "r"), 1 << 16)
        self._url = url
        self._buffer = bytearray(1 << 18)

    def serve(self) -> None:
        while line := self._reader.readline():
            method, target, _ = line.decode().split()
            headers = {}
            while (header := self._reader.readline()) not in (b"\r\n", b""):
                name, _, value = header.decode().partition(":")
                headers[name.lower()] = value.strip()
            self._answer(method, httpx.URL(target), int(headers.get("content-length", 0)))

    def _answer(self, method: str, url: httpx.URL, length: int) -> None:
        if method == "POST":
            asked = json.loads(self._reader.read(length))["files"]
            places = [
                {"name": one["name"], "path": one["name"], "uploadUrl": f"{self._url}/storage/{one['size']}/{one['name']}"}
                for one in asked
            ]
            return self._send_json({"files": places})
        if method == "PUT":
            while length:
                length -= self._reader.readinto1(memoryview(self._buffer)[: min(length, len(self._buffer))])
            return self._connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        if url.path.startswith("/storage/"):
            return self._send_zeros(int(url.path.split("/")[2]))
        start, limit = int(url.params.get("cursor", 0)), int(url.params.get("limit", 50))
        size, count = (LARGE, 1) if url.params.get("prefix", "").startswith("large") else (SMALL, COUNT)
        paths = ["large.bin"] if count == 1 else [f"small/{number}.bin" for number in range(start, min(start + limit, count))]
        files = [
            {"path": path, "size": size, "lastModified": "2026-03-25T09:00:00Z", "url": f"{self._url}/storage/{size}/{path}"}
            for path in paths
        ]
        more = {"nextCursor": str(start + limit), "hasMore": True} if start + limit < count else {"hasMore": False}
        return self._send_json({"files": files, **more})

    def _send_json(self, value: Any) -> None:
        body = json.dumps(value).encode()
        self._connection.sendall(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
        )

    def _send_zeros(self, size: int) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size
        if size <= len(BLOCK):
            return self._connection.sendall(head + BLOCK[:size])
        self._connection.sendall(head)
        for _ in range(size // len(BLOCK)):
            self._connection.sendall(BLOCK)
        return None


def serve() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    print(url, flush=True)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=Connection(connection, url).serve, daemon=True).start()


if __name__ == "__main__":
    serve()
