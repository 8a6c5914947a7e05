# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from typing_extensions import TypeIs

StopStrategy = Literal["session", "task"]
"""`session` destroys the browser and ends in `stopped`; `task` ends the running task and leaves the session `idle`."""

STOP_STRATEGY_VALUES: Final[tuple[StopStrategy, ...]] = get_args(StopStrategy)
_KNOWN = frozenset(STOP_STRATEGY_VALUES)


def is_known_stop_strategy(value: str) -> TypeIs[StopStrategy]:
    """Whether the spec lists this value. A server may send others, and they are kept as they come."""
    return value in _KNOWN
