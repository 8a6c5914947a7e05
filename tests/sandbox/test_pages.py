"""The pages for people: what they hold, who may see them, and that they are only text."""

import re

import pytest

KEY = "X-Browser-Use-API-Key"
HOSTILE = "<script>alert(1)</script>\"'&lt; \u202eevil\u2066\u0007\ud83d\ude00 \x00\x1b[31m</pre>"


def get(api, url, status=200, **request):
    response = api.client.get(url, **request)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    return response


def origin(api):
    return api.sandbox.base_url.removesuffix("/api/v3")


def test_the_live_page_shows_the_session_as_it_happens(api):
    session = api.create(task="Find a mouse", maxCostUsd="0.50")
    page = get(api, session["liveUrl"]).text
    assert ">created<" in page
    assert "<img" not in page
    api.wait(3)
    now = api.get(session)
    page = get(api, session["liveUrl"]).text
    for told in (">running<", now["title"], now["lastStepSummary"], f"{now['totalCostUsd']} of 0.50 USD", session["id"]):
        assert told in page
    for message in api.messages(session)["messages"]:
        assert message["summary"].replace('"', "&quot;") in page
    picture = re.search(r'<img src="([^"]+)"', page)
    assert picture is not None
    assert api.client.get(origin(api) + picture[1]).headers["content-type"] == "image/png"
    assert 'data-update="on"' in page
    api.wait(10)
    page = get(api, session["liveUrl"]).text
    for told in (">stopped<", "Successful", "Done: Find a mouse", 'data-update="off"'):
        assert told in page


def test_the_header_says_the_task_where_the_title_does_not(api):
    api.sandbox.script(contains="mouse", title="Mouse hunt", steps=["One"] * 300)
    session = api.create(task="Find a <mouse>")
    api.wait(20)
    assert '<p class="task" dir="auto">Find a &lt;mouse&gt;</p>' in get(api, session["liveUrl"]).text
    other = api.create(task="Short")
    api.wait(20)
    assert 'class="task"' not in get(api, other["liveUrl"]).text


def test_errors_look_like_errors_and_steps_say_what_they_cost(api):
    api.sandbox.script(
        steps=[{"summary": "One", "cost_usd": "0.012"}, {"summary": "Two", "error": "Refused", "cost_usd": "0.003"}]
    )
    session = api.create(task="x")
    api.wait(20)
    messages = re.findall('<li class="(\\w+)"><p class="note">([^<]*)</p><p [^>]*>([^<]*)</p>', get(api, session["liveUrl"]).text)
    looks = [(look, told, note.rpartition(" · ")[2]) for look, note, told in reversed(messages)]
    assert [(look, told) for look, told, _ in looks] == [
        ("human", "x"),
        ("ai", "One"),
        ("ai", "Two"),
        ("error", "Refused"),
        ("ai", "Finishing up"),
    ]
    assert [cost for _, _, cost in looks if cost.endswith("USD")] == ["0.012 USD", "0.003 USD"]


def test_who_may_see_the_list_is_led_back_to_it(make_api):
    api = make_api()
    session = api.create(task="x")
    assert '<a href="/">' in get(api, session["liveUrl"]).text
    from_elsewhere = get(api, session["liveUrl"], headers={"X-Forwarded-For": "192.0.2.1"}).text
    assert 'href="/"' not in from_elsewhere
    assert "project=" not in from_elsewhere
    several = make_api(api_keys=("a", "b"))
    assert "<nav>" not in get(several, several.create(task="x")["liveUrl"]).text


def test_pages_that_are_asked_for_again_are_the_same(api):
    session = api.create(task="x")
    api.wait(3)
    assert get(api, session["liveUrl"]).text == get(api, session["liveUrl"]).text


def test_long_sessions_stay_short_pages(api):
    api.sandbox.script(steps=[{"summary": "s", "messages": ["m" * 100_000] * 5}] * 100, output="o" * 100_000)
    session = api.create(task="t" * 100_000)
    api.wait(20)
    page = get(api, session["liveUrl"]).text
    assert len(page) < 2_000_000
    assert "302 older messages are not shown" in page


def test_all_text_is_only_text(api):
    step = {"summary": HOSTILE, "error": HOSTILE, "messages": [{"data": HOSTILE, "type": HOSTILE, "summary": HOSTILE}]}
    api.sandbox.script(title=HOSTILE, steps=[step], output=HOSTILE, against_contract=True)
    session = api.create(task="x")
    api.wait(20)
    for url in (session["liveUrl"], api.sandbox.page_url):
        page = get(api, url).text
        assert "alert" in page
        assert re.findall("<script[^>]*>", page) == ['<script src="/_sandbox/pages/update.js" defer>']
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e\u2066]", page)
        assert "U+202E" in page
    assert api.client.get(api.get(session)["screenshotUrl"]).status_code == 200


