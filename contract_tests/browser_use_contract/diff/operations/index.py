"""Reads the operations of a document and matches old operations with new ones."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from ..document import Document, Part

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PARAMETER = re.compile(r"\{[^{}]*\}")
# Segments at the start of a path that may be part of the server's URL.
_BASE_SEGMENT = re.compile(r"api|rest|v\d+([.]\d+)*|\d+([.]\d+)+", re.IGNORECASE)


class Operation(NamedTuple):
    """An operation. `path` is as written, `bases` are the paths of the servers' URLs, `shared` is the path item."""

    method: str
    path: str
    bases: tuple[str, ...]
    part: Part
    shared: Part

    @property
    def base(self) -> str:
        """The path of the first server's URL."""
        return self.bases[0] if self.bases else ""

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def parameter_names(self) -> list[str]:
        return [each[1:-1] for each in _PARAMETER.findall(self.path)]


class Operations(NamedTuple):
    """The operations of a document. `has_servers` is whether it names servers."""

    all: list[Operation]
    has_servers: bool


class Matches(NamedTuple):
    pairs: list[tuple[Operation, Operation]]
    removed: list[Operation]
    added: list[Operation]
    base_changed: bool


def read_operations(document: Document, key: str = "paths") -> Operations:
    """Reads the operations under `paths`, or under `webhooks`, which the API calls."""
    whole = Part(document.root, ())
    root_bases = _bases(document, whole)
    found: list[Operation] = []
    for path, item in document.members(whole, key, f"`{key}`"):
        item = document.resolve(item)
        document.mapping(item, "a path item")
        found += operations_of(document, path, item, _bases(document, item) or root_bases)
    return Operations(found, bool(root_bases))


def operations_of(document: Document, path: str, item: Part, bases: tuple[str, ...]) -> list[Operation]:
    """Returns the operations of one path item."""
    mapping = document.mapping(item, "a path item")
    found: list[Operation] = []
    for method in _METHODS:
        if method in mapping:
            part = Part(mapping[method], (*item.place, method))
            document.mapping(part, "an operation")
            found.append(Operation(method, path, _bases(document, part) or bases, part, item))
    return found


def match_operations(old: Operations, new: Operations) -> Matches:
    """Matches operations by method and path. The path of the server's URL counts as a prefix if that matches more operations."""
    old, new = _with_common_base_first(old, new)
    best: tuple[int, dict[str, Operation], dict[str, Operation], bool] | None = None
    for with_base, strip in ((True, False), (False, False), (True, True)):
        before, after = _keyed(old, with_base, strip), _keyed(new, with_base, strip)
        count = len(before.keys() & after.keys())
        if best is None or count > best[0]:
            best = (count, before, after, strip or not with_base)
    assert best is not None
    _, before, after, base_apart = best
    pairs = [(operation, after[key]) for key, operation in before.items() if key in after]
    changed = base_apart and any(not _have_same_address(a, b, old.has_servers, new.has_servers) for a, b in pairs)
    removed = [operation for key, operation in before.items() if key not in after]
    return Matches(pairs, removed, [operation for key, operation in after.items() if key not in before], changed)


def _with_common_base_first(old: Operations, new: Operations) -> tuple[Operations, Operations]:
    """Sorts the servers of each operation: those come first whose paths both documents have. Their order has no meaning."""
    known = [{base for operation in side.all for base in operation.bases} for side in (old, new)]
    common = known[0] & known[1]
    sides = [
        side._replace(
            all=[each._replace(bases=tuple(sorted(each.bases, key=lambda base: (base not in common, base)))) for each in side.all]
        )
        for side in (old, new)
    ]
    return sides[0], sides[1]


def _have_same_address(one: Operation, other: Operation, one_has_server: bool, other_has_server: bool) -> bool:
    """Whether the paths are equal. A document without servers may leave out the beginning."""
    here, there = (_key(each, True, False).partition(" ")[2] for each in (one, other))
    if here == there:
        return True
    if one_has_server == other_has_server:
        return False
    whole, part = (here, there) if one_has_server else (there, here)
    return whole.endswith(part)


def _keyed(operations: Operations, with_base: bool, strip: bool) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    for operation in operations.all:
        key = first = _key(operation, with_base, strip)
        count = 1
        while key in found:  # Paths that differ only in parameter names are distinguished by their order.
            count += 1
            key = f"{first} {count}"
        found[key] = operation
    return found


def _key(operation: Operation, with_base: bool, strip: bool) -> str:
    path = (operation.base if with_base else "") + operation.path
    if not path.startswith("/"):  # The expression of a callback, or the name of a webhook.
        return f"{operation.method} {path}"
    segments = _PARAMETER.sub("{}", path).removeprefix("/").split("/")
    while strip and segments and _BASE_SEGMENT.fullmatch(segments[0]):
        segments.pop(0)
    return f"{operation.method} /{'/'.join(segments)}"


def _bases(document: Document, part: Part) -> tuple[str, ...]:
    """Returns the paths of the servers' URLs."""
    found = []
    for server in document.items(part, "servers", "`servers`"):
        url = document.mapping(server, "a server").get("url")
        if not isinstance(url, str):
            raise document.error(server.place, "a server must have a `url`")
        variables = server.value.get("variables")
        for name, variable in variables.items() if isinstance(variables, dict) else ():
            if isinstance(variable, dict):
                url = url.replace("{" + name + "}", str(variable.get("default", "")))
        try:
            path = urlsplit(url).path.strip("/")
        except ValueError as error:
            raise document.error(server.place, f"`{url[:80]}` is not a URL") from error
        found.append(f"/{path}" if path else "")
    return tuple(found)
