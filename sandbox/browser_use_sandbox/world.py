"""All that a sandbox consists of, except its way to the outside."""

from typing import Self

import attrs

from .agent import SimulatedAgent
from .clock import Clock
from .outputs import Outputs
from .settings import Settings
from .signing import Signer
from .simulation import Simulation


@attrs.frozen
class World:
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
