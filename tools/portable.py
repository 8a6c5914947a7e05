"""Writes openapi.portable.yaml: the contract of openapi.yaml in a form that widely used generators can read.

It works for any OpenAPI 3.1 document without YAML aliases. Comments, order and quotes are kept, so that `diff` shows little more
than the simplifications. The head of the document lists them. `--check` writes nothing and fails if the file is out of date.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter

ROOT = Path(__file__).parent.parent
Node = dict[str, Any]

HEAD = """\
# Made from openapi.yaml by `make portable`; edit that one. It means the same, in words that more generators can read.
# docs/languages.md says which generators need it. The simplifications, and why:
"""


def children(node: object, pointer: str = "#") -> Iterator[tuple[str, Node]]:
    """Yields all mappings below a node with their places, outer ones first."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in list(node.items()):
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from children(value, f"{pointer}/{escaped}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from children(value, f"{pointer}/{index}")


def resolve(document: Node, reference: str) -> Node:
    """Returns the target of a reference within the document."""
    node: Node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def is_link(place: str) -> bool:
    """Whether a place is a link: an entry of a response's `links` or of the shared links."""
    *_, parent, _name = ("", *place.split("/"))
    return parent == "links"


def drop_links_with_bodies(document: Node) -> Iterator[str]:
    """Removes links with a body: OpenAPI Generator refuses them. Without its body a link would mean something else."""
    places = {place for place, node in children(document) if is_link(place) and isinstance(node.get("requestBody"), dict)}
    for place, node in children(document):
        links = node.get("links")
        if not isinstance(links, dict) or "/properties" in place:
            continue
        for name, link in list(links.items()):
            if f"{place}/links/{name}" in places or link.get("$ref") in places:
                del links[name]
        if not links:
            del node["links"]
    yield from places


def drop_null_of_optional_bodies(document: Node) -> Iterator[str]:
    """Removes null from optional bodies: an absent body means the same, and openapi-python-client cannot send null."""
    for place, node in children(document):
        body = node.get("requestBody")
        if not isinstance(body, dict) or body.get("required"):
            continue
        for name, content in body.get("content", {}).items():
            for keyword in ("oneOf", "anyOf"):
                branches = content.get("schema", {}).get(keyword)
                rest = [branch for branch in branches or [] if branch != {"type": "null"}]
                if branches and len(rest) == 1 and len(rest) < len(branches):
                    content["schema"] = rest[0]
                    yield f"{place}/requestBody/content/{name}"


def inline_strings_with_defaults(document: Node) -> Iterator[str]:
    """Replaces a `$ref` to a string beside a `default` by the schema: OpenAPI Generator's Java would not compile."""
    for place, node in children(document):
        if "default" not in node or not isinstance(node.get("$ref"), str):
            continue
        target = resolve(document, node["$ref"])
        if target.get("type") != "string" or "enum" in target:
            continue
        position = list(node).index("$ref")
        del node["$ref"]
        for key, value in target.items():
            if key not in node:
                node.insert(position, key, value)  # type: ignore[attr-defined]  # ruamel's mapping
                position += 1
        yield place


def send_exact_amounts(document: Node) -> Iterator[str]:
    """Makes amounts in requests strings, without the alternative of a number: only strings are exact in every language."""
    for _, node in children(document):
        for content in (node.get("requestBody") or {}).get("content", {}).values() if "requestBody" in node else ():
            reference = content.get("schema", {}).get("$ref")
            body = resolve(document, reference) if reference else content.get("schema", {})
            for name, schema in body.get("properties", {}).items():
                branches = schema.get("anyOf", [])
                targets = [resolve(document, branch["$ref"]) if "$ref" in branch else branch for branch in branches]
                if {"type": "number"} in branches and any(target.get("type") == "string" for target in targets):
                    branches.remove({"type": "number"})
                    yield f"{reference or '#'}/properties/{name}"


def widen_amounts(document: Node) -> Iterator[str]:
    """Replaces unknown number formats by `double`: generators would read them as 32-bit floats."""
    for place, node in children(document):
        if node.get("type") == "number" and node.get("format") == "decimal":
            node["format"] = "double"
            yield place


def merge_objects(document: Node) -> Iterator[str]:
    """Replaces a union of an object and any object by any object: OpenAPI Generator's Go would not compile."""
    for place, node in children(document):
        branches = node.get("anyOf")
        if not isinstance(branches, list):
            continue
        free = [branch for branch in branches if branch == {"type": "object", "additionalProperties": True}]
        targets = [resolve(document, branch["$ref"]) if "$ref" in branch else branch for branch in branches]
        if free and all(target.get("type") == "object" for target in targets):
            del node["anyOf"]
            node.update(free[0])
            yield place


def drop_webhooks(document: Node) -> Iterator[str]:
    """Removes webhooks but not their schemas: OpenAPI Generator would make client operations of them."""
    yield from (f"#/webhooks/{name}" for name in document.pop("webhooks", {}))


def open_enums(document: Node) -> Iterator[str]:
    """Replaces extensible enums by strings: clients of some generators cannot read unlisted values otherwise."""
    for place, node in children(document):
        if node.get("x-extensible") is True and "enum" in node:
            listed = ", ".join(f"`{value}`" for value in node.pop("enum"))
            node["description"] = f"{str(node.get('description', '')).rstrip()} Known values: {listed}.".lstrip()
            yield place


RULES = {
    "Links that send a body are left out: OpenAPI Generator refuses the whole document because of them.": drop_links_with_bodies,
    "An optional body is no longer null as well: leaving it out says the same, and openapi-python-client cannot send null.": (
        drop_null_of_optional_bodies
    ),
    "A plain string that has a default is written out in place of a `$ref`: OpenAPI Generator's Java does not compile with it.": (
        inline_strings_with_defaults
    ),
    "An amount that may be sent as a number or as a decimal string is sent as a string: exact, and no union of types.": (
        send_exact_amounts
    ),
    "`format: decimal` of a number becomes `double`: unknown formats are read as floats of 32 bits, which lose cents.": (
        widen_amounts
    ),
    "A union of an object and of any object becomes any object: OpenAPI Generator's Go does not compile with it.": merge_objects,
    "Webhooks are left out, their schemas stay: OpenAPI Generator makes operations of the client of them.": drop_webhooks,
}


OPEN = {"An enum whose values grow (`x-extensible`) becomes a string, for generators that refuse unlisted values.": open_enums}


def portable(text: str, *, open_enums: bool = False) -> str:
    """Returns the portable form of a YAML document. With `open_enums`, extensible enums become strings."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.Representer = type("Representer", (RoundTripRepresenter,), {})
    yaml.Representer.add_representer(type(None), lambda self, _: self.represent_scalar("tag:yaml.org,2002:null", "null"))
    yaml.representer.ignore_aliases = lambda _: True
    document = yaml.load(text)
    head = HEAD
    for number, (reason, rule) in enumerate(((OPEN if open_enums else {}) | RULES).items(), 1):
        places = sorted(rule(document))
        head += f"#\n# {number}. {reason}\n" + "".join(f"#    {place}\n" for place in places)
    out = io.StringIO()
    yaml.dump(document, out)
    return head + "\n" + out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spec", type=Path, default=ROOT / "openapi.yaml")
    parser.add_argument("--output", type=Path, default=ROOT / "openapi.portable.yaml")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--open-enums", action="store_true", help="replace extensible enums by strings")
    options = parser.parse_args()
    text = portable(options.spec.read_text(), open_enums=options.open_enums)
    if not options.check:
        options.output.write_text(text)
    elif not options.output.exists() or options.output.read_text() != text:
        print(f"{options.output.name} is out of date for {options.spec.name}; run `make portable`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
