"""Finds the operation of a request."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
_PARAMETER = re.compile(r"\{([^{}]+)\}")


class _Template(NamedTuple, Generic[T]):
    pattern: re.Pattern[str]
    names: list[str]
    methods: dict[str, T]


class Routes(Generic[T]):
    """Finds the target of a path and a method. Paths without parameters come first."""

    def __init__(self, entries: Iterable[tuple[str, str, T]]) -> None:
        paths: dict[str, dict[str, T]] = defaultdict(dict)
        for path, method, target in entries:
            paths[path][method] = target
            if method == "GET":
                paths[path].setdefault("HEAD", target)
        self._plain = {path: methods for path, methods in paths.items() if "{" not in path}
        self._templates: dict[int, list[_Template[T]]] = defaultdict(list)
        for path in sorted(paths.keys() - self._plain.keys(), key=_generality):
            names = _PARAMETER.findall(path)
            parts = _PARAMETER.split(path)[::2]
            pattern = re.compile("([^/]+)".join(map(re.escape, parts)), re.DOTALL)
            self._templates[path.count("/")].append(_Template(pattern, names, paths[path]))

    def find(self, path: str) -> tuple[Mapping[str, T], Mapping[str, str]] | None:
        """The targets of the path by method, and its parameters; None if the path is unknown."""
        methods = self._plain.get(path)
        if methods is not None:
            return methods, {}
        for template in self._templates.get(path.count("/"), ()):
            match = template.pattern.fullmatch(path)
            if match is not None:
                return template.methods, dict(zip(template.names, match.groups(), strict=True))
        return None


def _generality(path: str) -> list[bool]:
    """Sorts paths so that more specific ones come first."""
    return ["{" in part for part in path.split("/")]
