"""Money: exact, growing, and never above the limit."""

from decimal import Decimal

import pytest

PARTS = ("llmCostUsd", "proxyCostUsd", "browserCostUsd")
COUNTS = ("stepCount", "totalInputTokens", "totalOutputTokens")


def amounts(session):
    return [Decimal(session[name]) for name in (*PARTS, "totalCostUsd", "proxyUsedMb")] + [session[name] for name in COUNTS]


def test_sums_hold_and_grow_at_every_moment(api):
    session = api.create(task="one", keepAlive=True)
    before = amounts(session)
    for second in range(20):
        if second == 10:
            api.create(task="two", sessionId=session["id"])
        api.wait(0.7)
        now = api.get(session)
        assert sum(Decimal(now[part]) for part in PARTS) == Decimal(now["totalCostUsd"])
        assert all(old <= new for old, new in zip(before, amounts(now), strict=True))
        before = amounts(now)
    assert all(value > 0 for value in before)


def test_without_a_proxy_its_traffic_costs_nothing(api):
    session = api.create(task="one", proxyCountryCode=None)
    api.wait(10)
    over = api.get(session)
    assert (over["proxyUsedMb"], over["proxyCostUsd"]) == ("0", "0")
    assert Decimal(over["totalCostUsd"]) > 0


def test_a_better_model_costs_more(api):
    costs = []
    for model in ("bu-mini", "claude-sonnet-4.6", "claude-opus-4.6"):
        session = api.create(task="one", model=model)
        api.wait(10)
        costs.append(Decimal(api.get(session)["llmCostUsd"]))
    assert costs == sorted(set(costs))


@pytest.mark.parametrize("limit", ["0", "0.01", "0.02", "-1", 0.015])
@pytest.mark.parametrize("keep_alive", [True, False])
def test_the_limit_stops_the_task(api, limit, keep_alive):
    session = api.create(task="one", maxCostUsd=limit, keepAlive=keep_alive)
    api.wait(10)
    over = api.get(session)
    assert over["isTaskSuccessful"] is False
    assert over["output"] is None
    assert over["status"] == ("idle" if keep_alive else "stopped")
    assert Decimal(over["totalCostUsd"]) <= max(Decimal(str(limit)), 0)
    assert "cost limit" in api.messages(session)["messages"][-1]["data"]


def test_a_limit_that_is_just_enough_is_enough(api):
    session = api.create(task="one")
    api.wait(10)
    cost = api.get(session)["totalCostUsd"]
    again = api.create(task="one", maxCostUsd=cost)
    api.wait(10)
    assert api.get(again)["isTaskSuccessful"] is True
    assert api.get(again)["totalCostUsd"] == cost


def test_the_limit_is_for_all_tasks_of_a_session(api):
    session = api.create(task="one", keepAlive=True)
    api.wait(10)
    cost = Decimal(api.get(session)["totalCostUsd"])
    limit = cost + Decimal("0.005")
    api.create(task="one", sessionId=session["id"], maxCostUsd=str(limit), keepAlive=True)
    api.wait(10)
    over = api.get(session)
    assert over["isTaskSuccessful"] is False
    assert cost <= Decimal(over["totalCostUsd"]) <= limit


def test_a_default_limit_applies(make_api):
    api = make_api(default_max_cost_usd="0.01")
    session = api.create(task="one")
    api.wait(10)
    over = api.get(session)
    assert over["maxCostUsd"] is None
    assert over["isTaskSuccessful"] is False
    assert Decimal(over["totalCostUsd"]) <= Decimal("0.01")


def test_credits_run_out(make_api):
    api = make_api(credits_usd="0.12", api_keys=("one", "two"))
    session = None
    for _ in range(20):
        session = api.create(task="one")
        api.wait(10)
        if api.get(session)["isTaskSuccessful"] is False:
            break
    listed = api.call("GET", "/sessions")["sessions"]
    assert 1 < len(listed) < 20
    assert sum(Decimal(one["totalCostUsd"]) for one in listed) <= Decimal("0.12")
    assert api.call("POST", "/sessions", key="two", json={})["status"] == "created"


def test_no_credits(make_api):
    api = make_api(credits_usd=0)
    assert api.create(402, task="x") == {"detail": "Insufficient credits"}
    assert api.create(402) == {"detail": "Insufficient credits"}
    assert api.create(422, model="x")["detail"][0]["loc"] == ["body", "model"]


def test_a_cached_script_costs_no_llm_and_is_quicker(api):
    workspace = api.workspace()

    def run(task, **more):
        session = api.create(task=task, **{"workspaceId": workspace, **more})
        api.wait(1.5)
        quick = api.get(session)["status"] == "stopped"
        api.wait(5)
        over = api.get(session)
        assert over["isTaskSuccessful"] is True
        free = over["llmCostUsd"] == "0"
        assert free == quick == (over["totalInputTokens"] == 0)
        assert Decimal(over["totalCostUsd"]) > 0
        return free

    assert not run("Get prices from {{https://a.example}} for {{mice}}")
    assert run("Get prices from {{https://b.example}} for {{}}")
    assert run("Get prices from {{x}} for {{y}}", cacheScript=True)
    assert not run("Get prices from {{x}} for {{y}}", cacheScript=False)
    assert not run("Get prices from {{x}} for {{y}}", workspaceId=api.workspace())
    assert not run("Get prices from {{x}} for {{y}}", workspaceId=None)
    assert not run("Get prices of {{x}} for {{y}}")
    assert not run("Get prices")
    assert not run("Get prices")
    assert not run("Get prices", cacheScript=True)
    assert run("Get prices", cacheScript=True)
    assert not run("Get prices ", cacheScript=True)


def test_a_run_that_was_stopped_leaves_no_script(api):
    body = {"task": "Do {{x}}", "workspaceId": api.workspace()}
    session = api.create(**body)
    api.wait(3)
    api.stop(session)
    again = api.create(**body)
    api.wait(1.5)
    assert api.get(again)["status"] == "running"


def test_scripts_belong_to_a_project(make_api):
    api = make_api(api_keys=("one", "two"))
    body = {"task": "Do {{x}}", "workspaceId": api.workspace()}
    api.create(**body)
    api.wait(10)
    api.call("POST", "/sessions", 404, key="two", json=body)
    other = api.call("POST", "/sessions", key="two", json={**body, "workspaceId": api.workspace("two")})
    api.wait(10)
    assert api.call("GET", f"/sessions/{other['id']}", key="two")["llmCostUsd"] != "0"


def test_a_cached_follow_up_adds_no_llm_cost(api):
    session = api.create(task="Do {{x}}", workspaceId=api.workspace(), keepAlive=True)
    api.wait(10)
    before = api.get(session)
    api.create(task="Do {{y}}", sessionId=session["id"])
    api.wait(1)
    after = api.get(session)
    assert after["status"] == "stopped"
    assert after["llmCostUsd"] == before["llmCostUsd"]
    assert after["totalInputTokens"] == before["totalInputTokens"]
