"""What a schema becomes in Python: its codec, its type where it is read, and its type as an argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

from spec_merge import Schema
from spec_normal import Normal, Unsupported
from spec_python import constant, module_name

# The pattern that FastAPI gives to strings that hold exact decimal numbers begins like this.
_DECIMAL_PATTERN = r"^(?!^[-+.]*$)[+-]?0*"
_DECIMAL = "Decimal"
_TAKES_DECIMAL = ("Decimal", "float", "str")  # To type checkers, an int is a float.


class Kind(NamedTuple):
    """`codec` is an expression; `reads` and `takes` are the members of two unions of types; `classes` are ours among them."""

    codec: str
    reads: tuple[str, ...]
    takes: tuple[str, ...]
    classes: frozenset[str] = frozenset()

    @property
    def accepts_null(self) -> bool:
        return "None" in self.reads

    @property
    def read_type(self) -> str:
        return union(self.reads)

    @property
    def argument_type(self) -> str:
        return union(self.takes)


ANY = Kind("_c.AnyValue()", ("Any",), ("Any",))


def union(members: Iterable[str]) -> str:
    unique = list(dict.fromkeys(members))
    if "Any" in unique:
        return "Any"
    return " | ".join(sorted(unique, key=lambda name: (name == "None", name == "Mapping[str, Any]")))


class Kinds:
    """The kinds of a document's schemas."""

    def __init__(self, normal: Normal) -> None:
        self._normal = normal
        self._has_files = False

    @contextmanager
    def of_a_form(self) -> Iterator[None]:
        """Binary strings are files here: in forms, and where they are the body itself. In JSON they are text."""
        self._has_files = True
        try:
            yield
        finally:
            self._has_files = False

    def of(self, schema: Any, seen: tuple[str, ...] = ()) -> Kind:
        """The kind of a schema in normal form. Raises Unsupported."""
        if not isinstance(schema, dict) or not schema:
            return ANY
        name = self._normal.name_of(schema)
        if name is not None:
            return self._of_class(name) if not self._normal.derived(name) else self._of_base(name)
        if "$ref" in schema:
            if schema["$ref"] in seen:
                return ANY  # A type that contains itself and has no class, such as "any JSON value".
            seen = (*seen, schema["$ref"])
            rest = {key: value for key, value in schema.items() if key == "format"}
            return self.of({**(self._normal.resolve({"$ref": schema["$ref"]}) or {}), **rest}, seen)
        if isinstance(schema.get("anyOf"), list):
            return self._of_union(schema, schema["anyOf"], seen)
        if isinstance(schema.get("oneOf"), list):
            return self._of_union(schema, schema["oneOf"], seen)
        if "const" in schema or (isinstance(schema.get("enum"), list) and schema["enum"]):
            return self._of_literal([schema["const"]] if "const" in schema else schema["enum"])
        kind = schema.get("type")
        if kind is None:
            kind = _implied_type(schema)
        if kind == "string":
            return _of_string(schema, self._has_files)
        if kind in ("integer", "number"):
            return _of_number(schema, str(kind))
        if kind == "boolean":
            return Kind("_c.Boolean()", ("bool",), ("bool",))
        if kind == "null":
            return Kind("_c.Null()", ("None",), ("None",))
        if kind == "array":
            return self._of_list(schema, seen)
        if kind == "object":
            return self._of_map(schema, seen)
        return ANY

    def is_exact_number(self, schema: Any) -> bool:
        """Whether values of this schema may hold, at any depth, JSON numbers that are exact decimals."""
        is_exact, names = self._numbers(schema)
        return is_exact or bool(names & self._exact)

    @cached_property
    def _exact(self) -> set[str]:
        """The names of the schemas that `is_exact_number` is true of."""
        found = {name: self._numbers(schema) for name, schema in self._normal.named().items()}
        exact = {name for name, (is_exact, _) in found.items() if is_exact}
        while more := {name for name, (_, names) in found.items() if name not in exact and names & exact}:
            exact |= more
        return exact

    def _numbers(self, schema: Any) -> tuple[bool, set[str]]:
        """Whether an exact number stands in the schema itself, and the names of the schemas that it refers to."""
        if not isinstance(schema, dict):
            return False, set()
        if "$ref" in schema:
            return False, {self._normal.name(schema["$ref"])}
        inner = [*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ()), *(schema.get("properties") or {}).values()]
        inner += [schema.get("items"), schema.get("additionalProperties")]
        is_number = any(isinstance(part, dict) and part.get("type") == "number" for part in inner)
        found = [self._numbers(part) for part in inner]
        return (
            (schema.get("type") == "number" and schema.get("format") == "decimal")
            or (is_number and any(_is_decimal(self._normal.resolve(part)) for part in inner))
            or any(is_exact for is_exact, _ in found)
        ), set().union(*(names for _, names in found))

    def _of_class(self, name: str) -> Kind:
        schema = self._normal.schemas[name]
        module = module_name(name)
        if "properties" in schema:
            return Kind(f'_c.Object(__name__, "{module}", "{name}")', (name,), (name, "Mapping[str, Any]"), frozenset({name}))
        if schema.get("x-extensible"):
            return Kind(f'_c.Enumeration(__name__, "{module}", "{name}", extensible=True)', (name,), ("str",), frozenset({name}))
        values = ", ".join(constant(value) for value in schema["enum"])
        return Kind(f'_c.Enumeration(__name__, "{module}", "{name}")', (name,), (f"Literal[{values}]", name), frozenset({name}))

    def _of_base(self, name: str) -> Kind:
        """A class with a discriminator, of which others are made by `allOf`: one of those, or itself."""
        schema = self._normal.schemas[name]
        names = [name, *self._normal.derived(name)]
        branches = [{"$ref": f"#/components/schemas/{each}"} for each in names]
        return self._one_of(schema, branches, [self._of_class(each) for each in names])

    def _of_literal(self, values: list[Any]) -> Kind:
        codec = f"_c.Literal({', '.join(constant(value) for value in values)})"
        if any(isinstance(value, list | dict | float) for value in values):
            return Kind(codec, ("Any",), ("Any",))
        literal = ", ".join(constant(value) for value in values if value is not None)
        read = [{str: "str", bool: "bool", int: "int", type(None): "None"}[type(value)] for value in values]
        takes = [f"Literal[{literal}]"] if literal else []
        return Kind(codec, tuple(dict.fromkeys(read)), (*takes, *(["None"] if None in values else [])))

    def _of_union(self, schema: Schema, branches: list[Any], seen: tuple[str, ...]) -> Kind:
        nulls = [branch for branch in branches if isinstance(branch, dict) and branch.get("type") == "null"]
        others = [branch for branch in branches if branch not in nulls]
        if schema.get("format") == "decimal":
            others = [{**branch, "format": "decimal"} if isinstance(branch, dict) else branch for branch in others]
        if not others:
            return Kind("_c.Null()", ("None",), ("None",))
        resolved = [self._normal.resolve(branch) for branch in others]
        if any(map(_is_decimal, resolved)) and all(_is_decimal(each) or _is_plain_number(each) for each in resolved):
            if len(others) > 1:
                made = Kind("_c.DecimalNumber(as_text=True)", (_DECIMAL,), _TAKES_DECIMAL)
            else:
                made = self.of(others[0], seen)
        elif len(others) == 1:
            made = self.of(others[0], seen)
        else:
            made = self._of_several(schema, others, seen)
        if not nulls or made.accepts_null or made.codec == ANY.codec:
            return made
        return made._replace(codec=f"_c.Nullable({made.codec})", reads=(*made.reads, "None"), takes=(*made.takes, "None"))

    def _of_several(self, schema: Schema, branches: list[Any], seen: tuple[str, ...]) -> Kind:
        kinds = sorted((self.of(branch, seen) for branch in branches), key=_strictness)
        if any(kind.codec == ANY.codec for kind in kinds):
            return ANY
        kinds = list({kind.codec: kind for kind in kinds}.values())
        if len(kinds) == 1:
            return kinds[0]
        if {"_c.Number", "_c.Text"} <= {kind.codec.partition("(")[0] for kind in kinds}:
            kinds.append(
                Kind("_c.DecimalText()", (), (_DECIMAL,))
            )  # FastAPI describes what takes a Decimal as a number or string.
        return self._one_of(schema, branches, kinds)

    def _one_of(self, schema: Schema, branches: list[Any], kinds: list[Kind]) -> Kind:
        arguments = [kind.codec for kind in kinds]
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, dict) and discriminator.get("propertyName"):
            mapping = self._mapping(discriminator, [self._normal.name_of(branch) for branch in branches], kinds)
            arguments.append(f"discriminator={constant(str(discriminator['propertyName']))}")
            arguments.append(f"mapping={{{', '.join(f'{constant(key)}: {index}' for key, index in mapping.items())}}}")
        return Kind(
            f"_c.OneOf({', '.join(arguments)})",
            tuple(name for kind in kinds for name in kind.reads),
            tuple(name for kind in kinds for name in kind.takes),
            frozenset().union(*(kind.classes for kind in kinds)),
        )

    def _mapping(self, discriminator: Schema, names: list[str | None], kinds: list[Kind]) -> dict[str, int]:
        """Value of the discriminating property → index of the kind that it means."""
        order = {name: index for index, kind in enumerate(kinds) for name in kind.classes if len(kind.classes) == 1}
        found: dict[str, int] = {}
        for name in names:
            if name is None or name not in order:
                continue
            own = self._normal.schemas[name].get("properties", {}).get(discriminator["propertyName"], {})
            own = self._normal.resolve(own)
            values = [own["const"]] if "const" in own else own.get("enum") or [name]
            found |= {str(value): order[name] for value in values}
        for value, ref in (discriminator.get("mapping") or {}).items():
            target = self._normal.component(str(ref))
            if target in order:
                found[str(value)] = order[target]
        return found

    def _of_list(self, schema: Schema, seen: tuple[str, ...]) -> Kind:
        item = self.of(schema.get("items", {}), seen) if "prefixItems" not in schema else ANY
        arguments = [item.codec]
        if size := _size(schema, "minItems", "maxItems"):
            arguments.append(f"size={size}")
        if schema.get("uniqueItems") is True:
            arguments.append("unique=True")
        return Kind(
            f"_c.ListOf({', '.join(arguments)})", (f"list[{item.read_type}]",), (f"Sequence[{item.argument_type}]",), item.classes
        )

    def _of_map(self, schema: Schema, seen: tuple[str, ...]) -> Kind:
        values = schema.get("additionalProperties", {})
        kind = self.of(values, seen) if isinstance(values, dict) else ANY
        size = _size(schema, "minProperties", "maxProperties")
        return Kind(
            f"_c.MapOf({kind.codec}{f', size={size}' if size else ''})",
            (f"dict[str, {kind.read_type}]",),
            (f"Mapping[str, {kind.argument_type}]",),
            kind.classes,
        )


