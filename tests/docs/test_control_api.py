"""The table of the control API lists all of its calls."""

import re

from browser_use_sandbox.control.http_api import _TABLE

from .pages import ROOT


def test_control_api_table_lists_all_calls() -> None:
    page = (ROOT / "docs/reference/sandbox-control.md").read_text("utf-8")
    documented = set(re.findall(r"`(GET|POST) (/_sandbox[a-z/]*)`", page)) | {
        ("DELETE", path) for path in re.findall(r"(/_sandbox/\w+)`, `DELETE`", page)
    }
    assert documented == {(method, path) for path, methods in _TABLE.items() for method in methods}
