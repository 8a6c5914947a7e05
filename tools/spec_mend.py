"""What published documents often leave out or leave empty, and that can mean only one thing: it is put right, and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spec_fields import FIELDS, Part, parts
from spec_file import Finding

# Where null is a value like others.
_VALUES = {"default", "example", "const", "value"}


def mend(document: dict[str, Any], is_3_0: bool) -> Iterator[Finding]:
    """Changes the document in place."""
    for part in list(parts(document)):
        yield from _empty_fields(part)
        if part.shape == "response" and "description" not in part.value and not _has_slip(part):
            part.value["description"] = ""
            yield Finding(part.place, "the response has no `description`, which OpenAPI asks for", "keep")
        if part.shape == "parameter" and part.value.get("in") == "path" and part.value.get("required") is not True:
            part.value["required"] = True
            yield Finding(part.place, "a parameter in the path is always required: it lacks `required: true`", "keep")
        if part.kind == "schema" and is_3_0 and part.value.get("required") == []:
            del part.value["required"]
            yield Finding(
                (*part.place, "required"), "`required` is empty, which OpenAPI 3.0 does not allow; it is left out", "keep"
            )


def _empty_fields(part: Part) -> Iterator[Finding]:
    for name in [name for name, value in part.value.items() if value is None and name in FIELDS[part.shape].keys() - _VALUES]:
        del part.value[name]
        yield Finding((*part.place, name), f"`{name}` has no value, and is left out", "keep")


def _has_slip(part: Part) -> bool:
    """Whether the field that is missing may be there under a name that is refused."""
    return bool({name for name in part.value if not name.startswith("x-")} - FIELDS[part.shape].keys())
