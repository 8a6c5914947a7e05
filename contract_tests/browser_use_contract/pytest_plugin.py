"""A pytest plugin: `pytest --contract-url BASE_URL` checks a server, with one test per requirement.

Without that option it does nothing. Every option of the `check` command exists with the prefix `contract-`. The tests are named
`contract::ID`: `pytest --contract-url … contract::costs.total.getSession` runs one of them, and `-k costs` runs all with that
text in their id. The first test runs the check, once, even if pytest-xdist runs the tests in several processes.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .arguments import Arguments
    from .report import Item

_NAME = "contract"
#: The folder in which the processes of a run share the verdicts, and the arguments that are requirement ids.
_FOLDER = pytest.StashKey[Path]()
_WANTED = pytest.StashKey[list[str]]()
#: The outcome of each test, with its message.
Outcomes = Mapping[str, tuple[str, str]]


def _options() -> Iterator[Any]:
    """Yields the options of the command. None if its dependencies are not installed."""
    try:
        import click

        from .command import check
    except ImportError:
        return
    yield from (one for one in check.params if isinstance(one, click.Option) and one.expose_value)


def _flag(option: Any) -> str:
    """Returns the option's name for pytest: `--contract-url` for `--url`."""
    return f"--contract-{max(option.opts, key=len).removeprefix('--')}"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("browser-use-contract", "the contract of the Browser Use Cloud API (v3)")
    for one in _options():
        message = {"dest": f"contract_{one.name}", "default": None, "help": (one.help or "").replace("%", "%%")}
        if one.is_flag:
            group.addoption(_flag(one), action="store_true", **message)
        else:
            group.addoption(_flag(one), action="append" if one.multiple else "store", metavar=one.metavar, **message)


def _is_asked(config: pytest.Config) -> bool:
    return any(config.getoption(name, None) for name in ("contract_url", "contract_from_har"))


def _arguments(config: pytest.Config) -> Arguments:
    """Parses the given options as the command does."""
    import click

    from .command import arguments, check

    given: list[str] = []
    for one in _options():
        value = config.getoption(f"contract_{one.name}", None)
        if value is True:
            given.append(one.opts[-1])
        elif value:
            given += [f"{max(one.opts, key=len)}={part}" for part in (value if isinstance(value, list) else [value])]
    try:
        return arguments(check.make_context("check", given).params)
    except click.UsageError as error:
        raise pytest.UsageError(error.format_message().replace("--", "--contract-")) from None


def pytest_configure(config: pytest.Config) -> None:
    """Removes requirement ids from the arguments, since pytest would treat them as files."""
    if not _is_asked(config):
        return
    is_ours = [one.split("::")[0] == _NAME and not Path(_NAME).exists() for one in config.args]
    config.stash[_WANTED] = [one for one, ours in zip(config.args, is_ours, strict=True) if ours]
    config.args[:] = [one for one, ours in zip(config.args, is_ours, strict=True) if not ours]
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="browser-use-contract-"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if _FOLDER in config.stash:
        shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Passes the folder with the verdicts to a pytest-xdist process."""
    if _FOLDER in node.config.stash:
        node.workerinput["contract_folder"] = str(node.config.stash[_FOLDER])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adds the requirements to the items of the run, before other plugins select from them."""
    if _is_asked(config):
        items.extend(Contract.from_parent(session, name=_NAME, nodeid=_NAME).collect())


class RequirementViolated(Exception):
    """A requirement is violated and counts, or there is no verdict."""


class Contract(pytest.Collector):
    """The requirements and their verdicts. All processes share the verdicts in a file."""

    _outcomes: Outcomes | None = None

    def collect(self) -> Iterator[RequirementTest]:
        from .document import use
        from .grouping import selected
        from .refused import CheckRefused
        from .requirement import every_requirement

        arguments = _arguments(self.config)
        use(arguments.spec)
        try:
            chosen = {requirement.id for requirement in selected(arguments.only, arguments.skip)}
        except CheckRefused as error:
            raise pytest.UsageError(str(error).replace("--", "--contract-")) from None
        wanted = {one.partition("::")[2] for one in self.config.stash[_WANTED]} - {""}
        every = every_requirement()
        if unknown := wanted - {requirement.id for requirement in every}:
            raise pytest.UsageError(
                f"not found: {_NAME}::{min(unknown)} (no requirement has this id; docs/requirements.md lists them)"
            )
        for requirement in every:
            if requirement.id in wanted or (not wanted and requirement.id in chosen):
                yield RequirementTest.from_parent(self, name=requirement.id, nodeid=f"{_NAME}::{requirement.id}")

    def outcome(self, name: str) -> tuple[str, str]:
        """Returns the outcome of a requirement, `passed`, `failed`, `skipped` or `xfailed`, and a message."""
        if self._outcomes is None:
            from filelock import FileLock

            worker: Mapping[str, str] = getattr(self.config, "workerinput", {})
            folder = Path(worker["contract_folder"]) if worker else self.config.stash[_FOLDER]
            with FileLock(folder / "lock"):
                path = folder / "outcomes.json"
                if not path.exists():
                    path.write_text(json.dumps(_outcomes(_arguments(self.config))), "utf-8")
                self._outcomes = json.loads(path.read_text("utf-8"))
        assert self._outcomes is not None
        outcome, message = self._outcomes.get(name) or self._outcomes[""]
        return outcome, message


def _outcomes(arguments: Arguments) -> Outcomes:
    """Runs the check and writes its reports. The entry with the empty id is for all requirements without their own entry."""
    from .checking import check_and_write, write_refusal
    from .refused import CheckRefused

    try:
        report = check_and_write(arguments).report
    except CheckRefused as error:
        write_refusal(arguments, str(error), 0.0)
        return {"": ("failed", f"No verdict: {error}")}
    if report.refusal:
        return {"": ("failed", f"No verdict: {report.refusal}")} | {
            item.requirement.id: _outcome(item) for item in report.failures
        }
    return {"": ("skipped", "not covered")} | {item.requirement.id: _outcome(item) for item in report.items}


def _outcome(item: Item) -> tuple[str, str]:
    from .redact import visible
    from .report import as_text
    from .verdicts import Verdict

    if item.counts:
        return "failed", as_text(item, 1)
    if item.known is not None:
        return "xfailed", f"known: {item.known or 'the baseline gives no reason'}"
    if item.verdict is Verdict.VIOLATED:
        return "skipped", f"only assumed: {visible(item.problems[0].text)}"
    return ("skipped", "not covered") if item.verdict is Verdict.NOT_COVERED else ("passed", "")


class RequirementTest(pytest.Item):
    """One requirement as a test. It fails if the violation counts, and is skipped if the requirement was not covered."""

    parent: Contract

    def runtest(self) -> None:
        outcome, message = self.parent.outcome(self.name)
        if outcome == "failed":
            raise RequirementViolated(message)
        if outcome == "skipped":
            pytest.skip(message)
        if outcome == "xfailed":
            pytest.xfail(message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:
        if isinstance(excinfo.value, (RequirementViolated, pytest.UsageError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, None, str]:
        return _NAME, None, self.name
