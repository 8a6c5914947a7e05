"""What the templates write: models, enums and resources, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from spec_kinds import Kind, Kinds
from spec_merge import Schema
from spec_normal import Normal, Unsupported, at
from spec_paging import paging_of
from spec_python import (
    RESOURCE_CLASS_NAMES,
    argument_name,
    attribute_name,
    class_name,
    constant,
    constant_name,
    identifier,
    in_class,
    method_name,
    module_name,
    resource_name,
)

IDEMPOTENT = {"get", "head", "put", "delete", "options", "trace"}
_MOST_NAMED_VALUES = 12
_PLAIN = {"str", "bool", "int", "float"}


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


class Builder:
    """Makes the package's data from a document in normal form."""

    def __init__(self, normal: Normal) -> None:
        self._normal = normal
        self._kinds = Kinds(normal)

    def package(self, tags: dict[tuple[str, str], str]) -> Package:
        """`tags` gives each operation's tag, by method and path."""
        resources = list(self._resources(tags))
        models = []
        for name, schema in self._normal.schemas.items():
            if "properties" in schema:
                with at(self._normal.places[name]):
                    models.append(self._model(name))
        enums = [self._enum(name) for name, schema in self._normal.schemas.items() if "properties" not in schema]
        by_name = {model.name: model for model in models}
        for resource in resources:
            for method in resource.methods:
                with at(self._normal.operations[method.method, method.path]["x-place"]):
                    self._mark_page(method, by_name)
        return Package(
            title=str(self._normal.info.get("title") or "API"),
            base_url=self._base_url(),
            models=models,
            enums=enums,
            resources=resources,
        )

    def _base_url(self) -> str:
        for server in self._normal.servers:
            url = str(server.get("url") or "")
            for name, variable in (server.get("variables") or {}).items():
                url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
            if url.startswith(("https://", "http://")):
                return url.rstrip("/")
        return ""

    def _model(self, name: str) -> Model:
        schema = self._normal.schemas[name]
        attributes: list[Attribute] = []
        imports: set[str] = set()
        enums: set[str] = set()
        for json_name, part in schema["properties"].items():
            kind = self._kinds.of(part)
            imports |= kind.classes - {name}
            is_required = json_name in (schema.get("required") or ()) and not _flag(part, "writeOnly")
            default, annotation = (None, kind.read_type) if is_required else self._default(part, kind, enums)
            flags = [
                flag for flag, is_set in (("secret", self._is_secret(part)), ("read_only", _flag(part, "readOnly"))) if is_set
            ]
            attributes.append(
                Attribute(
                    attribute_name(json_name, {*self._normal.schemas, *(each.name for each in attributes)}),
                    json_name,
                    kind,
                    annotation,
                    self._description(part),
                    default,
                    flags,
                )
            )
        additional = schema.get("additionalProperties", True)
        kind = self._kinds.of(additional)
        imports |= kind.classes - {name}
        codec = kind.codec if isinstance(additional, dict) and additional else None
        model = Model(name, str(schema.get("description") or ""), attributes, codec, sorted(imports - enums), sorted(enums))
        for attribute in attributes:
            attribute.annotation = in_class(attribute.annotation, model.hidden)
        return model

    def _default(self, schema: Schema, kind: Kind, enums: set[str]) -> tuple[str, str]:
        """How an attribute reads that is absent: an expression, and the annotation."""
        value = schema.get("default")
        if value is None and "anyOf" not in schema and "$ref" in schema:
            value = (self._normal.resolve(schema) or {}).get("default")
        if value is None:
            return "None", kind.read_type if kind.accepts_null or kind.read_type == "Any" else f"{kind.read_type} | None"
        reads = [name for name in kind.reads if name != "None"]
        simple = {str: "str", bool: "bool", int: "int", float: "float"}.get(type(value))
        if simple in reads and _PLAIN.issuperset(reads):
            return constant(value), kind.read_type
        if reads == ["Decimal"] and simple in ("str", "int", "float") and _is_number_text(str(value)):
            return f"Decimal({str(value)!r})", kind.read_type
        if isinstance(value, str) and len(reads) == 1 and reads[0] in self._normal.schemas:
            enums.add(reads[0])
            return f"{reads[0]}({value!r})", kind.read_type
        return f"_json_default({constant(value)})", kind.read_type

    def _enum(self, name: str) -> Enum:
        schema = self._normal.schemas[name]
        constants: dict[str, str] = {}
        for value in dict.fromkeys(schema["enum"]):
            constants[constant_name(value, {*constants, "VALUES"})] = value
        return Enum(name, str(schema.get("description") or ""), constants, bool(schema.get("x-extensible")))

    def _resources(self, tags: dict[tuple[str, str], str]) -> Iterator[ResourceClass]:
        by_tag: dict[str, list[tuple[str, str]]] = {}
        for key in self._normal.operations:
            by_tag.setdefault(tags[key], []).append(key)
        names = {*self._normal.schemas, *RESOURCE_CLASS_NAMES}
        attributes: set[str] = set()
        for tag, keys in by_tag.items():
            plain = name = class_name(tag, "Resource")
            number = 1
            while {name, f"Async{name}"} & names:
                name, number = f"{plain.removesuffix('Resource')}Resource{'' if number == 1 else number}", number + 1
            names |= {name, f"Async{name}"}
            attribute = resource_name(tag, attributes)
            attributes.add(attribute)
            yield ResourceClass(tag, attribute, name, self._normal.tags.get(tag, ""), self._methods(tag, keys))

    def _methods(self, tag: str, keys: list[tuple[str, str]]) -> list[Method]:
        methods = []
        for key in keys:
            with at(self._normal.operations[key]["x-place"]):
                methods.append(self._method(tag, *key))
        counts = Counter(made.name for made in methods)
        given = {made.name for made in methods if counts[made.name] == 1}
        constants = {"TYPE_CHECKING"}  # What stands in the module of the operations.
        for made, key in zip(methods, keys, strict=True):
            operation = self._normal.operations[key]
            if counts[made.name] > 1:
                if "x-method" in operation:
                    raise Unsupported(
                        f"the name `{made.name}` is taken in the resource `{tag}`: give another with x-method",
                        operation["x-place"],
                    )
                made.name = identifier(made.id or f"{made.method} {made.path}", given)
                given.add(made.name)
            made.constant = constant_name(made.name, constants)
            constants.add(made.constant)
        return methods

    def _method(self, tag: str, method: str, path: str) -> Method:
        operation = self._normal.operations[method, path]
        id = str(operation.get("operationId") or "")
        name = identifier(str(operation["x-method"])) if "x-method" in operation else method_name(id, tag, method, path)
        arguments = list(self._parameters(operation))
        body, takes_extra = self._body(operation, arguments)
        answers, result = self._answers(operation, may_have_body=method != "head")
        arguments.sort(key=lambda each: (each.place != "path", not each.is_required))
        exact = [each.get("schema") for response in operation["responses"].values() for each in response["content"].values()]
        return Method(
            name=name,
            id=id,
            method=method,
            path=path,
            summary=str(operation.get("summary") or ""),
            description=str(operation.get("description") or ""),
            arguments=arguments,
            answers=answers,
            result=result,
            body=body,
            takes_extra_body=takes_extra,
            is_idempotent=method in IDEMPOTENT or operation.get("x-idempotent") is True,
            has_exact_numbers=any(self._kinds.is_exact_number(schema) for schema in exact),
            is_deprecated=operation.get("deprecated") is True,
            paging=paging_of(operation, self._normal),
        )

    def _parameters(self, operation: dict[str, Any]) -> Iterator[Argument]:
        taken: set[str] = set()
        for parameter in operation["parameters"]:
            place = str(parameter.get("in"))
            json_name = str(parameter.get("name"))
            if place == "header" and json_name.lower() in ("accept", "content-type", "authorization"):
                continue  # OpenAPI says that these are not described by parameters.
            schema = parameter["schema"]
            style = str(parameter.get("style") or ("json" if parameter.get("x-json") else ""))
            name = argument_name(json_name, place, taken)
            taken.add(name)
            yield self._argument(
                name,
                json_name,
                place,
                schema,
                place == "path" or parameter.get("required") is True,
                str(parameter.get("description") or "") or self._description(schema),
                style=style,
                explode=bool(parameter.get("explode", style in ("", "form", "deepObject") and place in ("query", "cookie"))),
            )

    def _argument(
        self,
        name: str,
        json_name: str,
        place: str,
        schema: Any,
        is_required: bool,
        description: str,
        *,
        has_files: bool = False,
        **wire: Any,
    ) -> Argument:
        schema = schema if isinstance(schema, dict) else {}
        resolved = self._normal.resolve(schema) or {}
        has_default = "default" in schema or "default" in resolved
        default = schema.get("default", resolved.get("default"))
        with self._kinds.of_a_form() if has_files else nullcontext():
            kind = self._kinds.of(schema)
        return Argument(
            name=name,
            json_name=json_name,
            place=place,
            kind=kind,
            is_required=is_required,
            description=description,
            default=default,
            has_default=has_default,
            is_secret=self._is_secret(schema),
            **wire,
        )

    def _body(self, operation: dict[str, Any], arguments: list[Argument]) -> tuple[str | None, bool]:
        """The expression of the operation's Body, and whether it takes properties that are not listed. Adds the arguments."""
        request = operation.get("requestBody")
        if request is None or not request["content"]:
            return None, False
        media, described = _chosen_media(request["content"])
        schema = described["schema"]
        is_required = request.get("required") is True
        resolved = self._normal.resolve(schema)
        if isinstance(resolved, dict) and isinstance(resolved.get("anyOf"), list):
            others = [branch for branch in resolved["anyOf"] if branch.get("type") != "null"]
            if len(others) == 1 and len(others) < len(resolved["anyOf"]):
                schema, is_required = others[0], False  # A body that may be null is one that may be left out.
                resolved = self._normal.resolve(schema)
        words = [constant(media), f"is_required={is_required}"]
        takes_names = media.endswith("json") or media in ("multipart/form-data", "application/x-www-form-urlencoded")
        taken = {each.name for each in arguments}
        has_files = not media.endswith("json")
        if takes_names and isinstance(resolved, dict) and isinstance(resolved.get("properties"), dict):
            for json_name, part in resolved["properties"].items():
                if _flag(part, "readOnly"):
                    continue
                name = argument_name(json_name, "body", taken)
                taken.add(name)
                needed = json_name in (resolved.get("required") or ()) and is_required
                wire = _encoding(described.get("encoding"), json_name) if has_files else {}
                arguments.append(
                    self._argument(name, json_name, "body", part, needed, self._description(part), has_files=has_files, **wire)
                )
            rules = resolved.get("dependentSchemas")
            if isinstance(rules, dict) and rules:
                words.append(f"rules={constant(_plain_rules(rules))}")
            return f"Body({', '.join(words)})", media.endswith("json") and resolved.get("additionalProperties") is not False
        if not takes_names and not media.startswith("text/"):
            schema = {"type": "string", "format": "binary"}
        elif media.startswith("text/"):
            schema = {"type": "string"}
        name = argument_name("body", "content", taken)
        description = str(request.get("description") or "") or self._description(schema)
        arguments.append(self._argument(name, "body", "body", schema, is_required, description, has_files=has_files))
        words.append('whole="body"')
        return f"Body({', '.join(words)})", False

    def _answers(self, operation: dict[str, Any], may_have_body: bool) -> tuple[list[str], Kind]:
        """The expressions of the operation's Answers, and what its method returns."""
        answers: list[tuple[int, int, str]] = []
        results: list[Kind] = []
        responses = operation["responses"]
        successes = [status for status in responses if status[:1] == "2"] or [
            key for key in responses if key.lower() == "default"
        ]
        # FastAPI, for one, tells nothing of the body of a download.
        is_untold = may_have_body and not any(responses[status]["content"] for status in successes)
        untold = ("untold", Kind("", ("bytes", "None"), ())) if is_untold else ("none", Kind("", ("None",), ()))
        for status, response in responses.items():
            first, last = _range(status)
            media, kind = self._answer(response["content"] if may_have_body else {})
            if status in successes:
                media, kind = untold if is_untold and first not in (204, 205) else (media, kind)
                results.append(kind)
            codec = f", {kind.codec}" if media == "json" else ""
            answers.append((first, last, f'Answer({first}, {last}, "{media}"{codec})'))
        if not successes:
            answers.append((200, 299, f'Answer(200, 299, "{untold[0]}")'))
            results.append(untold[1])
        answers.sort(key=lambda each: (each[1] - each[0], each[0]))
        reads = tuple(name for kind in results for name in kind.reads)
        classes: frozenset[str] = frozenset().union(*(kind.classes for kind in results))
        return [text for _, _, text in answers], Kind(results[0].codec, reads, (), classes)

    def _answer(self, content: dict[str, Any]) -> tuple[str, Kind]:
        """How a body is read: as JSON where the document has that, as text, or as bytes."""
        none = Kind("", ("None",), ())
        if not content:
            return "none", none
        media, described = _chosen_media(content)
        schema = described["schema"]
        if media.endswith("json"):
            resolved = self._normal.resolve(schema)
            if isinstance(resolved, dict) and resolved.get("format") == "binary":
                return "bytes", Kind("", ("bytes",), ())
            return "json", self._kinds.of(schema)
        if media.startswith("text/"):
            return "text", Kind("", ("str",), ())
        return "bytes", Kind("", ("bytes",), ())

    def _mark_page(self, method: Method, models: dict[str, Model]) -> None:
        """Make the model of the method's answer a page, where the operation pages."""
        if method.paging is None:
            return
        model = next((models[name] for name in method.result.reads if name in models), None)
        attribute = next((each for each in (model.attributes if model else ()) if each.json_name == method.paging["items"]), None)
        if model is None or attribute is None or not attribute.annotation.replace("_builtins.", "").startswith("list["):
            raise Unsupported(f"x-paging names `{method.paging['items']}`, which is no list of the answer")
        model.item = attribute.annotation.partition("[")[2].rpartition("]")[0]
        model.items_attribute = attribute.name
        method.item = model.item

    def _description(self, schema: Any) -> str:
        if not isinstance(schema, dict):
            return ""
        if schema.get("description"):
            return str(schema["description"])
        resolved = self._normal.resolve(schema)
        return str((resolved or {}).get("description") or "") if isinstance(resolved, dict) else ""

    def _is_secret(self, schema: Any) -> bool:
        if not isinstance(schema, dict):
            return False
        resolved = self._normal.resolve(schema)
        resolved = resolved if isinstance(resolved, dict) else {}
        return any(
            each.get("x-secret") is True or each.get("format") == "password" or _items(each).get("x-secret") is True
            for each in (schema, resolved, *[part for part in schema.get("anyOf") or () if isinstance(part, dict)])
        )


