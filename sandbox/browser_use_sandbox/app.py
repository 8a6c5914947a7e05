"""The sandbox as an ASGI application."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Router

from .agent import SimulatedAgent
from .answers import failed, not_routed, refused
from .clock import Clock
from .endpoints import routes
from .exact import exact
from .gate import Gate
from .operations import Operations
from .outputs import Outputs
from .pages import Pages
from .refusals import Refusal
from .settings import Settings
from .signing import Signer
from .simulation import Simulation

#: Where the contract's paths begin on this server.
BASE_PATH = "/api/v3"


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Starlette:
    """A sandbox of its own, without a server; the contract's paths lie below `/api/v3`."""
    settings = settings or Settings()
    clock = clock or Clock()
    signer = Signer()
    simulation = Simulation(settings, SimulatedAgent(settings))
    operations = Operations(settings, clock, simulation, signer, Outputs(settings.seed or 0))
    api = Router(routes(settings, operations), redirect_slashes=False)
    app = Starlette(
        routes=[exact(Mount(BASE_PATH, app=Gate(api, simulation.projects))), *Pages(simulation, clock, signer).routes()],
        exception_handlers={Refusal: refused, HTTPException: not_routed, Exception: failed},
    )
    app.router.redirect_slashes = False
    return app
