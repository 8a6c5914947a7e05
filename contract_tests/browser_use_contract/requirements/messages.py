"""Messages: the submitted tasks and the agent's output, only of this session, in order, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Any

from ..citations import operations
from ..message_history import MessageHistory
from ..pages import MessagePage
from ..requirement import Evaluation, rule
from ..session_history import SessionHistory, Task
from ..trace import Trace
from ..values import moment, shown

_GRAIN = 1.0
_CONSTANT = ("role", "data", "type", "summary", "hidden", "createdAt", "sessionId")


@rule(
    operations.MESSAGE,
    {
        "messages.own": "messages of a session belong to that session",
        "messages.unique": "a message belongs to one session and is once on a page",
    },
)
def own(trace: Trace, evaluation: Evaluation) -> None:
    holder: dict[str, str] = {}
    for page in trace.message_pages:
        for identity, message in zip(page.ids, page.messages, strict=True):
            session = message.get("sessionId")
            if isinstance(session, str):
                problem = None if session.lower() == page.session_id else f"a message of session {session}"
                evaluation.check("messages.own", problem, page.exchange)
            other = holder.setdefault(identity, page.session_id)
            problem = None if other == page.session_id else f"message {identity} is also one of session {other}"
            evaluation.check("messages.unique", problem, page.exchange)
        if len(set(page.ids)) < len(page.ids):
            evaluation.check("messages.unique", "a message is twice on the page", page.exchange)


@rule(operations.ORDER, {"messages.order": "the messages of a page are in chronological order"})
def order(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.message_pages:
        stamps = [stamp for item in page.messages if (stamp := moment(item.get("createdAt"))) is not None]
        if len(stamps) > 1:
            problem = None if stamps == sorted(stamps) else "createdAt decreases within the page"
            evaluation.check("messages.order", problem, page.exchange)


@rule(operations.MESSAGE, {"messages.when": "no message is older than its session or its task"})
def when(trace: Trace, evaluation: Evaluation) -> None:
    for identity, message_history in trace.message_histories.items():
        history = trace.histories.get(identity)
        created = (
            next((stamp for one in history.observations if (stamp := one.moment("createdAt")) is not None), None)
            if history
            else None
        )
        for page in message_history.pages:
            stamps = [stamp for item in page.messages if (stamp := moment(item.get("createdAt"))) is not None]
            if created is not None and stamps:
                early = min(stamps) < created - _GRAIN
                evaluation.check("messages.when", "a message is older than its session" if early else None, page.exchange)


@rule(operations.MESSAGE, {f"messages.constant.{name}": f"a message's {name} does not change" for name in _CONSTANT})
def constant(trace: Trace, evaluation: Evaluation) -> None:
    for message_history in trace.message_histories.values():
        for page in message_history.pages:
            for identity, message in zip(page.ids, page.messages, strict=True):
                first = message_history.messages[identity]
                for name in _CONSTANT if message is not first else ():
                    before, after = first.get(name), message.get(name)
                    problem = None if before == after else f"{name} changed from {shown(before)} to {shown(after)}"
                    evaluation.check(f"messages.constant.{name}", problem, page.exchange)


@rule(operations.ROLE, {"messages.roles": "the role of a message is human or ai"})
def roles(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.message_pages:
        for message in page.messages:
            role = message.get("role")
            evaluation.check("messages.roles", None if role in ("human", "ai") else f"the role is {shown(role)}", page.exchange)


_TASKS = {
    "messages.task": "each submitted task is a human message with the same text, in the order of submission",
    "messages.only-tasks": "every human message is a submitted task",
    "messages.agent": "an ai message follows each successful task",
    "messages.task-first": "the task comes before the agent's messages about it",
    "messages.none-without-task": "a session without a task has no human message",
}


@rule(operations.ROLE, _TASKS)
def tasks(trace: Trace, evaluation: Evaluation) -> None:
    for identity, message_history in trace.message_histories.items():
        history = trace.histories.get(identity)
        if history is None or history.creation is None or not history.is_certain:
            continue
        if any(other.dispatch.started < one.dispatch.ended for one, other in pairwise(history.tasks)):
            continue  # the order of two concurrent tasks is not known
        first = min((task.dispatch.started for task in history.tasks), default=inf)
        _without_task([page for page in message_history.pages if page.exchange.ended <= first], evaluation)
        reads = [page for page in message_history.whole_reads if _sent_before(history, page.exchange.started)]
        if history.tasks and reads:
            _with_tasks(history, message_history, reads[-1].exchange, evaluation)


def _without_task(pages: Sequence[MessagePage], evaluation: Evaluation) -> None:
    for page in pages:
        humans = [message for message in page.messages if message.get("role") == "human"]
        problem = f"a human message: {shown(humans[0].get('data'))}" if humans else None
        evaluation.check("messages.none-without-task", problem, page.exchange)


def _sent_before(history: SessionHistory, time: float) -> bool:
    """Whether the last task was over by this time, so that the messages of all tasks must be there."""
    last = history.tasks[-1].over if history.tasks else None
    return last is not None and last.ended <= time


def _with_tasks(history: SessionHistory, message_history: MessageHistory, read: Any, evaluation: Evaluation) -> None:
    messages = message_history.in_order()
    humans = [place for place, message in enumerate(messages) if message.get("role") == "human"]
    said = [messages[place].get("data") for place in humans]
    sent = [task.text for task in history.tasks]
    for place, text in enumerate(sent):
        problem = (
            f"task {place + 1} is {shown(text)}, the human message {shown(said[place]) if place < len(said) else 'is missing'}"
        )
        is_there = place < len(said) and _says(said[place], text)
        evaluation.check("messages.task", None if is_there else problem, history.tasks[place].dispatch, read)
    problem = f"{len(said)} human messages, but {len(sent)} tasks were sent"
    evaluation.check("messages.only-tasks", problem if len(said) > len(sent) else None, read)
    if len(said) == len(sent):
        for task, begin, end in zip(history.tasks, humans, [*humans[1:], len(messages)], strict=True):
            _agent(task, messages[begin:end], read, evaluation)
        first_is_ai = bool(messages) and messages[0].get("role") == "ai"
        evaluation.check(
            "messages.task-first", "a message of the agent comes before the first task" if first_is_ai else None, read
        )


def _says(data: Any, text: str) -> bool:
    """Whether a message contains the exact text of a task: as its content, or as a string in its JSON content."""
    if not isinstance(data, str) or text in data:
        return isinstance(data, str)
    try:
        return _holds(json.loads(data), text)
    except (ValueError, RecursionError):
        return False


def _holds(value: Any, text: str) -> bool:
    if isinstance(value, str):
        return text in value
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds(item, text) for item in items)


def _agent(task: Task, messages: list[Mapping[str, Any]], read: Any, evaluation: Evaluation) -> None:
    if task.succeeded:
        spoke = any(message.get("role") == "ai" for message in messages)
        problem = f"no ai message follows the task {shown(task.text)}"
        evaluation.check("messages.agent", None if spoke else problem, task.dispatch, read)
