"""Invalid session objects: each property is invalid in all operations, and in one operation."""

from __future__ import annotations

from typing import Any

from .fault import Call, Session, each_session, plant

_WRONG: dict[str, tuple[Any, ...]] = {
    "id": (5, "3c90c3cc0d444b5088888dd25736052a"),
    "status": ("finished", None),
    "model": ("gpt-4", None),
    "createdAt": ("2023-11-07T05:31:56", 1_700_000_000),
    "updatedAt": ("2023-11-07 05:31:56", None),
    "title": (5, {"text": "x"}),
    "outputSchema": ("{}", []),
    "stepCount": ("3", 1.5, None),
    "lastStepSummary": (False,),
    "isTaskSuccessful": ("true", 1),
    "liveUrl": (5, []),
    "recordingUrls": (None, "none", [5]),
    "profileId": ("none", 5),
    "workspaceId": ("", 5),
    "proxyCountryCode": ("US", "zz"),
    "maxCostUsd": (1.5, "1.50 USD"),
    "totalInputTokens": ("0", -0.5),
    "totalOutputTokens": (None, "0"),
    "proxyUsedMb": (0, "1e-3"),
    "llmCostUsd": (0.25, "", "١"),
    "proxyCostUsd": (None, "."),
    "browserCostUsd": ("1,5", 0),
    "totalCostUsd": (0, "0.1\n"),
    "screenshotUrl": (5,),
    "agentmailEmail": (True,),
}
_SHOWN_BY = ("createSession", "followUp", "getSession", "listSessions", "stopSession")


def _broken(name: str, value: Any, only: str) -> Any:
    def alter(session: Session, call: Call) -> None:
        if not only or call.shown_by == only:
            session[name] = value

    return each_session(alter)


def _without(name: str, only: str) -> Any:
    def alter(session: Session, call: Call) -> None:
        if not only or call.shown_by == only:
            session.pop(name, None)

    return each_session(alter)


for _index, (_name, _values) in enumerate(_WRONG.items()):
    for _value in _values:
        plant(f"{_name} is {_value!r}", "fields.session", after=_broken(_name, _value, ""))
    _only = _SHOWN_BY[_index % len(_SHOWN_BY)]
    plant(
        f"{_name} is {_values[0]!r} in {_only} alone", f"fields.session.{_only}.{_name}", after=_broken(_name, _values[0], _only)
    )
for _name in ("id", "status", "model", "createdAt", "updatedAt"):
    plant(f"{_name} is missing", "fields.session", after=_without(_name, ""))
    plant(
        f"{_name} is missing in listSessions alone", f"fields.session.listSessions.{_name}", after=_without(_name, "listSessions")
    )
for _name in (
    "liveUrl",
    "proxyCountryCode",
    "title",
    "output",
    "isTaskSuccessful",
    "agentmailEmail",
    "recordingUrls",
    "totalCostUsd",
):
    plant(
        f"{_name} is left out",
        "live-url",
        "defaults",
        "title",
        "output",
        "success",
        "mail",
        "recordings",
        "costs",
        after=_without(_name, ""),
    )
