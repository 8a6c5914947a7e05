"""Compares the objects that two alternatives admit: properties, additional properties, and rules between properties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..change import NOBODY, Breaks, Finding, Position, sentence, show
from .coverage import covers, text_of
from .objects import ObjectView
from .pair import Below, Pair, PairResult, Places, Texts
from .patterns import Language, language_covers


def compare_objects(pair: Pair, old: ObjectView, new: ObjectView, label: str, result: PairResult) -> None:
    """Adds the differences between the objects to `result`. `label` is the prefix of the paths."""
    for name in dict.fromkeys([*sorted(old.declared | old.required), *sorted(new.declared | new.required)]):
        if not (name in old.hidden and name in new.hidden):
            _compare_property(pair, name, old, new, f"{label}.{name}", result)
    _compare_others(pair, old, new, label, result)
    what = "the number or the names of properties"
    required = old.required, new.required
    compare_limits(pair, "size-changed", what, (old.shell, new.shell), (old.place, new.place), result, required)
    _compare_rules(pair, old, new, result)


def compare_limits(
    pair: Pair,
    kind: str,
    what: str,
    shells: tuple[dict[str, Any], dict[str, Any]],
    places: Places,
    result: PairResult,
    required: tuple[set[str], set[str]] = (set(), set()),
) -> None:
    """Compares limits on arrays or objects as a whole."""
    # What each side requires may imply a limit of the other side.
    whole = [{**shell, "required": sorted(names)} if names else shell for shell, names in zip(shells, required, strict=True)]
    narrows, widens = not covers(shells[1], whole[0]), not covers(shells[0], whole[1])
    if narrows or widens:
        texts = show(_limits(shells[0])), show(_limits(shells[1]))
        result.add(pair, kind, what, texts, pair.affected(narrows=narrows, widens=widens), places)


def _compare_property(pair: Pair, name: str, old: ObjectView, new: ObjectView, path: str, result: PairResult) -> None:
    known = name in old.declared, name in new.declared
    required = name in old.required, name in new.required
    before, after = old.schema_of(name), new.schema_of(name)
    if known[0] != known[1]:
        result.findings.append(_coming_or_going(pair, name, old, new, path))
        if _says_something(before) and _says_something(after):
            result.below.append(Below(path, pair._replace(old=before, new=after)))
        return
    if all(known):
        result.below.append(Below(path, pair._replace(old=before, new=after)))
    if required[0] != required[1]:
        breaks = pair.affected(narrows=required[1], widens=required[0])
        texts = ("required", "optional") if required[0] else ("optional", "required")
        places = old.required_place(name), new.required_place(name)
        why = _why_required(pair.position, breaks)
        result.findings.append(Finding("property-required", "the property", texts, breaks, why, places, path))


def _coming_or_going(pair: Pair, name: str, old: ObjectView, new: ObjectView, path: str) -> Finding:
    goes = name in old.declared
    side, across = (old, new) if goes else (new, old)
    # The document with it guarantees it; the other one does not.
    counted_on = name in side.required and name not in across.required
    if pair.position == "request":
        # Clients that send it expect an effect, unless the other document requires it too without describing it. A server
        # that requires it refuses clients that do not know it.
        here, there = name not in across.required, counted_on
    else:
        here, there = counted_on, across.is_closed or any(node.schema is False for node in across.schema_of(name))
    breaks = Breaks(here, there) if goes else Breaks(there, here)
    text = "required" if name in side.required else "optional"
    texts: Texts = (text, None) if goes else (None, text)
    kind = "property-removed" if goes else "property-added"
    places = old.property_place(name), new.property_place(name)
    return Finding(kind, "the property", texts, breaks, _why_property(pair.position, goes, breaks), places, path)


def _compare_others(pair: Pair, old: ObjectView, new: ObjectView, label: str, result: PairResult) -> None:
    """Compares additional properties."""
    if old.is_closed != new.is_closed:
        breaks = pair.affected(narrows=new.is_closed, widens=old.is_closed)
        texts = ("not allowed", "allowed") if old.is_closed else ("allowed", "not allowed")
        result.add(pair, "extra-properties", "other properties", texts, breaks, (old.place, new.place), label)
    elif not old.is_closed and (old.extra or new.extra):
        result.below.append(Below(f"{label}.*", pair._replace(old=old.extra, new=new.extra)))
    counterparts = {pattern: _same_pattern(pattern, old.patterns) for pattern in new.patterns}
    for pattern in old.patterns:
        counterpart = next((name for name, known in counterparts.items() if known == pattern), None)
        below = pair._replace(old=old.patterns[pattern], new=new.extra if counterpart is None else new.patterns[counterpart])
        result.below.append(Below(f"{label}./{pattern}/", below))
    for pattern, known in counterparts.items():
        if known is None:
            below = pair._replace(old=old.extra, new=new.patterns[pattern])
            result.below.append(Below(f"{label}./{pattern}/", below))


def _same_pattern(pattern: str, known: Iterable[str]) -> str | None:
    """Returns the known pattern that matches the same names."""
    one = Language(pattern)
    for each in known:
        other = Language(each)
        if each == pattern or (language_covers(other, one) and language_covers(one, other)):
            return each
    return None


def _compare_rules(pair: Pair, old: ObjectView, new: ObjectView, result: PairResult) -> None:
    for here, there, comes in ((old, new, False), (new, old, True)):
        known = {text_of(rule.schema) for rule in there.alternative.rules}
        # Senders by the document `there` do not know the properties that only `here` has.
        unknown = {"properties": dict.fromkeys(here.declared - there.declared, False)}
        for rule in here.alternative.rules:
            if text_of(rule.schema) in known:
                continue
            whole = there.whole()
            if covers({"type": "object", "allOf": [rule.schema]}, {**whole, "allOf": [*whole.get("allOf", []), unknown]}):
                continue
            breaks = pair.affected(narrows=comes, widens=not comes)
            text = show(rule.schema)
            texts: Texts = (None, text) if comes else (text, None)
            places = (old.place, rule.place) if comes else (rule.place, new.place)
            result.add(pair, "rule-added" if comes else "rule-removed", "the rule between properties", texts, breaks, places)


def _why_property(position: Position, goes: bool, breaks: Breaks) -> str:
    reasons = []
    if position == "request" and breaks == NOBODY:
        reasons.append("both servers require it, and only one of the documents describes it")
    elif position == "request" and goes:
        reasons.append("what old clients ask for with it is not done any more")
        reasons += ["an old server refuses new clients, which do not send it"] if breaks.new_client else []
    elif position == "request":
        reasons += ["the new server refuses old clients, which do not send it"] if breaks.old_client else []
        reasons.append("an old server does not do what new clients ask for with it")
    elif breaks == NOBODY:
        reasons.append(
            "no client can rely on it, since it is optional" if goes else "clients ignore properties that they do not know"
        )
    elif goes:
        reasons += ["old clients count on it, and the new server does not send it"] if breaks.old_client else []
        reasons += ["an old server sends it, and new clients expect no other properties than theirs"] if breaks.new_client else []
    else:
        reasons += (
            ["the new server sends it, and old clients expect no other properties than theirs"] if breaks.old_client else []
        )
        reasons += ["new clients count on it, and an old server does not send it"] if breaks.new_client else []
    return sentence("; ".join(reasons))


def _why_required(position: Position, breaks: Breaks) -> str:
    if position == "request":
        refused = "Old clients may leave it out, which the new server refuses."
        return refused if breaks.old_client else "New clients may leave it out, which an old server refuses."
    missed = "Old clients count on it, and the new server may leave it out."
    return missed if breaks.old_client else "New clients count on it, and an old server may leave it out."


def _says_something(schema: Any) -> bool:
    return any(node.schema not in (False, True, {}) for node in schema)


def _limits(shell: dict[str, Any]) -> Any:
    merged: dict[str, Any] = {}
    for each in shell.get("allOf", []):
        merged |= each
    return merged or "no limits"
