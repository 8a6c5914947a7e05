"""Faults in the properties of a session object."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from .fault import Call, Session, is_over, sessions


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@sessions("costs.total")
def total_leaves_out_the_proxy(session: Session, call: Call) -> None:
    session["totalCostUsd"] = str(Decimal(session["llmCostUsd"]) + Decimal(session["browserCostUsd"]))


@sessions("costs.total", "counters.never-falls")
def total_is_rounded_to_cents(session: Session, call: Call) -> None:
    session["totalCostUsd"] = str(round(Decimal(session["totalCostUsd"]), 2))


@sessions("costs.total")
def total_is_added_in_floats(session: Session, call: Call) -> None:
    total = float(session["llmCostUsd"]) + float(session["proxyCostUsd"]) + float(session["browserCostUsd"]) * (1 + 1e-12)
    session["totalCostUsd"] = f"{total:.20f}"


@sessions("fields.session")
def small_costs_have_an_exponent(session: Session, call: Call) -> None:
    session["browserCostUsd"] = f"{Decimal(session['browserCostUsd']):E}"


@sessions("counters.not-negative")
def browser_cost_is_negative(session: Session, call: Call) -> None:
    session["browserCostUsd"] = "-" + session["browserCostUsd"]


@sessions("costs.no-proxy")
def traffic_is_billed_without_a_proxy(session: Session, call: Call) -> None:
    if session["proxyCountryCode"] is None and is_over(session):
        session["proxyUsedMb"], session["proxyCostUsd"] = "1.5", "0.003"
        session["totalCostUsd"] = str(Decimal(session["totalCostUsd"]) + Decimal("0.003"))


@sessions("counters.zero", "counters.never-falls")
def a_session_without_a_task_has_tokens(session: Session, call: Call) -> None:
    if not call.tasks_of(session["id"]):
        session["totalInputTokens"] = 17


@sessions("counters.grows", "totals")
def tokens_are_never_counted(session: Session, call: Call) -> None:
    if session["model"] == "bu-mini":
        session["totalInputTokens"] = session["totalOutputTokens"] = 0


@sessions("counters.never-falls", "totals")
def steps_start_again_with_a_follow_up(session: Session, call: Call) -> None:
    tasks, seen = len(call.tasks_of(session["id"])), call.memory.own
    if tasks <= 1:
        seen[session["id"]] = session["stepCount"]
    else:
        session["stepCount"] = max(0, session["stepCount"] - seen.get(session["id"], 0))


@sessions("totals", "counters.never-falls")
def a_follow_up_costs_nothing(session: Session, call: Call) -> None:
    costs = ("llmCostUsd", "proxyCostUsd", "browserCostUsd", "totalCostUsd")
    if len(call.tasks_of(session["id"])) <= 1:
        call.memory.own[session["id"]] = {name: session[name] for name in costs}
    else:
        session.update(call.memory.own.get(session["id"], {}))


@sessions("lifecycle.final", "stopping.session.stays")
def an_ended_session_runs_now_and_then(session: Session, call: Call) -> None:
    if session["status"] == "stopped" and call.memory.count(session["id"]) % 3 == 0:
        session["status"] = "running"


@sessions("lifecycle.created-first")
def an_idle_session_is_created_now_and_then(session: Session, call: Call) -> None:
    if session["status"] == "idle" and call.memory.count(session["id"]) % 2 == 0:
        session["status"] = "created"


@sessions("screenshot.new")
def the_screenshot_url_is_always_the_same(session: Session, call: Call) -> None:
    if session["screenshotUrl"]:
        session["screenshotUrl"] = f"https://shots.example.com/{session['id']}.png"


@sessions("screenshot.url")
def the_screenshot_url_is_a_path(session: Session, call: Call) -> None:
    if session["screenshotUrl"]:
        session["screenshotUrl"] = f"/shots/{session['id']}/{call.memory.count('shot')}.png"


@sessions("live-url")
def the_live_url_comes_late(session: Session, call: Call) -> None:
    if session["status"] == "created":
        session["liveUrl"] = None


@sessions("live-url.own")
def all_sessions_have_one_live_url(session: Session, call: Call) -> None:
    session["liveUrl"] = "https://live.example.com/"


@sessions("title.there")
def the_title_is_empty(session: Session, call: Call) -> None:
    if session["title"]:
        session["title"] = ""


@sessions("title.none-without-task")
def an_idle_session_is_called_untitled(session: Session, call: Call) -> None:
    session["title"] = session["title"] or "Untitled"


@sessions("kept.output", "output.there")
def the_output_is_lost_at_the_third_look(session: Session, call: Call) -> None:
    if is_over(session) and call.memory.count(session["id"]) >= 3:
        session["output"] = None


@sessions("output.there", "output.conforms", "kept.output")
def the_output_is_gone_once_the_session_is_stopped(session: Session, call: Call) -> None:
    if session["status"] == "stopped":
        session["output"] = None


@sessions("output.conforms", "output.text")
def the_output_is_json_in_a_string(session: Session, call: Call) -> None:
    if session["outputSchema"] and session["output"] is not None:
        session["output"] = json.dumps(session["output"])


@sessions("output.text")
def plain_output_is_an_object(session: Session, call: Call) -> None:
    if not session["outputSchema"] and session["output"] is not None:
        session["output"] = {"text": session["output"]}


@sessions("output.early")
def the_output_comes_while_the_task_runs(session: Session, call: Call) -> None:
    if session["status"] == "running":
        session["output"] = "so far so good"


@sessions("output.none-without-task")
def an_idle_session_has_an_output(session: Session, call: Call) -> None:
    if not call.tasks_of(session["id"]):
        session["output"] = ""


@sessions("success.known")
def success_is_never_told(session: Session, call: Call) -> None:
    session["isTaskSuccessful"] = None


@sessions("success.running")
def success_is_false_until_it_is_true(session: Session, call: Call) -> None:
    if session["status"] == "running":
        session["isTaskSuccessful"] = False


@sessions("success.none-without-task")
def success_is_false_without_a_task(session: Session, call: Call) -> None:
    if not call.tasks_of(session["id"]):
        session["isTaskSuccessful"] = False


@sessions("recordings.there")
def recordings_never_come(session: Session, call: Call) -> None:
    session["recordingUrls"] = []


@sessions("recordings.early")
def recordings_come_before_the_end(session: Session, call: Call) -> None:
    if call.memory.creations.get(session["id"], {}).get("enableRecording"):
        session["recordingUrls"] = ["https://recordings.example.com/1.mp4"]


@sessions("recordings.none")
def everything_is_recorded(session: Session, call: Call) -> None:
    if is_over(session):
        session["recordingUrls"] = ["https://recordings.example.com/1.mp4"]


@sessions("recordings.stay", "recordings.there")
def recordings_vanish_when_the_session_stops(session: Session, call: Call) -> None:
    if session["status"] == "stopped" and call.memory.count(session["id"]) > 1:
        session["recordingUrls"] = []


@sessions("recordings.urls")
def recordings_are_file_names(session: Session, call: Call) -> None:
    session["recordingUrls"] = [url.rsplit("/", 1)[-1] for url in session["recordingUrls"]]


@sessions("mail.default", "mail.there")
def nobody_has_a_mailbox(session: Session, call: Call) -> None:
    session["agentmailEmail"] = None


@sessions("mail.own")
def all_share_one_mailbox(session: Session, call: Call) -> None:
    if session["agentmailEmail"]:
        session["agentmailEmail"] = "agent@mail.example.com"


@sessions("mail.stays")
def the_mailbox_changes_at_every_look(session: Session, call: Call) -> None:
    if session["agentmailEmail"]:
        session["agentmailEmail"] = f"agent-{call.memory.count('mail')}@mail.example.com"


@sessions("times.created-constant", "times.updated-after-created")
def created_at_is_the_time_of_the_request(session: Session, call: Call) -> None:
    session["createdAt"] = _now()


@sessions("times.updated-rests")
def updated_at_is_the_time_of_the_request(session: Session, call: Call) -> None:
    session["updatedAt"] = _now()


@sessions("times.updated-moves")
def updated_at_never_moves(session: Session, call: Call) -> None:
    session["updatedAt"] = session["createdAt"]


@sessions("times.updated-after-created")
def updated_at_lags_an_hour_behind(session: Session, call: Call) -> None:
    session["updatedAt"] = session["updatedAt"][:11] + "00" + session["updatedAt"][13:]


@sessions("times.created-then")
def times_are_local_ones_called_utc(session: Session, call: Call) -> None:
    for name in ("createdAt", "updatedAt"):
        moment = datetime.fromisoformat(session[name])
        session[name] = datetime.fromtimestamp(moment.timestamp() + 7200, UTC).isoformat().replace("+00:00", "Z")


@sessions("steps.summary", "kept.lastStepSummary")
def the_step_summary_is_gone_at_the_end(session: Session, call: Call) -> None:
    if is_over(session):
        session["lastStepSummary"] = None


@sessions("ended.totalCostUsd", "ended.browserCostUsd")
def an_ended_session_goes_on_costing(session: Session, call: Call) -> None:
    if session["status"] == "stopped":
        more = Decimal("0.0001") * call.memory.count(session["id"])
        session["browserCostUsd"] = str(Decimal(session["browserCostUsd"]) + more)
        session["totalCostUsd"] = str(Decimal(session["totalCostUsd"]) + more)


@sessions("success.known", "kept.isTaskSuccessful", "success")
def success_is_told_while_running_and_forgotten(session: Session, call: Call) -> None:
    if session["status"] == "stopped":
        session["isTaskSuccessful"] = None


@sessions("lifecycle.over", "lifecycle.final", "keep-alive", "success.running")
def a_task_that_is_over_runs_again_at_times(session: Session, call: Call) -> None:
    if session["status"] == "idle" and is_over(session) and call.memory.count(session["id"]) % 3 == 2:
        session["status"] = "running"


@sessions("creating.idle.running")
def a_session_without_a_task_runs(session: Session, call: Call) -> None:
    if session["status"] == "idle" and not call.tasks_of(session["id"]):
        session["status"] = "running"


@sessions("steps.none-without-task")
def an_idle_session_has_a_step_summary(session: Session, call: Call) -> None:
    if not call.tasks_of(session["id"]):
        session["lastStepSummary"] = "Waiting"


@sessions("creating.idle.ended", "lifecycle", "keep-alive")
def idle_sessions_show_as_stopped(session: Session, call: Call) -> None:
    if session["status"] == "idle":
        session["status"] = "stopped"
