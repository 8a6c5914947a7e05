"""An OpenAPI document to a Python package: what the stock generator is given, and what the templates get from here."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from openapi_python_client import Project, strings
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.bodies import BodyType
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.responses import NONE_SOURCE, Response
from openapi_python_client.schema import Reference
from openapi_python_client.schema.untrusted_string import UntrustedString

from spec_docstrings import docstring, endpoint_docstring
from spec_fields import parts
from spec_python import Unsupported, annotation, classes, read, write

SOURCES = Path(__file__).resolve().parent.parent / "generated"
BANNER = "# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.\n\n"
_RUFF = ["--isolated", "--no-cache", "--quiet", "--target-version=py311", "--line-length=130"]
# Names that a model has besides its properties.
_TAKEN = {"additional_properties", "additional_keys", "from_dict", "to_dict"}


class GenerationFailed(Exception):
    """The generator, or the formatter after it, does not take this spec; the arguments say why."""


def build(document: dict[str, Any], package: Path) -> None:
    """Write the package for the document, formatted.

    Raises:
        GenerationFailed: the generator complains; a warning counts, since it means that something is left out.
    """
    settings = ConfigFile.load_from_path(SOURCES / "config.yaml")
    config = Config.from_sources(settings, MetaType.NONE, Path("openapi.yaml"), "utf-8", overwrite=False, output_path=package)
    prepared = _prepare(document)
    data = GeneratorData.from_dict(prepared, config=config)
    if isinstance(data, GeneratorError):
        raise GenerationFailed(_complaint(data))
    _name_and_describe(data, config)
    project = Project(openapi=data, config=config, custom_template_path=SOURCES / "templates")
    _equip(project, prepared)
    try:
        _refuse_unsupported(data)
        with contextlib.redirect_stdout(io.StringIO()):
            errors = project.build()
    except Unsupported as error:
        raise GenerationFailed(str(error)) from error
    if errors:
        raise GenerationFailed(*map(_complaint, errors))
    (package / "py.typed").touch()
    _finish(package)


def _complaint(error: GeneratorError) -> str:
    """The generator's message in one line, without objects that it shows by address and links to what pydantic means."""
    text = f"{error.header} {error.detail or ''}"
    return " ".join(re.sub(r"<\S+ object at \w+>|For further information visit \S+", " ", text).split())


def _prepare(document: dict[str, Any]) -> dict[str, Any]:
    """A copy that makes the generator say more and do less.

    Defaults become prose, since a constructor that puts them in hides what was set; descriptions of parameters move to where the
    generator looks for them; the security of the whole document is written into each operation; inline objects and enums get the
    names of their properties.
    """
    prepared = deepcopy(document)
    for part in list(parts(prepared)):
        if part.kind == "parameter" and isinstance(part.value.get("schema"), dict):
            described = (part.value.get("description"), part.value["schema"].get("description"))
            part.value["schema"]["description"] = "\n\n".join(filter(None, described))
        if part.kind == "schema" and part.place[-2] == "properties":
            _title(part.value, str(part.place[-1]))
        if part.kind == "operation" and "security" in document:
            part.value.setdefault("security", document["security"])
        if part.kind == "schema" and "default" in part.value:
            default = f"Default: {part.value.pop('default')!r}."
            part.value["description"] = f"{part.value.get('description', '').rstrip()} {default}"
    return prepared


def _title(schema: dict[str, Any], name: str) -> None:
    """Name the one object or enum in a property's schema after the property; the generator would call it NameType0."""
    alternatives = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    objects = [each for each in alternatives if isinstance(each, dict)]
    named = [each for each in objects if "enum" in each or "properties" in each or "object" in str(each.get("type"))]
    if len(named) == 1 and "$ref" not in named[0]:
        named[0].setdefault("title", name)


def _name_and_describe(data: GeneratorData, config: Config) -> None:
    """Give attributes their own descriptions where the generator took that of what they refer to, and names that are free."""
    for model in data.models:
        described = {
            name: (schema.model_extra or {}).get("description") if isinstance(schema, Reference) else schema.description
            for holder in [model.data, *model.data.allOf]
            if not isinstance(holder, Reference)
            for name, schema in (holder.properties or {}).items()
        }
        for prop in _properties(model):
            prop.description = described.get(prop.name) or prop.description
            if prop.python_name in _TAKEN:
                prop.set_python_name(UntrustedString(f"{prop.python_name}_property"), config=config)


def _refuse_unsupported(data: GeneratorData) -> None:
    for endpoint in _endpoints(data):
        if [body.body_type for body in endpoint.bodies] not in ([], [BodyType.JSON]):
            what = f"{endpoint.method.upper()} {endpoint.path.get_untrusted_value()}"
            raise Unsupported(f"{what}: the templates write one kind of body, JSON")


