"""Sessions with tasks: every model, every kind of output, follow-ups, messages."""

from __future__ import annotations

from typing import Any

from .. import spec
from ..actions import Actions
from .invalid_requests import without_task
from .schemas import OFFERS, PRODUCT, SCHEMAS

HELLO = "Say hello."
UMLAUTS = (
    "Öffne example.com – wie heißt die Seite? 価格は？ 😀 “quoted” \\back\\slash\nand a second line,\r\n\ta third; "
    'it\'s 100 % "plain" <b>text</b> &amp; {braces} $5 %s #1 -- /* */'
)
LONG = "Read this and count the words: " + "lorem ipsum dolor sit amet, " * 2_600

#: The API page's sample request, but for the task and the session, which have to be real ones.
_PAGE_SAMPLE: dict[str, Any] = {
    "model": "claude-sonnet-4.6",
    "maxCostUsd": 123,
    "profileId": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "workspaceId": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "proxyCountryCode": "us",
    "outputSchema": {},
    "enableScheduledTasks": False,
    "enableRecording": False,
    "skills": True,
    "agentmail": True,
    "cacheScript": True,
}


def plain(act: Actions) -> None:
    """Nothing but a task: all defaults. Watched closely."""
    session = act.create(task=HELLO)
    act.messages(session)
    act.until_over(session, closely=True)
    act.until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)
    act.walk(session, 3)
    act.follow_up(session, "One more thing.")
    without_task(act, session)
    act.stop(session)
    act.stop(session, {"strategy": "task"})


def conversation(act: Actions) -> None:
    """A session that is kept alive for two or three tasks, read message by message."""
    session = act.create(
        task=UMLAUTS, model="bu-mini", keepAlive=True, agentmail=False, enableRecording=True, proxyCountryCode=None
    )
    act.until_over(session, closely=True, reading=True)
    act.get(session)
    act.messages(session, limit=2)
    act.go_on(session, "And in short?", keepAlive=True, outputSchema=PRODUCT, unknownProperty={"a": [1]})
    act.until_over(session, closely=True)
    act.get(session)
    if not act.quick:
        act.go_on(session, "Now in other words: schöner.", keepAlive=True)
        act.messages(session, limit=5)
        act.until_over(session)
        act.get(session)
    if not act.quick:
        act.walk(session, 1)
    ids = act.walk(session, 2)
    act.walk(session, 100)
    act.messages(session)
    for limit in (1, 3, 10, 99):
        act.messages(session, limit=limit)
    for cursor in ids[:1] + ids[len(ids) // 2 :][:1] + ids[-1:]:
        for direction in ("after", "before"):
            act.messages(session, **{direction: cursor})
            act.messages(session, **{direction: cursor}, limit=1)
            act.messages(session, **{direction: cursor}, limit=100)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.stop(session, {})
    act.get(session)
    act.messages(session, limit=100)


def kept_then_let_go(act: Actions) -> None:
    """A follow-up without keepAlive ends the session, whatever it was created with; it does not change what was created."""
    session = act.create(
        task="Look at example.com.",
        model="bu-max",
        keepAlive=True,
        proxyCountryCode="de",
        maxCostUsd="7.25",
        workspaceId=act.workspace(),
        profileId=act.profile(),
    )
    act.until_over(session)
    act.get(session)
    other = {"model": "bu-ultra", "proxyCountryCode": "fr", "workspaceId": act.workspace(), "profileId": act.profile()}
    act.go_on(session, LONG[:2_000] if act.quick else LONG, **other)
    act.until_over(session, closely=True)
    act.until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)


#: How many sessions `of_model` makes: each model with and without keepAlive.
MODEL_SESSIONS = 12


def of_model(act: Actions, index: int) -> None:
    """A task for one of the models, kept alive or not, with or without an output schema, recording and mailbox."""
    models = spec.enum("Model")
    keep = (index + index // len(models)) % 2 == 0
    fields: dict[str, Any] = {"model": models[index % len(models)], "keepAlive": keep, "enableRecording": not keep}
    if index < len(models):
        fields |= {"outputSchema": SCHEMAS[index % len(SCHEMAS)], "skills": False, "agentmail": index % 4 != 2}
    else:
        fields |= {"proxyCountryCode": "jp" if keep else None, "maxCostUsd": 900 + index, "sessionId": None, "cacheScript": None}
    session = act.create(task=f"Answer question {index} of the list. Größe {index}?", **fields)
    act.until_over(session)
    act.get(session)
    if keep and index < 3:
        act.go_on(session, f"Question {index} again.", keepAlive=True)
        act.until_over(session)
    elif not keep:
        act.until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)
    act.messages(session)
    if index % 3 == 0:
        act.stop(session)


def long_text(act: Actions) -> None:
    session = act.create(task=LONG, model="claude-opus-4.6", outputSchema=PRODUCT)
    act.until_over(session)
    act.until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)


def first_idle(act: Actions) -> None:
    """A session that waits, and is then given its first task."""
    workspace = act.workspace()  # a new one, in which no earlier check has left a script
    session = act.create(keepAlive=False, model="gemini-3-flash", outputSchema={"type": "string"}, workspaceId=workspace)
    act.messages(session)
    act.until(session, "idle")
    act.messages(session, limit=100)
    act.get(session)
    act.stop(session, {"strategy": "task"})
    sample = {**_PAGE_SAMPLE, "model": spec.default("createSession", "model"), "workspaceId": workspace}
    act.go_on(session, "Now to work: résumé.", **sample, keepAlive=True)
    act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def first_idle_bare(act: Actions) -> None:
    """A session that was made with all it can have, and waits; its first task says nothing more about it."""
    session = act.create(
        model="bu-ultra",
        maxCostUsd="77.5",
        proxyCountryCode="fr",
        workspaceId=act.workspace(),
        profileId=act.profile(),
        enableRecording=True,
        outputSchema={"type": "boolean"},
        keepAlive=True,
    )
    act.until(session, "idle")
    act.go_on(session, "And now: the offers, bitte schön.", outputSchema=OFFERS)
    act.until_over(session)
    act.until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)
