"""The IDs of resources, and numbers that tell in which order they were created."""

import random
from itertools import count
from uuid import UUID

_FREE_BITS = ~(0xF000 << 64 | 0xC000 << 48)
_VERSION_4 = 4 << 76 | 0x8000 << 48


class Ids:
    """Makes UUIDs of version 4, the same ones for the same seed, and numbers that count up."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- the IDs are no secrets
        self._numbers = count()

    def new(self) -> UUID:
        """A UUID like those of uuid4, in half the time."""
        return UUID(int=self._random.getrandbits(128) & _FREE_BITS | _VERSION_4)

    def number(self) -> int:
        """A number greater than all before."""
        return next(self._numbers)
