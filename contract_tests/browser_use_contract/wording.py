"""Facts that only the prose of the document contains, and differences between revisions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from . import spec
from .document import cached, component, document, resolved

_MARK = re.compile(r"`([^`{]*)\{\{value\}\}")
_HOUR = re.compile(r"(\d+(?:\.\d+)?) USD an hour")
#: The revision (`info.x-revision`) since which follow-ups have limits of their own, and lists no recordings and screenshots.
_SINGLE_VIEWS = "2026-11"


def _described(schema: Any) -> str:
    found = resolved(schema)
    return " ".join(str(found.get("description", "")).split()) if isinstance(found, dict) else ""


@cached
def bracket_mark() -> str:
    """Returns the prefix of bracketed values in a cached task: empty or `@`."""
    found = _MARK.search(_described(spec.body_properties("createSession").get("cacheScript", {})))
    return found[1] if found else ""


def marked(text: str) -> str:
    """Returns a task text whose bracketed values have the documented prefix, so that it is cached."""
    return text.replace("{{", f"{bracket_mark()}{{{{")


@cached
def _has_single_views() -> bool:
    info = document().get("info")
    return isinstance(info, dict) and str(info.get("x-revision", "")) >= _SINGLE_VIEWS


def follow_up_has_own_limit() -> bool:
    """Whether a follow-up without a limit gets the spent amount plus the default limit, instead of the session's limit."""
    return _has_single_views()


def only_single_views_show_media() -> bool:
    """Whether recordings and screenshots are only in the responses to a GET of one session or browser."""
    return _has_single_views()


@cached
def browser_hour_usd() -> Decimal | None:
    """Returns the price of a browser per hour, in USD. None if the document does not say."""
    found = _HOUR.search(_described(component("schemas", "Browser")))
    return Decimal(found[1]) if found else None
