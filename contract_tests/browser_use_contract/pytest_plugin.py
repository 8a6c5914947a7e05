"""A pytest plugin: `pytest --contract-url BASE_URL` judges a server, one test a promise. Without that option it does nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .report import Item, Report


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("browser-use-contract", "the contract of the Browser Use Cloud API (v3)")
    group.addoption("--contract-url", metavar="BASE_URL", help="judge this server, one test a promise")
    group.addoption("--contract-api-key", metavar="KEY", help="its key; BROWSER_USE_API_KEY otherwise")
    group.addoption("--contract-budget", metavar="USD", help="what may be spent where sessions cost money; nothing by default")
    group.addoption("--contract-quick", action="store_true", help="without generated traffic")
    group.addoption("--contract-revision", metavar="NAME", help="hold it to a later state of the API, by its date, or `latest`")
    group.addoption("--contract-strict", action="store_true", help="promises that are only assumed fail too")


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adds the promises to the items of the run."""
    if config.getoption("--contract-url"):
        items.extend(Contract.from_parent(session, name="contract").collect())


class ContractViolated(Exception):
    """A promise that counts is broken."""


class Contract(pytest.Collector):
    """The promises; the server is judged once, when the first of them is run."""

    _report: Report | None = None
    _items: dict[str, Item]

    def collect(self) -> Iterator[Promised]:
        from . import promises
        from .promise import RULES
        from .refused import CheckRefused
        from .revisions import file_of
        from .spec import use

        revision = self.config.getoption("--contract-revision")
        try:
            use(file_of(str(revision)) if revision else None)
        except CheckRefused as error:
            raise pytest.UsageError(str(error)) from None

        promises.load()
        for rule in RULES:
            for promise in rule.promises:
                yield Promised.from_parent(self, name=promise.id)

    def verdict(self, name: str) -> Item:
        """The verdict on a promise. Fails the test where the server cannot be judged."""
        if self._report is None:
            from .checking import judged
            from .refused import CheckRefused

            option = self.config.getoption
            try:
                self._report = judged(
                    str(option("--contract-url")),
                    str(option("--contract-api-key") or os.environ.get("BROWSER_USE_API_KEY", "")),
                    budget=option("--contract-budget"),
                    quick=bool(option("--contract-quick")),
                    strict=bool(option("--contract-strict")),
                )
            except CheckRefused as error:
                raise pytest.UsageError(str(error)) from None
            self._items = {item.promise.id: item for item in self._report.items}
        return self._items[name]


class Promised(pytest.Item):
    """One promise as a test: failed where it is violated and counts, skipped where nothing put it to the test."""

    parent: Contract

    def runtest(self) -> None:
        from .verdicts import Verdict

        item = self.parent.verdict(self.name)
        if item.counts:
            raise ContractViolated(_told(item))
        if item.verdict is Verdict.VIOLATED:
            pytest.skip(f"only assumed: {item.problems[0].text}")
        if item.verdict is Verdict.NOT_EXERCISED:
            pytest.skip("not exercised")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:
        if isinstance(excinfo.value, (ContractViolated, pytest.UsageError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[str, None, str]:
        return "contract", None, self.name


def _told(item: Item) -> str:
    from .redact import visible

    lines = [f"{item.promise.says}.", f"{item.promise.sentence.place}: {item.promise.sentence.says}"]
    for problem in item.problems[:1]:
        lines.append(visible(problem.text))
        for one in problem.evidence:
            lines.append(f"  {visible(one.title)} -> {one.status}\n  {visible(one.curl)}")
    return "\n".join(lines)
