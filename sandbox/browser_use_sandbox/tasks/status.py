"""The statuses of a session."""

from enum import StrEnum


class Status(StrEnum):
    """The statuses of the contract. The last three are final."""

    CREATED = "created"
    IDLE = "idle"
    RUNNING = "running"
    STOPPED = "stopped"
    TIMED_OUT = "timed_out"
    ERROR = "error"

    @property
    def is_final(self) -> bool:
        return self in (Status.STOPPED, Status.TIMED_OUT, Status.ERROR)
