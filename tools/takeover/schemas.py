"""Changes our schemas to the meaning of the corresponding schemas in another document, with as few edits as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from browser_use_contract.diff.change import Finding, Position
from browser_use_contract.diff.document import Document
from browser_use_contract.diff.schemas.compare import SchemaComparer, first_value
from browser_use_contract.diff.schemas.coverage import covers, text_of
from browser_use_contract.diff.schemas.flatten import Alternative, Flattener, Rule
from browser_use_contract.diff.schemas.keywords import string_format
from browser_use_contract.diff.schemas.matching import match_alternatives
from browser_use_contract.diff.schemas.nodes import Node, Schema
from browser_use_contract.diff.schemas.objects import ObjectView
from browser_use_contract.diff.schemas.pair import Pair
from browser_use_contract.diff.schemas.walk import Root, SchemaWalk

from .edits import Edits, Place
from .importing import NULL, Importer

_SCALAR = (
    "enum", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "contentEncoding", "contentMediaType",
)  # fmt: skip
_ARRAY = ("minItems", "maxItems", "uniqueItems", "minContains", "maxContains")
_OBJECT = ("minProperties", "maxProperties")
_WORDS = {"description", "title", "summary", "default", "deprecated", "example", "examples", "externalDocs"}
_COMPOSED = ("allOf", "anyOf", "oneOf")
_MOST_COPIES = 3


class SchemaMatch(NamedTuple):
    """A schema of ours and the corresponding new schema.

    `copies` has the components that were replaced by a copy: the place of the component and the place of the copy.
    """

    old: Node
    new: Schema
    position: Position
    as_text: bool
    copies: tuple[tuple[Place, Place], ...] = ()

    def at(self, place: Place) -> Place:
        """Returns the place to edit for `place`: in the copy if there is one."""
        for origin, copy in reversed(self.copies):
            if place[: len(origin)] == origin:
                return (*copy, *place[len(origin) :])
        return place


class _Unwrapped(NamedTuple):
    """The schema behind references and compositions with null. `references` has the objects with `$ref` and their targets."""

    core: Node
    references: list[tuple[Node, Node]]
    nullable_by: Place | None


class SchemaMerger:
    def __init__(self, old: Document, new: Document, edits: Edits) -> None:
        self.old, self.new = Flattener(old), Flattener(new)
        self._comparer = SchemaComparer(self.old, self.new)
        self._edits = edits
        self.importer = Importer(old, self.new, edits)
        # For each component of ours, the differences of each corresponding schema, as text.
        self._differences: dict[Place, list[tuple[str, Node]]] = {}
        self._chosen: dict[Place, str] = {}
        self._visited: set[tuple[int, ...]] = set()
        self._done: set[tuple[Place, Position]] = set()
        self.detached: list[str] = []

    # First pass: which schemas correspond to each component.

    def collect(self, match: SchemaMatch) -> None:
        """Records the schemas that correspond to our components, here and below."""
        key = (id(match.old.schema), *(id(each.schema) for each in match.new), match.position == "request")
        if key in self._visited:
            return
        self._visited.add(key)
        for _, component in self._unwrap(match.old).references:
            self._differences.setdefault(component.place, []).append(
                (self._signature(component, match), match.new[0] if len(match.new) == 1 else Node({}, ()))
            )
        for below in self._below(match):
            self.collect(below)

    def choose(self) -> None:
        """Chooses the most frequent corresponding schema of each component. The component will be changed to it."""
        for place, met in self._differences.items():
            counted = Counter(signature for signature, _ in met)
            most = max(counted.values())
            self._chosen[place] = next((each for each in sorted(counted) if counted[each] == most), "")
            for signature, node in met:
                if signature == self._chosen[place] and place[:2] == ("components", "schemas"):
                    core = self._unwrap_new(node)
                    if core is not None:
                        self.importer.is_ours(core, str(place[-1]))

    def record(self, place: Place, signature: str) -> None:
        """Records how one corresponding schema differs from our component at `place`."""
        self._differences.setdefault(place, []).append((signature, Node({}, ())))

    def is_chosen(self, place: Place, signature: str) -> bool:
        """Whether our component at `place` will be changed to the schema with this signature."""
        return self._chosen.get(place, "") == signature

    def signature(self, match: SchemaMatch) -> str:
        """Returns the differences as text."""
        return "\n".join(sorted(f"{each.kind} {path} {each.texts}" for each, path in self._findings(match)))

    # Second pass: the changes.

    def update(self, match: SchemaMatch) -> None:
        site = match.at(match.old.place)
        if (site, match.position) in self._done:
            return
        self._done.add((site, match.position))
        found = self._findings(match)
        match = self._detached(match)
        if not found:
            for below in self._below(match):  # A component below may change because of other references.
                self.update(below)
            return
        here = [each for each, path in self._findings(match) if path == ""]
        kinds = {each.kind for each in here}
        self._annotations(match, kinds)
        old, new = self._options(self.old, (match.old,)), self._options(self.new, match.new)
        types = _types(old), _types(new)
        is_single = (
            len(old) == len(new) == 1 and types[0] == types[1] and not kinds & {"options-changed", "discriminator-changed"}
        )
        if is_single and types[0] == {"object"}:
            self._null(match, kinds)
            self._object(match, old[0], new[0])
        elif is_single and types[0] == {"array"}:
            self._null(match, kinds)
            self._array(match, old[0], new[0])
        elif is_single and len(types[0]) == 1 and len(new[0].nodes) <= 1 and not (old[0].rules or new[0].rules):
            self._null(match, kinds)
            self._scalar(match, new[0])
        elif kinds <= {"null-added", "null-removed", "default-changed", "deprecation-changed"} and len(old) == len(new):
            self._null(match, kinds)
            for below in self._below(match):
                self.update(below)
        else:
            self._replace(match, kinds, new)

    def _detached(self, match: SchemaMatch) -> SchemaMatch:
        """Replaces references to components that are changed to another schema by copies."""
        for reference, component in self._unwrap(match.old).references:
            if len(match.copies) < _MOST_COPIES and self._signature(component, match) != self._chosen.get(component.place, ""):
                site = match.at(reference.place)
                beside = {key: value for key, value in reference.schema.items() if key != "$ref"}
                self._edits.detach(site, {**component.schema, **beside})
                self.detached.append(f"{'/'.join(map(str, site))} no longer refers to {component.place[-1]}")
                match = match._replace(copies=(*match.copies, (component.place, site)))
        return match

    def _signature(self, component: Node, match: SchemaMatch) -> str:
        found = self._findings(match._replace(old=component))
        ignored = {"default-changed", "null-added", "null-removed", "deprecation-changed"}
        told = {f"{each.kind} {path} {each.texts}" for each, path in found if path or each.kind not in ignored}
        return "\n".join(sorted(told))

    def _findings(self, match: SchemaMatch) -> list[tuple[Finding, str]]:
        walk = SchemaWalk(self._comparer)
        walk.add(Root("", "", Pair(_schema(match.old), match.new, match.position, match.as_text)))
        return [(finding, where.path) for finding, where in walk.findings()]

    # What lies below.

    def _below(self, match: SchemaMatch) -> list[SchemaMatch]:
        found: list[SchemaMatch] = []
        old, new = self._options(self.old, (match.old,)), self._options(self.new, match.new)
        for kind in ("array", "object"):
            before, after = ([each for each in side if kind in each.types] for side in (old, new))
            if not before or not after:
                continue
            for one, other in match_alternatives(before, after, self.old, self.new).pairs:
                found += self._items(match, one, other) if kind == "array" else self._properties(match, one, other)
        return found

    def _items(self, match: SchemaMatch, one: Alternative, other: Alternative) -> list[SchemaMatch]:
        item, counterpart = _items(one), _items(other)
        return [match._replace(old=item, new=_schema(counterpart))] if item and counterpart else []

    def _properties(self, match: SchemaMatch, one: Alternative, other: Alternative) -> list[SchemaMatch]:
        before, after = ObjectView(one, self.old, match.position), ObjectView(other, self.new, match.position)
        found = []
        for name in sorted(before.declared & after.declared):
            nodes = before.schema_of(name)
            if len(nodes) == 1:
                found.append(match._replace(old=nodes[0], new=after.schema_of(name)))
        if len(before.extra) == 1 and after.extra and not (before.is_closed or after.is_closed):
            found.append(match._replace(old=before.extra[0], new=after.extra))
        return found

    # One schema.

    def _annotations(self, match: SchemaMatch, kinds: set[str]) -> None:
        site = match.at(match.old.place)
        for kind, key in (("default-changed", "default"), ("deprecation-changed", "deprecated")):
            if kind not in kinds:
                continue
            value = first_value(match.new, self.new, key)
            if value is not None:
                self._edits.set((*site, key), value)
            else:
                nodes = [match.old, *(node for pair in self._unwrap(match.old).references for node in pair)]
                for node in nodes:
                    if key in node.schema:
                        self._edits.remove((*match.at(node.place), key))

    def _null(self, match: SchemaMatch, kinds: set[str]) -> None:
        if not kinds & {"null-added", "null-removed"}:
            return
        site = match.at(match.old.place)
        core = self._unwrap(match.old).core
        self._edits.rebuild(site, _with_null if "null-added" in kinds else _without_null)
        if "null-removed" in kinds and core.place != match.old.place and isinstance(core.schema.get("type"), list):
            self._edits.rebuild(match.at(core.place), _without_null)

    def _array(self, match: SchemaMatch, one: Alternative, other: Alternative) -> None:
        self._keywords(match, one, other, _ARRAY)
        before, after = _items(one), _items(other)
        if before is not None and after is not None:
            self.update(match._replace(old=before, new=_schema(after)))
        elif one.nodes and (before is None) != (after is None):
            place = (*match.at(one.nodes[0].place), "items")
            if after is None:
                self._edits.remove(place)
            else:
                self._edits.set(place, self.importer.schema((after,)))

    def _object(self, match: SchemaMatch, one: Alternative, other: Alternative) -> None:
        before, after = ObjectView(one, self.old, match.position), ObjectView(other, self.new, match.position)
        node = next((each for each in one.nodes if "properties" in each.schema), one.nodes[0] if one.nodes else match.old)
        place = match.at(node.place)
        for below in self._properties(match, one, other):
            self.update(below)
        for name in sorted(after.declared - before.declared, key=_order(after)):
            self._edits.set((*place, "properties", name), self.importer.schema(after.schema_of(name)))
        for name in before.declared - after.declared - after.hidden:
            self._edits.remove(match.at(before.property_place(name)))
        for name in sorted(after.required - before.required, key=_order(after)):
            self._edits.require(place, name)
        for name in before.required - after.required:
            self._edits.remove(match.at(before.required_place(name)))
        self._keywords(match, one, other, _OBJECT)
        self._others(match, place, before, after)
        self._rules(match, place, one, other)

    def _others(self, match: SchemaMatch, place: Place, before: ObjectView, after: ObjectView) -> None:
        """Updates the schema of undeclared properties."""
        if before.is_closed != after.is_closed or bool(before.extra) != bool(after.extra):
            for each in before.extra:
                self._edits.remove(match.at(each.place))
            if after.extra:
                self._edits.set((*place, "additionalProperties"), self.importer.schema(after.extra))

    def _rules(self, match: SchemaMatch, place: Place, one: Alternative, other: Alternative) -> None:
        for rule in _beyond(one, other, self.new):
            self._edits.remove(match.at(rule.place))
        for rule in _beyond(other, one, self.old):
            origin = rule.place
            value = self.new.document.root
            for step in origin:
                value = value[step]  # type: ignore[index]
            if origin[-2] == "dependentRequired":
                self._edits.set((*place, "dependentRequired", str(origin[-1])), value)
            elif origin[-2] == "dependentSchemas":
                self._edits.set((*place, *map(str, origin[-2:])), self.importer.schema((Node(value, origin),)))
            elif origin[-1] == "if":
                parts: dict[str, Any] = value if isinstance(value, dict) else {}
                holder: Any = self.new.document.root
                for step in origin[:-1]:
                    holder = holder[step]
                parts = {key: holder[key] for key in ("if", "then", "else") if key in holder}
                self._edits.append((*place, "allOf"), self.importer.schema((Node(parts, origin[:-1]),)))
            elif isinstance(value, list):
                options = [self.importer.schema((Node(each, (*origin, index)),)) for index, each in enumerate(value)]
                self._edits.append((*place, "allOf"), {str(origin[-1]): options})
            else:
                self._edits.append((*place, "allOf"), {str(origin[-1]): self.importer.schema((Node(value, origin),))})

    def _scalar(self, match: SchemaMatch, other: Alternative) -> None:
        core = self._unwrap(match.old).core
        place, ours = match.at(core.place), core.schema
        theirs = dict(self.new.keywords(other.nodes[0])) if other.nodes else {}
        for side in (ours, theirs):
            if "const" in side:
                side = side if side is theirs else dict(side)
                side.setdefault("enum", [side["const"]])
        kinds = ours.get("type"), _without(theirs.get("type"))
        if _without(kinds[0]) != kinds[1] and kinds[1] is not None:
            self._edits.set((*place, "type"), [kinds[1], "null"] if isinstance(kinds[0], list) else kinds[1])
        for key in _SCALAR:
            before, after = ours.get(key), theirs.get(key)
            if key == "format" and _same_format(ours, theirs):
                continue
            if isinstance(before, list) and isinstance(after, list):
                before = [each for each in before if each is not None]
                after = [each for each in after if each is not None]
                for index, each in enumerate(ours[key]):
                    if each is not None and each not in after:
                        self._edits.remove((*place, key, index))
                for each in after:
                    if each not in before:
                        self._edits.append((*place, key), each)
            elif before != after and after is not None:
                self._edits.set((*place, key), after)
            elif before is not None and after is None:
                self._edits.remove((*place, key))
        if "const" in ours and "const" not in theirs:
            self._edits.remove((*place, "const"))

    def _keywords(self, match: SchemaMatch, one: Alternative, other: Alternative, names: tuple[str, ...]) -> None:
        for name in names:
            before, after = _said(one, name), _said(other, name)
            if before is None and after is not None and one.nodes:
                self._edits.set((*match.at(one.nodes[0].place), name), after[1])
            elif before is not None and after is None:
                self._edits.remove((*match.at(before[0].place), name))
            elif before is not None and after is not None and before[1] != after[1]:
                self._edits.set((*match.at(before[0].place), name), after[1])

    def _replace(self, match: SchemaMatch, kinds: set[str], options: list[Alternative]) -> None:
        """Replaces our schema, except its descriptions."""
        value = self.importer.core(options)
        core = self._unwrap(match.old).core
        place = match.at(core.place)
        structure = {key: each for key, each in value.items() if key not in _WORDS}
        words = {key: value[key] for key in ("description",) if key in value and key not in core.schema}
        nullable = core.schema.get("type")
        keep_null = isinstance(nullable, list) and "null" in nullable
        keep_null |= core.place == match.old.place and "null" in _all_types(self.old, (match.old,))

        def change(holder: dict[str, Any]) -> None:
            for key in [each for each in holder if each not in _WORDS and not each.startswith("x-")]:
                del holder[key]
            holder |= {**structure, **words}
            if keep_null:
                _with_null(holder)

        self._edits.rebuild(place, change)
        self._null(match, kinds)

    # How schemas are written.

    def _options(self, reader: Flattener, schema: Schema) -> list[Alternative]:
        return [each for each in reader.flat(schema).alternatives if each.types != {"null"}]

    def _unwrap(self, node: Node) -> _Unwrapped:
        references: list[tuple[Node, Node]] = []
        nullable_by: Place | None = None
        while isinstance(node.schema, dict) and len(references) < 20:
            schema = node.schema
            if (target := self.old.target(node)) is not None and isinstance(target.schema, dict):
                references.append((node, target))
                node = target
                continue
            inner = _only_option(schema)
            if inner is None or {"properties", "type", "enum"} & schema.keys():
                break
            if inner[0] != "allOf":
                nullable_by = (*node.place, inner[0])
            node = Node(schema[inner[0]][inner[1]], (*node.place, *inner))
        return _Unwrapped(node, references, nullable_by)

    def _unwrap_new(self, node: Node) -> Node | None:
        for _ in range(20):
            if not isinstance(node.schema, dict) or not node.schema:
                return None
            if (target := self.new.target(node)) is not None:
                node = target
                continue
            inner = _only_option(node.schema)
            if inner is None or {"properties", "type", "enum"} & node.schema.keys():
                return node
            node = Node(node.schema[inner[0]][inner[1]], (*node.place, *inner))
        return None


def _beyond(one: Alternative, other: Alternative, others: Flattener) -> list[Rule]:
    """Returns the rules of one schema that the other one does not imply."""
    known = {text_of(each.schema) for each in other.rules}
    return [
        each
        for each in one.rules
        if text_of(each.schema) not in known
        and not covers({"type": "object", "allOf": [each.schema]}, {**others.whole(other), "type": "object"})
    ]


def _same_format(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether the formats have the same meaning. `format: decimal` of a number is only in our document."""
    if ours.get("format") == "decimal" and "format" not in theirs:
        return ours.get("type") != "string"
    return ours.get("type") not in ("number", "integer") and string_format(ours) == string_format(theirs)


