"""Sessions with tasks: every model, every kind of output, follow-ups, messages."""

from __future__ import annotations

from typing import Any

from .. import spec
from ..actions import Actions
from ..schemas import enum
from .invalid_requests import without_task
from .schemas import OFFERS, PRODUCT, SCHEMAS

HELLO = "Say hello."
UMLAUTS = (
    "Öffne example.com – wie heißt die Seite? 価格は？ 😀 “quoted” \\back\\slash\nand a second line,\r\n\ta third; "
    'it\'s 100 % "plain" <b>text</b> &amp; {braces} $5 %s #1 -- /* */'
)
LONG = "Read this and count the words: " + "lorem ipsum dolor sit amet, " * 2_600

#: The sample request of the API page, without its task and session.
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
    """Runs a task with all defaults and polls it frequently."""
    session = act.create(task=HELLO)
    act.messages(session)
    act.wait_until_done(session, frequently=True)
    act.wait_until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)
    act.read_all_messages(session, 3)
    act.follow_up(session, "One more thing.")
    without_task(act, session)
    act.stop(session)
    act.stop(session, {"strategy": "task"})


def conversation(act: Actions) -> None:
    """Runs two or three tasks in a session with keepAlive and reads its messages one by one."""
    session = act.create(
        task=UMLAUTS, model="bu-mini", keepAlive=True, agentmail=False, enableRecording=True, proxyCountryCode=None
    )
    act.wait_until_done(session, frequently=True, reading=True)
    act.get(session)
    act.messages(session, limit=2)
    act.require_follow_up(session, "And in short?", keepAlive=True, outputSchema=PRODUCT, unknownProperty={"a": [1]})
    act.wait_until_done(session, frequently=True)
    act.get(session)
    if not act.quick:
        act.require_follow_up(session, "Now in other words: schöner.", keepAlive=True)
        act.messages(session, limit=5)
        act.wait_until_done(session)
        act.get(session)
    if not act.quick:
        act.read_all_messages(session, 1)
    ids = act.read_all_messages(session, 2)
    act.read_all_messages(session, 100)
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
    """Runs a follow-up without keepAlive, which ends a session that was created with keepAlive."""
    session = act.create(
        task="Look at example.com.",
        model="bu-max",
        keepAlive=True,
        proxyCountryCode="de",
        maxCostUsd="7.25",
        workspaceId=act.workspace(),
        profileId=act.profile(),
    )
    act.wait_until_done(session)
    act.get(session)
    other = {"model": "bu-ultra", "proxyCountryCode": "fr", "workspaceId": act.workspace(), "profileId": act.profile()}
    act.require_follow_up(session, LONG[:2_000] if act.quick else LONG, **other)
    act.wait_until_done(session, frequently=True)
    act.wait_until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)


#: The number of sessions of `of_model`: each model with and without keepAlive.
MODEL_SESSIONS = 12


def of_model(act: Actions, index: int) -> None:
    """Runs a task with one of the models, with or without keepAlive, output schema, recording and mailbox."""
    models = enum("Model")
    keep = (index + index // len(models)) % 2 == 0
    fields: dict[str, Any] = {"model": models[index % len(models)], "keepAlive": keep, "enableRecording": not keep}
    if index < len(models):
        fields |= {"outputSchema": SCHEMAS[index % len(SCHEMAS)], "skills": False, "agentmail": index % 4 != 2}
    else:
        fields |= {"proxyCountryCode": "jp" if keep else None, "maxCostUsd": 900 + index, "sessionId": None, "cacheScript": None}
    session = act.create(task=f"Answer question {index} of the list. Größe {index}?", **fields)
    act.wait_until_done(session)
    act.get(session)
    if keep and index < 3:
        act.require_follow_up(session, f"Question {index} again.", keepAlive=True)
        act.wait_until_done(session)
    elif not keep:
        act.wait_until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)
    act.messages(session)
    if index % 3 == 0:
        act.stop(session)


def long_text(act: Actions) -> None:
    session = act.create(task=LONG, model="claude-opus-4.6", outputSchema=PRODUCT)
    act.wait_until_done(session)
    act.wait_until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)


def first_idle(act: Actions) -> None:
    """Creates a session without a task and then sends its first task."""
    workspace = act.workspace()  # a new one, without scripts of earlier checks
    session = act.create(keepAlive=False, model="gemini-3-flash", outputSchema={"type": "string"}, workspaceId=workspace)
    act.messages(session)
    act.wait_for_status(session, "idle")
    act.messages(session, limit=100)
    act.get(session)
    act.stop(session, {"strategy": "task"})
    sample = {**_PAGE_SAMPLE, "model": spec.default("createSession", "model"), "workspaceId": workspace}
    act.require_follow_up(session, "Now to work: résumé.", **sample, keepAlive=True)
    act.wait_until_done(session)
    act.get(session)
    act.messages(session, limit=100)


def first_idle_bare(act: Actions) -> None:
    """Creates a session with all options and without a task, then sends a first task without options."""
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
    act.wait_for_status(session, "idle")
    act.require_follow_up(session, "And now: the offers, bitte schön.", outputSchema=OFFERS)
    act.wait_until_done(session)
    act.wait_until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)
