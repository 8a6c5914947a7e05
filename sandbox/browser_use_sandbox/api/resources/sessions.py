"""Sessions and their messages."""

from datetime import datetime, timedelta
from uuid import UUID

from ...common.json_text import encode
from ...simulation.session import Message, Session
from ...tasks.commands import StopStrategy, create_session
from ..rendering import Renderer
from .base import Call, Reply, Resource, numbered_page, page_bounds


class Sessions(Resource):
    """The operations on sessions."""

    moves_time = True

    async def create_session(self, call: Call) -> Reply:
        declared = frozenset() if call.operation.body is None else call.operation.body.properties
        # Undeclared properties are ignored.
        body = {name: value for name, value in call.body.items() if name in declared}
        schema, answer, simulation = body.get("outputSchema"), None, self._state.simulation
        if schema is not None:
            command = create_session(body)
            is_scripted = call.project.task_rules.has_output(command, simulation.files_of(call.project, command))
            answer = await (self._state.outputs.check(schema) if is_scripted else self._state.outputs.find(schema))
        # There is no await from here on, so that no other request runs in between.
        now = self._now()
        session = simulation.create(call.project, create_session(body, answer), now)
        for name in call.operation.shape.not_attributes_of(Session) & body.keys():
            session.extras[name] = body[name]
        return self._replied(call, session, now)

    async def list_sessions(self, call: Call) -> Reply:
        now = self._now()
        sessions, total = call.project.sessions.page(*page_bounds(call))
        renderer, shape = self._renderer(call, now), call.operation.paging.items_shape
        has_media = not self._state.contract.rules.only_single_views_show_media
        return numbered_page(call, [renderer.session(session, shape, has_media=has_media) for session in sessions], total)

    async def get_session(self, call: Call) -> Reply:
        now = self._now()
        return self._replied(call, self._find(call), now)

    async def stop_session(self, call: Call) -> Reply:
        now = self._now()
        session = self._find(call)
        self._state.simulation.stop(session, StopStrategy(call.body.get("strategy", StopStrategy.SESSION)), now)
        return self._replied(call, session, now)

    async def delete_session(self, call: Call) -> Reply:
        now = self._now()
        self._state.simulation.delete(self._find(call), now)
        return Reply()

    async def list_session_messages(self, call: Call) -> Reply:
        """At most `limit` messages in chronological order, and whether there are more in the requested direction.

        Cursors are exclusive: `after` pages towards newer messages, `before` towards older ones; both together read the messages
        between them, the oldest first. Without a cursor, the page has the newest messages, or the oldest with the setting
        `messages_from_oldest`. A cursor that is not a message of the session finds nothing.
        """
        now = self._now()
        session, paging = self._find(call), call.operation.paging
        messages, limit, after, before = session.messages, call.paged("size", 100), call.paged("after"), call.paged("before")
        start = 0 if after is None else _position(messages, after, len(messages)) + 1
        end = len(messages) if before is None else _position(messages, before, -1)
        between = messages[start : max(end, 0)]
        forwards = after is not None or (before is None and self._state.settings.messages_from_oldest)
        chosen = between[:limit] if forwards else between[max(len(between) - limit, 0) :]
        renderer = self._renderer(call, now)
        value = {
            paging.items_name: [renderer.message(session, message, paging.items_shape) for message in chosen],
            paging.names.get("more", "hasMore"): len(between) > limit,
        }
        return Reply(encode(call.operation.shape.fit(value)))

    def _find(self, call: Call) -> Session:
        return call.project.sessions.find(call.id())

    def _replied(self, call: Call, session: Session, now: datetime) -> Reply:
        has_media = call.operation.method == "GET" or not self._state.contract.rules.only_single_views_show_media
        return Reply(self._renderer(call, now).session(session, call.operation.shape, has_media=has_media), session.id)

    def _renderer(self, call: Call, now: datetime) -> Renderer:
        return Renderer(call.origin, self._links, now + timedelta(seconds=self._state.settings.screenshot_url_seconds))


def _position(messages: list[Message], message_id: str, missing: int) -> int:
    wanted = UUID(message_id)
    return next((index for index, message in enumerate(messages) if message.id == wanted), missing)
