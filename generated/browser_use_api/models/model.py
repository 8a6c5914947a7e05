# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from typing_extensions import TypeIs

Model = Literal["bu-mini", "bu-max", "bu-ultra", "gemini-3-flash", "claude-sonnet-4.6", "claude-opus-4.6"]
"""The models to choose from: `gemini-3-flash` for speed and price, `claude-opus-4.6` for ability, `claude-sonnet-4.6` in
between.
"""

MODEL_VALUES: Final[tuple[Model, ...]] = get_args(Model)
_KNOWN = frozenset(MODEL_VALUES)


def is_known_model(value: str) -> TypeIs[Model]:
    """Whether the spec lists this value. A server may send others, and they are kept as they come."""
    return value in _KNOWN
