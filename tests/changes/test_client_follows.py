"""After `make generate`, both typed clients support each kind of change without code written by hand."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.changes import conftest as changes

pytestmark = pytest.mark.slow

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
# Code that uses the change, for the blocking client; `show` prints a value.
USES = {
    "response_property": "show(client.sessions.get(ID).integrations_used)",
    "request_properties": 'client.sessions.create("t", auto_heal=False, sensitive_data={"a": "b"}, use_own_key=True); '
    "show(sent[-1])",
    "model_and_default": 'client.sessions.create("t", model="claude-opus-4.7"); show(Model("claude-opus-4.7").is_known)',
    "money_property": "show(client.sessions.get(ID).captcha_cost_usd + Decimal(1))",
    "query_parameter": 'client.sessions.list(status="idle"); show(sent[-1])',
    "operation": "show(client.sessions.purge(ID).status)",
    "resource": 'show(client.boxes.create(size="s").id); show([box.id for box in client.boxes.list()]); '
    'show(client.boxes.photograph("b", file=b"x"))',
}
PRINTED = {
    "response_property": "['gmail']",
    "request_properties": """{"task": "t", "autoHeal": false, "sensitiveData": {"a": "b"}, "useOwnKey": true}""",
    "model_and_default": "True",
    "money_property": "1.25",
    "query_parameter": "GET /sessions?status=idle",
    "operation": "idle",
    "resource": "b1\n['b1', 'b2']\nb'png'",
}
HEADER = """
import asyncio, json, httpx
from decimal import Decimal
from browser_use_api.models import Model
from browser_use_sessions import AsyncBrowserUse, BrowserUse
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
SESSION = {"id": ID, "status": "idle", "model": "m", "createdAt": "2026-01-02T03:04:05Z", "updatedAt": "2026-01-02T03:04:05Z",
    "integrationsUsed": ["gmail"], "captchaCostUsd": "0.25"}
sent = []
show = print

def answer(request: httpx.Request) -> httpx.Response:
    text = request.content.decode("latin-1")
    path = str(request.url).removeprefix("https://api.test/api/v3")
    sent.append(text or f"{request.method} {path}")
    if path.startswith("/boxes/"):
        return httpx.Response(200, content=b"png")
    if path.startswith("/boxes"):
        if request.method == "POST":
            return httpx.Response(201, json={"id": "b1"})
        last = "cursor=" in path
        return httpx.Response(200, json={"boxes": [{"id": "b2" if last else "b1"}], "nextCursor": None if last else "x"})
    if request.method == "GET" and path.startswith("/sessions?"):
        return httpx.Response(200, json={"sessions": [], "total": 0, "page": 1, "pageSize": 20})
    return httpx.Response(200, json=SESSION)

OPTIONS = {"api_key": "key", "base_url": "https://api.test/api/v3"}
"""


def as_async(use: str) -> str:
    """Rewrites code for the blocking client as code for the asyncio client."""
    statements = []
    for statement in use.split("; "):
        if " for " in statement:
            statements.append(statement.replace("for box in", "async for box in"))
        elif statement.startswith("show(client."):
            inner = statement.removeprefix("show(")
            call, _, rest = inner.partition(")")
            statements.append(f"show((await {call})){rest}")
        else:
            statements.append(f"await {statement}" if statement.startswith("client.") else statement)
    return "; ".join(statements)


@pytest.mark.parametrize("change", changes.ADDITIVE, ids=lambda change: change.__name__)
@pytest.mark.parametrize("kind", ["blocking", "asyncio"])
def test_changed_api_can_be_used_after_generating(
    change: changes.Change, kind: str, regenerated: Callable[..., Path], run_program: Callable[[Path, str], str]
) -> None:
    use = USES[change.__name__]
    if kind == "blocking":
        http = "httpx.Client(transport=httpx.MockTransport(answer))"
        body = f"client = BrowserUse(http_client={http}, **OPTIONS)\n{use}\nclient.close()"
    else:
        body = (
            "async def main():\n"
            "    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))\n"
            f"    async with AsyncBrowserUse(http_client=http, **OPTIONS) as client:\n        {as_async(use)}\n"
            "asyncio.run(main())"
        )
    assert run_program(regenerated(change), f"{HEADER}\n{body}").strip() == PRINTED[change.__name__]


def test_removed_property_is_removed_from_the_model(
    regenerated: Callable[..., Path], run_program: Callable[[Path, str], str]
) -> None:
    program = "from browser_use_api.models import Session; print('last_step_summary' in Session.properties)"
    assert run_program(regenerated(changes.removed_property), program).strip() == "False"


TYPED = f'''
from decimal import Decimal
from browser_use_sessions import AsyncBrowserUse, BrowserUse

def blocking(client: BrowserUse) -> None:
    used: list[str] | None = client.sessions.get("{ID}").integrations_used
    cost: Decimal = client.run("t", auto_heal=False, sensitive_data={{"a": "b"}}, use_own_key=True).captcha_cost_usd
    for session in client.sessions.list(status="idle"):
        summary: str = session.status
    purged: str = client.sessions.purge("{ID}").id
    boxes: list[str] = [box.id for box in client.boxes.list()]
    picture: bytes = client.boxes.photograph("b", file=b"x")
    client.run("t", auto_heal="yes")  # error

async def awaited(client: AsyncBrowserUse) -> None:
    used: list[str] | None = (await client.sessions.get("{ID}")).integrations_used
    cost: Decimal = (await client.run("t", auto_heal=False)).captcha_cost_usd
    async for session in client.sessions.list(status="idle"):
        summary: str = session.status
    purged: str = (await client.sessions.purge("{ID}")).id
    boxes: list[str] = [box.id async for box in client.boxes.list()]
    picture: bytes = await client.boxes.photograph("b", file=b"x")
    (await client.sessions.get("{ID}")).captcha_cost  # error
'''


@pytest.mark.parametrize(
    "checker", [["mypy", "--strict", "--cache-dir=/dev/null", "--hide-error-context"], ["pyright"]], ids=["mypy", "pyright"]
)
def test_type_checkers_accept_all_changes_together(
    checker: list[str], regenerated: Callable[..., Path], environment: Callable[[Path], dict[str, str]]
) -> None:
    folder = regenerated(*changes.ADDITIVE)
    program = folder / "typed.py"
    program.write_text(TYPED, encoding="utf-8")
    (folder / "pyrightconfig.json").write_text(f'{{"extraPaths": ["{folder}", "{changes.ROOT}/wrapper"]}}', encoding="utf-8")
    command = [str(Path(sys.executable).with_name(checker[0])), *checker[1:]]
    command += ["--pythonpath", sys.executable, "-p", str(folder)] if checker[0] == "pyright" else [str(program)]
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=300)
    expected = {number for number, line in enumerate(TYPED.splitlines(), 1) if line.endswith("# error")}
    reported = {
        int(line.split("typed.py:")[1].split(":")[0])
        for line in done.stdout.splitlines()
        if "typed.py:" in line and "error" in line
    }
    assert reported == expected, done.stdout
