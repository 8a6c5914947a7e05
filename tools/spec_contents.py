"""All that a package consists of, from a document in normal form."""

from __future__ import annotations

from typing import Any

from spec_kinds import Kinds
from spec_model import Models
from spec_normal import Normal, Unsupported, at
from spec_package import Method, Model, Package
from spec_resources import Resources


def contents(normal: Normal, tags: dict[tuple[str, str], str]) -> Package:
    """`tags` gives each operation's tag, by method and path. Raises Unsupported."""
    kinds = Kinds(normal)
    resources = list(Resources(normal, kinds, tags))
    make = Models(normal, kinds)
    models = []
    for name, schema in normal.schemas.items():
        if "properties" in schema:
            with at(normal.places[name]):
                models.append(make.model(name))
    by_name = {model.name: model for model in models}
    for resource in resources:
        for method in resource.methods:
            with at(normal.operations[method.method, method.path]["x-place"]):
                _mark_page(method, by_name)
    return Package(
        title=str(normal.info.get("title") or "API"),
        base_url=_base_url(normal.servers),
        models=models,
        enums=[make.enum(name) for name, schema in normal.schemas.items() if "properties" not in schema],
        resources=resources,
    )


def _base_url(servers: list[dict[str, Any]]) -> str:
    for server in servers:
        url = str(server.get("url") or "")
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
        if url.startswith(("https://", "http://")):
            return url.rstrip("/")
    return ""


def _mark_page(method: Method, models: dict[str, Model]) -> None:
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
