"""Scripted tasks: what they do, and for which tasks."""

from decimal import Decimal

import pytest

from browser_use_sandbox import ScriptError


async def an_async_function(request):
    """For scripts, which take none."""


@pytest.fixture
def script(api):
    """Scripts the sandbox under test."""
    return api.sandbox.script


def run(api, task="Find a mouse", **body):
    """The session once its task is over."""
    session = api.create(task=task, **body)
    api.wait(20)
    return api.get(session)


def ai_messages(api, session):
    return [(message["type"], message["data"]) for message in api.messages(session, limit=100)["messages"]][1:]


def test_output_and_success(api, script):
    script(output="39.90 dollars")
    over = run(api)
    assert (over["output"], over["isTaskSuccessful"], over["status"]) == ("39.90 dollars", True, "stopped")
    assert over["stepCount"] > 0
    assert ai_messages(api, over)[-1] == ("completion", "39.90 dollars")


def test_failure(api, script):
    script(success=False)
    over = run(api)
    assert (over["output"], over["isTaskSuccessful"], over["status"]) == (None, False, "stopped")
    script(success=False, output="Sold out")
    assert run(api)["output"] == "Sold out"


def test_output_for_a_schema(api, script):
    schema = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}
    script(output={"price": 39.9})
    assert run(api, outputSchema=schema)["output"] == {"price": 39.9}


def test_no_value_is_searched_where_the_output_is_laid_down(api, script, monkeypatch):
    async def never(schema):
        raise AssertionError(schema)

    monkeypatch.setattr("browser_use_sandbox.generation.outputs.Outputs.find", lambda self, schema: never(schema))
    script(output=4)
    assert run(api, outputSchema={"type": "integer"})["output"] == 4
    assert api.create(422, task="x", outputSchema={"type": "nothing"})["detail"][0]["loc"][1] == "outputSchema"


@pytest.mark.parametrize(
    ("choice", "fits", "others"),
    [
        ({"task": "Find a mouse"}, ["Find a mouse"], ["find a mouse", "Find a mouse ", ""]),
        ({"contains": "mouse"}, ["Find a mouse", "mouse"], ["Mouse", "mo use"]),
        ({"matches": r"^(?i:find) .*\bmouse\b"}, ["find the mouse"], ["mouse", "Find mousetraps"]),
        ({"when": lambda request: len(request.task) == 3}, ["cat"], ["mouse"]),
        ({}, ["anything", ""], []),
    ],
)
def test_which_tasks(api, script, choice, fits, others):
    script(output="scripted", **choice)
    assert {run(api, task)["output"] for task in fits} == {"scripted"}
    assert all(run(api, task)["output"] != "scripted" for task in others)


def test_what_was_said_last_is_asked_first(api, script):
    script(output="any")
    script(contains="mouse", output="mouse")
    assert (run(api, "a mouse")["output"], run(api, "a cat")["output"]) == ("mouse", "any")
    script(output="new")
    assert run(api, "a mouse")["output"] == "new"
    api.sandbox.clear_script()
    assert run(api, "a mouse")["output"].startswith("Done")


def test_entries_for_some_tasks_make_a_sequence_that_comes_first(api, script):
    script(output="first", times=1)
    script(output="second", times=2)
    script(output="always")
    assert [run(api)["output"] for _ in range(4)] == ["first", "second", "second", "always"]


def test_for_some_tasks_only(api, script):
    script(output="afterwards")
    script(success=False, times=2)
    assert [run(api)["isTaskSuccessful"] for _ in range(4)] == [False, False, True, True]


