"""Browsers and the account over HTTP, with time moved by hand."""

from decimal import Decimal
from json import loads

import pytest


def start(api, status=201, **body):
    return api.call("POST", "/browsers", status, json=body)


def look(api, browser):
    return api.call("GET", f"/browsers/{browser['id']}")


def stop(api, browser):
    return api.call("PATCH", f"/browsers/{browser['id']}", json={"action": "stop"})


def balance(api):
    """The account with exact numbers."""
    response = api.client.get(f"{api.sandbox.base_url}/billing/account")
    api.call("GET", "/billing/account")
    return loads(response.text, parse_float=Decimal)


def test_a_browser_is_paid_for_in_advance_and_gives_back_the_rest(api):
    before = balance(api)["totalCreditsBalanceUsd"]
    browser = start(api, timeout=30, proxyCountryCode=None)
    assert (browser["status"], browser["finishedAt"], browser["agentSessionId"]) == ("active", None, None)
    assert Decimal(browser["browserCost"]) == Decimal("0.03")
    assert balance(api)["totalCreditsBalanceUsd"] == before - Decimal("0.03")
    api.wait(61)
    stopped = stop(api, browser)
    assert (stopped["status"], stopped["cdpUrl"]) == ("stopped", None)
    assert Decimal(stopped["browserCost"]) == Decimal("0.002")
    assert balance(api)["totalCreditsBalanceUsd"] == before - Decimal("0.002")
    api.wait(100)
    assert stop(api, browser) == look(api, browser) == stopped


def test_whole_numbers_may_have_a_fraction_of_zero(api):
    body = b'{"timeout": 30.0, "browserScreenWidth": 1e3}'
    browser = api.call("POST", "/browsers", 201, content=body, headers={"Content-Type": "application/json"})
    assert Decimal(browser["browserCost"]) == Decimal("0.03")


def test_at_least_a_minute_is_charged(api):
    assert Decimal(stop(api, start(api, timeout=5))["browserCost"]) == Decimal("0.001")


def test_a_browser_stops_by_itself(api):
    browser = start(api, timeout=1)
    api.wait(59)
    assert look(api, browser)["status"] == "active"
    api.wait(1)
    stopped = look(api, browser)
    assert (stopped["status"], stopped["finishedAt"]) == ("stopped", browser["timeoutAt"])
    assert Decimal(stopped["browserCost"]) == Decimal("0.001")
    assert Decimal(stopped["proxyCost"]) > 0


@pytest.mark.parametrize(
    "body",
    [
        {"timeout": 0},
        {"timeout": 241},
        {"browserScreenWidth": 319},
        {"browserScreenHeight": 3457},
        {"proxyCountryCode": "xx"},
        {"profileId": "x"},
        {"customProxy": {"host": "h"}},
        {"customProxy": {"host": "", "port": 1}},
        {"customProxy": {"host": "h", "port": 65536}},
        {"enableRecording": None},
    ],
)
def test_bodies_that_are_refused(api, body):
    start(api, 422, **body)
    assert api.call("GET", "/browsers")["totalItems"] == 0


def test_actions_that_there_are_not(api):
    browser = start(api)
    for body in ({}, {"action": "start"}, None):
        api.call("PATCH", f"/browsers/{browser['id']}", 422, json=body)


def test_an_agent_session_has_a_browser(api):
    bare = start(api)
    session = api.create(task="x", keepAlive=True, enableRecording=True)
    page = api.call("GET", "/browsers")
    assert page["totalItems"] == 2
    of_session, listed = page["items"]
    assert (listed, of_session["agentSessionId"]) == (look(api, bare), session["id"])
    assert of_session["id"] != session["id"]
    assert of_session["status"] == "active"
    assert [each["id"] for each in api.call("GET", "/browsers?filterBy=stopped")["items"]] == []
    assert stop(api, of_session)["status"] == "stopped"
    assert api.get(session)["status"] == "stopped"
    assert [each["id"] for each in api.call("GET", "/browsers?filterBy=active")["items"]] == [bare["id"]]
    assert look(api, of_session)["browserCost"] == api.get(session)["browserCostUsd"]
    assert look(api, of_session)["recordingUrl"] == api.get(session)["recordingUrls"][-1]
    api.call("GET", "/browsers?filterBy=idle", 422)


def test_links_of_a_browser(api):
    browser = start(api, enableRecording=True)
    assert browser["recordingUrl"] is None
    live = api.client.get(browser["liveUrl"])
    assert (live.status_code, "active" in live.text) == (200, True)
    assert api.client.get(browser["liveUrl"][:-1] + "x").status_code == 403
    explained = api.client.get(browser["cdpUrl"])
    assert (explained.status_code, "--chromium" in explained.json()["detail"]) == (501, True)
    version = browser["cdpUrl"].replace("?", "/json/version/?")
    assert api.client.get(version).status_code == 501
    assert api.client.get(stop(api, browser)["recordingUrl"]).headers["content-type"] == "video/webm"


def test_a_profile_is_kept_when_its_browser_stops(api):
    profile = api.profile()
    browser = start(api, profileId=profile)
    assert api.call("GET", f"/profiles/{profile}")["lastUsedAt"] is None
    stop(api, browser)
    assert api.call("GET", f"/profiles/{profile}")["lastUsedAt"] is not None


def test_limits(make_api):
    api = make_api(max_active_browsers=1, retry_after_seconds=7, credits_usd="0.05")
    start(api, 402)
    browser = start(api, timeout=30)
    response = api.client.post(f"{api.sandbox.base_url}/browsers", json={})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    stop(api, browser)
    start(api, timeout=20)


def test_the_account_adds_up(make_api):
    api = make_api(credits_usd=150)
    spent = Decimal(0)
    for _ in range(3):
        account = balance(api)
        parts = account["monthlyCreditsBalanceUsd"] + account["additionalCreditsBalanceUsd"]
        assert parts == account["totalCreditsBalanceUsd"] == 150 - spent
        session = api.create(task="x")
        api.sandbox.script(cost_usd="60.000000000001", times=1)
        api.wait(10)
        spent += Decimal(api.get(session)["totalCostUsd"])
    assert spent > 60
    assert api.sandbox.sessions()[0].total_cost_usd > 0


def test_accounts_are_the_projects_own(make_api):
    api = make_api(api_keys=("one", "two"))
    start(api, timeout=60)
    one, two = (api.call("GET", "/billing/account", key=key) for key in ("one", "two"))
    assert one["projectId"] != two["projectId"]
    assert one["totalCreditsBalanceUsd"] < two["totalCreditsBalanceUsd"]
    assert api.call("GET", "/browsers", key="two")["totalItems"] == 0


def test_what_a_test_sees(api):
    start(api, customProxy={"host": "h", "port": 1, "password": "hunter2"})
    (seen,) = api.sandbox.browsers()
    assert (seen.status, seen.agent_session_id) == ("active", None)
    with pytest.raises(AssertionError, match=r"1 browser was left running:\n  browser .*: active, 0.06 USD"):
        api.sandbox.assert_nothing_running()
    (call,) = api.sandbox.requests("createBrowser")
    assert call.body["customProxy"]["host"] == "h"
    assert "hunter2" not in repr(call)
    told = api.client.get(api.sandbox.base_url.replace("/api/v3", "/_sandbox/browsers")).json()
    assert told["browsers"][0]["status"] == "active"
    stop(api, {"id": seen.id})
    api.sandbox.assert_nothing_running()
    api.sandbox.reset()
    assert api.sandbox.browsers() == []
