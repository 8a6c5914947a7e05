"""Every code block in the documentation and in the READMEs works.

Python code runs against a sandbox in this process, and shell commands run in bash; files are written to the folder of the
commands, and tests run with pytest. A block that cannot run has a reason: `<!-- not run: REASON -->`. They are counted here.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from sybil import Document

from .page_runner import PageRunner, settings_of
from .pages import ROOT, Block, pages, parse

pytestmark = pytest.mark.slow

# The number of blocks of a page that are not run; each has a reason.
NOT_RUN = {
    "README.md": 1,
    "CONTRIBUTING.md": 1,
    "docs/start.md": 1,
    "docs/design/generated.md": 2,
    "docs/how-to/api-changes.md": 1,
    "docs/how-to/fastapi.md": 1,
    "docs/how-to/interruptions.md": 1,
    "docs/how-to/check.md": 4,
    "docs/how-to/other-languages.md": 1,
    "docs/how-to/proxies.md": 1,
    "docs/how-to/todays-api.md": 2,
    "docs/languages.md": 1,
}
SHOWN = {"text"}  # Output, trees and tables are not code.
FILES = {"yaml", "json", "toml", "ts", "js", "python", "ini"}


def blocks(page: str) -> list[tuple[int, Block]]:
    """Returns the blocks of the page in order, each with its line."""
    document = Document.parse(str(ROOT / page), parse)
    return [(example.line, example.parsed) for example in document.examples()]


def is_test(block: Block) -> bool:
    return block.language == "python" and re.search(r"^(async )?def test_", block.source, re.MULTILINE) is not None


@pytest.fixture
def page_runner(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("BROWSER_USE_API_KEY", "BROWSER_USE_BASE_URL"):  # monkeypatch restores them afterwards.
        monkeypatch.setenv(name, "set by the page")
    runner = PageRunner(tmp_path)
    yield runner
    runner.close()


@pytest.mark.parametrize("page", pages())
def test_code_blocks_of_the_page_run(page: str, page_runner: PageRunner) -> None:
    for line, block in blocks(page):
        where = f"{page}:{line}"
        if block.not_run or block.language in SHOWN or is_test(block):
            continue
        if block.language == "sandbox":
            page_runner.serve(settings_of(block.source))
        elif block.language == "console":
            with_place(where, lambda block=block: page_runner.shell(block.source))
        elif block.title and block.language in FILES:
            page_runner.write(block.title, block.source)
        elif block.language in ("python", "check"):
            page_runner.python(block.source, page, line)
        elif block.language == "yaml":
            yaml.safe_load(block.source)
        elif block.language == "json":
            json.loads(block.source)
        else:
            pytest.fail(f"{where}: this test cannot run {block.language or 'a block without a language'}")


@pytest.mark.parametrize("page", [page for page in pages() if any(block.language == "check" for _, block in blocks(page))])
def test_python_without_the_hidden_blocks(page: str, page_runner: PageRunner) -> None:
    """A reader who copies the Python of a page has not prepared a sandbox."""
    del page_runner.names["sandbox"]
    page_runner.names["input"] = print
    for line, block in blocks(page):
        if block.not_run or is_test(block):
            continue
        if block.language == "console" and block.source.startswith("$ bu-sessions sandbox --port"):
            page_runner.shell(block.source)
        elif block.title and block.language in FILES:
            page_runner.write(block.title, block.source)
        elif block.language == "python":
            page_runner.python(block.source, page, line)


def with_place(where: str, run) -> None:
    try:
        run()
    except AssertionError as error:
        raise AssertionError(f"{where}: {error}") from None


def test_code_blocks_that_are_tests_pass(tmp_path: Path) -> None:
    """Runs all blocks that are tests, in one pytest process."""
    count = 0
    for page in pages():
        for line, block in blocks(page):
            if is_test(block) and not block.not_run:
                name = re.sub(r"\W", "_", page)
                (tmp_path / f"test_{name}_{line}.py").write_text(block.source, "utf-8")
                count += len(re.findall(r"^(?:async )?def test_", block.source, re.MULTILINE))
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{count} passed" in done.stdout


def test_number_of_blocks_that_are_not_run() -> None:
    found = Counter(page for page in pages() for _, block in blocks(page) if block.not_run)
    assert dict(found) == NOT_RUN
