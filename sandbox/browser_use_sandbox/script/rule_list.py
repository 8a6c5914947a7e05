"""The order in which the entries of a script are tried, both tasks and faults."""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar


class Entry(Protocol):
    """What the order needs of an entry: its text, how often it can be used (None: always), and how often it has been used."""

    description: str
    times: int | None
    used: int


E = TypeVar("E", bound=Entry)


class RuleList(Generic[E]):
    """Entries with a number of uses come first, in the order in which they were added, so that they form a sequence.

    Then come the others, the newest first, so that a test can override its fixture.
    """

    def __init__(self) -> None:
        self._tried: list[E] = []
        self._counted = 0

    def __len__(self) -> int:
        return len(self._tried)

    def __iter__(self) -> Iterator[E]:
        return iter(self._tried)

    def add(self, entries: Iterable[E]) -> None:
        for entry in entries:
            self._tried.insert(self._counted, entry)
            self._counted += entry.times is not None

    def clear(self) -> None:
        self._tried.clear()
        self._counted = 0

    def use(self, entry: E) -> None:
        """Count a use of the entry; an entry that is used up is removed."""
        entry.used += 1
        if entry.used == entry.times:
            self._tried.remove(entry)
            self._counted -= 1

    def unused(self) -> list[str]:
        """The texts of the entries that were never used, or less often than they say."""
        return [
            entry.description
            if entry.times is None
            else f"{entry.description}: {entry.times - entry.used} of {entry.times} times left"
            for entry in self._tried
            if entry.times is not None or not entry.used
        ]


def description(function: str, words: dict[str, Any]) -> str:
    """An entry as a call in Python, shortened: `script(contains='mouse', output='39.90')`."""
    text = ", ".join(f"{name}={getattr(value, '__name__', None) or repr(value)}" for name, value in words.items())
    return f"{function}({text if len(text) <= 100 else text[:99] + '…'})"