def test_the_policy_lets_nothing_in_from_elsewhere_and_frames_work(api):
    session = api.create()
    for url in (session["liveUrl"], api.sandbox.page_url, origin(api) + "/live/" + session["id"]):
        headers = api.client.get(url).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy.pop("img-src") == "'self' data:"
        assert set(policy.values()) == {"'none'", "'self'"}
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors" not in policy
        assert "x-frame-options" not in headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


def test_the_lists_of_other_resources(api):
    origin = api.sandbox.base_url.removesuffix("/api/v3")
    for kind in ("profiles", "workspaces", "browsers"):
        assert f"POST /api/v3/{kind}" in api.client.get(f"{origin}/?show={kind}").text
    api.profile(name="<b>Shop</b>", userId="u1")
    workspace = api.workspace(name="Reports")
    api.sandbox.put_file(workspace, "a", "12345")
    browser = api.call("POST", "/browsers", 201, json={})
    api.create(task="x")
    for kind, told in (
        ("profiles", ["&lt;b&gt;Shop", "never used", "user u1"]),
        ("workspaces", ["Reports", "1 file · 5 bytes"]),
        ("browsers", [f"Browser {browser['id']}", "Browser of session", ">active<"]),
        ("others", ["Sessions 1", "Profiles 1", "Workspaces 1", "Browsers 2"]),
    ):
        page = get(api, f"{origin}/?show={kind}").text
        for text in told:
            assert text in page


def test_the_numbers_of_the_list(make_api):
    api = make_api(credits_usd=1)
    waiting, working, deleted = api.create(keepAlive=True), api.create(task="x"), api.create(task="y")
    api.wait(1.5)
    page = get(api, api.sandbox.page_url).text
    facts = dict(re.findall("<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert (facts["Working"], facts["Waiting"], facts["Left"]) == ("2", "1", "1 USD")
    api.wait(10)
    api.delete(deleted)
    facts = dict(re.findall("<dt>([^<]+)</dt><dd>([^<]+)</dd>", get(api, api.sandbox.page_url).text))
    assert (facts["Working"], facts["Waiting"]) == ("0", "1")
    assert facts["Cost of these sessions"] == f"{api.get(working)['totalCostUsd']} USD"
    spent = sum(session.total_cost_usd for session in api.sandbox.sessions())
    assert facts["Total spent"] == f"{spent} USD"
    assert api.get(waiting)["totalCostUsd"] == "0"


def test_the_list(api):
    assert "<code>bu-sessions run</code>" in get(api, api.sandbox.page_url).text
    sessions = [api.create(task=f"Task number {number}") for number in range(51)]
    api.wait(1)
    page = get(api, api.sandbox.page_url).text
    assert page.count('<li><a href="/live/') == 50
    assert "Task number 50" in page
    assert "Newer" not in page
    for link in re.findall('<li><a href="([^"]+)"', page)[:3]:
        get(api, origin(api) + link)
    (older,) = re.findall('<a href="([^"]+)">Older', page)
    page = get(api, origin(api) + older.replace("&amp;", "&")).text
    assert page.count('<li><a href="/live/') == 1
    assert "Task number 0" in page
    assert "Older" not in page
    api.delete(sessions[0])
    for number in ("0", "x", "99", "9" * 30, "-1", "٣"):
        get(api, f"{api.sandbox.page_url}&page={number}")


def test_a_project_s_pages_show_its_own_sessions_alone(make_api):
    api = make_api(api_keys=("a", "b"))
    mine = api.create(task="Mine")
    theirs = api.call("POST", "/sessions", json={"task": "Theirs"}, key="b")
    api.wait(2)
    page = get(api, api.sandbox.page_url).text
    assert "Mine" in page
    assert "Theirs" not in page
    assert theirs["id"] not in page
    assert "Theirs" in get(api, api.sandbox.project("b").page_url).text
    swapped = api.sandbox.page_url.replace("project=0", "project=1")
    for wrong in (
        origin(api),
        swapped,
        origin(api) + "/?project=1",
        api.sandbox.page_url[:-1],
        origin(api) + "/?project=x&signature=y",
    ):
        get(api, wrong, 403)
    signature = mine["liveUrl"].partition("?")[2]
    get(api, f"{origin(api)}/live/{theirs['id']}?{signature}", 403)
    get(api, f"{origin(api)}/live/{theirs['id']}", 403)


def test_the_only_project_s_list_is_there_for_the_own_machine(api):
    api.create(task="Mine")
    assert "Mine" in get(api, origin(api)).text
    get(api, origin(api), 403, headers={"Host": "evil.test"})
    get(api, origin(api), 403, headers={"X-Forwarded-For": "192.0.2.1"})
    assert "access-control-allow-origin" not in get(api, origin(api)).headers


def test_a_deleted_session_has_no_page(api):
    session = api.create()
    api.delete(session)
    assert "no such session" in get(api, session["liveUrl"], 404).text


@pytest.mark.parametrize(("name", "kind"), [("style.css", "text/css"), ("update.js", "text/javascript")])
def test_assets(api, name, kind):
    response = api.client.get(f"{origin(api)}/_sandbox/pages/{name}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
    assert "http" not in response.text
