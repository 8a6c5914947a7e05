"""What the sandbox does in a revision beyond the shapes of its document."""

import urllib.request
from collections.abc import Callable
from decimal import Decimal

import pytest

from browser_use_sandbox.contract.loading import load
from tests.revisions.conftest import REVISIONS, Server

Serve = Callable[..., Server]


def _costs(server: Server, task: str) -> list[Decimal]:
    """The LLM costs of a task that is run twice in one workspace."""
    workspace = server.call("POST", "/workspaces", 201, json={})["id"]
    return [Decimal(server.done(server.create(task=task, workspaceId=workspace))["llmCostUsd"]) for _ in range(2)]


@pytest.mark.parametrize("revision", [None, *REVISIONS])
def test_brackets_of_cached_scripts(serve: Serve, revision: str | None) -> None:
    server = serve(revision)
    plain, marked = _costs(server, "Get the price of {{mice}}"), _costs(server, "Get the price of @{{mice}}")
    assert all(cost > 0 for cost in (plain[0], marked[0]))
    # Without a mark in the document, what stands before the brackets is a part of the template.
    assert (plain[1] == 0, marked[1] == 0) == ((True, True) if revision is None else (False, True))


@pytest.mark.parametrize("revision", [None, *REVISIONS])
def test_what_the_document_says_of_it(revision: str | None) -> None:
    rules = load(revision=revision).rules
    is_latest = revision == REVISIONS[-1]
    assert rules.bracket_mark == ("" if revision is None else "@")
    assert rules.follow_up_has_own_limit is is_latest
    assert rules.only_single_views_show_media is is_latest
    assert (rules.browser_hour_usd == Decimal("0.02")) is is_latest