def test_steps_one_by_one(api, script):
    script(
        title="Shopping",
        steps=[
            "Opening the shop",
            {
                "summary": "Reading prices",
                "seconds": 4,
                "cost_usd": "0.25",
                "browser_cost_usd": 0.1,
                "proxy_cost_usd": "0.000001",
                "proxy_mb": 1.5,
                "input_tokens": 1000,
                "output_tokens": 10,
                "messages": ["Looking", {"type": "browser_action", "data": "scroll", "summary": "Down", "screenshot": True}],
            },
            {"summary": "Paying", "error": "Card refused", "messages": []},
        ],
        seconds=10,
        output="done",
    )
    session = api.create(task="Buy a mouse")
    api.wait(1 + 2.9)
    assert api.get(session)["title"] == "Shopping"
    assert api.get(session)["stepCount"] == 0
    api.wait(0.2)
    assert api.get(session)["lastStepSummary"] == "Opening the shop"
    assert Decimal(api.get(session)["totalCostUsd"]) == 0
    api.wait(4)
    now = api.get(session)
    assert (now["stepCount"], now["lastStepSummary"]) == (2, "Reading prices")
    assert (now["totalInputTokens"], now["totalOutputTokens"], now["proxyUsedMb"]) == (1000, 10, "1.5")
    assert (now["llmCostUsd"], now["browserCostUsd"], now["proxyCostUsd"]) == ("0.25", "0.1", "0.000001")
    assert now["totalCostUsd"] == "0.350001"
    api.wait(2.8)
    assert api.get(session)["status"] == "running"
    api.wait(0.2)
    assert api.get(session)["status"] == "stopped"
    assert ai_messages(api, session) == [
        ("browser_action", "Opening the shop"),
        ("assistant_message", "Looking"),
        ("browser_action", "scroll"),
        ("browser_action_error", "Card refused"),
        ("completion", "done"),
    ]


def test_no_steps_at_all(api, script):
    script(steps=[], output="at once")
    session = api.create(task="x", keepAlive=True)
    api.wait(1)
    over = api.get(session)
    assert (over["status"], over["stepCount"], over["output"]) == ("idle", 0, "at once")


def test_hidden_messages(api, script):
    script(steps=[{"summary": "s", "messages": [{"data": "d", "hidden": True}]}])
    assert [message["hidden"] for message in api.messages(run(api))["messages"]] == [False, True, False]


@pytest.mark.parametrize("total", ["1", "0.000001", "0.1", "7.000003", 0.3])
def test_the_cost_of_the_whole_task_is_exact(api, script, total):
    script(cost_usd=total, contains="steps", steps=["a", "b", "c"])
    script(cost_usd=total, contains="simulated")
    for task in ("with steps", "simulated"):
        over = run(api, task)
        assert Decimal(over["totalCostUsd"]) == Decimal(str(total))
        assert Decimal(over["llmCostUsd"]) == Decimal(str(total))


def test_the_time_of_the_whole_task(api, script):
    script(seconds=100)
    session = api.create(task="x")
    api.wait(100.9)
    assert api.get(session)["status"] == "running"
    api.wait(0.2)
    assert api.get(session)["status"] == "stopped"


@pytest.mark.parametrize("status", ["error", "timed_out", "stopped"])
@pytest.mark.parametrize("steps", [{}, {"steps": ["One"]}, {"steps": []}])
def test_sessions_that_end_with_their_task_undone(api, script, status, steps):
    script(ends=status, **steps)
    over = run(api, keepAlive=True)
    assert (over["status"], over["isTaskSuccessful"], over["output"]) == (status, False, None)
    assert ai_messages(api, over)[-1][0] == "completion"
    assert api.create(409, task="more", sessionId=over["id"])
    api.sandbox.assert_nothing_running()


def test_a_task_that_never_ends(api, script):
    script(seconds=10**6)
    session = api.create(task="x")
    api.wait(3.9 * 3600)
    assert api.get(session)["status"] == "running"
    api.wait(3600)
    assert api.get(session)["status"] == "timed_out"


def test_a_task_that_runs_into_its_limit(api, script):
    script(steps=["cheap", "dear", "more"], cost_usd=3)
    over = run(api, maxCostUsd="1.5")
    assert (over["totalCostUsd"], over["stepCount"], over["isTaskSuccessful"]) == ("1.000000", 1, False)
    assert "limit" in ai_messages(api, over)[-1][1]


