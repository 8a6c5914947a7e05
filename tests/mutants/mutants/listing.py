"""Faults in the list of sessions."""

from __future__ import annotations

from typing import Any

from .fault import Answer, Call, after, before


def _page(call: Call) -> Any:
    return call.answer.json if call.operation == "listSessions" and call.answer.status == 200 else None


@before("lists.page")
def the_page_number_is_ignored(call: Call) -> Answer | None:
    if (
        call.operation == "listSessions"
        and call.parameters.get("page", "1").isdecimal()
        and int(call.parameters.get("page", "1")) > 0
    ):
        call.parameters = {key: value for key, value in call.parameters.items() if key != "page"}
    return None


@before("lists.page-size.default")
def pages_have_ten_sessions_by_default(call: Call) -> Answer | None:
    if call.operation == "listSessions" and "page_size" not in call.parameters:
        call.parameters = {**call.parameters, "page_size": "10"}
    return None


@before("lists.not-more", "lists.page-size")
def pages_have_fifty_sessions_at_most(call: Call) -> Answer | None:
    if call.operation == "listSessions" and call.parameters.get("page_size") == "100":
        call.parameters = {**call.parameters, "page_size": "50"}
    return None


@after("lists.page-size")
def page_size_tells_how_many_there_are(call: Call) -> None:
    if document := _page(call):
        call.answer.json = {**document, "pageSize": len(document["sessions"])}


@after("lists.total", "lists.past-the-end")
def total_is_that_of_the_page(call: Call) -> None:
    if document := _page(call):
        call.answer.json = {**document, "total": len(document["sessions"])}


@after("lists.total")
def total_counts_deleted_sessions(call: Call) -> None:
    if document := _page(call):
        call.answer.json = {**document, "total": document["total"] + len(call.memory.deleted)}


@after("lists.newest-first")
def the_oldest_comes_first(call: Call) -> None:
    if document := _page(call):
        call.answer.json = {**document, "sessions": document["sessions"][::-1]}


@after("lists.total", "lists.complete")
def the_last_page_lacks_its_last_session(call: Call) -> None:
    document = _page(call)
    if document and document["page"] > 1 and document["page"] * document["pageSize"] >= document["total"]:
        call.answer.json = {**document, "sessions": document["sessions"][:-1]}


@after("lists.complete", "lists.total")
def stopped_sessions_are_not_listed(call: Call) -> None:
    if document := _page(call):
        kept = [session for session in document["sessions"] if session["status"] != "stopped"]
        call.answer.json = {**document, "sessions": kept, "total": document["total"] - len(document["sessions"]) + len(kept)}


@after("lists.once", "lists.unique", "lists.complete")
def the_second_page_begins_with_the_last_of_the_first(call: Call) -> None:
    document = _page(call)
    if document and document["sessions"]:
        if document["page"] == 1:
            call.memory.own[document["pageSize"]] = document["sessions"][-1]
        elif document["page"] == 2 and document["pageSize"] in call.memory.own:
            call.answer.json = {**document, "sessions": [call.memory.own[document["pageSize"]], *document["sessions"][1:]]}


@before("lists.past-the-end")
def past_the_last_page_comes_the_first(call: Call) -> Answer | None:
    if call.operation == "listSessions" and call.parameters.get("page") == "1000":
        call.parameters = {**call.parameters, "page": "1"}
        call.memory.own["beyond"] = True
    return None


@after("deleting.unlisted")
def deleted_sessions_stay_in_the_list(call: Call) -> None:
    document = _page(call)
    if document and document["page"] == 1:
        seen = call.memory.own
        for session in document["sessions"]:
            seen[session["id"]] = session
        gone = [seen[one] for one in call.memory.deleted if one in seen][:3]
        call.answer.json = {**document, "sessions": [*gone, *document["sessions"]][: document["pageSize"]]}


@after("fields.page.total")
def total_is_text(call: Call) -> None:
    if document := _page(call):
        call.answer.json = {**document, "total": str(document["total"])}


@after("fields.page")
def page_is_missing(call: Call) -> None:
    if document := _page(call):
        del document["page"]
        call.answer.json = document


@after("kept", "output.there.listSessions", "ended", "output.conforms")
def the_list_leaves_the_output_out(call: Call) -> None:
    if document := _page(call):
        for session in document["sessions"]:
            session["output"] = None
        call.answer.json = document


@after("lists.unique")
def a_session_is_listed_twice(call: Call) -> None:
    document = _page(call)
    if document and len(document["sessions"]) > 1:
        call.answer.json = {
            **document,
            "sessions": [document["sessions"][0], *document["sessions"][:1], *document["sessions"][2:]],
        }
