"""The objects of OpenAPI 3.1 and 3.0: which fields each has, and what kind of object stands in a field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from spec_file import Place

# kind: field field=kind-of-the-object-in-it; [kind] is a list of such objects, {kind} a mapping to them. Of OpenAPI 3.1.
_TABLE = """
document: openapi info=info jsonSchemaDialect servers=[server] paths={path-item} webhooks={path-item} components=components
    security tags=[tag] externalDocs=external-docs
info: title summary description termsOfService contact=contact license=license version
contact: name url email
license: name identifier url
server: url description variables={server-variable}
server-variable: enum default description
tag: name description externalDocs=external-docs
external-docs: description url
components: schemas={schema} responses={response} parameters={parameter} examples={example} requestBodies={request-body}
    headers={header} securitySchemes={security-scheme} links={link} callbacks={callback} pathItems={path-item}
path-item: $ref summary description servers=[server] parameters=[parameter] get=operation put=operation post=operation
    delete=operation options=operation head=operation patch=operation trace=operation
operation: tags summary description externalDocs=external-docs operationId parameters=[parameter] requestBody=request-body
    responses={response} callbacks={callback} deprecated security servers=[server]
parameter: name in description required deprecated allowEmptyValue style explode allowReserved schema=schema example
    examples={example} content={media-type}
header: description required deprecated style explode schema=schema example examples={example} content={media-type}
request-body: description content={media-type} required
response: description headers={header} content={media-type} links={link}
media-type: schema=schema example examples={example} encoding={encoding}
encoding: contentType headers={header} style explode allowReserved
example: summary description value externalValue
link: operationRef operationId parameters requestBody description server=server
security-scheme: type description name in scheme bearerFormat flows openIdConnectUrl
schema: $id $schema $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs={schema}
    type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
    maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired
    allOf=[schema] anyOf=[schema] oneOf=[schema] not=schema if=schema then=schema else=schema dependentSchemas={schema}
    prefixItems=[schema] items=schema contains=schema unevaluatedItems=schema properties={schema}
    patternProperties={schema} additionalProperties=schema propertyNames=schema unevaluatedProperties=schema
    format contentEncoding contentMediaType contentSchema=schema title description default deprecated readOnly writeOnly
    examples discriminator xml externalDocs=external-docs example nullable
reference: $ref summary description
"""


def _fields_by_kind(table: str) -> dict[str, dict[str, str]]:
    kinds: dict[str, dict[str, str]] = {}
    for line in table.strip().replace("\n    ", " ").splitlines():
        kind, _, fields = line.partition(": ")
        kinds[kind] = {name: inner for name, _, inner in (field.partition("=") for field in fields.split())}
    return kinds


FIELDS = _fields_by_kind(_TABLE)
"""Kind → field → kind of the object in it; "" where it is none. All that either version has."""
_ONLY_3_1 = {
    "document": {"jsonSchemaDialect", "webhooks"},
    "info": {"summary"},
    "license": {"identifier"},
    "components": {"pathItems"},
    "schema": {
        *(
            "$id",
            "$schema",
            "$anchor",
            "$dynamicRef",
            "$dynamicAnchor",
            "$vocabulary",
            "$comment",
            "$defs",
            "const",
            "maxContains",
        ),
        *(
            "minContains",
            "dependentRequired",
            "if",
            "then",
            "else",
            "dependentSchemas",
            "prefixItems",
            "contains",
            "unevaluatedItems",
        ),
        *(
            "patternProperties",
            "propertyNames",
            "unevaluatedProperties",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "examples",
        ),
    },
}
_ONLY_3_0 = {"schema": {"nullable"}}


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def fields(shape: str, is_3_0: bool) -> set[str]:
    """The fields that an object of the shape has in a version of OpenAPI."""
    return FIELDS[shape].keys() - (_ONLY_3_1 if is_3_0 else _ONLY_3_0).get(shape, set())


# Where in components a `$ref` to an object of a kind leads.
SECTIONS = {kind.strip("{}"): section for section, kind in FIELDS["components"].items()}


class Part(NamedTuple):
    """An object of the document: its kind (a key of FIELDS), the way to it, and itself."""

    kind: str
    place: Place
    value: dict[str, Any]

    @property
    def shape(self) -> str:
        """Its kind, or `reference` where it is one; schemas and path items have `$ref` among their own fields."""
        return "reference" if "$ref" in self.value and "$ref" not in FIELDS[self.kind] else self.kind


def is_extension(place: Place, key: str) -> bool:
    """Whether the key of a mapping is an extension, as in paths and in responses; elsewhere, what begins with `x-` is a name."""
    return key.startswith("x-") and (place == ("paths",) or (place[-1:] == ("responses",) and place[0] != "components"))


def parts(document: dict[str, Any]) -> Iterator[Part]:
    """All objects of the document, each before those inside it. What is no object where one should be is passed over."""
    yield from _parts("document", (), document)


def _parts(kind: str, place: Place, value: Any) -> Iterator[Part]:
    if kind.startswith("{") and isinstance(value, dict):
        for key, item in value.items():
            if not is_extension(place, key):
                yield from _parts(kind[1:-1], (*place, key), item)
    elif kind.startswith("[") and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _parts(kind[1:-1], (*place, index), item)
    elif kind in FIELDS and isinstance(value, dict):
        part = Part(kind, place, value)
        yield part
        for field, inner_kind in FIELDS[part.shape].items():
            if inner_kind and field in value:
                yield from _parts(inner_kind, (*place, field), value[field])
