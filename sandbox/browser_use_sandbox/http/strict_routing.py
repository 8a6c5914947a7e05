"""Routes that match a path to its very end."""

import re
from typing import TypeVar

from starlette.routing import Mount, Route

_R = TypeVar("_R", Route, Mount)


def strict(route: _R) -> _R:
    """The route, minding line feeds in paths: Starlette's patterns overlook one at the end and stop at one within."""
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z", re.DOTALL)
    return route
