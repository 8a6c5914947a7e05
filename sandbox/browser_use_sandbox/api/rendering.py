"""Resources of the simulation as JSON objects of the document.

A property has the value of the attribute with its name in snake case: `createdAt` that of `created_at`. Links are computed. What
the simulation does not know comes from the request, or from the document (`Shape.fit`).
"""

import functools
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..common.json_text import JSON_TYPES, WRITERS, encode
from ..contract.schemas import Shape
from ..http.links import Links
from ..simulation.session import Message, Session
from ..tasks.commands import Status

#: Attributes that are not properties of a resource, even if a document has a property with that name.
_INTERNAL = frozenset(("number", "messages", "secrets", "extras"))
#: Longer texts are not cached.
_MAX_CACHED = 4_000
_RECORDINGS = "recordingUrls"
#: The property whose value changes with each request.
_SCREENSHOT = "screenshotUrl"


def known(resource: Any, shape: Shape, computed: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the declared properties that the simulation knows."""
    found = {name: computed[name] for name in computed if name in shape.properties}
    for name, attribute in _attributes(shape, resource.__class__):
        if name not in computed:
            value = getattr(resource, attribute)
            kind = type(value)
            if kind in JSON_TYPES or isinstance(value, StrEnum):
                found[name] = value
            elif kind in WRITERS:
                found[name] = WRITERS[kind](value)
    return found


@functools.cache
def _attributes(shape: Shape, kind: type) -> list[tuple[str, str]]:
    """The declared properties that a class of the simulation has attributes for."""
    names = frozenset(dir(kind)) - _INTERNAL
    return [(name, attribute) for name, attribute in shape.attributes if attribute in names]


class Renderer:
    """Writes JSON for one caller at one moment; `origin` is `http://host:port` as the caller reaches this server."""

    def __init__(self, origin: str, links: Links, screenshots_expire: datetime) -> None:
        self._origin = origin
        self._links = links
        self._expire = screenshots_expire

    def session(self, session: Session, shape: Shape, *, has_media: bool = True) -> str:
        """The session in the shape of the document, with a new screenshot URL; without it and recordings unless `has_media`.

        All but that URL is cached until the session changes, since callers read sessions much more often than these change.
        """
        cached = session.cached_json
        key = self._origin, shape, has_media
        if cached is not None and cached[0] == key:
            text = cached[1]
        else:
            fitted = shape.fit(known(session, shape, self.computed(session, has_media)), session.extras)
            fitted.pop(_SCREENSHOT, None)
            text = encode(fitted)[:-1]
            session.cached_json = (key, text) if len(text) <= _MAX_CACHED else None
        if _SCREENSHOT not in shape.properties:
            return f"{text}}}"
        has_picture = has_media and session.status is not Status.CREATED
        picture = "null" if not has_picture else f'"{self._screenshot(session, session.step_count)}"'
        return f'{text},"{_SCREENSHOT}":{picture}}}'

    def computed(self, session: Session, has_media: bool = True) -> dict[str, Any]:
        """The properties of a session that are no attributes; the screenshot is missing."""
        return {
            "liveUrl": self._origin + self._links.live(session),
            _RECORDINGS: [self._origin + path for path in self._links.recordings(session)] if has_media else [],
            _SCREENSHOT: None,
        }

    def message(self, session: Session, message: Message, shape: Shape) -> dict[str, Any]:
        """What the simulation knows of a message."""
        picture = None if message.picture is None else self._screenshot(session, message.picture)
        return known(message, shape, {"sessionId": session.text_id, _SCREENSHOT: picture, "hidden": message.is_hidden})

    def _screenshot(self, session: Session, step: int) -> str:
        return self._origin + self._links.screenshot(session, step, self._expire)
