# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from typing_extensions import TypeIs

SessionStatus = Literal["created", "idle", "running", "stopped", "timed_out", "error"]
"""`created`: the browser starts; no task can be dispatched yet. `idle`: ready for a task. `running`: a task runs.
`stopped`: ended on request, or by itself after its task. `timed_out`: ended after inactivity. `error`: could not start
or go on. The last three are final. `idle` alone does not mean that a task is over: a session made with a task may show
it before `running`.
"""

SESSION_STATUS_VALUES: Final[tuple[SessionStatus, ...]] = get_args(SessionStatus)
_KNOWN = frozenset(SESSION_STATUS_VALUES)


def is_known_session_status(value: str) -> TypeIs[SessionStatus]:
    """Whether the spec lists this value. A server may send others, and they are kept as they come."""
    return value in _KNOWN
