"""Messages: the submitted tasks and the agent's output, only of this session, in order, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Any

from ..exchange import Exchange
from ..message_history import MessageHistory
from ..pages import Page
from ..requirement import Evaluation, cite, rule
from ..session_history import SessionHistory, Task
from ..trace import Trace
from ..values import moment, shown

_OPERATION = "listSessionMessages"
_GRAIN = 1.0
_CONSTANT = ("role", "data", "type", "summary", "hidden", "createdAt", "sessionId")


@rule(
    cite(
        "Message.sessionId",
        {
            "messages.own": "messages of a session belong to that session",
            "messages.unique": "a message belongs to one session and is once on a page",
        },
    ),
    cite("Message.role", {"messages.roles": "the role of a message is human or ai"}),
)
def own(trace: Trace, evaluation: Evaluation) -> None:
    holder: dict[str, str] = {}
    for page in trace.pages(_OPERATION):
        own_id = page.exchange.session_id.lower()
        for identity, message in zip(page.ids, page.items, strict=True):
            session, role = message.get("sessionId"), message.get("role")
            if isinstance(session, str):
                evaluation.expect("messages.own", session.lower() == own_id, f"a message of session {session}", page.exchange)
            other = holder.setdefault(identity, own_id)
            problem = f"message {identity} is also one of session {other}"
            evaluation.expect("messages.unique", other == own_id, problem, page.exchange)
            evaluation.expect("messages.roles", role in ("human", "ai"), f"the role is {shown(role)}", page.exchange)
        if len(set(page.ids)) < len(page.ids):
            evaluation.expect("messages.unique", False, "a message is twice on the page", page.exchange)


@rule(
    cite("MessageList.messages", {"messages.order": "the messages of a page are in chronological order"}),
    cite("Message.createdAt", {"messages.when": "no message is older than its session or its task"}),
)
def order(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.pages(_OPERATION):
        stamps = [stamp for item in page.items if (stamp := moment(item.get("createdAt"))) is not None]
        if len(stamps) > 1:
            problem = "createdAt decreases within the page"
            evaluation.expect("messages.order", stamps == sorted(stamps), problem, page.exchange)
        history = trace.histories.get(page.exchange.session_id.lower())
        seen = history.observations if history else ()
        created = next((stamp for one in seen if (stamp := one.moment("createdAt")) is not None), None)
        if created is not None and stamps:
            problem = "a message is older than its session"
            evaluation.expect("messages.when", min(stamps) >= created - _GRAIN, problem, page.exchange)


@rule(cite("Message.{2}", {f"messages.constant.{name}": f"a message's {name} does not change" for name in _CONSTANT}))
def constant(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.message_histories.values():
        for page in history.pages:
            for identity, message in zip(page.ids, page.items, strict=True):
                first = history.messages[identity]
                for name in _CONSTANT if message is not first else ():
                    before, after = first.get(name), message.get(name)
                    problem = f"{name} changed from {shown(before)} to {shown(after)}"
                    evaluation.expect(f"messages.constant.{name}", before == after, problem, page.exchange)


@rule(
    cite(
        "Message.role",
        {
            "messages.task": "each submitted task is a human message with the same text, in the order of submission",
            "messages.only-tasks": "every human message is a submitted task",
            "messages.agent": "an ai message follows each successful task",
            "messages.task-first": "the task comes before the agent's messages about it",
            "messages.none-without-task": "a session without a task has no human message",
        },
    )
)
def tasks(trace: Trace, evaluation: Evaluation) -> None:
    for identity, messages in trace.message_histories.items():
        history = trace.histories.get(identity)
        if history is None or history.creation is None or not history.is_certain:
            continue
        if any(other.dispatch.started < one.dispatch.ended for one, other in pairwise(history.tasks)):
            continue  # the order of two concurrent tasks is not known
        first = min((task.dispatch.started for task in history.tasks), default=inf)
        _without_task([page for page in messages.pages if page.exchange.ended <= first], evaluation)
        last = history.tasks[-1].over if history.tasks else None
        # The last complete page from after the end of the last task must have all messages.
        reads = [page.exchange for page in messages.whole_reads if last and last.ended <= page.exchange.started]
        if reads:
            _with_tasks(history, messages, reads[-1], evaluation)


def _without_task(pages: Sequence[Page], evaluation: Evaluation) -> None:
    for page in pages:
        humans = [message.get("data") for message in page.items if message.get("role") == "human"]
        evaluation.expect("messages.none-without-task", not humans, f"a human message: {shown(humans[:1])}", page.exchange)


def _with_tasks(history: SessionHistory, known: MessageHistory, read: Exchange, evaluation: Evaluation) -> None:
    messages = known.in_order()
    humans = [place for place, message in enumerate(messages) if message.get("role") == "human"]
    said = [messages[place].get("data") for place in humans]
    for place, task in enumerate(history.tasks):
        found = shown(said[place]) if place < len(said) else "is missing"
        problem = f"task {place + 1} is {shown(task.text)}, the human message {found}"
        is_there = place < len(said) and _says(said[place], task.text)
        evaluation.expect("messages.task", is_there, problem, task.dispatch, read)
    problem = f"{len(said)} human messages, but {len(history.tasks)} tasks were sent"
    evaluation.expect("messages.only-tasks", len(said) <= len(history.tasks), problem, read)
    if len(said) == len(history.tasks):
        for task, begin, end in zip(history.tasks, humans, [*humans[1:], len(messages)], strict=True):
            _agent(task, messages[begin:end], read, evaluation)
        problem = "a message of the agent comes before the first task"
        evaluation.expect("messages.task-first", not messages or messages[0].get("role") != "ai", problem, read)


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


def _agent(task: Task, messages: Sequence[Mapping[str, Any]], read: Exchange, evaluation: Evaluation) -> None:
    if task.succeeded:
        has_spoken = any(message.get("role") == "ai" for message in messages)
        problem = f"no ai message follows the task {shown(task.text)}"
        evaluation.expect("messages.agent", has_spoken, problem, task.dispatch, read)