def _schema(node: Node | None) -> Schema:
    return () if node is None or node.schema is True else (node,)


def _only_option(schema: dict[str, Any]) -> tuple[str, int] | None:
    """Returns the keyword and index of the only option that is not null."""
    used = [key for key in _COMPOSED if isinstance(schema.get(key), list)]
    if len(used) != 1:
        return None
    options = [index for index, each in enumerate(schema[used[0]]) if each != NULL and isinstance(each, dict)]
    nulls = len(schema[used[0]]) - len(options)
    return (used[0], options[0]) if len(options) == 1 and (nulls == 0 or used[0] != "allOf") else None


def _items(alternative: Alternative) -> Node | None:
    for node in alternative.nodes:
        if isinstance(node.schema.get("items"), dict):
            return Node(node.schema["items"], (*node.place, "items"))
    return None


def _said(alternative: Alternative, name: str) -> tuple[Node, Any] | None:
    return next(((node, node.schema[name]) for node in alternative.nodes if name in node.schema), None)


def _types(options: list[Alternative]) -> set[str]:
    return set().union(*(each.types for each in options)) - {"null"}


def _all_types(reader: Flattener, schema: Schema) -> set[str]:
    return set().union(*(each.types for each in reader.flat(schema).alternatives))


def _order(view: ObjectView) -> Callable[[str], tuple[bool, int, str]]:
    """Returns a sort key for the order of the names in the document."""
    listed = [name for node in view.nodes for name in node.schema.get("properties", {})]
    return lambda name: (name not in listed, listed.index(name) if name in listed else 0, name)


