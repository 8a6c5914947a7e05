"""Reads recordings as traces. Entries that cannot be used are ignored and counted by reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..exchange import Exchange
from ..refused import CheckRefused
from ..trace import Trace
from .bodies import LeftOut
from .entries import OTHER, Read, read_entry, secrets_of
from .files import HarFile, read_har_file

_ELSEWHERE = "to another server than most entries"
_TWICE = "equal to another one at the same time, as service workers record them"
#: The time resolutions of recorders, in seconds. Times are rounded down.
_GRAINS = (1.0, 0.001)


@dataclass
class Recording:
    """The content of recordings. `traces` are checked separately, since the clocks of two recorders may differ."""

    url: str
    traces: Sequence[Trace]
    #: The number of ignored entries by reason.
    left_out: Mapping[str, int] = field(default_factory=dict)
    #: Secret values from headers, which must not be shown.
    secrets: frozenset[str] = frozenset()

    @property
    def lacks_some(self) -> bool:
        """Whether requests to this API were ignored."""
        return _lost(self.left_out)

    @property
    def is_complete(self) -> bool:
        return all(trace.is_complete for trace in self.traces)


def read_recording(paths: Iterable[Path], *, is_complete: bool = False) -> Recording:
    """Reads the traffic with this API from HAR files. Raises CheckRefused if there is none; the message says what to do.

    `is_complete` says that no other client sent requests to the project in that time. Files of this package are always complete.
    """
    files = [read_har_file(path) for path in paths]
    reasons: Counter[str] = Counter()
    read = [(file, list(_entries(file, reasons))) for file in files]
    bases = Counter(one.base for _, found in read for one in found if one.base)
    if not bases:
        raise CheckRefused(_nothing(files, reasons))
    base = bases.most_common(1)[0][0]
    traces, first = [], 0
    for file, found in read:
        lost = +reasons
        own = [one for one in found if one.base in ("", base)]
        reasons[_ELSEWHERE] += len(found) - len(own)
        groups = [own] if file.is_own else _by_clock(own)
        for group in groups:
            kept = [replace(one.exchange, number=one.exchange.number + first) for one in group]
            if not file.is_own:
                kept = _without_copies(_padded(kept), reasons)
            whole = file.is_own or (is_complete and not _lost(lost) and len(files) == len(groups) == 1)
            traces.append(Trace(kept, is_complete=whole, has_transfers=file.is_own))
        first += len(file.entries)
    entries = [entry for file in files for entry in file.entries]
    return Recording(base, [one for one in traces if one.exchanges], dict(+reasons), frozenset(secrets_of(entries)))


def _entries(file: HarFile, reasons: Counter[str]) -> Iterator[Read]:
    for number, entry in enumerate(file.entries):
        try:
            yield read_entry(number, entry, is_own=file.is_own)
        except LeftOut as reason:
            reasons[str(reason)] += 1


def _lost(reasons: Mapping[str, int]) -> bool:
    """Whether an ignored entry may be a request to this API."""
    return any(count for reason, count in reasons.items() if reason not in (OTHER, _TWICE))


def _by_clock(found: Sequence[Read]) -> list[list[Read]]:
    """Groups entries with comparable dates: dates with a time zone, and dates without one."""
    groups = [[one for one in found if one.has_zone is has_zone] for has_zone in (True, False)]
    return [group for group in groups if group]


def _padded(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Returns the exchanges with the latest end that the rounding of their times allows."""
    starts = [one.started for one in exchanges]
    grain = next((grain for grain in _GRAINS if all(_is_multiple(at, grain) for at in starts)), 0.0)
    return [replace(one, ended=one.ended + grain) for one in exchanges]


def _is_multiple(at: float, grain: float) -> bool:
    return abs(at / grain - round(at / grain)) * grain < 2e-6


def _without_copies(exchanges: Sequence[Exchange], reasons: Counter[str]) -> list[Exchange]:
    """Removes duplicates: equal exchanges that overlap are one request that was recorded twice."""
    kept: list[Exchange] = []
    alike: dict[object, list[Exchange]] = defaultdict(list)
    for one in sorted(exchanges, key=lambda one: one.started):
        others = alike[one.method, one.path, one.query, one.sent, one.status, one.body]
        if 200 <= one.status < 300 and any(other.ended >= one.started for other in others):
            reasons[_TWICE] += 1
            continue
        others.append(one)
        kept.append(one)
    return kept


def _nothing(files: Sequence[HarFile], reasons: Mapping[str, int]) -> str:
    names, count = ", ".join(file.name for file in files), sum(len(file.entries) for file in files)
    message = "; ".join(f"{number} {reason}" for reason, number in reasons.items())
    advice = "Record traffic with …/api/v3/sessions, including the bodies of requests and responses."
    return (
        f"{names} has {count} requests, none of them to this API that can be checked{f': {message}' if message else ''}. {advice}"
    )
