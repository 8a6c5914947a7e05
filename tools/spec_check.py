"""What is wrong with an OpenAPI document: each problem with its line, its reason and, where one offers itself, a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import openapi_v31_schema_validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from spec_fields import FIELDS, SECTIONS, Part, parts
from spec_file import Place, Problem, SpecFile, UnreadableSpec, read

Found = Iterator[tuple[Place, str]]


def problems(path: Path) -> list[Problem]:
    """All problems of the document at `path`, in the order of their lines; an empty list for a sound one."""
    try:
        spec = read(path)
    except UnreadableSpec as error:
        return error.problems
    return problems_of(spec)


def problems_of(spec: SpecFile) -> list[Problem]:
    """The same for a document that has been read."""
    all_parts = list(parts(spec.document))
    # Each stage relies on what those before it have found sound.
    for stage in ([_fields, _references], [_structure], [_circles], [_values, _required, _operations], [_names, _whole]):
        found = {item for check in stage for item in check(spec.document, all_parts)}
        if found:
            in_order = sorted(found, key=lambda item: (spec.line(item[0]), item[1]))
            return [spec.problem(place, reason) for place, reason in in_order]
    return []


def _hint(word: str, known: Iterable[str]) -> str:
    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{matches[0]}`?" if matches else ""


def _fields(document: dict[str, Any], all_parts: list[Part]) -> Found:
    for part in all_parts:
        known = FIELDS[part.shape]
        for field in part.value.keys() - known.keys():
            if not field.startswith("x-"):
                yield (*part.place, field), f"the {part.shape} object has no field `{field}`{_hint(field, known)}"


def _components(all_parts: list[Part], section: str) -> list[str]:
    return [str(part.place[2]) for part in all_parts if part.place[:2] == ("components", section) and len(part.place) == 3]


def _references(document: dict[str, Any], all_parts: list[Part]) -> Found:
    for part in all_parts:
        if "$ref" not in part.value:
            continue
        ref, place = part.value["$ref"], (*part.place, "$ref")
        if part.kind not in SECTIONS:
            yield place, f"a {part.kind} object cannot be a $ref"
            continue
        section = SECTIONS[part.kind]
        known = _components(all_parts, section)
        prefix = f"#/components/{section}/"
        if not isinstance(ref, str) or not ref.startswith(prefix):
            yield place, f"a $ref to a {part.kind} begins with `{prefix}`; this one is `{ref}`"
        elif (name := ref.removeprefix(prefix)) not in known:
            yield place, f"the $ref leads nowhere: there is no `{name}` in components/{section}{_hint(name, known)}"


def _circles(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """Components that are themselves, or a branch of themselves: nothing could ever be read by them."""
    components = [part for part in all_parts if part.place[:1] == ("components",) and len(part.place) == 3]
    leads_to = {_reference_to(part.place): set(_same_value(part.value)) for part in components}
    for part in components:
        own = _reference_to(part.place)
        found: set[str] = set()
        waiting = [own]
        while waiting:
            following = leads_to.get(waiting.pop(), set()) - found
            found |= following
            waiting += following
        if own in found:
            yield part.place, f"`{own}` leads back to itself by $ref"


def _reference_to(place: Place) -> str:
    return "#/" + "/".join(str(step) for step in place)


def _same_value(schema: Any) -> Iterator[str]:
    """The `$ref`s that apply to the very value that the schema applies to, not to something inside it."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in schema.get(keyword, ()):
                yield from _same_value(branch)
        for keyword in ("not", "if", "then", "else"):
            yield from _same_value(schema.get(keyword))