def _equip(project: Project, document: dict[str, Any]) -> None:
    """Give the templates what they need beyond the generator's own."""
    data = project.openapi
    orders = {_as_set(part.value["enum"]): part.value["enum"] for part in parts(document) if "enum" in part.value}
    auth_header, auth_prefix = _authentication(document)
    sent = _reachable(data, (prop for endpoint in _endpoints(data) for prop in endpoint.list_all_parameters()))
    received = _reachable(data, (response.prop for endpoint in _endpoints(data) for response in endpoint.responses))
    project.env.globals.update(
        auth_header=auth_header, auth_prefix=auth_prefix, sent_only=sent - received, exported_names=_exported_names(data)
    )
    project.env.filters.update(
        annotation=annotation,
        docstring=docstring,
        endpoint_docstring=endpoint_docstring,
        enum_values=lambda enum: [repr(value) for value in orders[_as_set(enum.values)] if value is not None],
        named_classes=_named_classes,
        read=read,
        read_response=_read_response,
        response_branches=_response_branches,
        result_annotation=_result_annotation,
        write=write,
    )


def _as_set(values: Iterable[Any]) -> frozenset[Any]:
    return frozenset(json.dumps(value) for value in values if value is not None)


def _authentication(document: dict[str, Any]) -> tuple[str, str]:
    """The header that carries the key, and what stands before the key in it."""
    for part in parts(document):
        if part.kind == "security-scheme" and (part.value.get("type"), part.value.get("in")) == ("apiKey", "header"):
            return part.value["name"], ""
    return "Authorization", "Bearer"


def _endpoints(data: GeneratorData) -> Iterator[Endpoint]:
    for collection in data.endpoint_collections_by_tag.values():
        yield from collection.endpoints


def _properties(model: ModelProperty) -> list[Property]:
    return [*(model.required_properties or []), *(model.optional_properties or [])]


def _all_properties(model: ModelProperty) -> list[Property]:
    return [*_properties(model), *([model.additional_properties] if model.additional_properties else [])]


def _reachable(data: GeneratorData, props: Iterable[Property]) -> set[str]:
    """Names of the models that values of these properties can hold, at any depth."""
    models = {str(model.class_info.name): model for model in data.models}
    found: set[str] = set()
    waiting = list(props)
    while waiting:
        names = {name for _, name in classes(waiting.pop()) if name in models} - found
        found |= names
        waiting += [prop for name in names for prop in _all_properties(models[name])]
    return found


def _named_classes(user: ModelProperty | Endpoint) -> list[tuple[str, str]]:
    """Module and name of the classes that a model or an endpoint names in its types."""
    if isinstance(user, ModelProperty):
        own = (str(user.class_info.module_name), str(user.class_info.name))
        return sorted({named for prop in _all_properties(user) for named in classes(prop)} - {own})
    props = [*user.list_all_parameters(), *(response.prop for response in user.responses)]
    return sorted({named for prop in props for named in classes(prop)})


def _exported_names(data: GeneratorData) -> list[tuple[str, list[str]]]:
    """Each module of models, with the names that the package exports from it."""
    exported = {str(model.class_info.module_name): [str(model.class_info.name)] for model in data.models}
    for enum in data.enums:
        name = strings.snake_case(enum.class_info.name)
        exported[str(enum.class_info.module_name)] = [f"{name.upper()}_VALUES", str(enum.class_info.name), f"is_known_{name}"]
    return sorted(exported.items())


def _read_response(response: Response) -> str:
    if response.source == NONE_SOURCE:
        return "None"
    expression = read(response.prop, response.source["attribute"])
    # Reading a union gives what a type checker takes for Any.
    is_union = isinstance(response.prop, UnionProperty)
    return f'cast("{annotation(response.prop, True)}", {expression})' if is_union else expression


def _response_branches(endpoint: Endpoint) -> list[tuple[str, str]]:
    """A condition on the status code, and how to read the body then. Single codes come before ranges, as OpenAPI wants it."""
    codes: dict[str, list[int]] = {}
    ranges = []
    for response in endpoint.responses.patterns:
        first, last = response.status_code.range or (0, 0)
        if first == last:
            codes.setdefault(_read_response(response), []).append(first)
        else:
            ranges.append((f"{first} <= status_code <= {last}", _read_response(response)))
    conditions = {
        expression: f"status_code == {found[0]}" if len(found) == 1 else f"status_code in {tuple(found)}"
        for expression, found in codes.items()
    }
    return [*((condition, expression) for expression, condition in conditions.items()), *ranges]


def _result_annotation(endpoint: Endpoint) -> str:
    described = [annotation(response.prop, True) for response in endpoint.responses if response.source != NONE_SOURCE]
    return " | ".join(dict.fromkeys(described)) or "None"


def _finish(package: Path) -> None:
    """Format, and drop the imports that a file does not need. What ruff finds besides is a mistake in the templates."""
    ruff = Path(sys.executable).parent / "ruff"
    for arguments in (["check", "--fix", "--select=F,I,UP", "--output-format=concise"], ["format"]):
        done = subprocess.run([ruff, *arguments, *_RUFF, "."], cwd=package, capture_output=True, text=True)
        if done.returncode:
            raise GenerationFailed(f"ruff {arguments[0]}: {done.stdout}{done.stderr}")
    for file in package.rglob("*.py"):
        file.write_text(BANNER + file.read_text(encoding="utf-8"), encoding="utf-8")
