"""What an operation is answered with: how each status is read, and what the method returns."""

from __future__ import annotations

from typing import Any

from spec_kinds import Kind, Kinds
from spec_media import chosen_media, is_json
from spec_normal import Normal, Unsupported


def answers_of(operation: dict[str, Any], kinds: Kinds, normal: Normal, may_have_body: bool) -> tuple[list[str], Kind]:
    """The expressions of the operation's Answers, and what its method returns."""
    found: list[tuple[int, int, str]] = []
    results: list[Kind] = []
    responses = operation["responses"]
    successes = [status for status in responses if status[:1] == "2"] or [key for key in responses if key.lower() == "default"]
    # FastAPI, for one, tells nothing of the body of a download.
    is_untold = may_have_body and not any(responses[status]["content"] for status in successes)
    untold = ("untold", Kind("", ("bytes", "None"), ())) if is_untold else ("none", Kind("", ("None",), ()))
    for status, response in responses.items():
        first, last = _range(status)
        media, kind = _answer(response["content"] if may_have_body else {}, kinds, normal)
        if status in successes:
            media, kind = untold if is_untold and first not in (204, 205) else (media, kind)
            results.append(kind)
        codec = f", {kind.codec}" if media == "json" else ""
        found.append((first, last, f'Answer({first}, {last}, "{media}"{codec})'))
    if not successes:
        found.append((200, 299, f'Answer(200, 299, "{untold[0]}")'))
        results.append(untold[1])
    found.sort(key=lambda each: (each[1] - each[0], each[0]))
    reads = tuple(name for kind in results for name in kind.reads)
    classes: frozenset[str] = frozenset().union(*(kind.classes for kind in results))
    return [text for _, _, text in found], Kind(results[0].codec, reads, (), classes)


def _answer(content: dict[str, Any], kinds: Kinds, normal: Normal) -> tuple[str, Kind]:
    """How a body is read: as JSON where the document has that, as text, or as bytes."""
    none = Kind("", ("None",), ())
    if not content:
        return "none", none
    media, described = chosen_media(content)
    schema = described["schema"]
    if is_json(media):
        resolved = normal.resolve(schema)
        if isinstance(resolved, dict) and resolved.get("format") == "binary":
            return "bytes", Kind("", ("bytes",), ())
        return "json", kinds.of(schema)
    if media.startswith("text/"):
        return "text", Kind("", ("str",), ())
    return "bytes", Kind("", ("bytes",), ())


def _range(status: str) -> tuple[int, int]:
    if status.isdigit():
        return int(status), int(status)
    if status[:1].isdigit() and status[1:].upper() == "XX":
        return int(status[0]) * 100, int(status[0]) * 100 + 99
    if status.lower() == "default":
        return 0, 999
    raise Unsupported(f"`{status}` is no status code, no range such as 5XX, and not `default`")