def _structure(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """What breaks OpenAPI's own schema, or JSON Schema's."""
    for error in openapi_v31_schema_validator.iter_errors(document):
        yield tuple(error.absolute_path), _message(error.message)
    places = {part.place for part in all_parts if part.kind == "schema"}
    metaschema = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for part in all_parts:
        inside_another = any(part.place[:length] in places for length in range(len(part.place)))
        if part.kind == "schema" and not inside_another:
            for error in metaschema.iter_errors(part.value):
                while error.context:  # Of several ways to be valid, the one that was missed last says most.
                    error = max(error.context, key=lambda cause: (len(cause.absolute_path), cause.validator == "enum"))
                yield (*part.place, *error.absolute_path), _message(error.message)


def _values(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """Defaults and enum values that do not fit the schema that they stand in, and enum values given twice."""
    # The URI is any that the document does not use itself.
    registry: Registry[Any] = Registry().with_resource("spec:", Resource.from_contents(document, DRAFT202012))
    for part in all_parts:
        if part.kind != "schema":
            continue
        values = [(index, value) for index, value in enumerate(part.value.get("enum", ())) if value is not None]
        for index, value in values:
            kind = str if part.value.get("type") == "string" else type(values[0][1])
            if type(value) is not kind:
                reason = f"`{value}` is read as {type(value).__name__}, not as {kind.__name__}; if it is a string, quote it"
                yield (*part.place, "enum", index), reason
            elif any(value == earlier and type(value) is type(earlier) for _, earlier in values[:index]):
                yield (*part.place, "enum", index), f"`{value}` is in the enum twice"
        if "default" in part.value:
            pointer = "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in part.place)
            validator = Draft202012Validator({"$ref": f"spec:#/{pointer}"}, registry=registry)
            if error := best_match(validator.iter_errors(part.value["default"])):
                yield (*part.place, "default"), f"the default does not fit its schema: {_message(error.message)}"


def _required(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """Names in `required` that no `properties` knows: neither beside them, nor in what the schema is composed of or part of."""
    schemas = {part.place: part.value for part in all_parts if part.kind == "schema"}
    for place, schema in schemas.items():
        known = _properties(document, schema, ())
        outer = place
        while len(outer) > 1 and (outer := _composed_in(outer)) in schemas:
            known |= _properties(document, schemas[outer], ())
        for index, name in enumerate(schema.get("required", ())):
            if name not in known:
                yield (*place, "required", index), f"`{name}` is required, and there is no such property{_hint(str(name), known)}"


def _composed_in(place: Place) -> Place:
    """The place of the schema that the one at `place` is a branch of (allOf, dependentSchemas, if …); () where it is none."""
    if len(place) > 2 and place[-2] in {"allOf", "anyOf", "oneOf", "dependentSchemas"}:
        return place[:-2]
    return place[:-1] if place[-1] in {"not", "if", "then", "else"} else ()


def _properties(document: dict[str, Any], schema: Any, seen: tuple[str, ...]) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    known = set(schema.get("properties", ()))
    for branch in [*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        known |= _properties(document, branch, seen)
    if (ref := schema.get("$ref")) and ref not in seen:
        known |= _properties(document, document["components"]["schemas"][ref.rpartition("/")[2]], (*seen, ref))
    return known


def _operations(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """operationIds, and parameters in paths; both are what the generated functions are named and called by."""
    first_places: dict[str, Place] = {}
    for part in all_parts:
        if part.kind != "operation" or part.place[0] != "paths":
            continue
        operation, place = part.value, part.place
        what = f"{str(place[2]).upper()} {place[1]}"
        if "responses" not in operation:
            yield place, f"{what} has no `responses`"
        name = operation.get("operationId")
        if name is None:
            yield place, f"{what} has no `operationId`"
        elif name in first_places:
            method, path = first_places[name][2], first_places[name][1]
            yield (*place, "operationId"), f"the operationId `{name}` is taken: {str(method).upper()} {path} has it too"
        else:
            first_places[str(name)] = place
        yield from _twice(document, operation, place)
        declared = _path_parameters(document, document["paths"][place[1]]) | _path_parameters(document, operation)
        in_path = set(re.findall(r"\{([^{}]+)\}", str(place[1])))
        for parameter in sorted(in_path - declared):
            hint = _hint(parameter, declared - in_path)
            yield place, f"{what} has the path parameter `{parameter}`, and does not declare it{hint}"
        for parameter in sorted(declared - in_path):
            hint = _hint(parameter, in_path - declared)
            yield place, f"{what} declares the path parameter `{parameter}`, and does not have it{hint}"


def _twice(document: dict[str, Any], operation: dict[str, Any], place: Place) -> Found:
    """Parameters that an operation has more than once."""
    known = set()
    for index, parameter in enumerate(_parameters(document, operation)):
        name, where = parameter.get("name"), parameter.get("in")
        if (name, where) in known:
            yield (*place, "parameters", index), f"the {where} parameter `{name}` is there twice"
        known.add((name, where))


def _path_parameters(document: dict[str, Any], holder: dict[str, Any]) -> set[str]:
    return {str(parameter.get("name")) for parameter in _parameters(document, holder) if parameter.get("in") == "path"}


def _parameters(document: dict[str, Any], holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parameter in holder.get("parameters", ()):
        if "$ref" in parameter:
            yield document["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
        else:
            yield parameter


def _names(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """Names of operations in links, and of security schemes, that nothing has."""
    operations = {str(part.value.get("operationId")) for part in all_parts if part.kind == "operation"}
    schemes = _components(all_parts, "securitySchemes")
    for part in all_parts:
        if part.kind == "link" and (name := part.value.get("operationId")) and name not in operations:
            yield (*part.place, "operationId"), f"no operation has the operationId `{name}`{_hint(str(name), operations)}"
        for requirement in part.value.get("security", ()) if part.kind in {"document", "operation"} else ():
            for name in requirement:
                if name not in schemes:
                    yield (*part.place, "security"), f"there is no security scheme `{name}`{_hint(name, schemes)}"


def _whole(document: dict[str, Any], all_parts: list[Part]) -> Found:
    """What openapi-spec-validator finds besides; it seldom says where."""
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield tuple(error.absolute_path), _message(error.message)


def _message(text: str) -> str:
    """The first line of a validator's message; where it lists what it would take, with the nearest of that."""
    first_line = text.strip().partition("\n")[0]
    word, *known = re.findall(r"""['"]([^'"]+)['"]""", first_line) or [""]
    return first_line + (_hint(word, known) if "not one of" in first_line else "")
