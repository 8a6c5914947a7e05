"""How an operation pages: the parameters that select a page, and the properties that describe it."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from .parameters import Parameter
from .shapes import Shape

#: The usual names, for documents without `x-paging`.
_USUAL_PARAMETERS = {
    "page": ("page", "pageNumber", "page_number"),
    "size": ("pageSize", "page_size", "limit"),
    "cursor": ("cursor",),
    "after": ("after",),
    "before": ("before",),
}
_USUAL_PROPERTIES = {
    "total": ("total", "totalItems", "total_items"),
    "next": ("nextCursor", "next_cursor"),
    "more": ("hasMore", "has_more"),
}


@attrs.frozen(eq=False)
class Paging:
    """The names by role; roles that the operation does not have are missing."""

    names: dict[str, str]
    #: The property with the items of a page, and the shape of the items.
    items_name: str
    items_shape: Shape
    #: The other properties of a page.
    other_properties: dict[str, Any]

    def parameter(self, role: str, given: dict[str, Any], default: Any = None) -> Any:
        """The value of the parameter with that role; `default` if the operation or the request does not have it."""
        name = self.names.get(role)
        value = None if name is None else given.get(name)
        return default if value is None else value


def paging_of(x_paging: Any, parameters: Sequence[Parameter], shape: Shape) -> Paging:
    """The paging that `x-paging` describes, or else the one that the usual names suggest."""
    if isinstance(x_paging, dict):
        names = {str(role): str(name) for role, name in x_paging.items() if role not in ("style", "key")}
    else:
        names = _found(_USUAL_PARAMETERS, [parameter.name for parameter in parameters])
        names |= _found(_USUAL_PROPERTIES, shape.properties)
    names |= {f"{role} shown": _camel(names[role]) for role in ("page", "size") if role in names}
    lists = {name: declared.shape.items for name, declared in shape.properties.items() if declared.shape.items is not None}
    items_name = names.get("items", next(iter(lists), "items"))
    known = {*names.values(), items_name}
    others = {name: value for name, value in shape.fit({}).items() if name not in known}
    # A page can only show what the document declares.
    names = {role: name for role, name in names.items() if name in shape.properties or role in _USUAL_PARAMETERS}
    return Paging(names, items_name, lists.get(items_name, shape), others)


def _found(usual: dict[str, tuple[str, ...]], names: Iterable[str]) -> dict[str, str]:
    given = set(names)
    return {role: name for role, candidates in usual.items() for name in candidates if name in given}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
