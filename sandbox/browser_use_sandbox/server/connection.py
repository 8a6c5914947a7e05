"""A connection of the server: that of uvicorn, with a time limit for each request.

uvicorn has no public interface for this, and none for faults that break connections. This uses `conn`, `transport`, `server`,
`loop` and `timeout_keep_alive_handler` of its H11Protocol.
"""

import asyncio
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

#: How long a request may take to arrive, and its response to be read, in real seconds.
REQUEST_SECONDS = 30.0


class Config(uvicorn.Config):
    """The settings of uvicorn, and the port for uploads."""

    upload_port: int | None = None


class Connection(H11Protocol):
    """Closes if a request does not arrive in time; on the upload port, only if nothing arrives in that time.

    The application finds the connection in `scope["state"]["connection"]`, and can break it.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)
        self._deadline: asyncio.TimerHandle | None = None
        self._is_upload = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._is_upload = self.server is not None and self.server[1] == getattr(self.config, "patient_port", None)
        self._update_deadline()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_upload:
            self._cancel_deadline()
        self._update_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Close, but do not wait without limit for a caller who does not read the last response."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _update_deadline(self) -> None:
        """Start the deadline when a request begins to arrive, and cancel it when the request is complete."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._cancel_deadline()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
