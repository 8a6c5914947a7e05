"""What a session says about itself."""

import json

import pytest

DEFAULTS = {
    "model": "claude-sonnet-4.6",
    "title": None,
    "output": None,
    "outputSchema": None,
    "stepCount": 0,
    "lastStepSummary": None,
    "isTaskSuccessful": None,
    "recordingUrls": [],
    "profileId": None,
    "workspaceId": None,
    "proxyCountryCode": "us",
    "maxCostUsd": None,
    "totalInputTokens": 0,
    "totalOutputTokens": 0,
    "proxyUsedMb": "0",
    "llmCostUsd": "0",
    "proxyCostUsd": "0",
    "browserCostUsd": "0",
    "totalCostUsd": "0",
}


def test_defaults(api):
    session = api.create()
    assert {name: session[name] for name in DEFAULTS} == DEFAULTS
    named = {"id", "status", "createdAt", "updatedAt", "liveUrl", "screenshotUrl", "agentmailEmail"}
    assert session.keys() == DEFAULTS.keys() | named
    assert "@" in session["agentmailEmail"]


def test_every_property_is_there_at_every_moment(api):
    session = api.create(task="one", keepAlive=True)
    for _ in range(10):
        assert api.get(session).keys() == session.keys()
        api.wait(1)


def test_echo(api):
    sent = {
        "model": "gemini-3-flash",
        "profileId": api.profile(),
        "workspaceId": api.workspace(),
        "proxyCountryCode": "uk",
        "outputSchema": {"type": "number", "minimum": 0.5, "x-unknown": [None, {"a": 1e2}]},
        "maxCostUsd": "00.50",
    }
    session = api.create(task="x", **sent)
    assert {name: session[name] for name in sent} == sent
    assert api.create(proxyCountryCode=None)["proxyCountryCode"] is None
    assert api.create(agentmail=False)["agentmailEmail"] is None
    assert api.create(profileId=sent["profileId"].upper())["profileId"] == sent["profileId"]


def test_unknown_properties_are_ignored(api):
    assert api.create(task="x", autoHeal=True, codeMode={"a": 1})["status"] == "created"


@pytest.mark.parametrize(
    ("sent", "echoed"),
    [
        ("0.1", "0.1"),
        ("123", "123"),
        ("1e-7", "0.0000001"),
        ("1E2", "100"),
        ("0.10", "0.10"),
        (
            "0.1000000000000000055511151231257827021181583404541015625",
            "0.1000000000000000055511151231257827021181583404541015625",
        ),
        ("12345678901234567890123", "12345678901234567890123"),
        ("0", "0"),
        ("-0.0", "0"),
        ("1e-400", f"0.{'0' * 399}1"),
        ('"+007.50"', "+007.50"),
        ('".5"', ".5"),
        ('"5."', "5."),
        ("null", None),
    ],
)
def test_the_limit_is_exact(api, sent, echoed):
    body = f'{{"task": "x", "maxCostUsd": {sent}}}'
    session = api.call("POST", "/sessions", content=body, headers={"Content-Type": "application/json"})
    assert session["maxCostUsd"] == echoed


def test_a_follow_up_without_a_limit_keeps_it_and_one_with_another_replaces_it(api):
    session = api.create(maxCostUsd="0.75", keepAlive=True)
    api.wait(1)
    assert api.create(task="a", sessionId=session["id"], keepAlive=True)["maxCostUsd"] == "0.75"
    api.wait(5)
    assert api.create(task="b", sessionId=session["id"], keepAlive=True, maxCostUsd=None)["maxCostUsd"] == "0.75"
    api.wait(5)
    assert api.create(task="c", sessionId=session["id"], maxCostUsd=2)["maxCostUsd"] == "2"


def test_recordings_are_there_once_the_task_is_over_and_only_where_asked_for(api):
    session = api.create(task="x", enableRecording=True, keepAlive=True)
    without = api.create(task="x")
    idle = api.create(enableRecording=True)
    for seconds in (0, 1, 4):
        api.wait(seconds)
        assert api.get(session)["recordingUrls"] == []
    api.wait(1)
    first = api.get(session)["recordingUrls"]
    assert len(first) == 1
    assert api.get(without)["recordingUrls"] == api.get(idle)["recordingUrls"] == []
    assert api.create(task="y", sessionId=session["id"])["recordingUrls"] == []
    api.wait(5)
    both = api.get(session)["recordingUrls"]
    assert both[:1] == first
    assert len(set(both)) == 2
    for url in both:
        answer = api.client.get(url)
        assert answer.headers["content-type"] == "video/webm"
        assert answer.content.startswith(b"\x1aE\xdf\xa3")


def test_steps_have_summaries(api):
    session = api.create(task="Compare mice on example.com")
    summaries = []
    for _ in range(60):
        api.wait(0.1)
        now = api.get(session)
        if now["lastStepSummary"] not in (None, *summaries):
            summaries.append(now["lastStepSummary"])
    assert len(summaries) == now["stepCount"] > 2
    assert "Opening example.com" in summaries


def test_the_same_seed_and_task_give_the_same_session(make_api):
    def run(seed, task="Find a mouse"):
        api = make_api(seed=seed)
        session = api.create(task=task)
        api.wait(10)
        return {k: v for k, v in api.get(session).items() if not k.endswith("Url")}

    assert run(1) == run(1)
    assert run(1)["totalCostUsd"] != run(2)["totalCostUsd"]
    assert run(1)["totalCostUsd"] != run(1, "Find a keyboard")["totalCostUsd"]


def test_ids_differ_without_a_seed(make_api):
    assert make_api(seed=None).create()["id"] != make_api(seed=None).create()["id"]


@pytest.mark.parametrize(
    "task", ["", " \n ", "🖱️" * 50, "a" * 1_000_000, "nul \0 inside", "{{" * 100_000, "é" * 300, "<script>alert(1)</script>"]
)
def test_any_text_is_a_task(api, task):
    session = api.create(task=task)
    api.wait(6)
    over = api.get(session)
    assert over["isTaskSuccessful"] is True
    assert 0 < len(over["title"]) <= 60
    assert "\0" not in over["title"]
    human = api.messages(session, limit=100)["messages"][0]
    assert (human["role"], human["data"]) == ("human", task)


def test_the_output_schema_comes_back_as_it_was_sent(api):
    schema = {
        "type": "object",
        "properties": {"é": {"type": "string", "default": "🖱"}},
        "$comment": "a\0b",
        "maxProperties": 10**25,
    }
    session = api.create(task="x", outputSchema=schema)
    assert session["outputSchema"] == schema
    assert api.create(outputSchema={})["outputSchema"] == {}
    assert json.dumps(api.get(session)["outputSchema"]) == json.dumps(schema)
