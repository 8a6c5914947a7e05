"""What the document says in prose alone, and what changes from revision to revision."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from . import spec

_MARK = re.compile(r"`([^`{]*)\{\{value\}\}")
_HOUR = re.compile(r"(\d+(?:\.\d+)?) USD an hour")
#: The revision (`info.x-revision`) since which follow-ups have limits of their own, and lists no recordings and screenshots.
_SINGLE_VIEWS = "2026-11"


def _described(schema: Any) -> str:
    found = spec.resolved(schema)
    return " ".join(str(found.get("description", "")).split()) if isinstance(found, dict) else ""


@spec.cached
def bracket_mark() -> str:
    """What stands before the brackets of a task that is cached: nothing, or `@`."""
    known = spec.has("createSession")
    found = _MARK.search(_described(spec.body_properties("createSession").get("cacheScript", {}))) if known else None
    return found[1] if found else ""


def marked(text: str) -> str:
    """A text whose bracketed values are marked as the document says, so that it is cached."""
    return text.replace("{{", f"{bracket_mark()}{{{{")


@spec.cached
def _has_single_views() -> bool:
    info = spec.document().get("info")
    return isinstance(info, dict) and str(info.get("x-revision", "")) >= _SINGLE_VIEWS


def follow_up_has_own_limit() -> bool:
    """Whether a follow-up without a limit gets the default one on top of what was spent, instead of the session's."""
    return _has_single_views()


def lists_show_media() -> bool:
    """Whether recordings and screenshots stand in lists too."""
    return not _has_single_views()


@spec.cached
def browser_hour_usd() -> Decimal | None:
    """What a browser costs an hour; None where the document does not say."""
    found = _HOUR.search(_described(spec.document().get("components", {}).get("schemas", {}).get("Browser", {})))
    return Decimal(found[1]) if found else None
