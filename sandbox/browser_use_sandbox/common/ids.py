"""Identifiers of everything in a sandbox, and the order in which it came."""

import random
from itertools import count
from uuid import UUID

_FREE_BITS = ~(0xF000 << 64 | 0xC000 << 48)
_VERSION_4 = 4 << 76 | 0x8000 << 48


class Ids:
    """UUIDs of version 4, the same ones for the same seed, and numbers that count up."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- ids need to differ, nothing depends on their secrecy
        self._numbers = count()

    def new(self) -> UUID:
        """What uuid4 would give, in half of the time."""
        return UUID(int=self._random.getrandbits(128) & _FREE_BITS | _VERSION_4)

    def number(self) -> int:
        """Greater than all that were given before."""
        return next(self._numbers)