def documented(argument: Argument, enums: dict[str, Enum]) -> str:
    """The description of an argument with its default and, where they are few, its values."""
    words = [argument.description.strip()]
    values = [enum for name, enum in enums.items() if name in argument.kind.classes]
    if values and len(values[0].constants) <= _MOST_NAMED_VALUES and values[0].is_extensible:
        words.append(f"Known values: {', '.join(values[0].constants.values())}.")
    if argument.has_default and argument.default is not None:
        words.append(f"Default: {argument.default!r}.")
    return " ".join(filter(None, words))


def _items(schema: Schema) -> Schema:
    items = schema.get("items")
    return items if isinstance(items, dict) else {}


def _flag(schema: Any, name: str) -> bool:
    return isinstance(schema, dict) and schema.get(name) is True


def _range(status: str) -> tuple[int, int]:
    if status.isdigit():
        return int(status), int(status)
    if status[:1].isdigit() and status[1:].upper() == "XX":
        return int(status[0]) * 100, int(status[0]) * 100 + 99
    if status.lower() == "default":
        return 0, 999
    raise Unsupported(f"`{status}` is no status code, no range such as 5XX, and not `default`")


def _encoding(encodings: Any, name: str) -> dict[str, Any]:
    """How a property is written in a form: style, explode and content type of an Argument, where the document says so."""
    encoding = encodings.get(name) if isinstance(encodings, dict) else None
    if not isinstance(encoding, dict):
        return {}
    content_type = str(encoding.get("contentType") or "")
    found: dict[str, Any] = {} if set(content_type) & set(",*") else {"content_type": content_type}
    if {"style", "explode"} & encoding.keys():
        style = str(encoding.get("style", "form"))
        found |= {"style": style, "explode": bool(encoding.get("explode", style == "form"))}
    return found


def _chosen_media(content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The content type that is written or read, with what is said of it: JSON, where there is none a form, else the first."""
    named = {kind.partition(";")[0].strip().lower(): media for kind, media in content.items()}
    forms = ("multipart/form-data", "application/x-www-form-urlencoded")
    json = [kind for kind in named if kind == "application/json"] + [kind for kind in named if kind.endswith(("+json", "/json"))]
    kind = next(iter([*json, *(form for form in forms if form in named), *named]))
    if kind in ("*/*", "application/*"):
        schema = named[kind]["schema"]
        is_json = bool(schema) and schema.get("format") != "binary"
        return "application/json" if is_json else "application/octet-stream", named[kind]
    return kind, named[kind]


def _plain_rules(rules: Any) -> Any:
    """Rules without what is for people alone, but for the description that serves as the error's message."""
    if isinstance(rules, dict):
        return {key: _plain_rules(value) for key, value in rules.items() if not str(key).startswith("x-")}
    return [_plain_rules(item) for item in rules] if isinstance(rules, list) else rules


def _is_number_text(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()
