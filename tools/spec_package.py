"""What the templates write, as plain data: models, enums and resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spec_kinds import Kind
from spec_python import module_name


@dataclass
class Attribute:
    """A property of a model."""

    name: str
    json_name: str
    kind: Kind
    annotation: str
    description: str
    default: str | None
    """An expression; None where the attribute is required."""
    flags: list[str]


@dataclass
class Model:
    """An object with a class. `item` is the annotation of its items where it is a page of a list."""

    name: str
    description: str
    attributes: list[Attribute]
    additional: str | None
    imports: list[str] = field(default_factory=list)
    used_enums: list[str] = field(default_factory=list)
    item: str = ""
    items_attribute: str = ""

    @property
    def module(self) -> str:
        return module_name(self.name)

    @property
    def hidden(self) -> set[str]:
        return {attribute.name for attribute in self.attributes}


@dataclass
class Enum:
    """An enum of strings with a class: constant → value."""

    name: str
    description: str
    constants: dict[str, str]
    is_extensible: bool

    @property
    def module(self) -> str:
        return module_name(self.name)


@dataclass
class Argument:
    """An argument of a method."""

    name: str
    json_name: str
    place: str
    kind: Kind
    is_required: bool
    description: str
    default: Any
    has_default: bool
    is_secret: bool
    style: str = ""
    explode: bool = False
    content_type: str = ""

    @property
    def annotation(self) -> str:
        if self.is_required:
            return self.kind.argument_type
        if self.kind.argument_type == "Any":
            return "Any"
        return f"{self.kind.argument_type} | Unset" if self.kind.accepts_null else f"{self.kind.argument_type} | None"

    @property
    def otherwise(self) -> str:
        """The default in the method's signature."""
        return "" if self.is_required else " = UNSET" if self.kind.accepts_null else " = None"

    @property
    def option_annotation(self) -> str:
        """In a TypedDict of options, where None is always possible."""
        text = self.kind.argument_type
        return text if self.kind.accepts_null or text == "Any" else f"{text} | None"


@dataclass
class Method:
    """An operation."""

    name: str
    id: str
    method: str
    path: str
    summary: str
    description: str
    arguments: list[Argument]
    answers: list[str]
    result: Kind
    body: str | None
    takes_extra_body: bool
    is_idempotent: bool
    has_exact_numbers: bool
    is_deprecated: bool
    paging: dict[str, str] | None
    item: str = ""
    constant: str = ""


@dataclass
class ResourceClass:
    """A tag, with its methods."""

    tag: str
    attribute: str
    name: str
    description: str
    methods: list[Method]

    @property
    def hidden(self) -> set[str]:
        return {method.name for method in self.methods}


@dataclass
class Package:
    """All that is written."""

    title: str
    base_url: str
    models: list[Model]
    enums: list[Enum]
    resources: list[ResourceClass]
    options: list[tuple[str, Method, list[Argument]]] = field(default_factory=list)
