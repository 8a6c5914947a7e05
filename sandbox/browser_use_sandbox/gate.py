"""The way into the API: only with a key, and before anything else about the request is looked at."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from .access import project_of_key
from .project import Project
from .refusals import InvalidKey

#: Where the gate leaves the caller's project in the ASGI scope.
PROJECT = "browser_use_sandbox.project"


class Gate:
    """Lets requests with one of the keys pass, marked with the key's project; InvalidKey for all others."""

    def __init__(self, inside: ASGIApp, projects: Mapping[str, Project]) -> None:
        self._inside = inside
        self._projects = projects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        project = project_of_key(scope, self._projects)
        if project is None:
            raise InvalidKey
        scope[PROJECT] = project
        await self._inside(scope, receive, send)
