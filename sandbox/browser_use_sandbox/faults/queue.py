"""The faults of a project that are still to happen."""

from collections.abc import Iterable

from .fault import Fault


class Faults:
    """Faults in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, faults: Iterable[Fault]) -> None:
        self._waiting += faults

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, operation: str) -> Fault | None:
        """The fault that a call of this operation meets, which counts as a call; None where it meets none."""
        for fault in self._waiting:
            if fault.operation in (None, operation):
                if fault.times is not None:
                    fault.times -= 1
                    if not fault.times:
                        self._waiting.remove(fault)
                return fault
        return None
