"""What the simulations of all resources have in common."""

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
    """A request that fits the contract."""

    operation: Operation
    project: Project
    #: By name, with their defaults.
    parameters: dict[str, Any]
    #: As it was sent; None where there was none.
    sent: Any
    #: How the caller reaches this server: `http://host:port`.
    origin: str

    @property
    def body(self) -> Any:
        """The body with the defaults of what it lacks; an object where there was none."""
        return {} if self.operation.body is None else self.operation.body.filled(self.sent)

    def id(self) -> UUID:
        """The ID in the path: the last one, where there are several. NotFound where it can be nobody's."""
        names = [parameter.name for parameter in self.operation.parameters if parameter.where == "path"]
        try:
            return UUID(self.parameters[names[-1]])
        except (AttributeError, IndexError, TypeError, ValueError):  # A document need not say that it is a UUID.
            raise NotFound from None


class Reply(NamedTuple):
    """A successful answer: JSON, or no body where there is none. `id` is that of the resource which it shows."""

    json: str | None = None
    id: UUID | None = None
    #: A body that is no JSON.
    content: bytes | None = None


Handler = Callable[[Call], Awaitable[Reply]]


class Resource:
    """One resource's operations. An async method carries out the operation whose id it is, in snake case."""

    #: Whether a look moves time to what happens next, where the settings want that.
    moves_time = False

    def __init__(self, state: "AppState") -> None:
        self._state = state

    def handler(self, operation_id: str) -> Handler:
        """What carries out that operation, which is one of this resource's."""
        handler: Handler = getattr(self, _method(operation_id))
        return handler

    @classmethod
    def handles(cls, operation_id: str) -> bool:
        """Whether the operation is one of this resource's."""
        name = _method(operation_id)
        return not name.startswith("_") and inspect.iscoroutinefunction(getattr(cls, name, None))

    def _now(self) -> datetime:
        """The time, up to which everything has happened."""
        return self._state.catch_up()


def _method(operation_id: str) -> str:
    """An operation's id in snake case."""
    return re.sub(r"(?<!^)[A-Z]", lambda capital: f"_{capital[0].lower()}", operation_id)


def reply(call: Call, value: dict[str, Any], extras: Mapping[str, Any], id: UUID | None = None) -> Reply:
    """The value as the document has it. `extras` are properties that only the document knows, as they were sent."""
    return Reply(encode(call.operation.shape.fit(value, extras)), id)


def extras_of(call: Call, known: Mapping[str, Any]) -> dict[str, Any]:
    """What the body says of properties that the answer has and the simulation does not know: they come back as they were sent."""
    body = call.body
    return {name: body[name] for name in call.operation.shape.properties.keys() & body.keys() if name not in known}


def page_bounds(call: Call) -> tuple[int, int]:
    """Which page is asked for, counting from 1, and how many items it has at most."""
    paging = call.operation.paging
    return paging.parameter("page", call.parameters, 1), paging.parameter("size", call.parameters, 100)


def numbered_page(call: Call, items: Sequence[str], total: int) -> Reply:
    """A page whose items are JSON already, with what else the document has in a page."""
    paging = call.operation.paging
    number, size = page_bounds(call)
    value = dict(paging.other_properties)
    for role, told in (("total", total), ("page told", number), ("size told", size)):
        if role in paging.names:
            value[paging.names[role]] = told
    rest = f",{encode(value)[1:]}" if value else "}"
    return Reply(f'{{"{paging.items_name}":[{",".join(items)}]{rest}')


def items_shape(call: Call) -> Shape:
    """The shape of a page's items."""
    return call.operation.paging.items_shape