def test_hidden_values_are_nowhere(serve: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    server = serve(log=True)
    secret, other = "hunter2-and-more", "9913-4471"
    server.sandbox.script(
        contains="Sign in", output=f"Signed in with {secret}", steps=[f"Typing {secret}", {"summary": "x", "error": secret}]
    )
    task = f"Sign in with {secret}"
    session = server.create(task=task, keepAlive=True, sensitiveData={"password": secret})
    server.create(task="Go on", sessionId=session["id"], keepAlive=True, sensitiveData={"pin": other})
    server.create(task=f"Once more with {secret} and {other}", sessionId=session["id"])
    server.create(422, task="Go on", sessionId=session["id"], model=f"{secret}", proxyCountryCode=other)
    server.create(422, task="Go on", model=f"{secret}", sensitiveData={"password": secret})
    server.call("GET", "/profiles", params={"query": secret})
    server.sandbox.script(contains="Sign out", output={"an object": "for a task without a schema"})
    server.create(500, task=f"Sign out with {secret}", sensitiveData={"password": secret})
    with pytest.raises(ValueError, match="<secret>password</secret>"):
        server.sandbox.check_script()
    server.create(422, task="Sign in", sensitiveData=secret)
    server.create(422, task="Sign in", sensitiveData={"pin": 99134471})
    shown = server.done(session)
    seen = [server.texts(session), shown, server.call("GET", "/sessions"), server.sandbox.sessions(), server.sandbox.requests()]
    for path in ("", "/sessions", "/requests"):
        url = server.sandbox.base_url.replace("/api/v3", f"/_sandbox{path}")
        with urllib.request.urlopen(url) as answer:
            seen.append(answer.read().decode())
    seen += capfd.readouterr()
    assert secret not in str(seen)
    assert other not in str(seen)
    assert "99134471" not in str(seen[-2:])
    assert "<secret>password</secret>" in server.texts(session)
    assert server.sandbox.requests("createSession")[0].body["sensitiveData"] == {"password": "(hidden)"}


def test_an_older_contract_ignores_what_it_does_not_know(serve: Serve) -> None:
    server = serve(None)
    session = server.done(server.create(task="Say hello", codeMode=True, thinkingLevel="high"))
    assert isinstance(session["output"], str)
    assert "thinkingLevel" not in session


def test_a_follow_up_has_a_limit_of_its_own(serve: Serve) -> None:
    server = serve(default_max_cost_usd="5")
    first = server.create(task="Work", keepAlive=True, maxCostUsd="0.000001")
    first = server.done(first)
    assert (first["isTaskSuccessful"], first["maxCostUsd"]) == (False, "0.000001")
    second = server.done(server.create(task="Go on", sessionId=first["id"], keepAlive=True))
    assert second["isTaskSuccessful"] is True
    assert Decimal(second["maxCostUsd"]) == Decimal(first["totalCostUsd"]) + 5
    third = server.done(server.create(task="Go on", sessionId=first["id"], keepAlive=True, maxCostUsd="0.000002"))
    assert (third["isTaskSuccessful"], third["maxCostUsd"]) == (False, "0.000002")


def test_before_that_a_follow_up_had_that_of_its_session(serve: Serve) -> None:
    server = serve(REVISIONS[-2])
    first = server.done(server.create(task="Work", keepAlive=True, maxCostUsd="0.000001"))
    second = server.done(server.create(task="Go on", sessionId=first["id"]))
    assert (second["isTaskSuccessful"], second["maxCostUsd"]) == (False, "0.000001")


@pytest.mark.parametrize(("revision", "is_shown"), [(REVISIONS[-2], True), (REVISIONS[-1], False)])
def test_which_responses_have_recordings_and_screenshots(serve: Serve, revision: str, is_shown: bool) -> None:
    server = serve(revision)
    session = server.create(task="Say hello", enableRecording=True)
    one = server.done(session)
    (listed,) = server.call("GET", "/sessions", schema="SessionList")["sessions"]
    assert one["recordingUrls"]
    assert one["screenshotUrl"]
    stopped = server.call("POST", f"/sessions/{session['id']}/stop", schema="Session")
    for other in (listed, stopped):
        assert other["recordingUrls"] == (one["recordingUrls"] if is_shown else [])
        assert (other["screenshotUrl"] is not None) is is_shown
    assert server.call("GET", f"/sessions/{session['id']}", schema="Session")["recordingUrls"] == one["recordingUrls"]
    browser = server.call("POST", "/browsers", 201, json={"enableRecording": True})
    server.call("PATCH", f"/browsers/{browser['id']}", json={"action": "stop"})
    assert server.call("GET", f"/browsers/{browser['id']}", schema="Browser")["recordingUrl"]
    items = server.call("GET", "/browsers", schema="BrowserList")["items"]
    (item,) = (item for item in items if item["id"] == browser["id"])
    assert (item["recordingUrl"] is not None) is is_shown


def test_screen_sizes(serve: Serve) -> None:
    server = serve()
    session = server.create(browserScreenWidth=1280, browserScreenHeight=800, thinkingLevel="low")
    assert (session["browserScreenWidth"], session["browserScreenHeight"], session["thinkingLevel"]) == (1280, 800, "low")
    for body in ({"browserScreenWidth": 1280}, {"browserScreenHeight": 800, "browserScreenWidth": None}):
        server.create(422, **body)


def test_code_mode(serve: Serve) -> None:
    server = serve()
    made = server.done(server.create(task="Say hello", codeMode=True))
    assert set(made["output"]) == {"text", "code"}
    schema = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}
    assert "price" in server.done(server.create(task="Read a price", codeMode=True, outputSchema=schema))["output"]
    server.sandbox.script(contains="mouse", output="39.90 dollars")
    assert server.done(server.create(task="Find a mouse", codeMode=True))["output"]["text"] == "39.90 dollars"
    server.sandbox.script(contains="cat", output={"text": "A cat", "code": "cat()"})
    assert server.done(server.create(task="Find a cat", codeMode=True))["output"]["code"] == "cat()"


