"""What a fault is: how the next calls of an operation are answered."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

import attrs

from ..common.api_errors import ApiError, InvalidKey, NoCredits, SessionNotFound, TooManySessions
from .problems import Path, Problem, ScriptError
from .rule_list import RuleList, description
from .schema import check_operation, check_schema
from .steps import seconds

_REFUSALS: tuple[ApiError, ...] = (InvalidKey(), NoCredits(), SessionNotFound())
_DETAILS = {refusal.status: refusal.detail for refusal in _REFUSALS} | {403: "Not permitted", 429: "Too many requests"}
_STATUS = {"html": 502, "truncated": 200, "garbage": 200}
#: What says how a false answer looks. With none of it, the true one comes.
_FALSE = ("status", "answer", "detail", "retry_after", "retry_after_date")
#: Answers with these never have a body.
BODILESS = (204, 205, 304)


@attrs.define(eq=False, kw_only=True)
class Fault:
    """One entry of a script's `faults`."""

    #: Its words.
    description: str
    #: The operation's id; None for any operation.
    operation: str | None
    #: How many calls fail; None for all.
    times: int | None
    #: How many calls have failed.
    used: int = 0
    #: How many calls still go well first.
    after: int
    #: `true` for the true answer, late or changed; else json, html, nothing, reset, truncated or garbage.
    answer: str
    status: int
    #: Text, or an object as the document has it.
    detail: str | dict[str, Any]
    retry_after: str | None
    #: Retry-After as a date so many seconds after the call.
    retry_after_date: float | None
    #: Real seconds before the answer.
    delay: float
    #: Whether the server does what it was asked before it answers so.
    acts: bool
    #: Properties of the true answer, and what they are set to.
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


def read_fault(entry: dict[str, Any], operations: Sequence[str], path: Path = ()) -> Fault:
    """An entry of `faults` that stands at `path`; `operations` are those that there are. ScriptError where it is none."""
    check_schema("fault", entry, path)
    check_operation(entry.get("operation"), operations, path)
    problems = list(_inconsistencies(entry, path))
    if problems:
        raise ScriptError(problems)
    is_true = not any(name in entry for name in _FALSE) and ("delay" in entry or "set" in entry)
    answer = "true" if is_true else entry.get("answer", "json")
    is_limited = "retry_after" in entry or "retry_after_date" in entry
    status = entry.get("status", _STATUS.get(answer, 429 if is_limited else 500))
    retry_after = entry.get("retry_after")
    return Fault(
        description=description("fail", entry),
        operation=entry.get("operation"),
        times=entry.get("times", 1),
        after=entry.get("after", 0),
        answer=answer,
        status=status,
        detail=entry.get("detail", _detail(status, entry.get("operation"))),
        retry_after=None if retry_after is None else str(retry_after),
        retry_after_date=entry.get("retry_after_date"),
        delay=float(seconds(entry, path, "delay") or 0),
        acts=entry.get("acts", is_true),
        changes=entry.get("set", {}),
    )


def _inconsistencies(entry: dict[str, Any], path: Path) -> Iterator[Problem]:
    if "retry_after" in entry and "retry_after_date" in entry:
        yield Problem((*path, "retry_after_date"), "cannot be given beside retry_after")
    if "set" in entry:
        for name in _FALSE:
            if name in entry:
                yield Problem((*path, name), "cannot be given beside set, which changes the true answer")
    if entry.get("status") in BODILESS:
        for name in ("answer", "detail"):
            if entry.get(name, "json") != "json":
                yield Problem((*path, name), f"cannot be given beside status {entry['status']}, which has no body")
    if not entry.get("acts", True) and not any(name in entry for name in _FALSE):
        yield Problem((*path, "acts"), "the true answer cannot come from a server that does not act")


def _detail(status: int, operation: str | None) -> str:
    if status == TooManySessions.status and operation == "createSession":
        return str(TooManySessions(0).detail)
    try:
        return str(_DETAILS.get(status, HTTPStatus(status).phrase))
    except ValueError:
        return "Failed on demand"


class Faults(RuleList[Fault]):
    """Faults in the order in which calls meet them."""

    def take(self, operation: str, is_named: bool = False) -> Fault | None:
        """The fault that a call of this operation meets, which counts as a call; None where it meets none.

        With `is_named`, only faults that name the operation are met.
        """
        for fault in self:
            if fault.operation == operation or (fault.operation is None and not is_named):
                if fault.after:
                    fault.after -= 1
                    continue
                self.use(fault)
                return fault
        return None