# Of the kinds that read one type in JSON, the stricter ones are tried first; where two are alike, the document's order counts.
_STRICTNESS = (
    "_c.Date(",
    "_c.DateTime(",
    "_c.DecimalText(",
    "_c.Literal(",
    "_c.Enumeration(",
    "_c.Uuid(",
    "_c.Text(",
    "_c.MapOf(",
)


def _strictness(kind: Kind) -> int:
    return next((number for number, start in enumerate(_STRICTNESS, 1) if kind.codec.startswith(start)), 0)


def _of_string(schema: Schema, has_files: bool) -> Kind:
    form = schema.get("format")
    if form == "uuid":
        return Kind("_c.Uuid()", ("str",), ("UUID", "str"))
    if form == "date-time":
        return Kind("_c.DateTime()", ("datetime.datetime",), ("datetime.datetime", "str"))
    if form == "date":
        return Kind("_c.Date()", ("datetime.date",), ("datetime.date", "str"))
    encoding = str(schema.get("contentEncoding") or {"byte": "base64"}.get(str(form), form or "")).lower()
    if encoding in ("base64", "base64url"):
        return Kind(f"_c.Base64({'is_for_urls=True' if encoding == 'base64url' else ''})", ("bytes",), ("bytes",))
    if has_files and (
        form == "binary" or ("contentMediaType" in schema and not encoding and "json" not in schema["contentMediaType"])
    ):
        return Kind("_c.Binary()", ("bytes",), ("_File",))
    if _is_decimal(schema):
        return Kind("_c.DecimalText()", (_DECIMAL,), _TAKES_DECIMAL)
    arguments = []
    if size := _size(schema, "minLength", "maxLength"):
        arguments.append(f"length={size}")
    if isinstance(schema.get("pattern"), str):
        arguments.append(f"pattern={constant(schema['pattern'])}")
    return Kind(f"_c.Text({', '.join(arguments)})", ("str",), ("str",))


