"""Output and success: null until the task is over, then in the requested form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from .. import spec
from ..document import in_rust
from ..observation import SHOWN_BY, SHOWN_LATER, Observation
from ..requirement import Evaluation, assume, cite, rule
from ..session_history import Task
from ..trace import Trace
from ..values import shown

#: The result of a task, which is null until it is over and without a task.
_RESULT = ("output", "isTaskSuccessful")
_ANEW = (*_RESULT, "outputSchema")


def _complete(trace: Trace) -> Iterator[tuple[Task, Observation]]:
    for task in trace.tasks:
        if task.is_complete:
            yield from ((task, one) for one in task.settled if one.operation in SHOWN_LATER)


@cache
def _validator(schema: str) -> jsonschema_rs.Validator | None:
    try:
        return jsonschema_rs.validator_for(in_rust(json.loads(schema)), validate_formats=False)
    except ValueError:
        return None


def _problem(schema: Any, output: Any) -> str:
    """Returns why an output does not fit a schema. Empty if it fits, or if the schema cannot be used."""
    check = _validator(json.dumps(schema))
    error = next(check.iter_errors(output), None) if check else None
    return f"the output {shown(output)} does not fit outputSchema: {error.message[:160]}" if error else ""


@rule(
    cite(
        "Session.output",
        {f"output.conforms.{name}": f"the output in {name} conforms to the outputSchema" for name in SHOWN_LATER}
        | {f"output.text.{name}": f"without an outputSchema, the output in {name} is text or null" for name in SHOWN_LATER}
        | {f"output.there.{name}": f"{name} shows the output of a successful task" for name in SHOWN_LATER},
    )
)
def outputs(trace: Trace, evaluation: Evaluation) -> None:
    """Checks the form of outputs, and that none is lost. Output without a schema may be null, but then for every task."""
    has_code_mode = "codeMode" in spec.body_properties("createSession")
    lost = []
    for task, one in _complete(trace):
        schema, output, has_succeeded = task.given.get("outputSchema"), one.get("output"), one.get("isTaskSuccessful") is True
        if isinstance(schema, dict) and (has_succeeded or output is not None):
            problem = _problem(schema, output)
            evaluation.expect(f"output.conforms.{one.operation}", not problem, problem, task.dispatch, one.exchange)
        if schema is None and not (has_code_mode and task.given.get("codeMode") is True):
            problem, is_text = f"the output is {shown(output)}", output is None or isinstance(output, str)
            evaluation.expect(f"output.text.{one.operation}", is_text, problem, task.dispatch, one.exchange)
        if schema is None and has_succeeded:
            lost.append((task, one, output is None))
    for task, one, is_lost in lost if not all(is_lost for *_, is_lost in lost) else ():
        problem = "the task has succeeded, but the output is null"
        evaluation.expect(f"output.there.{one.operation}", not is_lost, problem, task.dispatch, one.exchange)


@rule(
    cite(
        "Session.output",
        {
            "output.early": "there is no output before the first task is over",
            "output.none-without-task": "a session without a task has no output",
        },
    ),
    cite(
        "Session.isTaskSuccessful",
        {
            "success.running": "isTaskSuccessful is null while a task runs",
            "success.waiting": "isTaskSuccessful is null until the task is over",
            "success.none-without-task": "isTaskSuccessful is null if there was no task",
        },
    ),
    assume(
        "Session.{2}",
        {
            f"follow-ups.anew.{name}": f"a follow-up does not keep the {name} of an earlier task"
            for name in (*_RESULT, "outputSchema")
        },
    ),
)
def not_before(trace: Trace, evaluation: Evaluation) -> None:
    def expect_null(requirement: str, name: str, one: Observation) -> None:
        problem = f"{name} is {shown(one.get(name))} while the session is {one.status}"
        evaluation.expect(requirement, one.get(name) is None, problem, one.exchange)

    for one in trace.observations:
        if one.status == "running":
            expect_null("success.running", "isTaskSuccessful", one)
    for history in trace.histories.values():
        for one in history.untasked:
            expect_null("output.none-without-task", "output", one)
            expect_null("success.none-without-task", "isTaskSuccessful", one)
    for task in trace.tasks:
        for one in task.unfinished if task.is_first else ():
            expect_null("output.early", "output", one)
            expect_null("success.waiting", "isTaskSuccessful", one)
        for one in task.unfinished if task.index else ():
            for name in _RESULT:
                expect_null(f"follow-ups.anew.{name}", name, one)
        for one in task.observations if task.index and task.given.get("outputSchema") is None else ():
            expect_null("follow-ups.anew.outputSchema", "outputSchema", one)


@rule(
    cite(
        "Session.isTaskSuccessful",
        {f"success.known.{name}": f"{name} shows whether a task succeeded, after its end" for name in SHOWN_LATER},
    )
)
def success(trace: Trace, evaluation: Evaluation) -> None:
    for task, one in _complete(trace):
        found = one.get("isTaskSuccessful")
        problem = f"the task is over, but isTaskSuccessful is {shown(found)}"
        evaluation.expect(f"success.known.{one.operation}", isinstance(found, bool), problem, task.dispatch, one.exchange)


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true is not 1, and 1.0 is."""
    if one is None or other is None:
        return one is other
    if repr(one) == repr(other):  # the usual case, and fast
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)


@rule(
    cite(
        "Session.outputSchema",
        {f"echoes.outputSchema.{name}": f"{name} shows the outputSchema as sent" for name in SHOWN_BY}
        | {f"defaults.outputSchema.{name}": f"{name} shows no outputSchema if none was requested" for name in SHOWN_BY},
    )
)
def schemas(trace: Trace, evaluation: Evaluation) -> None:
    seen = [(history.asked("outputSchema"), one) for history in trace.histories.values() for one in history.untasked]
    for task in trace.tasks:
        asked = task.given.get("outputSchema")
        seen += [(asked, one) for one in task.observations if asked is not None or task.is_first]
    for asked, one in seen:
        found = one.get("outputSchema")
        requirement = f"{'defaults' if asked is None else 'echoes'}.outputSchema.{one.operation}"
        problem = f"outputSchema is {shown(found, 200)}; expected {shown(asked, 200)}"
        evaluation.expect(requirement, same_json(asked, found), problem, one.exchange)
