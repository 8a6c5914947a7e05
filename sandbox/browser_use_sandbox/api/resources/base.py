"""The base of all simulated resources."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

import attrs

from ...common.api_errors import NotFound
from ...common.json_text import encode, snake
from ...contract.operations import Operation
from ...contract.schemas import Shape
from ...http.links import Links
from ...simulation.project import Project
from ...simulation.store import Store
from ..rendering import known

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

    @property
    def path_names(self) -> list[str]:
        """The names of the parameters in the path."""
        return [parameter.name for parameter in self.operation.parameters if parameter.where == "path"]

    def id(self) -> UUID:
        """The ID in the path; the last one if there are several. NotFound if it is not a UUID."""
        try:
            return UUID(self.parameters[self.path_names[-1]])
        except (AttributeError, IndexError, TypeError, ValueError):  # Not every document requires a UUID.
            raise NotFound from None

    def paged(self, role: str, default: Any = None) -> Any:
        """The value of the parameter with that role in paging; `default` if the operation or the request does not have it."""
        value = self.parameters.get(self.operation.paging.names.get(role, ""))
        return default if value is None else value


class Reply(NamedTuple):
    """A successful response: JSON, or no body. `id` is the ID of the resource in it."""

    json: str | None = None
    id: UUID | None = None
    #: A body that is not JSON.
    content: bytes | None = None


Handler = Callable[[Call], Awaitable[Reply]]


class Shown(Protocol):
    """A resource that responses show. `extras` are properties that the simulation does not know, as they were sent."""

    extras: dict[str, Any]

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...


R = TypeVar("R", bound=Shown)


class Resource:
    """The operations of one resource. The async method `get_session` handles the operation `getSession`."""

    #: Whether a GET advances the time to the next event, with the setting `auto_advance`.
    moves_time = False

    def __init__(self, state: "AppState") -> None:
        self._state = state
        self._links = Links(state.signer)

    def handler(self, operation_id: str) -> Handler:
        """The handler of an operation of this resource."""
        handler: Handler = getattr(self, snake(operation_id))
        return handler

    @classmethod
    def handles(cls, operation_id: str) -> bool:
        """Whether this resource has the operation."""
        name = snake(operation_id)
        return not name.startswith("_") and inspect.iscoroutinefunction(getattr(cls, name, None))

    def _now(self) -> datetime:
        """The time, after running all events that are due."""
        return self._state.catch_up()

    def _computed(self, call: Call, resource: Any) -> dict[str, Any]:
        """The properties of a resource that are no attributes of it."""
        return {}

    def _shown(self, call: Call, resource: Shown) -> Reply:
        """The reply with a resource."""
        return Reply(encode(self._json(call, resource, call.operation.shape)), resource.id)

    def _json(self, call: Call, resource: Shown, shape: Shape) -> Any:
        return shape.fit(known(resource, shape, self._computed(call, resource)), resource.extras)

    def _keep_extras(self, call: Call, resource: Shown, body: Any) -> None:
        """Keep the properties of the body that the response declares and the simulation does not know."""
        shape = call.operation.shape
        names = shape.properties.keys() & body.keys()
        if names:
            names -= known(resource, shape, self._computed(call, resource)).keys()
        resource.extras |= {name: body[name] for name in names}

    def _page(self, call: Call, store: Store[R], chosen: Callable[[R], bool] | None = None) -> Reply:
        """A page of the resources in the store, or of the chosen ones."""
        found, total = store.page(*page_bounds(call), chosen)
        return numbered_page(call, [encode(self._listed(call, each)) for each in found], total)

    def _listed(self, call: Call, resource: Any) -> Any:
        """A resource in a list."""
        return self._json(call, resource, call.operation.paging.items_shape)


def page_bounds(call: Call) -> tuple[int, int]:
    """The number of the requested page, from 1, and its size."""
    return call.paged("page", 1), call.paged("size", 100)


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