def _of_number(schema: Schema, kind: str) -> Kind:
    if schema.get("format") == "decimal" and kind == "number":
        return Kind("_c.DecimalNumber()", (_DECIMAL,), _TAKES_DECIMAL)
    arguments = []
    for name, keys in (("bounds", ("minimum", "maximum")), ("open_bounds", ("exclusiveMinimum", "exclusiveMaximum"))):
        bounds = tuple(schema.get(key) for key in keys)
        if any(_is_number(bound) for bound in bounds):
            arguments.append(f"{name}=({', '.join(repr(bound) if _is_number(bound) else 'None' for bound in bounds)})")
    if _is_number(schema.get("multipleOf")):
        arguments.append(f"multiple_of={schema['multipleOf']!r}")
    codec = f"_c.{kind.capitalize()}({', '.join(arguments)})"
    return Kind(codec, ("int",), ("int",)) if kind == "integer" else Kind(codec, ("float",), (_DECIMAL, "float"))


def _implied_type(schema: Schema) -> str | None:
    for keyword, kind in (
        ("items", "array"),
        ("additionalProperties", "object"),
        ("minLength", "string"),
        ("maxLength", "string"),
        ("pattern", "string"),
        ("minimum", "number"),
        ("maximum", "number"),
    ):
        if keyword in schema:
            return kind
    return None


def _is_decimal(schema: Any) -> bool:
    if not isinstance(schema, dict) or schema.get("type") != "string":
        return False
    return str(schema.get("pattern")).startswith(_DECIMAL_PATTERN) or schema.get("format") == "decimal"


def _is_plain_number(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") in ("number", "integer")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _size(schema: Schema, least: str, most: str) -> str:
    low, high = schema.get(least) or 0, schema.get(most)
    if not (isinstance(low, int | float) and (high is None or isinstance(high, int | float))):
        raise Unsupported(f"{least} and {most} must be numbers")
    return f"({int(low)}, {None if high is None else int(high)})" if low or high is not None else ""
