"""The base of all simulated resources."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import attrs

from ...common.api_errors import NotFound
from ...common.json_text import encode
from ...contract.operations import Operation
from ...contract.shapes import Shape
from ...simulation.project import Project

if TYPE_CHECKING:
    from ...app_state import AppState


@attrs.define(eq=False)  # Frozen, it would take three times as long to make.
class Call:
    """A valid request."""

    operation: Operation
    project: Project
    #: The values of the parameters by name, with defaults.
    parameters: dict[str, Any]
    #: The body as it was sent; None without a body.
    sent: Any
    #: The origin by which the caller reaches this server: `http://host:port`.
    origin: str

    @property
    def body(self) -> Any:
        """The body with the defaults of its missing properties; an object if there was no body."""
        return {} if self.operation.body is None else self.operation.body.filled(self.sent)

    def id(self) -> UUID:
        """The ID in the path; the last one if there are several. NotFound if it is not a UUID."""
        names = [parameter.name for parameter in self.operation.parameters if parameter.where == "path"]
        try:
            return UUID(self.parameters[names[-1]])
        except (AttributeError, IndexError, TypeError, ValueError):  # Not every document requires a UUID.
            raise NotFound from None


class Reply(NamedTuple):
    """A successful response: JSON, or no body. `id` is the ID of the resource in it."""

    json: str | None = None
    id: UUID | None = None
    #: A body that is not JSON.
    content: bytes | None = None


Handler = Callable[[Call], Awaitable[Reply]]


class Resource:
    """The operations of one resource. The async method `get_session` handles the operation `getSession`."""

    #: Whether a GET advances the time to the next event, with the setting `auto_advance`.
    moves_time = False

    def __init__(self, state: "AppState") -> None:
        self._state = state

    def handler(self, operation_id: str) -> Handler:
        """The handler of an operation of this resource."""
        handler: Handler = getattr(self, _method(operation_id))
        return handler

    @classmethod
    def handles(cls, operation_id: str) -> bool:
        """Whether this resource has the operation."""
        name = _method(operation_id)
        return not name.startswith("_") and inspect.iscoroutinefunction(getattr(cls, name, None))

    def _now(self) -> datetime:
        """The time, after running all events that are due."""
        return self._state.catch_up()


def _method(operation_id: str) -> str:
    """An operation's id in snake case."""
    return re.sub(r"(?<!^)[A-Z]", lambda capital: f"_{capital[0].lower()}", operation_id)


def reply(call: Call, value: dict[str, Any], extras: Mapping[str, Any], id: UUID | None = None) -> Reply:
    """The reply with a value in the shape of the document. `extras` are properties that the simulation does not know."""
    return Reply(encode(call.operation.shape.fit(value, extras)), id)


def extras_of(call: Call, known: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of the body that the response declares and the simulation does not know: they are sent back unchanged."""
    body = call.body
    return {name: body[name] for name in call.operation.shape.properties.keys() & body.keys() if name not in known}


def page_bounds(call: Call) -> tuple[int, int]:
    """The number of the requested page, from 1, and its size."""
    paging = call.operation.paging
    return paging.parameter("page", call.parameters, 1), paging.parameter("size", call.parameters, 100)


def numbered_page(call: Call, items: Sequence[str], total: int) -> Reply:
    """A page with these items, which are JSON already, and with the other properties of a page."""
    paging = call.operation.paging
    number, size = page_bounds(call)
    value = dict(paging.other_properties)
    for role, shown in (("total", total), ("page shown", number), ("size shown", size)):
        if role in paging.names:
            value[paging.names[role]] = shown
    rest = f",{encode(value)[1:]}" if value else "}"
    return Reply(f'{{"{paging.items_name}":[{",".join(items)}]{rest}')


def items_shape(call: Call) -> Shape:
    """The shape of a page's items."""
    return call.operation.paging.items_shape
