"""Compares the required credentials of operations by their meaning, not by name."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..change import Breaks, Where, sentence
from ..document import Document, Part, Place
from .collector import Collector
from .index import Operation


class _Demand(NamedTuple):
    """One required credential with its scopes."""

    scheme: str
    scopes: frozenset[str]


_Alternative = frozenset[_Demand]


def compare_security(collector: Collector, old: Operation, new: Operation, name: str) -> None:
    before, old_place = alternatives(collector.old, old)
    after, new_place = alternatives(collector.new, new)
    old_breaks = not all(_served(each, after) for each in before)
    new_breaks = not all(_served(each, before) for each in after)
    if not (old_breaks or new_breaks):
        return
    reasons = ["the new server does not accept the credentials of old clients"] if old_breaks else []
    reasons += ["an old server does not accept the credentials of new clients"] if new_breaks else []
    texts = (_text(before), _text(after))
    breaks = Breaks(old_breaks, new_breaks)
    why = sentence("; ".join(reasons))
    places = (old_place, new_place)
    collector.add("security-changed", "the credentials", texts, breaks, why, places, Where(name, "security", ""))


def _served(offered: _Alternative, accepted: list[_Alternative]) -> bool:
    """Whether these credentials satisfy one of the alternatives."""
    return any(
        all(any(have.scheme == need.scheme and need.scopes <= have.scopes for have in offered) for need in each)
        for each in accepted
    )


def alternatives(document: Document, operation: Operation) -> tuple[list[_Alternative], Place]:
    holder = operation.part if operation.part.value.get("security") is not None else Part(document.root, ())
    found: list[_Alternative] = []
    for part in document.items(holder, "security", "`security`"):
        demands = set()
        for name, scopes in document.mapping(part, "a security requirement").items():
            listed = [each for each in scopes if isinstance(each, str)] if isinstance(scopes, list) else []
            demands.add(_Demand(_scheme(document, name, (*part.place, name)), frozenset(listed)))
        found.append(frozenset(demands))
    place = (*holder.place, "security") if "security" in holder.value else operation.part.place
    return found or [frozenset()], place


def _scheme(document: Document, name: str, place: Place) -> str:
    """Returns a description of a security scheme, independent of its name."""
    schemes: Any = document.root.get("components") or {}
    schemes = schemes.get("securitySchemes") if isinstance(schemes, dict) else None
    if not isinstance(schemes, dict) or name not in schemes:
        raise document.error(place, f"the security scheme `{name[:80]}` is not described")
    part = document.resolve(Part(schemes[name], ("components", "securitySchemes", name)))
    scheme = document.mapping(part, "a security scheme")
    match scheme.get("type"):
        case "apiKey":
            where, key = str(scheme.get("in")), str(scheme.get("name"))
            return f"{where} {key.lower() if where == 'header' else key}"
        case "http":
            return f"HTTP {str(scheme.get('scheme')).lower()}"
        case "oauth2":
            flows = scheme.get("flows")
            return f"OAuth 2 {', '.join(sorted(flows)) if isinstance(flows, dict) else ''}".strip()
        case "openIdConnect":
            return f"OpenID Connect {scheme.get('openIdConnectUrl')}"
        case "mutualTLS":
            return "a client certificate"
        case other:
            raise document.error(part.place, f"a security scheme of the type `{str(other)[:80]}` is not known")


def _text(alternatives: list[_Alternative]) -> str:
    texts = []
    for each in alternatives:
        demands = sorted(f"{need.scheme}{' with ' + ', '.join(sorted(need.scopes)) if need.scopes else ''}" for need in each)
        texts.append(" and ".join(demands) or "none")
    return " or ".join(texts)
