"""Output and success: null until the task is over, then in the requested form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from ..citations import assumed, operations, request, response
from ..observation import SHOWN_BY, SHOWN_LATER, Observation
from ..requirement import Citation, Evaluation, rule
from ..session_history import Task
from ..spec import body_properties, in_rust
from ..trace import Trace
from ..values import shown


def _tasks(trace: Trace) -> Iterator[Task]:
    return (task for history in trace.histories.values() for task in history.tasks)


def _complete(trace: Trace) -> Iterator[tuple[Task, Observation]]:
    for task in _tasks(trace):
        if task.is_complete:
            yield from ((task, one) for one in task.settled if one.operation in SHOWN_LATER)


def _in_code_mode(task: Task) -> bool:
    return "codeMode" in body_properties("createSession") and task.given.get("codeMode") is True


def _unfinished(task: Task) -> Iterator[Observation]:
    """Yields observations from before the end of the task and before any stop request."""
    over_since = min((one.started for one in task.settled), default=float("inf"))
    settled = set(map(id, task.settled))
    for one in task.observations:
        if (
            one.ended <= task.interrupted_at
            and id(one) not in settled
            and not one.is_final
            and (one.ended <= over_since or one.status == "running")
        ):
            yield one


@cache
def _validator(schema: str) -> jsonschema_rs.Validator | None:
    try:
        return jsonschema_rs.validator_for(in_rust(json.loads(schema)), validate_formats=False)
    except ValueError:
        return None


def _problem(schema: Any, output: Any) -> str | None:
    check = _validator(json.dumps(schema))
    if check is None:
        return None
    error = next(check.iter_errors(output), None)
    return f"the output {shown(output)} does not fit outputSchema: {error.message[:160]}" if error else None


@rule(
    request.OUTPUT_SCHEMA,
    {f"output.conforms.{name}": f"the output in {name} conforms to the outputSchema" for name in SHOWN_LATER},
)
def conforms(trace: Trace, evaluation: Evaluation) -> None:
    for task, one in _complete(trace):
        schema = task.given.get("outputSchema")
        output = one.get("output")
        if isinstance(schema, dict) and (one.get("isTaskSuccessful") is True or output is not None):
            evaluation.check(f"output.conforms.{one.operation}", _problem(schema, output), task.dispatch, one.exchange)


@rule(
    response.OUTPUT,
    {f"output.text.{name}": f"without an outputSchema, the output in {name} is text or null" for name in SHOWN_LATER},
)
def text_or_null(trace: Trace, evaluation: Evaluation) -> None:
    for task, one in _complete(trace):
        output = one.get("output")
        if task.given.get("outputSchema") is None and not _in_code_mode(task):
            problem = None if output is None or isinstance(output, str) else f"the output is {shown(output)}"
            evaluation.check(f"output.text.{one.operation}", problem, task.dispatch, one.exchange)


@rule(
    operations.OUTPUT,
    {f"output.there.{name}": f"{name} shows the output of a successful task" for name in SHOWN_LATER},
)
def there(trace: Trace, evaluation: Evaluation) -> None:
    """Checks that no output is lost. Output without a schema may be null, but then for every task of the server."""
    free = [
        (task, one)
        for task, one in _complete(trace)
        if task.given.get("outputSchema") is None and one.get("isTaskSuccessful") is True
    ]
    for task, one in free if any(one.get("output") is not None for _, one in free) else ():
        problem = "the task has succeeded, but the output is null" if one.get("output") is None else None
        evaluation.check(f"output.there.{one.operation}", problem, task.dispatch, one.exchange)


@rule(
    lambda requirement: response.OUTPUT_WHEN if requirement.endswith(("running", "early")) else response.OUTPUT,
    {
        "output.early": "there is no output before the first task is over",
        "output.none-without-task": "a session without a task has no output",
    },
)
def not_before(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.untasked:
            output = one.get("output")
            evaluation.check(
                "output.none-without-task", None if output is None else f"the output is {shown(output)}", one.exchange
            )
        for task in (task for task in history.tasks if task.is_first):
            for one in _unfinished(task):
                output = one.get("output")
                problem = None if output is None else f"the output is {shown(output)} while the session is {one.status}"
                evaluation.check("output.early", problem, task.dispatch, one.exchange)


_SUCCESS: dict[str, tuple[Citation, str]] = {
    "success.running": (response.SUCCESSFUL, "isTaskSuccessful is null while a task runs"),
    "success.waiting": (operations.SUCCESS_NULL, "isTaskSuccessful is null until the task is over"),
    "success.none-without-task": (response.SUCCESSFUL, "isTaskSuccessful is null if there was no task"),
} | {
    f"success.known.{name}": (response.SUCCESSFUL, f"{name} shows whether a task succeeded, after its end")
    for name in SHOWN_LATER
}


@rule(lambda requirement: _SUCCESS[requirement][0], {name: says for name, (_, says) in _SUCCESS.items()})
def success(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        if one.status == "running":
            _expect_unknown(evaluation, "success.running", one)
    for history in trace.histories.values():
        for one in history.untasked:
            _expect_unknown(evaluation, "success.none-without-task", one)
        for task in history.tasks:
            for one in _unfinished(task) if task.is_first else ():
                _expect_unknown(evaluation, "success.waiting", one)
    for task, one in _complete(trace):
        known = isinstance(one.get("isTaskSuccessful"), bool)
        problem = f"the task is over, but isTaskSuccessful is {shown(one.get('isTaskSuccessful'))}"
        evaluation.check(f"success.known.{one.operation}", None if known else problem, task.dispatch, one.exchange)


def _expect_unknown(evaluation: Evaluation, requirement: str, one: Observation) -> None:
    found = one.get("isTaskSuccessful")
    problem = f"isTaskSuccessful is {shown(found)} while the session is {one.status}"
    evaluation.check(requirement, None if found is None else problem, one.exchange)


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
    lambda requirement: response.OUTPUT_SCHEMA if requirement.startswith("defaults") else operations.ECHO_SCHEMA,
    {f"echoes.outputSchema.{name}": f"{name} shows the outputSchema as sent" for name in SHOWN_BY}
    | {f"defaults.outputSchema.{name}": f"{name} shows no outputSchema if none was requested" for name in SHOWN_BY},
)
def schemas(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if history.creation:
            for one in history.untasked:
                _echo(evaluation, history.creation.fields.get("outputSchema"), one)
        for task in history.tasks:
            asked = task.given.get("outputSchema")
            for one in task.observations:
                if asked is not None or task.is_first:
                    _echo(evaluation, asked, one)


def _echo(evaluation: Evaluation, asked: Any, one: Observation) -> None:
    found = one.get("outputSchema")
    problem = None
    if not same_json(asked, found):
        problem = f"outputSchema is {shown(found, 200)}; expected {shown(asked, 200)}"
    evaluation.check(f"{'defaults' if asked is None else 'echoes'}.outputSchema.{one.operation}", problem, one.exchange)


@rule(
    assumed.ANEW,
    {
        f"follow-ups.anew.{name}": f"a follow-up does not keep the {name} of an earlier task"
        for name in ("output", "isTaskSuccessful", "outputSchema")
    },
)
def anew(trace: Trace, evaluation: Evaluation) -> None:
    for task in _tasks(trace):
        if task.index == 0:
            continue
        for one in _unfinished(task):
            for name in ("output", "isTaskSuccessful"):
                problem = f"{name} is {shown(one.get(name))} before the follow-up is over"
                evaluation.check(
                    f"follow-ups.anew.{name}", None if one.get(name) is None else problem, task.dispatch, one.exchange
                )
        for one in task.observations if task.given.get("outputSchema") is None else ():
            found = one.get("outputSchema")
            problem = f"outputSchema is {shown(found)}; the follow-up requested none"
            evaluation.check("follow-ups.anew.outputSchema", None if found is None else problem, task.dispatch, one.exchange)
