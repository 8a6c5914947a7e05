"""Public names, signatures and imported modules. They are fixed here, so that no change goes unnoticed."""

import inspect
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import browser_use_sessions as package
from browser_use_sessions import AsyncBrowserUse, AsyncSessionHandle, BrowserUse, SessionHandle
from browser_use_sessions._async.resources import AsyncBrowsers, AsyncSessions
from browser_use_sessions._sync.resources import Browsers, Sessions

pytestmark = pytest.mark.slow

NAMES = """
    APIError Account AsyncBrowserUse AsyncRun AsyncSessionHandle AuthenticationError Browser BrowserList BrowserUse
    BrowserUseError BudgetReachedError ClientClosedError ConnectionFailedError CreditsError FileChangedError FileTransferError
    FilesError InvalidArgumentError InvalidRequestError Message MessageList NotFoundError OutcomeUnknownError OutputError
    PermissionDeniedError Profile ProfileList RateLimitError RemoteFileNotFoundError RequestTimeoutError RunManyError RunOptions
    RunTimeoutError ServerError Session SessionBusyError SessionExpiredError SessionFailedError SessionHandle SessionList
    SessionResult SessionStatus Status StopAllError StorageError Stream TaskError TaskFailedError TaskSpec UnexpectedAnswerError
    UnsafePathError WebhookError WebhookEvent Workspace WorkspaceFile WorkspaceFileList WorkspaceList verify_webhook
"""


def public(kind: type) -> dict[str, Any]:
    return {name: value for name, value in inspect.getmembers(kind) if not name.startswith("_") and callable(value)}


def test_public_names() -> None:
    assert sorted(package.__all__) == NAMES.split()
    assert all(getattr(package, name).__name__ == name for name in set(package.__all__) - {"Status", "TaskSpec"})
    assert package.Status is package.SessionStatus
    assert package.__version__ == version("browser-use-sessions")
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        package.Nothing  # noqa: B018 -- Reading is the point.


@pytest.mark.parametrize(
    ("blocking", "asynchronous"),
    [(BrowserUse, AsyncBrowserUse), (Sessions, AsyncSessions), (Browsers, AsyncBrowsers), (SessionHandle, AsyncSessionHandle)],
)
def test_both_clients_have_the_same_methods_with_the_same_arguments(blocking: type, asynchronous: type) -> None:
    ours, theirs = public(blocking), public(asynchronous)
    assert ours.keys() == theirs.keys()
    for name, method in ours.items():
        mine, other = inspect.signature(method), inspect.signature(theirs[name])
        assert [(p.name, p.kind, p.default) for p in mine.parameters.values()] == [
            (p.name, p.kind, p.default) for p in other.parameters.values()
        ], name
    mine, other = inspect.signature(blocking), inspect.signature(asynchronous)
    assert list(mine.parameters) == list(other.parameters)


def test_public_methods() -> None:
    assert public(BrowserUse).keys() == {"close", "run", "run_many", "session", "stream"}
    assert public(Sessions).keys() == {"create", "delete", "get", "list", "messages", "stop", "stop_all", "wait_for_recording"}
    assert public(SessionHandle).keys() == {"close", "delete", "follow", "get", "messages", "run", "stop", "stream", "wait"}
    assert str(inspect.signature(BrowserUse)).startswith(
        "(api_key: 'str | None' = None, *, base_url: 'str | None' = None, timeout:"
    )


def test_everything_public_is_documented() -> None:
    for name in package.__all__:
        value = getattr(package, name)
        assert value.__doc__, name
        for method_name, method in getattr(value, "__dict__", {}).items():
            if inspect.isfunction(method) and not method_name.startswith("_") and method_name not in ("send", "throw"):
                assert method.__doc__ or "close" in method_name or value.__name__ == "AsyncRun", f"{name}.{method_name}"


def test_import_does_not_load_httpx_or_asyncio() -> None:
    code = """
        import sys, browser_use_sessions as package
        for name in package.__all__:
            getattr(package, name)
        print(*{"httpx", "asyncio", "click", "rich"} & set(sys.modules))
    """
    assert _run(code) == "\n"


def test_first_request_loads_only_httpx_and_one_model() -> None:
    code = """
        import sys, httpx
        before = set(sys.modules)
        import browser_use_sessions as package
        with package.BrowserUse("k", base_url="http://127.0.0.1:1/api/v3", max_retries=0) as client:
            try:
                client.sessions.get("3c90c3cc-0d44-4b50-8888-8dd25736052a")
            except package.ConnectionFailedError:
                pass
        rare = ("browser_use_api.models.", "browser_use_sessions._flows.capacity", "browser_use_sessions.files")
        print(*{name for name in set(sys.modules) - before if name.startswith(rare)})
    """
    assert _run(code) == "browser_use_api.models.session\n"


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", inspect.cleandoc(code)], check=True, capture_output=True, text=True).stdout


def test_mypy_suggests_the_right_name_of_a_misspelt_option(tmp_path: Path) -> None:
    """For an overloaded method (`run`, `stream`, `run_many`), mypy lists the overloads after this line."""
    (tmp_path / "slip.py").write_text(
        "from browser_use_sessions import BrowserUse\n"
        "BrowserUse().run('t', max_cost=1)\n"
        "BrowserUse().session(max_cost=1)\n"
        "BrowserUse().sessions.create('t', max_cost=1)\n"
    )
    mypy = Path(sys.executable).with_name("mypy")
    options = ("--strict", "--config-file", Path(__file__).parents[2] / "pyproject.toml", "--cache-dir", tmp_path / "cache")
    done = subprocess.run([mypy, *options, tmp_path / "slip.py"], cwd=tmp_path, capture_output=True, text=True)
    errors = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if ": error: " in line and "No overload" not in line]
    assert len(errors) == 3, done.stdout
    assert all('did you mean "max_cost_usd"?' in line and len(line) < 150 for line in errors)


@pytest.mark.parametrize("checker", [["mypy", "--strict", "--no-incremental"], ["pyright"]], ids=["mypy", "pyright"])
def test_type_checkers_infer_the_output_types(checker: list[str]) -> None:
    """`typed_use.py` says what each type is, and marks the lines that must be errors."""
    root = Path(__file__).parents[2]
    program = Path(sys.executable).with_name(checker[0])
    done = subprocess.run([program, *checker[1:], "tests/wrapper/typed_use.py"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
