"""The faults of a project that are still to happen."""

from ..script.entries import Entries
from .fault import Fault


class Faults(Entries[Fault]):
    """Faults in the order in which calls meet them."""

    def take(self, operation: str, is_named: bool = False) -> Fault | None:
        """The fault that a call of this operation meets, which counts as a call; None where it meets none.

        With `is_named`, only faults that name the operation are met.
        """
        for fault in self:
            if fault.operation == operation or (fault.operation is None and not is_named):
                if fault.after:
                    fault.after -= 1
                    continue
                self.use(fault)
                return fault
        return None
