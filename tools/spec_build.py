"""The generated package from a document that has been checked: openapi-python-client parses, the templates write."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import GeneratorData

from spec_contents import contents
from spec_docstrings import docstring, documented, method_docstring, one_line, plain_docstring
from spec_file import Place
from spec_kinds import Kind
from spec_normal import Normal, Unsupported
from spec_package import Package, ResourceClass
from spec_python import constant, in_class, module_name, quoted_path

SOURCES = Path(__file__).resolve().parent.parent / "generated"
BANNER = "# Made by tools/generate.py from an OpenAPI document; never edit it.\n"
_WORD = re.compile(r"[^\W\d]\w*")
_RUFF = ["--config", "line-length = 130", "--target-version", "py311", "--no-cache"]


class GenerationFailed(Exception):
    """No package was made: the reason, and the place in the document."""

    def __init__(self, reason: str, place: Place = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


def build(document: dict[str, Any], folder: Path) -> None:
    """Write the package into `folder`, formatted. Raises GenerationFailed."""
    try:
        normal = Normal(document)
        package = contents(normal, _parsed_tags(normal))
        package.options = list(_options(package))
    except Unsupported as error:
        raise GenerationFailed(error.reason, error.place) from error
    _write(package, folder)
    _format(folder)


def _parsed_tags(normal: Normal) -> dict[tuple[str, str], str]:
    """The tag of each operation, once openapi-python-client has taken the document. What it complains of is refused."""
    config = Config.from_sources(ConfigFile(), MetaType.NONE, Path("openapi.yaml"), "utf-8", overwrite=False, output_path=None)
    data = GeneratorData.from_dict(_plain_document(normal), config=config)
    if isinstance(data, GeneratorError):
        raise GenerationFailed(_complaint(data))
    collections = data.endpoint_collections_by_tag.values()
    complaints = [*data.errors, *(error for collection in collections for error in collection.parse_errors)]
    if complaints:
        raise GenerationFailed("; ".join(map(_complaint, complaints)))
    return {key: str((operation.get("tags") or ["default"])[0]) for key, operation in normal.operations.items()}


def _plain_document(normal: Normal) -> dict[str, Any]:
    """The document in normal form as openapi-python-client takes it: in the forms that it knows, and with names that it takes.

    It refuses many names that documents have; those that the code has are given in spec_python.py.
    """

    def plain(schema: Any) -> Any:
        if not isinstance(schema, dict):
            return {}
        if (name := normal.name_of(schema)) is not None:
            return {"$ref": f"#/components/schemas/{name}"}
        schema = normal.resolve(schema)
        if isinstance(schema.get("properties"), dict):
            return {
                "type": "object",
                "properties": {f"p{index}": plain(part) for index, part in enumerate(schema["properties"].values())},
            }
        if schema.get("type") == "string" and len(schema.get("enum") or ()) > 1:
            return {"type": "string", "enum": [f"v{index}" for index in range(len(schema["enum"]))]}
        return {"type": schema["type"]} if schema.get("type") in ("string", "integer", "number", "boolean") else {}

    paths: dict[str, Any] = {}
    for number, ((method, _), operation) in enumerate(normal.operations.items()):
        parameters = [
            {"name": f"a{index}", "in": each["in"], "required": each["in"] == "path", "schema": {"type": "string"}}
            for index, each in enumerate(operation["parameters"])
        ]
        path = "".join(f"/{{{each['name']}}}" for each in parameters if each["in"] == "path")
        paths[f"/{number}{path}"] = {
            method: {
                "operationId": f"operation{number}",
                "parameters": parameters,
                "responses": {status: {"description": ""} for status in operation["responses"]},
            }
        }
    schemas = {name: plain(schema) for name, schema in normal.schemas.items()}
    return {"openapi": "3.1.0", "info": {"title": "API", "version": "1"}, "paths": paths, "components": {"schemas": schemas}}


def _complaint(error: GeneratorError) -> str:
    """The generator's message in one line, without objects that it shows by address and links to what pydantic means."""
    text = f"{error.header} {error.detail or ''}"
    return " ".join(re.sub(r"<\S+ object at \w+>|For further information visit \S+", " ", text).split())


