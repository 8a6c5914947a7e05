"""The baseline: known violations, each with its reason. Only new violations fail a check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .refused import CheckRefused
from .requirement import every_requirement
from .verdicts import Results, Verdict

_FORMAT = "browser-use-contract-baseline/1"


def read_baseline(path: Path | None) -> Mapping[str, str]:
    """Returns the reason of each known violation by requirement id. Raises CheckRefused if the file is no baseline."""
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
        known = found["known"]
        if found["format"] != _FORMAT or not all(isinstance(reason, str) for reason in known.values()):
            raise ValueError
    except OSError as error:
        raise CheckRefused(f"{path} cannot be read: {error.strerror}. --update-baseline creates it.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CheckRefused(f"{path} is no baseline: it needs the format {_FORMAT} and `known`, with ids and reasons.") from None
    return dict(known)


def as_baseline(violated: Iterable[str], known: Mapping[str, str]) -> str:
    """Returns a baseline of the current violations as JSON text. Reasons that were written before are kept."""
    reasons = {name: known.get(name, "") for name in sorted(violated)}
    return json.dumps({"format": _FORMAT, "known": reasons}, indent=1, ensure_ascii=False) + "\n"


def baseline_notes(known: Mapping[str, str], results: Results, *, is_update: bool) -> Sequence[str]:
    """Returns what a user should change in the baseline: missing reasons, unknown ids, and requirements that passed.

    `is_update` is whether the baseline is written again. It then has only the current violations.
    """
    violated = [one.requirement.id for one in results.all if results.counts_against(one)]
    reasonless = [name for name in (violated if is_update else known) if not known.get(name, "").strip()]
    told = [f"No reason is given yet for {', '.join(reasonless)}. Write one for each."] if reasonless else []
    if is_update:
        return told
    ids = {requirement.id for requirement in every_requirement()}
    passed = {one.requirement.id for one in results.of(Verdict.PASSED)}
    told += [f"{name} is no requirement." for name in known if name not in ids]
    told += [f"{name} is no longer violated. --update-baseline removes it." for name in known if name in passed]
    return told
