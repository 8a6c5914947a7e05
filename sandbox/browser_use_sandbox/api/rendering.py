"""Sessions and messages as JSON objects of the contract."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ..common.json_text import encode, timestamp
from ..common.money import plain
from ..contract.shapes import Shape
from ..http.links import Links
from ..simulation.session import Message, Session
from ..tasks.status import Status

#: Longer texts are not cached.
_MAX_CACHED = 4_000
_RECORDINGS = "recordingUrls"
#: The property whose value changes with each request.
_SCREENSHOT = "screenshotUrl"


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
        cached = session.cached_json
        if cached is not None and cached[0] == key:
            text = cached[1]
        else:
            media: dict[str, Any] = {} if has_media else {_RECORDINGS: []}
            fitted = shape.fit({**self.lasting(session), **media, _SCREENSHOT: None}, session.extras)
            fitted.pop(_SCREENSHOT, None)
            text = encode(fitted)[:-1]
            session.cached_json = (key, text) if len(text) <= _MAX_CACHED else None
        if _SCREENSHOT not in shape.properties:
            return f"{text}}}"
        has_picture = has_media and session.status is not Status.CREATED
        picture = "null" if not has_picture else f'"{self._screenshot(session, session.step_count)}"'
        return f'{text},"{_SCREENSHOT}":{picture}}}'

    def lasting(self, session: Session) -> dict[str, Any]:
        """Everything that the simulation knows of a session, except its screenshot."""
        return {
            "id": session.text_id,
            "status": session.status,
            "model": session.model,
            "createdAt": timestamp(session.created_at),
            "updatedAt": timestamp(session.updated_at),
            "title": session.title,
            "output": session.output,
            "outputSchema": session.output_schema,
            "stepCount": session.step_count,
            "lastStepSummary": session.last_step_summary,
            "isTaskSuccessful": session.is_task_successful,
            "liveUrl": self._origin + self._links.live(session),
            "recordingUrls": [self._origin + path for path in self._links.recordings(session)],
            "profileId": _text(session.profile_id),
            "workspaceId": _text(session.workspace_id),
            "proxyCountryCode": session.proxy_country_code,
            "maxCostUsd": session.max_cost_usd,
            "totalInputTokens": session.input_tokens,
            "totalOutputTokens": session.output_tokens,
            "proxyUsedMb": plain(session.proxy_mb),
            "llmCostUsd": plain(session.llm_cost_usd),
            "proxyCostUsd": plain(session.proxy_cost_usd),
            "browserCostUsd": plain(session.browser_cost_usd),
            "totalCostUsd": plain(session.total_cost_usd),
            "agentmailEmail": session.agentmail_email,
        }

    def message(self, session: Session, message: Message) -> dict[str, Any]:
        """Everything that the simulation knows of a message."""
        return {
            "id": str(message.id),
            "sessionId": session.text_id,
            "role": message.role,
            "data": message.data,
            "type": message.type,
            "summary": message.summary,
            "screenshotUrl": None if message.picture is None else self._screenshot(session, message.picture),
            "hidden": message.is_hidden,
            "createdAt": timestamp(message.created_at),
        }

    def _screenshot(self, session: Session, step: int) -> str:
        return self._origin + self._links.screenshot(session, step, self._expire)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
