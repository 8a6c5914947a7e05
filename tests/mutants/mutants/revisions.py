"""Faults in features of later revisions. They change only responses of a server with the newest revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .fault import After, Call, Fault, OnSession, each_session

#: A separate list, since the server of the other faults lacks these features.
REVISION_FAULTS: list[Fault] = []


def _fault(*names: str) -> Callable[[After], After]:
    def register(function: After) -> After:
        REVISION_FAULTS.append(Fault(function.__name__.replace("_", " "), names, after=function))
        return function

    return register


def _session_fault(*names: str) -> Callable[[OnSession], OnSession]:
    def register(function: OnSession) -> OnSession:
        REVISION_FAULTS.append(Fault(function.__name__.replace("_", " "), names, after=each_session(function)))
        return function

    return register


def _secrets(call: Call, session: str) -> list[str]:
    """Returns the values of sensitiveData in a session."""
    found: list[str] = call.memory.own.setdefault(("secrets", session), [])
    return found


def _remember(call: Call) -> None:
    if call.operation == "createSession" and call.answer.status == 200 and isinstance(call.asked.get("sensitiveData"), dict):
        _secrets(call, call.answer.json["id"]).extend(map(str, call.asked["sensitiveData"].values()))


@_fault("sensitive.messages")
def messages_show_what_the_agent_types(call: Call) -> None:
    _remember(call)
    if call.operation == "listSessionMessages" and call.answer.status == 200:
        page = call.answer.json
        for message in page["messages"]:
            if message["role"] == "ai":
                message["data"] += " ".join(_secrets(call, message["sessionId"]))
        call.answer.json = page


@_fault("sensitive.sessions")
def the_latest_step_shows_what_the_agent_types(call: Call) -> None:
    _remember(call)
    if call.operation == "getSession" and call.answer.status == 200:
        session = call.answer.json
        session["lastStepSummary"] = f"Typed {' '.join(_secrets(call, session['id']))}"
        call.answer.json = session


@_session_fault("code-mode")
def code_mode_gives_text_alone(session: Any, call: Call) -> None:
    if isinstance(session["output"], dict) and "code" in session["output"]:
        session["output"] = session["output"]["text"]


@_session_fault("code-mode")
def code_is_null(session: Any, call: Call) -> None:
    if isinstance(session["output"], dict) and "code" in session["output"]:
        session["output"] = {**session["output"], "code": None}


@_session_fault("output.text")
def the_output_is_an_object_without_code_mode(session: Any, call: Call) -> None:
    if isinstance(session["output"], str):
        session["output"] = {"text": session["output"], "code": ""}


@_session_fault("options.browserScreenWidth")
def the_width_is_rounded(session: Any, call: Call) -> None:
    if session["browserScreenWidth"]:
        session["browserScreenWidth"] = 1280


@_session_fault("options.thinkingLevel")
def the_thinking_level_is_not_shown(session: Any, call: Call) -> None:
    session["thinkingLevel"] = None


@_fault("screen.together")
def a_width_needs_no_height(call: Call) -> None:
    if call.operation == "createSession" and call.answer.status == 422 and call.asked.get("browserScreenWidth"):
        call.answer.refuse(400, "Bad request")


def _has_limit_of_its_own(call: Call) -> dict[str, Any]:
    """Returns the limits from the create requests of sessions with a follow-up."""
    memory: dict[str, Any] = call.memory.own.setdefault("limits", {})
    if call.operation == "createSession" and call.answer.status == 200:
        session = call.answer.json["id"]
        if call.is_follow_up:
            memory.setdefault(session, call.memory.creations.get(session, {}).get("maxCostUsd"))
    return memory


@_fault("follow-up-limits.shown")
def a_follow_up_shows_the_limit_of_its_session(call: Call) -> None:
    if call.is_follow_up and call.answer.status == 200 and call.asked.get("maxCostUsd") is not None:
        call.answer.json = {
            **call.answer.json,
            "maxCostUsd": call.memory.creations.get(call.asked["sessionId"], {}).get("maxCostUsd"),
        }


@_session_fault("follow-up-limits.kept")
def a_follow_up_does_not_mind_its_own_limit(session: Any, call: Call) -> None:
    tiny = call.memory.own.setdefault("tiny", set())
    if call.is_follow_up and call.asked.get("maxCostUsd") == "0.000001":
        tiny.add(session["id"])
    if session["id"] in tiny and session["isTaskSuccessful"] is False:
        session["isTaskSuccessful"], session["output"] = True, "Done"


@_session_fault("follow-up-limits.default")
def a_follow_up_without_a_limit_has_that_of_its_session(session: Any, call: Call) -> None:
    limits = _has_limit_of_its_own(call)
    if limits.get(session["id"]) == "0.000001" and session["isTaskSuccessful"]:
        session["isTaskSuccessful"], session["output"] = False, None


@_fault("single-view.screenshotUrl")
def lists_show_screenshots(call: Call) -> None:
    _change_list(call, "listSessions", "sessions", {"screenshotUrl": "https://example.com/picture.png"})


@_fault("single-view.recordingUrls")
def lists_show_recordings(call: Call) -> None:
    _change_list(call, "listSessions", "sessions", {"recordingUrls": ["https://example.com/film.webm"]})


@_fault("single-view.recordingUrls")
def a_stop_shows_recordings(call: Call) -> None:
    if call.operation == "stopSession" and call.answer.status == 200:
        call.answer.json = {**call.answer.json, "recordingUrls": ["https://example.com/film.webm"]}


@_fault("single-view.recordingUrl")
def lists_of_browsers_show_recordings(call: Call) -> None:
    _change_list(call, "listBrowsers", "items", {"recordingUrl": "https://example.com/film.webm"})


def _change_list(call: Call, operation: str, items: str, change: dict[str, Any]) -> None:
    if call.operation == operation and call.answer.status == 200:
        page = call.answer.json
        call.answer.json = {**page, items: [item | change for item in page[items]]}


@_fault("browsers.price")
def browsers_cost_three_times_as_much(call: Call) -> None:
    if call.operation in ("getBrowser", "updateBrowser") and call.answer.status == 200:
        browser = call.answer.json
        call.answer.json = {**browser, "browserCost": f"{float(browser['browserCost']) * 3:.6f}"}


@_fault("downloads.urls")
def downloads_always_have_urls(call: Call) -> None:
    if call.operation == "listBrowserDownloads" and call.answer.status == 200:
        file = {"path": "a.txt", "size": 1, "lastModified": "2026-05-05T09:10:00Z", "url": "https://example.com/a.txt"}
        call.answer.json = {**call.answer.json, "files": [file]}


@_session_fault("caching.no-brackets")
def brackets_without_a_mark_are_cached(session: Any, call: Call) -> None:
    tasks = [task for task in call.tasks_of(session["id"]) if "{{" in task and "@{{" not in task]
    key = ("llm", session["id"])
    if len(tasks) > 1:
        session["llmCostUsd"] = call.memory.own.get(key, session["llmCostUsd"])
    elif tasks and session["isTaskSuccessful"] is not None:
        call.memory.own[key] = session["llmCostUsd"]
