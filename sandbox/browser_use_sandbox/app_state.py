"""All that a sandbox consists of, except its way to the outside."""

from datetime import timedelta
from typing import Self
from uuid import UUID

import attrs

from .agent import SimulatedAgent
from .clock import Clock
from .outputs import Outputs
from .project import Project
from .settings import Settings
from .signing import Signer
from .simulation import Simulation


@attrs.frozen
class AppState:
    """The parts that everything which serves requests works on. Not thread-safe: it belongs to the server's thread."""

    settings: Settings
    clock: Clock
    simulation: Simulation
    signer: Signer
    outputs: Outputs

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> Self:
        simulation = Simulation(settings, SimulatedAgent(settings))
        return cls(settings, clock, simulation, Signer(), Outputs(settings.seed or 0))

    def advance_for(self, project: Project, session_id: UUID | None) -> None:
        """Move time to what happens next to the session, or to the first of the project's sessions, if it starts or works."""
        now = self.clock.now()
        self.simulation.run_until(now)
        due = project.next_event(session_id)
        if due is not None:
            self.clock.advance(max(due - now, timedelta(0)))