def _without(kind: Any) -> Any:
    """Returns the type without null."""
    if not isinstance(kind, list):
        return kind
    rest = [each for each in kind if each != "null"]
    return rest[0] if len(rest) == 1 else rest


def _with_null(holder: dict[str, Any]) -> None:
    kind = holder.get("type")
    if isinstance(kind, str | list) and not set(_COMPOSED) & holder.keys():
        kinds = [kind] if isinstance(kind, str) else kind
        holder["type"] = [*kinds, "null"] if "null" not in kinds else kinds
        if isinstance(holder.get("enum"), list) and None not in holder["enum"]:
            holder["enum"] = [*holder["enum"], None]
        return
    for key in ("anyOf", "oneOf"):
        if isinstance(holder.get(key), list):
            if NULL not in holder[key]:
                holder[key] = [*holder[key], deepcopy(NULL)]
            return
    inner = {key: holder.pop(key) for key in list(holder) if key not in _WORDS and not key.startswith("x-")}
    holder["anyOf"] = [inner, deepcopy(NULL)]


def _without_null(holder: dict[str, Any]) -> None:
    kind = holder.get("type")
    if isinstance(kind, list):
        holder["type"] = _without(kind)
        if isinstance(holder.get("enum"), list):
            holder["enum"] = [each for each in holder["enum"] if each is not None]
    for key in ("anyOf", "oneOf"):
        if isinstance(holder.get(key), list) and NULL in holder[key]:
            rest = [each for each in holder[key] if each != NULL]
            if len(rest) == 1 and not rest[0].keys() & (holder.keys() - {key, "description"}):
                del holder[key]
                for name, each in rest[0].items():
                    holder.setdefault(name, each)
            else:
                holder[key] = rest
