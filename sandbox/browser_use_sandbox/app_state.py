"""All that a sandbox consists of, except its way to the outside."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

import attrs

from .agent import SimulatedAgent
from .clock import Clock
from .contract.document import DocumentError
from .contract.loading import load
from .contract.operations import Contract
from .files.contents import Contents
from .outputs import Outputs
from .project import Project
from .settings import Settings
from .signing import Signer
from .simulation import Simulation

if TYPE_CHECKING:
    from .webhooks.sender import WebhookSender


@attrs.define(eq=False)
class AppState:
    """The parts that everything which serves requests works on. Not thread-safe: it belongs to the server's thread."""

    settings: Settings
    contract: Contract
    clock: Clock
    simulation: Simulation
    signer: Signer
    outputs: Outputs
    contents: Contents
    #: Sends events to the webhook; None where there is none.
    webhook: "WebhookSender | None" = None
    #: The port of the storage host, which makes it another origin than the API; None where it has none of its own.
    storage_port: int | None = None

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> Self:
        """A new sandbox. DocumentError where the document that it is to serve is none."""
        contract = load(settings.spec, settings.any_model, settings.revision)
        if settings.spec is not None:
            from .resources.registry import not_simulated

            if len(not_simulated(contract)) == len(contract.operations):
                raise DocumentError(f"{settings.spec}: has none of the operations that the sandbox simulates")
        contents = Contents(settings.max_storage_bytes)
        simulation = Simulation(settings, SimulatedAgent(settings, contract.rules), contents, contract.rules)
        state = cls(settings, contract, clock, simulation, Signer(), Outputs(settings.seed or 0), contents)
        if settings.webhook_url is not None:
            from .webhooks.sender import WebhookSender

            state.webhook = WebhookSender(settings, state.catch_up, simulation, clock)
        return state

    def close(self) -> None:
        """End real browsers, and remove files from the disk."""
        for project in self.simulation.projects.values():
            self.simulation.browsers.forget(project)
        self.simulation.browsers.wait()
        self.contents.close()

    def catch_up(self) -> datetime:
        """Let everything happen that is due; the time."""
        now = self.clock.now()
        self.simulation.run_until(now)
        return now

    def advance_for(self, project: Project, session_id: UUID | None) -> None:
        """Move time to what happens next to the session, or to the first of the project's sessions, if it starts or works."""
        now = self.catch_up()
        due = project.next_event(session_id)
        if due is not None:
            self.clock.advance(max(due - now, timedelta(0)))

    def storage_origin(self, origin: str) -> str:
        """How the caller who reaches the API at `origin` reaches the storage host."""
        if self.storage_port is None:
            return origin
        scheme, _, host = origin.partition("://")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return f"{scheme}://{name or host}:{self.storage_port}"
