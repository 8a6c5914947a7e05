"""Splits a schema into alternatives. Each is a list of plain schemas that must all hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..document import Document, Part, Place
from .coverage import is_impossible, text_of
from .keywords import ALL_TYPES, implied_types, required_names, types_of
from .nodes import PLAIN, SUBSCHEMAS, Node, Schema, SchemaReader

# With more options, or combinations of options, than this, the options are compared as one rule.
_MOST_OPTIONS = 2_000
_MOST_COMBINATIONS = 64
_COMPONENTS = ("components", "schemas")
# Keywords with conditions between properties, or that exclude values.
RULES = ("if", "dependentSchemas", "dependentRequired", "not")
# An option with only these keywords is a rule about the object beside it, not a separate object.
_BARE = {
    "required", "properties", "not", "anyOf", "oneOf", "allOf", "type", "minProperties", "maxProperties", "if", "then", "else",
}  # fmt: skip
# The keywords of a node without composition and rules.
_OWN = (PLAIN | SUBSCHEMAS | {"properties", "patternProperties", "prefixItems", "contentEncoding", "contentMediaType"}) - {
    "not", "if", "then", "else", "dependentRequired",
}  # fmt: skip
_ANNOTATIONS = {"title", "description", "$comment", "examples", "example", "deprecated", "default"}


class Rule(NamedTuple):
    """A condition on whole values as JSON Schema without references, with its place."""

    schema: dict[str, Any]
    place: Place


@dataclass
class Alternative:
    """One alternative of a schema: every node and every rule must hold. `names` are its component schemas."""

    nodes: list[Node] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    names: tuple[str, ...] = ()
    place: Place = ()
    # The option that this alternative comes from, if it is a single one.
    source: Node | None = None

    @property
    def types(self) -> set[str]:
        """The JSON types that it admits. `number` includes integers."""
        stated = [found for node in self.nodes if (found := types_of(node.schema)) is not None]
        if stated:
            common = set.intersection(*stated)
        else:
            common = set().union(*(implied_types(node.schema) for node in self.nodes)) or set(ALL_TYPES)
        return {"number" if each == "integer" else each for each in common}

    @property
    def key(self) -> tuple[int, ...]:
        return tuple(node.key for node in self.nodes)

    @property
    def is_unconstrained(self) -> bool:
        return not self.nodes and not self.rules

    def joined(self, other: Alternative) -> Alternative:
        return Alternative(
            *(self.nodes + other.nodes, self.rules + other.rules, self.names + other.names, other.place or self.place),
            source=other.source if self.is_unconstrained else None,
        )


class Discriminator(NamedTuple):
    """The property that distinguishes options, and its mapping from values to schema names."""

    property: str
    mapping: dict[str, str]
    place: Place


class Flat(NamedTuple):
    """The alternatives of a schema. `exclusive` if only one may match and they are not disjoint anyway."""

    alternatives: list[Alternative]
    exclusive: bool
    discriminator: Discriminator | None = None


class Flattener(SchemaReader):
    """Splits the schemas of one document, with a cache."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._not_null: dict[int, dict[str, Any]] = {}
        self._flat: dict[tuple[int, ...], Flat] = {}
        self._in_progress: set[int] = set()

    def flat(self, schema: Schema) -> Flat:
        key = tuple(node.key for node in schema)
        if key not in self._flat:
            self._flat[key] = self._flatten(schema, frozenset())
        return self._flat[key]

    def only_value(self, node: Node) -> list[Any]:
        """Returns a list with the only value that the schema admits by `const` or `enum`, else an empty list."""
        values = self.listed_values(node)
        return values if len(values) == 1 else []

    def listed_values(self, node: Node) -> list[Any]:
        """Returns the values in the `const` or the shortest `enum` of the schema, if it has a single alternative."""
        if not isinstance(node.schema, dict) or node.key in self._in_progress:
            return []  # A recursive schema has no list of values.
        self._in_progress.add(node.key)
        try:
            alternatives = self.flat((node,)).alternatives
        finally:
            self._in_progress.discard(node.key)
        nodes = alternatives[0].nodes if len(alternatives) == 1 else []
        listed = [[each.schema["const"]] if "const" in each.schema else each.schema.get("enum") for each in nodes]
        return min((values for values in listed if isinstance(values, list)), key=len, default=[])

    def subtypes(self, node: Node) -> dict[str, Node]:
        """Returns the schemas in the discriminator of a base schema, by its values, without options."""
        if not isinstance(node.schema, dict) or {"anyOf", "oneOf"} & node.schema.keys():
            return {}
        discriminator = node.schema.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        found: dict[str, Node] = {}
        if isinstance(discriminator, dict) and mapping is None and node.place[:2] == _COMPONENTS and len(node.place) == 3:
            return self._derived_from(node)
        for tag, target in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(target, str):
                reference = target if target.startswith("#") else f"#/components/schemas/{target}"
                found[tag] = Node(*self.document.target(reference, (*node.place, "discriminator", "mapping", tag)))
        return found

    def _derived_from(self, base: Node) -> dict[str, Node]:
        """Returns the component schemas that extend a base schema with `allOf`, by their names."""
        reference = f"#/components/schemas/{base.place[-1]}"
        components = self.document.root["components"]["schemas"]
        return {
            name: Node(schema, (*_COMPONENTS, name))
            for name, schema in components.items()
            if isinstance(schema, dict)
            and isinstance(schema.get("allOf"), list)
            and any(isinstance(part, dict) and part.get("$ref") == reference for part in schema["allOf"])
        }

    def whole(self, alternative: Alternative) -> dict[str, Any]:
        """Returns the alternative as JSON Schema without references."""
        every = [self.expanded(node) for node in alternative.nodes] + [rule.schema for rule in alternative.rules]
        types = sorted(alternative.types)
        return {"type": types, "allOf": every} if every else {"type": types}

    def _flatten(self, schema: Schema, trail: frozenset[int]) -> Flat:
        base = Alternative()
        unions: list[_Union] = []
        for node in schema:
            if not self._expand(node, trail, base, unions):
                return Flat([], False)
        declared = {name for node in base.nodes for name in _properties(node.schema)}
        alternatives, exclusive = [base], False
        discriminator = None
        for union in unions:
            discriminator = discriminator or _discriminator(union)
            options = [Flat([], False) if option.schema is False else self._option(option, union) for option in union.options]
            found = [each for option in options for each in option.alternatives]
            most = _MOST_OPTIONS if len(alternatives) == 1 or len(found) == 1 else _MOST_COMBINATIONS
            if self._is_rule(union, declared) or len(alternatives) * len(found) > most:
                keyword = union.keyword
                expanded = [self.expanded(option) for option in union.options]
                base_rule = Rule({keyword: expanded}, (*union.node.place, keyword))
                for each in alternatives:
                    each.rules.append(base_rule)
                continue
            exclusive |= any(option.exclusive for option in options)
            discriminator = discriminator or next((each.discriminator for each in options if each.discriminator), None)
            exclusive |= union.keyword == "oneOf" and not self._apart(union, base, options)
            alternatives = [one.joined(other) for one in alternatives for other in found]
        distinct: dict[Any, Alternative] = {}
        for each in alternatives:
            if each.types:
                distinct.setdefault((each.key, *(str(rule.schema) for rule in each.rules)), each)
        return Flat(list(distinct.values()), exclusive, discriminator)

    def _option(self, option: Node, union: _Union) -> Flat:
        flat = self._flatten((option,), union.trail)
        for each in flat.alternatives:
            each.place = each.place or option.place
            each.source = option if len(flat.alternatives) == 1 else None
        return flat

    def _expand(self, node: Node, trail: frozenset[int], into: Alternative, unions: list[_Union]) -> bool:
        """Adds the keywords of `node`. Returns False if it admits no value."""
        if isinstance(node.schema, bool):
            return node.schema
        if node.key in trail:
            raise self.document.error(node.place, "a recursive schema: `$ref`, `allOf` or similar keywords lead back to it")
        trail |= {node.key}
        schema = self.keywords(node)
        if schema.get("nullable") is True:
            rest = self._without_null(node, schema)
            unions.append(_Union("anyOf", [Node(rest, node.place), Node({"type": "null"}, node.place)], node, trail))
            return True
        if (target := self.target(node)) is not None:
            name = target.place[-1] if target.place[:2] == ("components", "schemas") else None
            into.names += (str(name),) if name is not None else ()
            if not self._expand(target, trail, into, unions):
                return False
        for part in self.document.items(Part(schema, node.place), "allOf", "`allOf`"):
            if not self._expand(Node(*part), trail, into, unions):
                return False
        for keyword in ("anyOf", "oneOf"):
            if options := [Node(*part) for part in self.document.items(Part(schema, node.place), keyword, f"`{keyword}`")]:
                unions.append(_Union(keyword, options, node, trail))
        into.rules += self._rules(node, schema)
        if schema.keys() & _OWN:
            into.nodes.append(Node(schema, node.place))
        return True

    def _without_null(self, node: Node, schema: dict[str, Any]) -> dict[str, Any]:
        if node.key not in self._not_null:
            rest = {key: value for key, value in schema.items() if key != "nullable"}
            self._not_null[node.key] = self._translated[id(rest)] = rest
        return self._not_null[node.key]

    def _rules(self, node: Node, schema: dict[str, Any]) -> Iterator[Rule]:
        for keyword in RULES:
            if keyword not in schema:
                continue
            place = (*node.place, keyword)
            value = schema[keyword]
            if keyword == "if":
                parts = {key: schema[key] for key in ("if", "then", "else") if key in schema}
                yield Rule({key: self.expanded(Node(each, (*node.place, key))) for key, each in parts.items()}, place)
            elif keyword == "not":
                yield Rule({"not": self.expanded(Node(value, place))}, place)
            elif isinstance(value, dict):
                for name, each in value.items():
                    inner = self.expanded(Node(each, (*place, name))) if keyword == "dependentSchemas" else each
                    yield Rule({keyword: {name: inner}}, (*place, name))

    def _is_rule(self, union: _Union, declared: set[str]) -> bool:
        """Whether the options are conditions on an object that is described beside them."""
        return bool(declared) and all(self._is_condition(option, declared) for option in union.options)

    def _is_condition(self, node: Node, declared: set[str]) -> bool:
        schema = node.schema
        if not isinstance(schema, dict) or not schema.keys() - _ANNOTATIONS <= _BARE:
            return False
        if schema.get("type", "object") != "object" or not _properties(schema).keys() <= declared:
            return False
        inner = [
            Node(part, (*node.place, key, index))
            for key in ("allOf", "anyOf", "oneOf")
            for index, part in enumerate(schema[key] if isinstance(schema.get(key), list) else ())
        ]
        values = [Node(part, (*node.place, "properties", name)) for name, part in _properties(schema).items()]
        return all(self._is_condition(each, declared) for each in inner) and not any(map(self._has_properties, values))

    def _has_properties(self, node: Node) -> bool:
        """Whether the schema describes properties of an object: these are compared one by one."""
        return '"properties"' in text_of(self.expanded(node))

    def _apart(self, union: _Union, base: Alternative, options: list[Flat]) -> bool:
        """Whether the options are disjoint: they differ in type, or in the constant of a property that both require."""
        if isinstance(self.keywords(union.node).get("discriminator"), dict):
            return True
        sides = [[base.joined(each) for each in option.alternatives] for option in options]
        return all(
            not (a.types & b.types - {"null", "boolean", "number", "string"} and not _differ_in_constant(a, b, self))
            and not (a.types & b.types - {"object", "array"} and not self._scalars_apart(a, b))
            for index, side in enumerate(sides)
            for other in sides[index + 1 :]
            for a in side
            for b in other
        )

    def _scalars_apart(self, one: Alternative, other: Alternative) -> bool:
        both = [self.expanded(node) for node in (*one.nodes, *other.nodes)]
        return is_impossible({"allOf": [*both, {"type": ["string", "number", "boolean", "null"]}]})