@pytest.mark.parametrize("limit", [{}, {"default_max_cost_usd": "0.01"}])
def test_a_script_wins_over_the_limit_that_nobody_asked_for(make_api, limit):
    api = make_api(**limit)
    api.sandbox.script(cost_usd="20.5", output="dear")
    api.sandbox.script(contains="steps", steps=["a", {"summary": "b", "browser_cost_usd": 20}], output="dear")
    api.sandbox.script(contains="breaks", cost_usd=20, ends="error")
    over = run(api)
    assert (over["output"], over["maxCostUsd"], Decimal(over["totalCostUsd"])) == ("dear", None, Decimal("20.5"))
    assert run(api, "with steps")["output"] == "dear"
    broken = run(api, "it breaks")
    assert (broken["status"], Decimal(broken["totalCostUsd"])) == ("error", 20)
    limited = run(api, maxCostUsd=15)
    assert (limited["isTaskSuccessful"], limited["output"]) == (False, None)
    assert Decimal(limited["totalCostUsd"]) <= 15


def test_steps_that_say_nothing_of_costs_have_those_of_the_simulated_agent(api, script):
    script(steps=["a", "b", "c", "d", "e", "f", "g"], output="x")
    over = run(api)
    assert over["stepCount"] == 7
    parts = [Decimal(over[name]) for name in ("llmCostUsd", "browserCostUsd", "proxyCostUsd")]
    assert sum(parts) == Decimal(over["totalCostUsd"])
    assert all(part > 0 for part in [*parts, Decimal(over["proxyUsedMb"]), over["totalInputTokens"], over["totalOutputTokens"]])
    with pytest.raises(AssertionError, match="cost more"):
        api.sandbox.assert_nothing_cost_more_than(0)
    script(steps=["a", {"summary": "b", "proxy_cost_usd": "0.5", "input_tokens": 3}])
    over = run(api)
    assert (Decimal(over["totalCostUsd"]), over["totalInputTokens"], over["totalOutputTokens"]) == (Decimal("0.5"), 3, 0)
    script(steps=["a"], cost_usd=0)
    assert Decimal(run(api)["totalCostUsd"]) == 0


def test_the_cost_of_the_whole_task_has_all_of_its_steps_costs_in_it(api, script):
    script(cost_usd="1", steps=[{"summary": "a", "browser_cost_usd": "0.25", "proxy_cost_usd": "0.25", "proxy_mb": 2}, "b"])
    over = run(api)
    assert [Decimal(over[name]) for name in ("totalCostUsd", "llmCostUsd", "browserCostUsd", "proxyCostUsd")] == [
        1,
        Decimal("0.5"),
        Decimal("0.25"),
        Decimal("0.25"),
    ]


def test_a_cached_rerun_costs_nothing_and_keeps_the_output(api, script):
    script(steps=["One"], cost_usd=1, output="same")
    workspace = {"workspaceId": api.workspace(), "cacheScript": True}
    first, second = run(api, **workspace), run(api, **workspace)
    assert (Decimal(first["llmCostUsd"]), Decimal(second["llmCostUsd"])) == (1, 0)
    assert first["output"] == second["output"] == "same"


