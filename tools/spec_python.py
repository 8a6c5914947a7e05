"""How a property of the spec is typed, read from JSON and written to JSON in the generated code.

The templates call these functions as filters. Stock openapi-python-client writes statements and closures instead; expressions
are shorter to read and faster to run, since `from_dict` is on the way of every response.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openapi_python_client.parser.properties import AnyProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty


class Unsupported(Exception):
    """The templates have no Python for this kind of property."""


class _Python(NamedTuple):
    """What a value of one type is in Python; `{}` stands for the value."""

    json_type: str  # the type that json.loads gives it
    instance: str = ""  # the type to test for before writing it
    read: str = ""  # empty where it is kept as it is
    reader: str = ""  # `read` as a function
    write: str = ""


_DATE = "datetime.date.fromisoformat"
_BY_KIND: dict[type, _Python] = {
    DateTimeProperty: _Python("str", "datetime.datetime", "parse_datetime({})", "parse_datetime", "format_datetime({})"),
    DateProperty: _Python("str", "datetime.date", f"{_DATE}({{}})", _DATE, "{}.isoformat()"),
    UuidProperty: _Python("str", "UUID", "UUID({})", "UUID", "str({})"),
    AnyProperty: _Python(""),
    NoneProperty: _Python("None"),
    BooleanProperty: _Python("bool"),
    FloatProperty: _Python("int, float"),
    IntProperty: _Python("int, float"),
    StringProperty: _Python("str"),
}


def annotation(prop: Property, is_open: bool) -> str:
    """The type of an attribute or argument. Where it `is_open`, enums take any value of their type, not only those they list."""
    members = list(dict.fromkeys(_annotations(prop, is_open)))
    if "None" in members:
        members.remove("None")
        members.append("None")
    return " | ".join(members if prop.required else [*members, "Unset"])


def _annotations(prop: Property, is_open: bool) -> Iterable[str]:
    if isinstance(prop, UnionProperty):
        for member in prop.inner_properties:
            yield from _annotations(member, is_open)
    elif isinstance(prop, ListProperty):
        yield f"list[{annotation(prop.inner_property, is_open)}]"
    else:
        yield prop.get_type_string(no_optional=True).as_unembedded_code()
        if is_open and isinstance(prop, LiteralEnumProperty | ConstProperty):
            yield _python(prop).json_type


def read(prop: Property, source: str) -> str:
    """An expression for the value of a property that `source` gives from JSON.

    What is required is checked. What is optional or a union is converted where it has the JSON type to convert, and else kept as
    it came: a null where the spec knows none does not make a session unreadable.
    """
    if prop.required and not isinstance(prop, UnionProperty):
        return _read_required(prop, source)
    return _read_any(_members(prop), source)


def write(prop: Property, source: str) -> str:
    """An expression for the JSON data of the property's value, which is not UNSET."""
    if prop.required and not isinstance(prop, UnionProperty):
        return _write_required(prop, source)
    return _write_any(_members(prop), source)


def classes(prop: Property) -> set[tuple[str, str]]:
    """Module and name of the generated classes and enums that the property's type names."""
    found = set()
    for member in _members(prop):
        if isinstance(member, ListProperty):
            found |= classes(member.inner_property)
        elif isinstance(member, LiteralEnumProperty | ModelProperty):
            found.add((str(member.class_info.module_name), str(member.class_info.name)))
    return found


def _members(prop: Property) -> Sequence[Property]:
    return prop.inner_properties if isinstance(prop, UnionProperty) else [prop]


def _python(prop: Property) -> _Python:
    if isinstance(prop, ModelProperty):
        name = f"_models.{prop.class_info.name}"
        return _Python("dict", name, f"{name}.from_dict({{}})", f"{name}.from_dict", "{}.to_dict()")
    if isinstance(prop, LiteralEnumProperty):
        return _Python(prop.value_type.__name__)
    if isinstance(prop, ConstProperty):
        return _Python(type(prop.value.raw_value).__name__)
    if isinstance(prop, ListProperty):
        return _python_list([prop.inner_property])
    if type(prop) in _BY_KIND:
        return _BY_KIND[type(prop)]
    raise Unsupported(f"`{prop.name.get_untrusted_value()}`: the templates cannot write a {type(prop).__name__}")


def _python_list(inner: Sequence[Property]) -> _Python:
    """A list whose items are each one of `inner`."""
    item = f"item{_depth(inner) or ''}"
    required = len(inner) == 1 and not isinstance(inner[0], UnionProperty)
    members = [member for prop in inner for member in _members(prop)]
    if not any(_python(member).read for member in members):
        return _Python("list")
    reading = _python(inner[0]).read.format(item) if required else _read_any(members, item)
    writing = _write_required(inner[0], item) if required else _write_any(members, item)
    template = f"[{{0}} for {item} in {{1}}]"
    read_list = template.format(reading, "expect({}, list)")
    return _Python("list", "list", read_list, f"lambda items: {read_list.format('items')}", template.format(writing, "{}"))


def _depth(props: Iterable[Property]) -> int:
    """How many lists are in these."""
    lists = [member for prop in props for member in _members(prop) if isinstance(member, ListProperty)]
    return 1 + _depth(inner.inner_property for inner in lists) if lists else 0


def _read_required(prop: Property, source: str) -> str:
    python = _python(prop)
    if python.read:
        return python.read.format(source)
    if python.json_type in {"", "None"}:
        return source
    return f"expect({source}, {python.json_type})"


def _read_any(members: Sequence[Property], source: str) -> str:
    branches = []
    for json_type, of_type in _by_json_type(members).items():
        readers = dict.fromkeys(python.reader for python in of_type if python.reader)
        if not readers:
            continue
        if len(readers) == 1 and all(python.reader for python in of_type):
            branches.append((of_type[0].read, json_type))
        else:
            fallback = [] if all(python.reader for python in of_type) else [json_type]
            branches.append((f"first_fit({{}}, {', '.join([*readers, *fallback])})", json_type))
    return _conditional(branches, source)


def _write_any(members: Sequence[Property], source: str) -> str:
    pythons = [python for of_type in _by_json_type(members).values() for python in of_type if python.write]
    # A datetime is a date too, so it has to be tested for first.
    pythons.sort(key=lambda python: python.instance == "datetime.date")
    return _conditional(list(dict.fromkeys((python.write, python.instance) for python in pythons)), source)


def _write_required(prop: Property, source: str) -> str:
    return _python(prop).write.format(source) or source


def _by_json_type(members: Sequence[Property]) -> dict[str, list[_Python]]:
    lists = [member.inner_property for member in members if isinstance(member, ListProperty)]
    pythons = [_python(member) for member in members if not isinstance(member, ListProperty)]
    if lists:
        pythons.append(_python_list(lists))
    return {json_type: [p for p in pythons if p.json_type in {json_type, ""}] for json_type in ("str", "dict", "list")}


def _conditional(branches: Sequence[tuple[str, str]], source: str) -> str:
    """`… if isinstance(source, …) else … else source`; a source that is no plain name is evaluated once."""
    if not branches:
        return source
    simple = source.replace(".", "").isidentifier()
    value = source if simple else "value"
    tested = source if simple else f"value := {source}"
    expression = ""
    for template, kind in branches:
        expression += f"{template.format(value)} if isinstance({tested}, {kind}) else "
        tested = value
    return expression + value
