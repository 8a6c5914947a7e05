"""tools/unasync.py generates the blocking client from the asyncio client."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.tools import conftest  # noqa: F401 -- It makes `tools` importable.

unasync: Any = importlib.import_module("unasync")
ASYNC = '''"""A shop with asyncio."""

from browser_use_sessions._async.driver import AsyncDriver
from browser_use_sessions._transport.async_connections import AsyncConnections


class AsyncShop:
    """Use it in an `async with` block."""

    async def __aenter__(self) -> AsyncDriver:
        async for item in self.items():
            await item.load(AsyncConnections)
        return [item async for item in self.items()]
'''
BLOCKING = '''"""A shop, blocking."""

from browser_use_sessions._sync.driver import Driver
from browser_use_sessions._transport.connections import Connections


class Shop:
    """Use it in a `with` block."""

    def __enter__(self) -> Driver:
        for item in self.items():
            item.load(Connections)
        return [item for item in self.items()]
'''


def test_asyncio_syntax_and_names_are_replaced() -> None:
    assert unasync.unasync(ASYNC, "shop").partition("\n")[2] == BLOCKING


def test_check_reports_an_outdated_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, text in (("_async", ASYNC), ("_sync", BLOCKING)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shop.py").write_text(text)
    monkeypatch.setattr(unasync, "PACKAGE", tmp_path)
    monkeypatch.setattr(unasync, "MODULES", ("shop",))
    monkeypatch.setattr("sys.argv", ["unasync.py", "--check"])
    assert unasync.main() == 1
    assert "_sync/shop.py" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["unasync.py"])
    assert unasync.main() == 0
    monkeypatch.setattr("sys.argv", ["unasync.py", "--check"])
    assert unasync.main() == 0
