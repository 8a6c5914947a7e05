"""The responses of the control API as JSON."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from ..common.json_text import timestamp
from ..common.money import plain
from ..simulation.received import Received
from .project_admin import State
from .snapshots import SeenProfile, SeenSession, SeenWorkspace

#: Fields that only Python shows.
_HIDDEN: dict[type, tuple[str, ...]] = {
    SeenSession: ("messages",),
    SeenProfile: ("created_at", "updated_at"),
    SeenWorkspace: ("created_at", "updated_at"),
    Received: ("size",),
}
#: Fields that are JSON already.
_JSON_FIELDS = ("body", "event", "headers", "output")


def to_json(value: Any) -> Any:
    """A snapshot, or a part of it, as JSON; names of fields are in camel case."""
    if attrs.has(type(value)):
        fields = [field.name for field in attrs.fields(type(value)) if field.name not in _HIDDEN.get(type(value), ())]
        return {_camel(name): _field(name, getattr(value, name)) for name in fields}
    match value:
        case datetime():
            return timestamp(value)
        case Decimal():
            return plain(value)
        case UUID():
            return str(value)
        case tuple() | list() | Mapping():
            return [to_json(each) for each in value]  # Of the files of a workspace, the paths.
        case _:
            return value


def _field(name: str, value: Any) -> Any:
    if name in _JSON_FIELDS:
        return dict(value) if name == "headers" else value
    return to_json(value)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def state_json(state: State) -> dict[str, Any]:
    """The state of the sandbox; its names are those of the settings."""
    limits = {name: to_json(value) for name, value in attrs.asdict(state.limits, recurse=False).items()}
    fields = {field.name: to_json(getattr(state, field.name)) for field in attrs.fields(State)}
    return {**fields, "limits": limits}
