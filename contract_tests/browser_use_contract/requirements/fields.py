"""Every property of a session, a page and a message conforms to its schema, in every operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .. import spec
from ..citations import operations, response
from ..exchange import MISSING, Exchange
from ..observation import SHOWN_BY, operation_of
from ..requirement import Citation, Evaluation, rule
from ..trace import ONE_SESSION, Trace

_WHOLE = "object"
#: The schema keywords that restrict a value.
_SHAPES = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "pattern", "format", "not")


@spec.cached
def _names(schema: str) -> tuple[str, ...]:
    """Returns the properties that are checked. Those with any value, such as `output`, are left out."""
    return tuple(name for name, value in spec.properties(schema).items() if any(key in _SHAPES for key in spec.resolved(value)))


def _family(prefix: str, names: Iterable[str], says: str) -> dict[str, str]:
    return {
        f"{prefix}.{name}": says if name == _WHOLE else f"{says}, and its {name} has the documented shape"
        for name in (*names, _WHOLE)
    }


def _session_citation(requirement: str) -> Citation:
    return response.FIELDS.get(requirement.rpartition(".")[2], response.SUCCESS)


class _Shape:
    """Checks many values against one schema. It counts the tests and reports them once at the end, for speed."""

    def __init__(self, evaluation: Evaluation, prefix: str, schema: str, names: tuple[str, ...]) -> None:
        self._evaluation, self._prefix, self._schema, self._names = evaluation, prefix, schema, names
        self._seen = 0

    def check(self, value: Any, exchange: Exchange) -> None:
        self._seen += 1
        for fault in spec.faults(self._schema, value):
            name = fault.field if fault.field in self._names else _WHOLE
            self._evaluation.violated(f"{self._prefix}.{name}", f"{fault.field or 'it'}: {fault.problem}", exchange)

    def close(self) -> None:
        for name in (*self._names, _WHOLE):
            self._evaluation.passed(f"{self._prefix}.{name}", self._seen)


@rule(
    _session_citation,
    lambda: {
        requirement: says
        for operation in SHOWN_BY
        for requirement, says in _family(
            f"fields.session.{operation}", _names("Session"), f"the session in {operation} conforms to its schema"
        ).items()
    },
)
def sessions(trace: Trace, evaluation: Evaluation) -> None:
    shapes = {name: _Shape(evaluation, f"fields.session.{name}", "Session", _names("Session")) for name in SHOWN_BY}
    for one in trace.succeeded(*ONE_SESSION):
        if one.document is not MISSING:
            shapes[operation_of(one)].check(one.document, one)
    for page in trace.session_pages:
        found = page.exchange.object.get("sessions")
        for item in found if isinstance(found, list) else ():
            shapes["listSessions"].check(item, page.exchange)
    for shape in shapes.values():
        shape.close()


@rule(operations.LIST, lambda: _family("fields.page", _names("SessionList"), "a page of sessions conforms to its schema"))
def pages(trace: Trace, evaluation: Evaluation) -> None:
    found = ((page.exchange, page.sessions) for page in trace.session_pages)
    _check_pages(_Shape(evaluation, "fields.page", "SessionList", _names("SessionList")), "sessions", found)


@rule(operations.MESSAGES, lambda: _family("fields.messages", _names("MessageList"), "a page of messages conforms to its schema"))
def message_pages(trace: Trace, evaluation: Evaluation) -> None:
    found = ((page.exchange, page.messages) for page in trace.message_pages)
    _check_pages(_Shape(evaluation, "fields.messages", "MessageList", _names("MessageList")), "messages", found)


def _check_pages(shape: _Shape, name: str, pages: Iterable[tuple[Exchange, Sequence[object]]]) -> None:
    """Checks pages without the items that are objects. Those have separate requirements."""
    for exchange, items in pages:
        if exchange.document is not MISSING:
            found = exchange.object.get(name)
            is_list = isinstance(found, list) and len(items) == len(found)
            shape.check({**exchange.object, name: []} if is_list else exchange.document, exchange)
    shape.close()


@rule(operations.MESSAGE, lambda: _family("fields.message", _names("Message"), "a message conforms to its schema"))
def messages(trace: Trace, evaluation: Evaluation) -> None:
    shape = _Shape(evaluation, "fields.message", "Message", _names("Message"))
    for page in trace.message_pages:
        for item in page.messages:
            shape.check(item, page.exchange)
    shape.close()
