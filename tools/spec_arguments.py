"""The arguments of an operation: its parameters, and the properties of its body."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from spec_kinds import Kinds
from spec_media import chosen_media, encoding, is_json
from spec_normal import Normal
from spec_package import Argument
from spec_python import argument_name, constant
from spec_remarks import description_of, flag, is_secret


class Arguments:
    """Makes the arguments of a document's operations."""

    def __init__(self, normal: Normal, kinds: Kinds) -> None:
        self._normal = normal
        self._kinds = kinds

    def parameters(self, operation: dict[str, Any]) -> Iterator[Argument]:
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
                str(parameter.get("description") or "") or description_of(schema, self._normal),
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
            is_secret=is_secret(schema, self._normal),
            **wire,
        )

    def body(self, operation: dict[str, Any], arguments: list[Argument]) -> tuple[str | None, bool]:
        """The expression of the operation's Body, and whether it takes properties that are not listed. Adds the arguments."""
        request = operation.get("requestBody")
        if request is None or not request["content"]:
            return None, False
        media, described = chosen_media(request["content"])
        schema = described["schema"]
        is_required = request.get("required") is True
        resolved = self._normal.resolve(schema)
        if isinstance(resolved, dict) and isinstance(resolved.get("anyOf"), list):
            others = [branch for branch in resolved["anyOf"] if branch.get("type") != "null"]
            if len(others) == 1 and len(others) < len(resolved["anyOf"]):
                schema, is_required = others[0], False  # A body that may be null is one that may be left out.
                resolved = self._normal.resolve(schema)
        words = [constant(media), f"is_required={is_required}"]
        takes_names = is_json(media) or media in ("multipart/form-data", "application/x-www-form-urlencoded")
        taken = {each.name for each in arguments}
        has_files = not is_json(media)
        if takes_names and isinstance(resolved, dict) and isinstance(resolved.get("properties"), dict):
            for json_name, part in resolved["properties"].items():
                if flag(part, "readOnly"):
                    continue
                name = argument_name(json_name, "body", taken)
                taken.add(name)
                needed = json_name in (resolved.get("required") or ()) and is_required
                wire = encoding(described.get("encoding"), json_name) if has_files else {}
                arguments.append(
                    self._argument(
                        name, json_name, "body", part, needed, description_of(part, self._normal), has_files=has_files, **wire
                    )
                )
            rules = resolved.get("dependentSchemas")
            if isinstance(rules, dict) and rules:
                words.append(f"rules={constant(_plain_rules(rules))}")
            return f"Body({', '.join(words)})", is_json(media) and resolved.get("additionalProperties") is not False
        if not takes_names and not media.startswith("text/"):
            schema = {"type": "string", "format": "binary"}
        elif media.startswith("text/"):
            schema = {"type": "string"}
        name = argument_name("body", "content", taken)
        description = str(request.get("description") or "") or description_of(schema, self._normal)
        arguments.append(self._argument(name, "body", "body", schema, is_required, description, has_files=has_files))
        words.append('whole="body"')
        return f"Body({', '.join(words)})", False


def _plain_rules(rules: Any) -> Any:
    """Rules without what is for people alone, but for the description that serves as the error's message."""
    if isinstance(rules, dict):
        return {key: _plain_rules(value) for key, value in rules.items() if not str(key).startswith("x-")}
    return [_plain_rules(item) for item in rules] if isinstance(rules, list) else rules