def test_follow_ups_are_scripted_too(api, script):
    script(contains="first", output="1")
    script(contains="second", output="2")
    first = run(api, "first", keepAlive=True)
    assert run(api, "second", sessionId=first["id"])["output"] == "2"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"seconds": -1}, "seconds"),
        ({"seconds": "5"}, "seconds"),
        ({"times": 0}, "times"),
        ({"cost_usd": -1}, "cost_usd: is negative"),
        ({"cost_usd": "1e3"}, "cost_usd"),
        ({"cost_usd": "0.1234567890123"}, "cost_usd"),
        ({"cost_usd": 1e-30}, "cost_usd: has more than 12 decimals"),
        ({"steps": "one"}, "steps"),
        ({"steps": [5]}, r"steps\[0\]"),
        ({"steps": ["a", {"summary": "b", "cost_usd": -1}]}, r"steps\[1\].cost_usd: is negative"),
        ({"steps": [{"summary": "b", "input_tokens": -1}]}, r"steps\[0\].input_tokens: is negative"),
        ({"steps": [{"seconds": 1}]}, "summary"),
        ({"steps": [{"summary": "a", "seconds": 9}], "seconds": 5}, "seconds: is 5, but the steps have 9"),
        ({"steps": [{"summary": "a", "cost_usd": 1}], "cost_usd": 5}, "cost_usd: is 5, but the steps have 1"),
        ({"steps": ["a", {"summary": "a", "cost_usd": 9}], "cost_usd": 5}, "cost_usd: is 5, but the steps have 9"),
        ({"steps": [], "cost_usd": 1}, "cost_usd: is 1, but there are no steps"),
        ({"steps": [], "seconds": 5}, "seconds: is 5, but there are no steps"),
        ({"cost_usd": "0.1", "steps": [{"summary": "a", "browser_cost_usd": 5}]}, "cost_usd: is 0.1, but the steps have 5"),
        ({"cost_usd": "0.1", "steps": [{"summary": "a", "proxy_cost_usd": 5}, "b"]}, "cost_usd: is 0.1, but the steps have 5"),
        ({"output_schema": {"type": "object"}}, "output_schema: needs an output"),
        ({"output_schema": {"type": "object"}, "output": lambda request: {}}, "output_schema: needs an output"),
        ({"ends": "paused"}, "ends"),
        ({"ends": "error", "output": "x"}, "output: cannot"),
        ({"ends": "error", "success": True}, "success: cannot"),
        ({"outputt": "x"}, "outputt"),
        ({"task": "a", "contains": "b"}, "contains: only one"),
        ({"task": "a", "when": bool}, "task: only one"),
        ({"matches": "("}, "matches: is not a regular expression"),
        ({"when": "text"}, "when: must be a function"),
        ({"when": an_async_function}, "when: must not be an async function"),
        ({"output": an_async_function}, "output: must not be an async function"),
        ({"output": str, "ends": "error"}, "output: cannot"),
        ({"output": object()}, "output: is not a JSON"),
        ({"output": float("nan")}, "output: has a number"),
        (
            {"output": {"price": "x"}, "output_schema": {"properties": {"price": {"type": "number"}}}},
            "output: does not fit.*price",
        ),
        ({"output": "x", "output_schema": {"type": "nothing"}}, "output_schema"),
    ],
)
def test_senseless_scripts(api, script, wrong, where):
    with pytest.raises(ScriptError, match=where):
        script(**wrong)
    assert run(api)["isTaskSuccessful"] is True


def test_an_output_that_does_not_fit_the_request_is_refused(api, script):
    script(contains="mouse", output={"price": "cheap"}, times=1)
    for asked, reason in (({"outputSchema": {"properties": {"price": {"type": "number"}}}}, "price"), ({}, "text or null")):
        refused = api.create(500, task="a mouse", **asked)
        assert reason in refused["detail"]
        assert "against_contract" in refused["detail"]
    with pytest.raises(ScriptError, match=r"(?s)a mouse.*price.*a mouse.*text or null"):
        api.sandbox.sessions()
    assert api.call("GET", "/sessions")["total"] == 0
    assert run(api, "a mouse", outputSchema={"type": "object"})["output"] == {"price": "cheap"}


def test_unless_it_is_asked_for(api, script):
    script(output={"price": "cheap"}, cost_usd=-1, against_contract=True)
    over = run(api, outputSchema={"type": "integer"})
    assert (over["output"], over["isTaskSuccessful"], over["totalCostUsd"]) == ({"price": "cheap"}, True, "-1.000000")


def test_nobody_can_change_an_output_afterwards(api, script):
    output = {"list": [1]}
    script(output=output)
    output["list"].append(2)
    schema = {"type": "object"}
    assert run(api, outputSchema=schema)["output"] == {"list": [1]}
