"""Functions in scripts: what they are given, and who learns of it when a script itself goes wrong."""

import traceback
from uuid import UUID

import httpx
import pytest

from browser_use_sandbox import Sandbox, ScriptError

SCHEMA = {"type": "object", "properties": {"price": {"type": "integer"}}}


def test_functions_see_the_request(api):
    seen = []

    def output(request):
        seen.append(request)
        return {"price": len(request.task)} if request.output_schema else f"by {request.model}"

    api.sandbox.script(when=lambda request: request.session_id is not None, output="a follow-up", times=1)
    api.sandbox.script(when=lambda request: request.model == "bu-mini" and request.keep_alive, output=output)
    first = api.create(task="abc", model="bu-mini", keepAlive=True, outputSchema=SCHEMA, maxCostUsd="0.5")
    other = api.create(task="abc", model="bu-mini", keepAlive=True)
    api.wait(20)
    assert api.get(first)["output"] == {"price": 3}
    assert api.get(other)["output"] == "by bu-mini"
    assert [(each.task, each.session_id, each.max_cost_usd) for each in seen] == [("abc", None, "0.5"), ("abc", None, None)]
    api.create(task="more", sessionId=first["id"])
    api.wait(20)
    assert api.get(first)["output"] == "a follow-up"
    assert len(seen) == 2


def test_a_follow_up_says_in_which_session(api):
    session = api.create(keepAlive=True)
    api.wait(2)
    asked = []
    api.sandbox.script(when=lambda request: not asked.append(request.session_id))
    api.create(task="x", sessionId=session["id"])
    assert asked == [UUID(session["id"])]


def fails(request):
    assert request.task == "the expected task"


def unfit(request):
    return {"price": "cheap"}


async def answer():
    """Nothing that anybody waits for."""


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ({"when": fails}, 'script\\(when=fails\\), for the task "Find a mouse": AssertionError'),
        ({"when": lambda request: request.nothing}, "AttributeError: .*nothing"),
        ({"when": lambda request: pytest.fail("never")}, "Failed: never"),
        ({"when": lambda request: answer()}, "TypeError: it is async: its result has to be awaited"),
        ({"output": lambda request: answer()}, "TypeError: it is async: its result has to be awaited"),
        ({"output": fails}, "output=fails.*AssertionError"),
        ({"output": lambda request: object()}, "TypeError: .*not JSON serializable"),
        ({"output": unfit}, "text or null; against_contract"),
        ({"output": {"typo": 1}}, "script\\(output={'typo': 1}\\).*text or null; against_contract"),
    ],
)
@pytest.mark.parametrize("asking", ["sessions", "script", "assert_created", "assert_nothing_running", "reset", "check_script"])
def test_the_test_learns_of_it_with_its_next_call(api, script, reason, asking, caplog, capfd):
    api.sandbox.script(**script)
    refused = api.create(500, task="Find a mouse")
    assert refused["detail"].startswith("The sandbox's script has failed: ")
    with pytest.raises(ScriptError, match=reason):
        getattr(api.sandbox, asking)(*([0] if asking == "assert_created" else []))
    api.sandbox.assert_created(0)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_the_cause_is_there(api):
    api.sandbox.script(when=fails)
    api.create(500, task="x")
    with pytest.raises(ScriptError) as caught:
        api.sandbox.sessions()
    cause = caught.value.__cause__
    assert isinstance(cause, AssertionError)
    assert traceback.extract_tb(cause.__traceback__)[-1].name == "fails"


def test_a_file_is_not_blamed_for_what_failed_before_it(api, tmp_path):
    (tmp_path / "shop.yaml").write_text("tasks:\n- output: x\n")
    api.sandbox.script(when=fails)
    api.create(500, task="x")
    with pytest.raises(ScriptError, match=r"^script\(when=fails\)"):
        api.sandbox.load_script(tmp_path / "shop.yaml")
    api.sandbox.load_script(tmp_path / "shop.yaml")


def test_an_output_s_schema_is_met_before_it_is_searched_for(api):
    api.sandbox.script(when=fails)
    api.create(500, task="x", outputSchema=SCHEMA)
    with pytest.raises(ScriptError, match="AssertionError"):
        api.sandbox.check_script()


def test_unfit_outputs_pass_where_that_is_wanted(api):
    api.sandbox.script(output=unfit, against_contract=True)
    session = api.create(task="x")
    api.wait(20)
    assert api.get(session)["output"] == {"price": "cheap"}


def test_leaving_the_block_tells_it_too():
    def test():
        with Sandbox(api_keys=("a", "b")) as sandbox:
            sandbox.project("b").script(when=fails)
            post(sandbox, "b")

    with pytest.raises(ScriptError, match="AssertionError"):
        test()


def test_but_hides_no_other_error():
    def test():
        with Sandbox() as sandbox:
            sandbox.script(when=fails)
            post(sandbox, sandbox.api_key)
            raise KeyError("the program's own")

    with pytest.raises(KeyError):
        test()


def test_over_http(api):
    control = api.sandbox.base_url.removesuffix("/api/v3") + "/_sandbox"
    api.client.post(f"{control}/tasks", json={"output": {"price": 1}})
    api.create(500, task="x")
    answer = api.client.get(f"{control}/check?created=0")
    assert answer.status_code == 409
    assert "script has failed: script(output={'price': 1})" in answer.json()["complaints"][0]
    assert api.client.get(f"{control}/check?created=0").status_code == 200


def post(sandbox, key):
    answer = httpx.post(f"{sandbox.base_url}/sessions", json={"task": "x"}, headers={"X-Browser-Use-API-Key": key})
    assert answer.status_code == 500
