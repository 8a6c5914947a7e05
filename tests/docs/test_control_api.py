"""The table of the control API names all of its calls."""

import re

from browser_use_sandbox.control.http_api import _TABLE

from .pages import ROOT


def test_the_table_of_the_control_api() -> None:
    page = (ROOT / "docs/reference/sandbox-control.md").read_text("utf-8")
    told = set(re.findall(r"`(GET|POST) (/_sandbox[a-z/]*)`", page)) | {
        ("DELETE", path) for path in re.findall(r"(/_sandbox/\w+)`, `DELETE`", page)
    }
    assert told == {(method, path) for path, methods in _TABLE.items() for method in methods}
