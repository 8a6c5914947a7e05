"""Rules that only the prose of the document states, and rules that differ between revisions."""

import re
from decimal import Decimal
from typing import Any

import attrs

from .document import Document
from .schemas import object_parts

_MARK = re.compile(r"`([^`{]*)\{\{value\}\}")
_HOUR = re.compile(r"(\d+(?:\.\d+)?) USD an hour")
#: The price of an hour of a browser if the document names none; it is made up.
_USUAL_HOUR = Decimal("0.06")
#: Since this revision (`info.x-revision`), a follow-up has its own limit, and only the view of one session has media.
_SINGLE_VIEWS = "2026-11"


@attrs.frozen(kw_only=True)
class Rules:
    """Behaviour of the API that its schemas do not describe. The defaults are those of the API page."""

    #: What precedes the brackets in a task that is cached: nothing, or `@`.
    bracket_mark: str = ""
    #: Whether a follow-up without a limit gets the default limit on top of what was spent before.
    follow_up_has_own_limit: bool = False
    #: Whether recordings and screenshots are only in responses to a GET of one session or browser.
    only_single_views_show_media: bool = False
    browser_hour_usd: Decimal = _USUAL_HOUR


def rules_of(document: Document) -> Rules:
    """The rules in the descriptions of the document, and those of its revision."""
    schemas: dict[str, Any] = document.value.get("components", {}).get("schemas", {})
    info = document.value.get("info")
    revision = str(info.get("x-revision", "")) if isinstance(info, dict) else ""
    request = object_parts(document, schemas.get("CreateSessionRequest"))
    caching = {} if request is None else document.resolve(request.properties.get("cacheScript", {}))
    mark, hour = _MARK.search(_described(caching)), _HOUR.search(_described(schemas.get("Browser")))
    return Rules(
        bracket_mark=mark[1] if mark else "",
        follow_up_has_own_limit=revision >= _SINGLE_VIEWS,
        only_single_views_show_media=revision >= _SINGLE_VIEWS,
        browser_hour_usd=Decimal(hour[1]) if hour else _USUAL_HOUR,
    )


def _described(schema: Any) -> str:
    return " ".join(str(schema.get("description", "")).split()) if isinstance(schema, dict) else ""
