"""openapi.yaml -> openapi.portable.yaml: the same contract, without what widely used generators cannot read.

The rules are general: any OpenAPI 3.1 document without YAML aliases can go in. Comments, order and quotes stay, so that `diff`
shows the simplifications and little else; each of them is listed in the document's head. `--check` writes nothing and fails on
a difference.
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
    """All mappings below a node with their places, the outer ones first."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in list(node.items()):
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from children(value, f"{pointer}/{escaped}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from children(value, f"{pointer}/{index}")


def resolve(document: Node, reference: str) -> Node:
    """What a reference within the document leads to."""
    node: Node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def is_link(place: str) -> bool:
    """Whether a place is that of a link: an entry of a response's `links`, or of the shared ones."""
    *_, parent, _name = ("", *place.split("/"))
    return parent == "links"


def drop_links_with_bodies(document: Node) -> Iterator[str]:
    """A link that sends a body: OpenAPI Generator refuses the document. Without its body a link would mean something else."""
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
    """A body that is left out says what a null body says; stock openapi-python-client has no code for the second."""
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
    """`default` beside the `$ref` of a plain string: OpenAPI Generator writes Java that does not compile."""
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
    """A property of a request that may be a number or a decimal string: the string alone is exact in every language."""
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
    """Unknown formats of a number are warned of and read as a float of 32 bits; `double` is the most that generators know."""
    for place, node in children(document):
        if node.get("type") == "number" and node.get("format") == "decimal":
            node["format"] = "double"
            yield place


def merge_objects(document: Node) -> Iterator[str]:
    """A union of an object and of any object is any object; OpenAPI Generator's Go for it does not compile."""
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
    """OpenAPI Generator takes the requests that the API sends for operations that a client calls. Their schemas stay."""
    yield from (f"#/webhooks/{name}" for name in document.pop("webhooks", {}))


def open_enums(document: Node) -> Iterator[str]:
    """An enum whose values grow becomes a plain string: some generators have no other way to read a value that is not listed."""
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
    """The portable form of an OpenAPI document in YAML; with `open_enums`, enums that grow are strings in it."""
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
    parser.add_argument("--open-enums", action="store_true", help="make strings of the enums whose values grow")
    options = parser.parse_args()
    text = portable(options.spec.read_text(), open_enums=options.open_enums)
    if not options.check:
        options.output.write_text(text)
    elif not options.output.exists() or options.output.read_text() != text:
        print(f"{options.output.name} is not what {options.spec.name} gives; run `make portable`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
