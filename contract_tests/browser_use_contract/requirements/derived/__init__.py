"""Requirements for every operation of the document, also for new ones."""

from __future__ import annotations

from collections.abc import Callable

from ... import spec


def per_operation(prefix: str, says: str) -> Callable[[], dict[str, str]]:
    """Returns a function that gives one requirement per operation. `{}` in `says` is its name."""
    return lambda: {f"{prefix}.{name}": says.format(name) for name in spec.operations()}
