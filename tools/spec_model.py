"""Models and enums, from the schemas that are classes."""

from __future__ import annotations

from spec_kinds import Kind, Kinds
from spec_merge import Schema
from spec_normal import Normal
from spec_package import Attribute, Enum, Model
from spec_python import attribute_name, constant, constant_name, in_class
from spec_remarks import description_of, flag, is_secret

_PLAIN = {"str", "bool", "int", "float"}


class Models:
    """Makes the classes of a document's schemas."""

    def __init__(self, normal: Normal, kinds: Kinds) -> None:
        self._normal = normal
        self._kinds = kinds

    def model(self, name: str) -> Model:
        schema = self._normal.schemas[name]
        attributes: list[Attribute] = []
        imports: set[str] = set()
        enums: set[str] = set()
        for json_name, part in schema["properties"].items():
            kind = self._kinds.of(part)
            imports |= kind.classes - {name}
            is_required = json_name in (schema.get("required") or ()) and not flag(part, "writeOnly")
            default, annotation = (None, kind.read_type) if is_required else self._default(part, kind, enums)
            flags = [
                flag
                for flag, is_set in (("secret", is_secret(part, self._normal)), ("read_only", flag(part, "readOnly")))
                if is_set
            ]
            attributes.append(
                Attribute(
                    attribute_name(json_name, {*self._normal.schemas, *(each.name for each in attributes)}),
                    json_name,
                    kind,
                    annotation,
                    description_of(part, self._normal),
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

    def enum(self, name: str) -> Enum:
        schema = self._normal.schemas[name]
        constants: dict[str, str] = {}
        for value in dict.fromkeys(schema["enum"]):
            constants[constant_name(value, {*constants, "VALUES"})] = value
        return Enum(name, str(schema.get("description") or ""), constants, bool(schema.get("x-extensible")))


def _is_number_text(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()
