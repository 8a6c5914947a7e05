"""Every property of a session, a page and a message has the documented shape, whichever operation shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import spec
from ..exchange import MISSING, Exchange
from ..promise import Ruling, Sentence, rule
from ..sentences import operations, response
from ..sighting import SHOWN_BY, operation_of
from ..trace import ONE_SESSION, Trace

#: `output` is not among them: it may be anything.
_SESSION = tuple(name for name in spec.properties("Session") if name != "output")
_MESSAGE = tuple(spec.properties("Message"))
_WHOLE = "object"


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


_SESSIONS = {
    promise: says
    for operation in SHOWN_BY
    for promise, says in _family(f"fields.session.{operation}", _SESSION, f"what {operation} shows is a session").items()
}


@rule(_session_sentence, _SESSIONS)
def sessions(trace: Trace, ruling: Ruling) -> None:
    judges = {name: _Judge(ruling, f"fields.session.{name}", "Session", _SESSION) for name in SHOWN_BY}
    for one in trace.succeeded(*ONE_SESSION):
        if one.document is not MISSING:
            judges[operation_of(one)].look(one.document, one)
    for page in trace.session_pages:
        found = page.exchange.object.get("sessions")
        for item in found if isinstance(found, list) else ():
            judges["listSessions"].look(item, page.exchange)
    for judge in judges.values():
        judge.close()


_PAGE = tuple(spec.properties("SessionList"))


@rule(operations.LIST, _family("fields.page", _PAGE, "a page of sessions is one"))
def pages(trace: Trace, ruling: Ruling) -> None:
    judge = _Judge(ruling, "fields.page", "SessionList", _PAGE)
    for page in trace.session_pages:
        if page.exchange.document is not MISSING:
            judge.look(_shallow(page.exchange.document, "sessions", page.sessions), page.exchange)
    judge.close()


_RUN = tuple(spec.properties("MessageList"))


@rule(operations.MESSAGES, _family("fields.messages", _RUN, "a page of messages is one"))
def message_pages(trace: Trace, ruling: Ruling) -> None:
    judge = _Judge(ruling, "fields.messages", "MessageList", _RUN)
    for page in trace.message_pages:
        if page.exchange.document is not MISSING:
            judge.look(_shallow(page.exchange.document, "messages", page.messages), page.exchange)
    judge.close()


@rule(operations.MESSAGE, _family("fields.message", _MESSAGE, "what stands among the messages is one"))
def messages(trace: Trace, ruling: Ruling) -> None:
    judge = _Judge(ruling, "fields.message", "Message", _MESSAGE)
    for page in trace.message_pages:
        for item in page.messages:
            judge.look(item, page.exchange)
    judge.close()


def _shallow(document: Any, name: str, items: Any) -> Any:
    """The page without its items where these are objects, which have promises of their own."""
    found = document.get(name) if isinstance(document, dict) else None
    return {**document, name: []} if isinstance(found, list) and len(items) == len(found) else document