def test_a_browser_of_today(serve: Serve) -> None:
    server = serve()
    extension = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    body = {"timeout": 60, "metadata": {"team": "a"}, "extensionIds": [extension], "enableRecording": True}
    browser = server.call("POST", "/browsers", 201, schema="Browser", json=body)
    assert (browser["metadata"], browser["browserCost"]) == ({"team": "a"}, "0.02")
    assert [each["id"] for each in browser["extensions"]] == [extension]
    assert browser["recordingAvailable"] is None
    stopped = server.call("PATCH", f"/browsers/{browser['id']}", schema="Browser", json={"action": "stop"})
    assert stopped["recordingAvailable"] is True
    assert stopped["browserCost"] == "0.000333"
    (listed,) = server.call("GET", "/browsers")["items"]
    assert "recordingAvailable" not in listed
    server.call("POST", "/browsers", 422, json={"metadata": {str(number): "" for number in range(11)}})
    server.call("POST", "/browsers", 422, json={"extensionIds": [extension] * 4})


def test_downloads_of_a_browser(serve: Serve) -> None:
    server = serve()
    browser = server.call("POST", "/browsers", 201, json={})
    path = f"/browsers/{browser['id']}/downloads"
    assert server.call("GET", path, schema="BrowserDownloadList")["files"] == []
    for name in ("a.txt", "b/c.txt", "d.txt"):
        server.sandbox.put_file(browser["id"], name, name)
    first = server.call("GET", f"{path}?limit=2&includeUrls=true", schema="BrowserDownloadList")
    assert [file["path"] for file in first["files"]] == ["a.txt", "b/c.txt"]
    with urllib.request.urlopen(first["files"][1]["url"]) as answer:
        assert answer.read() == b"b/c.txt"
    last = server.call("GET", f"{path}?limit=2&cursor={first['nextCursor']}", schema="BrowserDownloadList")
    assert [(file["path"], file["url"]) for file in last["files"]] == [("d.txt", None)]
    assert (last["hasMore"], last["nextCursor"]) == (False, None)
    server.call("GET", f"{path}?cursor=nonsense", 422)
    server.call("GET", f"/browsers/{browser['id'][:-1]}0/downloads", 404)
    server.sandbox.advance("14 min")
    urllib.request.urlopen(first["files"][0]["url"]).close()
    server.sandbox.advance("1 min")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(first["files"][0]["url"])


LIMIT = {"code": "api_key_monthly_spend_limit_reached", "message": "The limit is reached", "cap": 5, "spent": 5.01}


def test_402_with_an_object(serve: Serve) -> None:
    server = serve()
    server.sandbox.fail("createSession", status=402, detail=LIMIT)
    assert server.create(402, task="Work") == {"detail": LIMIT}
    server.sandbox.limit(credits_usd=0)
    assert isinstance(server.create(402, task="Work")["detail"], str)


@pytest.mark.parametrize(
    ("revision", "operation", "fault"),
    [
        (None, "createSession", {"status": 402, "detail": LIMIT}),
        (REVISIONS[-1], "createSession", {"status": 404, "detail": LIMIT}),
        (REVISIONS[-1], "createSession", {"status": 402, "detail": {"code": 5}}),
        (REVISIONS[-1], None, {"status": 402, "detail": LIMIT}),
    ],
)
def test_an_object_that_the_document_does_not_have(
    serve: Serve, revision: str | None, operation: str | None, fault: dict[str, object]
) -> None:
    server = serve(revision)
    with pytest.raises(ValueError, match="the document has no such response"):
        server.sandbox.fail(operation, **fault)


def test_the_account(serve: Serve) -> None:
    server = serve(max_active_sessions=7)
    server.create()
    account = server.call("GET", "/billing/account", schema="Account")
    assert (account["concurrentSessionLimit"], account["activeSessionCount"]) == (7, 1)


def test_models(serve: Serve) -> None:
    server = serve()
    assert server.create()["model"] == "claude-opus-4.7"
    server.create(422, model="claude-sonnet-4.6")
    assert server.create(model="gpt-5.5", proxyCountryCode="ci")["proxyCountryCode"] == "ci"
