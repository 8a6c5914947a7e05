"""Removes the values of `sensitiveData`, which must not appear in messages, logs or reports."""

from collections.abc import Mapping, Set
from typing import Any

#: Shorter values are not replaced: they may appear anywhere in a text.
_SHORTEST = 3


def redact(value: Any, names: Mapping[str, str]) -> Any:
    """The JSON value with each secret in its texts replaced by the name of the secret; `names` has the names by secret."""
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
    """The names in `sensitiveData` by their values, the longest value first, since one value may be part of another."""
    return longest_first({text: name for name, text in (data or {}).items() if isinstance(text, str) and len(text) >= _SHORTEST})


def longest_first(names: Mapping[str, str]) -> dict[str, str]:
    """Sorts names by secret in the order in which the secrets must be replaced."""
    return {secret: names[secret] for secret in sorted(names, key=len, reverse=True)}


def secrets_in_body(body: Any, secret_names: Set[str]) -> dict[str, str]:
    """The names of the secrets in a body by their values; the secrets are in objects that are secret as a whole."""
    if not isinstance(body, dict):
        return {}
    found: dict[str, str] = {}
    for name in secret_names & body.keys():
        if isinstance(body[name], dict):
            found |= names_by_secret(body[name])
    return found
