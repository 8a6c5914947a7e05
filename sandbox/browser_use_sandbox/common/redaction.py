"""Values that a caller wants kept from the model (`sensitiveData`): they stand in no message, log or report."""

from collections.abc import Mapping, Set
from typing import Any

#: Shorter values are left in texts, which would be full of holes without them.
_SHORTEST = 3


def redact(value: Any, names: Mapping[str, str]) -> Any:
    """A JSON value in whose texts each secret, of which `names` has the name, is replaced by its name."""
    if not names:
        return value
    if isinstance(value, str):
        for secret, name in names.items():
            value = value.replace(secret, f"<secret>{name}</secret>")
        return value
    if isinstance(value, dict):
        return {name: redact(part, names) for name, part in value.items()}
    return [redact(part, names) for part in value] if isinstance(value, list) else value


def names_by_secret(data: Mapping[str, Any] | None) -> dict[str, str]:
    """The names of `sensitiveData` by their values, the longest first: one may be part of another."""
    found = {value: name for name, value in (data or {}).items() if isinstance(value, str) and len(value) >= _SHORTEST}
    return {value: found[value] for value in sorted(found, key=len, reverse=True)}


def secrets_in_body(body: Any, secret_names: Set[str]) -> dict[str, str]:
    """The names of the secrets in a body by their values: those that stand in objects which are secrets as a whole."""
    if not isinstance(body, dict):
        return {}
    found: dict[str, str] = {}
    for name in secret_names & body.keys():
        if isinstance(body[name], dict):
            found |= names_by_secret(body[name])
    return found
