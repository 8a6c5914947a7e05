"""The parts of a running sandbox, apart from its HTTP server."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import attrs

from .common.clock import Clock
from .common.signing import Signer
from .contract.operations import Contract
from .files.contents import Contents
from .generation.outputs import Outputs
from .settings import Settings
from .simulation.engine import Simulation
from .simulation.project import Project

if TYPE_CHECKING:
    from .simulation.webhook_sender import WebhookSender


@attrs.define(eq=False)
class AppState:
    """The parts that request handlers use. Not thread-safe: only the server's thread may use it."""

    settings: Settings
    contract: Contract
    clock: Clock
    simulation: Simulation
    signer: Signer
    outputs: Outputs
    contents: Contents
    #: Sends events to the webhook; None without a webhook.
    webhook: "WebhookSender | None" = None
    #: The port of the storage host, which is another origin than the API; None if they share a port.
    storage_port: int | None = None

    def close(self) -> None:
        """End the real browsers, and remove files from the disk."""
        for project in self.simulation.projects.values():
            self.simulation.browsers.forget(project)
        self.simulation.browsers.wait()
        self.contents.close()

    def catch_up(self) -> datetime:
        """Run the events that are due, and return the time."""
        now = self.clock.now()
        self.simulation.run_until(now)
        return now

    def advance_for(self, project: Project, session_id: UUID | None) -> None:
        """Advance the time to the next event of the session, or of any session of the project, that starts or runs a task."""
        now = self.catch_up()
        due = project.next_event(session_id)
        if due is not None:
            self.clock.advance(max(due - now, timedelta(0)))

    def storage_origin(self, origin: str) -> str:
        """The origin of the storage host, for a caller who reaches the API at `origin`."""
        if self.storage_port is None:
            return origin
        scheme, _, host = origin.partition("://")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return f"{scheme}://{name or host}:{self.storage_port}"
