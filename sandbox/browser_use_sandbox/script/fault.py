"""Faults: how the next calls of an operation fail."""

import http.client
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import attrs

from .problems import Problem, ScriptError, check_operation, check_schema
from .rule_list import RuleList, description
from .steps import seconds

_STATUS = {"html": 502, "truncated": 200, "garbage": 200}
#: Properties of a false response. Without all of them, the response is the true one.
_FALSE = ("status", "answer", "detail", "retry_after", "retry_after_date")
#: Responses with these statuses have no body.
BODILESS = (204, 205, 304)


@attrs.define(eq=False, kw_only=True)
class Fault:
    """An entry of `faults` in a script."""

    #: The entry as text, for messages.
    description: str
    #: The ID of the operation; None for any operation.
    operation: str | None
    #: How many calls fail; None for all.
    times: int | None
    #: How many calls have failed.
    used: int = 0
    #: How many calls still succeed first.
    after: int
    #: `true` for the true response, late or changed; otherwise json, html, nothing, reset, truncated or garbage.
    answer: str
    status: int
    #: A text, or an object that the document allows.
    detail: str | dict[str, Any]
    retry_after: str | None
    #: Retry-After as a date, this many seconds after the call.
    retry_after_date: float | None
    #: Real seconds before the response.
    delay: float
    #: Whether the server carries the call out before it fails it.
    acts: bool
    #: Properties of the true response, and the values they are set to.
    changes: dict[str, Any]

    @property
    def name(self) -> str:
        if self.answer != "true":
            return self.answer
        return "set" if self.changes else "delay"

    @property
    def headers(self) -> dict[str, str]:
        if self.retry_after_date is not None:
            moment = datetime.now(UTC) + timedelta(seconds=self.retry_after_date)
            return {"Retry-After": format_datetime(moment, usegmt=True)}
        return {} if self.retry_after is None else {"Retry-After": self.retry_after}


def read_fault(
    entry: dict[str, Any], operations: Sequence[str], documented_detail: Callable[[str | None, int], str | None]
) -> Fault:
    """The fault of an entry of `faults`. ScriptError if the entry is invalid.

    `operations` are the names that an entry may use; `documented_detail` gives the text of an error by operation and status.
    """
    check_schema("fault", entry)
    check_operation(entry.get("operation"), operations)
    problems = list(_inconsistencies(entry))
    if problems:
        raise ScriptError(problems)
    is_true = not any(name in entry for name in _FALSE) and ("delay" in entry or "set" in entry)
    answer = "true" if is_true else entry.get("answer", "json")
    is_limited = "retry_after" in entry or "retry_after_date" in entry
    status = entry.get("status", _STATUS.get(answer, 429 if is_limited else 500))
    retry_after = entry.get("retry_after")
    detail = entry.get("detail")
    return Fault(
        description=description("fail", entry),
        operation=entry.get("operation"),
        times=entry.get("times", 1),
        after=entry.get("after", 0),
        answer=answer,
        status=status,
        detail=detail if detail is not None else documented_detail(entry.get("operation"), status) or _phrase(status),
        retry_after=None if retry_after is None else str(retry_after),
        retry_after_date=entry.get("retry_after_date"),
        delay=float(seconds(entry, "delay") or 0),
        acts=entry.get("acts", is_true),
        changes=entry.get("set", {}),
    )


def _inconsistencies(entry: dict[str, Any]) -> Iterator[Problem]:
    if "retry_after" in entry and "retry_after_date" in entry:
        yield Problem(("retry_after_date",), "cannot be set together with retry_after")
    if "set" in entry:
        for name in _FALSE:
            if name in entry:
                yield Problem((name,), "cannot be set together with set, which changes the true response")
    if entry.get("status") in BODILESS:
        for name in ("answer", "detail"):
            if entry.get(name, "json") != "json":
                yield Problem((name,), f"cannot be set together with status {entry['status']}, which has no body")
    if not entry.get("acts", True) and not any(name in entry for name in _FALSE):
        yield Problem(("acts",), "a call that is not carried out has no true response")


def _phrase(status: int) -> str:
    return http.client.responses.get(status, "Failed on demand")


class Faults(RuleList[Fault]):
    """The faults of a project in the order in which they are used."""

    def take(self, operation: str, is_named: bool = False) -> Fault | None:
        """The fault for a call of this operation, which is counted; None if there is none.

        With `is_named`, only faults that name the operation apply.
        """
        for fault in self:
            if fault.operation == operation or (fault.operation is None and not is_named):
                if fault.after:
                    fault.after -= 1
                    continue
                self.use(fault)
                return fault
        return None
