"""What is wrong with an OpenAPI document: each problem with its line, its reason and, where one offers itself, a remedy.

What is odd in a way that code can be made all the same is a warning, and left out of the document that the code is made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spec_fields import FIELDS, Part, fields, parts
from spec_file import Finding, Problem, SpecFile, UnreadableSpec, read
from spec_mend import mend
from spec_operations import links_and_security, operations
from spec_references import circles, references
from spec_structure import structure
from spec_upgrade import upgrade
from spec_values import required, values
from spec_words import hint, slip, spelling


@dataclass
class Checked:
    """A document in the form of OpenAPI 3.1, without what was warned of and left out; it is sound where there are no problems."""

    problems: list[Problem]
    warnings: list[Problem] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    spec: SpecFile | None = None


def check(path: Path) -> Checked:
    """Read the document at `path` and check it. Problems and warnings are in the order of their lines."""
    try:
        spec = read(path)
    except UnreadableSpec as error:
        return Checked(error.problems)
    version = str(spec.document.get("openapi", ""))
    if "openapi" in spec.document and re.fullmatch(r"3\.[01](\.\d+.*)?", version) is None:
        reason = f"OpenAPI {version} is not supported: 3.0.x and 3.1.x are"
        return Checked([spec.problem(("openapi",), reason)])
    if "swagger" in spec.document:
        return Checked([spec.problem(("swagger",), "Swagger 2.0 is not supported: convert the document to OpenAPI 3 first")])
    return _checked(spec, is_3_0=version.startswith("3.0"))


def _checked(spec: SpecFile, is_3_0: bool) -> Checked:
    findings: list[Finding] = []

    def add(found: Iterable[Finding]) -> bool:
        """Whether the document is sound up to here: each stage relies on those before it."""
        findings.extend(dict.fromkeys(found))
        return all(each.effect != "refuse" for each in findings)

    def sound(document: dict[str, Any]) -> dict[str, Any]:
        """The document in the form of 3.1, checked as far as it is sound."""
        document = deepcopy(document)
        mended = list(mend(document, is_3_0))
        add(mended)
        all_parts = list(parts(document))
        if not add([*_fields(all_parts, is_3_0), *_values_of_the_other_version(all_parts, is_3_0)]):
            return document
        if not (add(references(document, all_parts)) and add(structure(_without(document, findings[len(mended) :]), is_3_0))):
            return document
        document = _without(document, [each for each in findings if each.effect == "drop"])
        upgrade(document)
        all_parts = list(parts(document))
        if add(circles(document, all_parts)):
            add([*values(document, all_parts), *required(document, all_parts), *operations(document, all_parts)])
            add(links_and_security(document, all_parts))
        return _without(document, [each for each in findings if each.effect == "drop"])

    document = sound(spec.document)
    told = sorted(findings, key=lambda each: (spec.line(each.place), each.reason))
    return Checked(
        problems=[spec.problem(each.place, each.reason) for each in told if each.effect == "refuse"],
        warnings=_grouped([*spec.remarks, *(spec.problem(each.place, each.reason) for each in told if each.effect != "refuse")]),
        document=document,
        spec=spec,
    )


def _fields(all_parts: list[Part], is_3_0: bool) -> Iterator[Finding]:
    for part in all_parts:
        known = fields(part.shape, is_3_0)
        for name in part.value.keys() - known:
            place = (*part.place, name)
            if name.startswith("x-"):
                continue
            if name in FIELDS[part.shape]:
                yield Finding(
                    place, f"`{name}` is of OpenAPI {'3.1' if is_3_0 else '3.0'}, and is read as it is meant there", "keep"
                )
            elif part.shape == "reference":
                yield Finding(place, f"beside a $ref, `{name}` does not count", "drop")
            elif (meant := slip(name, FIELDS[part.shape], letters=4)) is not None:
                yield Finding(place, f"the {part.shape} object has no field `{name}`; did you mean `{meant}`?")
            elif part.shape == "schema":
                remedy = spelling(name, known) or f"; as `x-{name}` it would be an extension"
                yield Finding(place, f"the keyword `{name}` is not known and left out{remedy}", "drop")
            else:
                yield Finding(place, f"the {part.shape} object has no field `{name}`; it is left out{hint(name, known)}", "drop")


def _values_of_the_other_version(all_parts: list[Part], is_3_0: bool) -> Iterator[Finding]:
    for part in all_parts:
        if part.kind != "schema":
            continue
        for name in ("exclusiveMinimum", "exclusiveMaximum"):
            if name in part.value and isinstance(part.value[name], bool) != is_3_0:
                yield Finding((*part.place, name), f"this form of `{name}` is of OpenAPI {'3.1' if is_3_0 else '3.0'}", "keep")
        kind = part.value.get("type")
        if is_3_0 and (isinstance(kind, list) or kind == "null"):
            yield Finding(
                (*part.place, "type"), "null and lists as `type` are of OpenAPI 3.1, and read as they are meant there", "keep"
            )


def _without(document: dict[str, Any], findings: Iterable[Finding]) -> dict[str, Any]:
    """A copy without what was found."""
    copy = deepcopy(document)
    for place in sorted({each.place for each in findings}, key=lambda place: [str(step) for step in place], reverse=True):
        holder: Any = copy
        for step in place[:-1]:
            try:
                holder = holder[step]
            except (KeyError, IndexError, TypeError):
                holder = {}
        if isinstance(holder, dict):
            holder.pop(place[-1], None)
    return copy


def _grouped(problems: list[Problem]) -> list[Problem]:
    """Those of one reason as one, at the first of their lines."""
    by_reason: dict[str, list[Problem]] = {}
    for each in sorted(problems, key=lambda each: each.line or 0):
        by_reason.setdefault(each.reason, []).append(each)
    more = {1: "", 2: " (and in another place)"}
    return [
        group[0]._replace(reason=reason + more.get(len(group), f" (and in {len(group) - 1} other places)"))
        for reason, group in by_reason.items()
    ]