class _Union(NamedTuple):
    keyword: str
    options: list[Node]
    node: Node
    trail: frozenset[int]


def _discriminator(union: _Union) -> Discriminator | None:
    stated = union.node.schema.get("discriminator")
    if not isinstance(stated, dict) or not isinstance(stated.get("propertyName"), str):
        return None
    mapping = stated.get("mapping")
    names = {tag: str(target).rpartition("/")[2] for tag, target in mapping.items()} if isinstance(mapping, dict) else {}
    return Discriminator(stated["propertyName"], names, (*union.node.place, "discriminator"))


def constants(alternative: Alternative, flattener: Flattener) -> dict[str, Any]:
    """Returns the required properties with a single possible value, and that value."""
    return {name: values[0] for name, values in _listed_values(alternative, flattener).items() if len(values) == 1}


def _listed_values(alternative: Alternative, flattener: Flattener) -> dict[str, list[Any]]:
    """Returns the required properties whose values are listed, and these values."""
    required = {name for node in alternative.nodes for name in required_names(node.schema)}
    found: dict[str, list[Any]] = {}
    for node in alternative.nodes:
        for name, schema in _properties(node.schema).items():
            values = flattener.listed_values(Node(schema, (*node.place, "properties", name))) if name in required else []
            if values:
                found[name] = values
    return found


def _differ_in_constant(one: Alternative, other: Alternative, flattener: Flattener) -> bool:
    """Whether a required property can have no value that both allow."""
    here, there = _listed_values(one, flattener), _listed_values(other, flattener)
    return any(not set(map(text_of, here[name])) & set(map(text_of, there[name])) for name in here.keys() & there.keys())


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    value = schema.get("properties")
    return value if isinstance(value, dict) else {}
