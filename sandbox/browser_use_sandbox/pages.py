"""What the sandbox serves beside the API: the URLs that its answers hold."""

import html
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from .clock import Clock
from .pictures import screenshot
from .refusals import SessionNotFound
from .session import Session
from .signing import Signer
from .simulation import Simulation

_RECORDING = Path(__file__).with_name("recording.webm")


class Pages:
    """The live page, the screenshots and the recordings. They need no key: their URLs are known to those who have one."""

    def __init__(self, simulation: Simulation, clock: Clock, signer: Signer) -> None:
        self._simulation = simulation
        self._clock = clock
        self._signer = signer

    def routes(self) -> Iterator[Route]:
        yield Route("/live/{session_id:uuid}", self.live)
        yield Route("/screenshots/{session_id:uuid}/{step:int}.png", self.screenshot)
        yield Route("/recordings/{session_id:uuid}/{number:int}.webm", self.recording)

    async def live(self, request: Request) -> Response:
        session = self._find(request.path_params["session_id"])
        lines = [f"Status: {session.status}", session.title, session.last_step_summary]
        text = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
        return HTMLResponse(
            f"<!doctype html><html lang=en><title>Session {session.id}</title><h1>Session {session.id}</h1>{text}</html>"
        )

    async def screenshot(self, request: Request) -> Response:
        if not self._signer.is_good(request.url.path, request.url.query, self._clock.now()):
            raise HTTPException(403, "The URL is not signed by this server, or has expired")
        return Response(screenshot(request.path_params["step"]), media_type="image/png")

    async def recording(self, request: Request) -> Response:
        """A short clip, the same for every task that is over."""
        session = self._find(request.path_params["session_id"])
        if request.path_params["number"] >= session.tasks_over or not session.enable_recording:
            raise HTTPException(404, "There is no such recording")
        return FileResponse(_RECORDING, media_type="video/webm")

    def _find(self, session_id: UUID) -> Session:
        self._simulation.run_until(self._clock.now())
        for project in self._simulation.projects.values():
            try:
                return project.find(session_id)
            except SessionNotFound:
                continue
        raise SessionNotFound
