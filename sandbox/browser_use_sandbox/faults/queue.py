"""The faults of a project that are still to happen."""

from ..script.entries import Entries
from .fault import Fault


class Faults(Entries[Fault]):
    """Faults in the order in which calls meet them."""

    def take(self, operation: str) -> Fault | None:
        """The fault that a call of this operation meets, which counts as a call; None where it meets none."""
        for fault in self:
            if fault.operation in (None, operation):
                if fault.after:
                    fault.after -= 1
                    continue
                self.use(fault)
                return fault
        return None
