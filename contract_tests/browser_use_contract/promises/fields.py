"""Every property of a session, a page and a message has the documented shape, whichever operation shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .. import spec
from ..exchange import MISSING, Exchange
from ..promise import Ruling, Sentence, rule
from ..sentences import operations, response
from ..sighting import SHOWN_BY, operation_of
from ..trace import ONE_SESSION, Trace

_WHOLE = "object"
#: The keywords that say something of a value's shape.
_SHAPES = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "pattern", "format", "not")


@spec.cached
def _names(schema: str) -> tuple[str, ...]:
    """The properties whose shape is judged: not those that may be anything, such as `output`."""
    return tuple(name for name, value in spec.properties(schema).items() if any(key in _SHAPES for key in spec.resolved(value)))


def _family(prefix: str, names: Iterable[str], says: str) -> dict[str, str]:
    return {
        f"{prefix}.{name}": says if name == _WHOLE else f"{says}, and its {name} has the documented shape"
        for name in (*names, _WHOLE)
    }


def _session_sentence(promise: str) -> Sentence:
    return response.FIELDS.get(promise.rpartition(".")[2], response.SUCCESS)


class _Judge:
    """Judges many values by one schema; counts first and tells the ruling at the end, since pages hold many."""

    def __init__(self, ruling: Ruling, prefix: str, schema: str, names: tuple[str, ...]) -> None:
        self._ruling, self._prefix, self._schema, self._names = ruling, prefix, schema, names
        self._seen = 0

    def look(self, value: Any, exchange: Exchange) -> None:
        self._seen += 1
        for fault in spec.faults(self._schema, value):
            name = fault.field if fault.field in self._names else _WHOLE
            self._ruling.broken(f"{self._prefix}.{name}", f"{fault.field or 'it'}: {fault.problem}", exchange)

    def close(self) -> None:
        for name in (*self._names, _WHOLE):
            self._ruling.held(f"{self._prefix}.{name}", self._seen)


@rule(
    _session_sentence,
    lambda: {
        promise: says
        for operation in SHOWN_BY
        for promise, says in _family(
            f"fields.session.{operation}", _names("Session"), f"what {operation} shows is a session"
        ).items()
    },
)
def sessions(trace: Trace, ruling: Ruling) -> None:
    judges = {name: _Judge(ruling, f"fields.session.{name}", "Session", _names("Session")) for name in SHOWN_BY}
    for one in trace.succeeded(*ONE_SESSION):
        if one.document is not MISSING:
            judges[operation_of(one)].look(one.document, one)
    for page in trace.session_pages:
        found = page.exchange.object.get("sessions")
        for item in found if isinstance(found, list) else ():
            judges["listSessions"].look(item, page.exchange)
    for judge in judges.values():
        judge.close()


@rule(operations.LIST, lambda: _family("fields.page", _names("SessionList"), "a page of sessions is one"))
def pages(trace: Trace, ruling: Ruling) -> None:
    found = ((page.exchange, page.sessions) for page in trace.session_pages)
    _judge_pages(_Judge(ruling, "fields.page", "SessionList", _names("SessionList")), "sessions", found)


@rule(operations.MESSAGES, lambda: _family("fields.messages", _names("MessageList"), "a page of messages is one"))
def message_pages(trace: Trace, ruling: Ruling) -> None:
    found = ((page.exchange, page.messages) for page in trace.message_pages)
    _judge_pages(_Judge(ruling, "fields.messages", "MessageList", _names("MessageList")), "messages", found)


def _judge_pages(judge: _Judge, name: str, pages: Iterable[tuple[Exchange, Sequence[object]]]) -> None:
    """Judges pages without their items where these are objects, which have promises of their own."""
    for exchange, items in pages:
        if exchange.document is not MISSING:
            found = exchange.object.get(name)
            is_list = isinstance(found, list) and len(items) == len(found)
            judge.look({**exchange.object, name: []} if is_list else exchange.document, exchange)
    judge.close()


@rule(operations.MESSAGE, lambda: _family("fields.message", _names("Message"), "what stands among the messages is one"))
def messages(trace: Trace, ruling: Ruling) -> None:
    judge = _Judge(ruling, "fields.message", "Message", _names("Message"))
    for page in trace.message_pages:
        for item in page.messages:
            judge.look(item, page.exchange)
    judge.close()