def _options(package: Package) -> Any:
    """The TypedDicts that config.yaml asks for, of operations that the document has."""
    wanted = yaml.safe_load((SOURCES / "config.yaml").read_text(encoding="utf-8"))["options"]
    for name, entry in wanted.items():
        for resource in package.resources:
            for method in resource.methods:
                if method.id == entry["operation"]:
                    without = set(entry["without"])
                    yield name, method, [each for each in method.arguments if each.json_name not in without]


def _write(package: Package, folder: Path) -> None:
    environment = _environment(package)

    def write(file: str, template: str, **values: Any) -> None:
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(environment.get_template(template).render(package=package, **values), encoding="utf-8")

    write("__init__.py", "package_init.py.jinja", name=folder.name)
    write("client.py", "client.py.jinja")
    write("catalogue.py", "catalogue.py.jinja")
    write(
        "models/__init__.py",
        "models_init.py.jinja",
        classes=sorted([model.name for model in package.models] + [enum.name for enum in package.enums]),
    )
    for model in package.models:
        write(f"models/{model.module}.py", "model.py.jinja", model=model)
    for enum in package.enums:
        write(f"models/{enum.module}.py", "enum.py.jinja", enum=enum)
    for resource in package.resources:
        write(f"resources/{resource.attribute}.py", "resource.py.jinja", resource=resource)
        write(f"operations/{resource.attribute}.py", "operations.py.jinja", resource=resource)
    for part, text in (("resources", "The resources' methods."), ("operations", "The operations as data.")):
        (folder / part).mkdir(exist_ok=True)
        (folder / part / "__init__.py").write_text(f'"""{text}"""\n', encoding="utf-8")
    if package.options:
        classes = sorted({name for _, _, arguments in package.options for each in arguments for name in each.kind.classes})
        write("options.py", "options.py.jinja", options=package.options, classes=classes)
    shutil.copytree(SOURCES / "core", folder / "_core", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "py.typed").touch()


def _environment(package: Package) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(SOURCES / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 -- Python is written here; strings go through repr
    )
    enums = {enum.name: enum for enum in package.enums}
    names = {*enums, *(model.name for model in package.models)}

    def models_type(kind: Kind) -> str:
        return _WORD.sub(lambda match: f"_models.{match[0]}" if match[0] in names else match[0], kind.read_type)

    def classes(resource: ResourceClass) -> list[str]:
        """The classes of ours that the methods' types name."""
        types = [each.annotation for method in resource.methods for each in method.arguments]
        types += [text for method in resource.methods for text in (method.result.read_type, method.item)]
        return sorted(names & set(_WORD.findall(" ".join(types))))

    environment.filters.update(
        classes=classes,
        constant=constant,
        docstring=docstring,
        documented=lambda argument: documented(argument, enums),
        in_class=in_class,
        method_docstring=lambda method: method_docstring(method, enums),
        models_type=models_type,
        module_name=module_name,
        one_line=one_line,
        plain_docstring=plain_docstring,
        quoted=quoted_path,
        repr=repr,
    )
    return environment


def _format(folder: Path) -> None:
    """Drop the imports that a file does not need, and format. What ruff finds besides is a mistake in the templates."""
    ruff = Path(sys.executable).parent / "ruff"
    for arguments in (["check", "--fix", "--select=F,I,UP", "--output-format=concise"], ["format"]):
        done = subprocess.run([ruff, *arguments, *_RUFF, "."], cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise GenerationFailed(f"ruff {arguments[0]}: {done.stdout}{done.stderr}")
    for file in folder.rglob("*.py"):
        file.write_text(BANNER + file.read_text(encoding="utf-8"), encoding="utf-8")
