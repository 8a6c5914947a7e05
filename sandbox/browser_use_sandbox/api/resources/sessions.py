"""Sessions and their messages."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ...common.json_text import encode
from ...http.links import Links
from ...simulation.session import Session
from ...tasks.commands import StopStrategy, create_session
from ..message_paging import page
from ..rendering import Renderer
from .base import Call, Reply, Resource, items_shape, numbered_page, page_bounds

if TYPE_CHECKING:
    from ...app_state import AppState


class Sessions(Resource):
    """The operations on sessions."""

    moves_time = True

    def __init__(self, state: "AppState") -> None:
        super().__init__(state)
        self._url_life = timedelta(seconds=state.settings.screenshot_url_seconds)
        self._links = Links(state.signer)
        #: Properties of a session that the simulation does not know; they are sent back unchanged.
        self._unknown: list[str] | None = None

    async def create_session(self, call: Call) -> Reply:
        declared = frozenset() if call.operation.body is None else call.operation.body.properties
        # Undeclared properties are ignored.
        body = {name: value for name, value in call.body.items() if name in declared}
        schema = body.get("outputSchema")
        answer = None
        if schema is not None:
            command = create_session(body)
            is_scripted = call.project.task_rules.has_output(command, self._state.simulation.files_of(call.project, command))
            answer = await (self._state.outputs.check(schema) if is_scripted else self._state.outputs.find(schema))
        # There is no await from here on, so that no other request runs in between.
        now = self._now()
        session = self._state.simulation.create(call.project, create_session(body, answer), now)
        if self._unknown is None:
            known = self._renderer(call, now).lasting(session)
            self._unknown = [name for name in call.operation.shape.properties if name not in known]
        extras = {name: body[name] for name in self._unknown if name in body}
        if extras:
            session.extras = {**session.extras, **extras}
        return self._shown(call, session, now)

    async def list_sessions(self, call: Call) -> Reply:
        now = self._now()
        sessions, total = call.project.sessions.page(*page_bounds(call))
        renderer, shape = self._renderer(call, now), items_shape(call)
        has_media = not self._state.contract.rules.only_single_views_show_media
        return numbered_page(call, [renderer.session(session, shape, has_media=has_media) for session in sessions], total)

    async def get_session(self, call: Call) -> Reply:
        now = self._now()
        return self._shown(call, self._find(call), now)

    async def stop_session(self, call: Call) -> Reply:
        now = self._now()
        session = self._find(call)
        self._state.simulation.stop(session, StopStrategy(call.body.get("strategy", StopStrategy.SESSION)), now)
        return self._shown(call, session, now)

    async def delete_session(self, call: Call) -> Reply:
        now = self._now()
        self._state.simulation.delete(self._find(call), now)
        return Reply()

    async def list_session_messages(self, call: Call) -> Reply:
        now = self._now()
        session = self._find(call)
        paging, given = call.operation.paging, call.parameters
        after, before = (paging.parameter(role, given) for role in ("after", "before"))
        chosen, has_more = page(
            session.messages,
            None if after is None else UUID(after),
            None if before is None else UUID(before),
            paging.parameter("size", given, 100),
            from_oldest=self._state.settings.messages_from_oldest,
        )
        renderer = self._renderer(call, now)
        value = {
            paging.items_name: [renderer.message(session, message) for message in chosen],
            paging.names.get("more", "hasMore"): has_more,
        }
        return Reply(encode(call.operation.shape.fit(value)))

    def _find(self, call: Call) -> Session:
        return call.project.sessions.find(call.id())

    def _shown(self, call: Call, session: Session, now: datetime) -> Reply:
        has_media = call.operation.method == "GET" or not self._state.contract.rules.only_single_views_show_media
        return Reply(self._renderer(call, now).session(session, call.operation.shape, has_media=has_media), session.id)

    def _renderer(self, call: Call, now: datetime) -> Renderer:
        return Renderer(call.origin, self._links, now + self._url_life)
