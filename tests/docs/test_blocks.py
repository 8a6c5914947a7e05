"""Every block of code in the documentation and in the READMEs works.

Python runs against a sandbox in this process, shell commands are really run, files are written where the commands find them, and
tests are run by pytest. A block that cannot run says why: `<!-- not run: REASON -->` stands before it, and is counted here.
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

from .pages import ROOT, Block, pages, parse
from .workshop import Workshop, settings_of

pytestmark = pytest.mark.slow

# How many blocks of a page are not run; each says why.
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
SHOWN = {"text"}  # Output, trees and tables: no code.
FILES = {"yaml", "json", "toml", "ts", "js", "python", "ini"}


def blocks(page: str) -> list[tuple[int, Block]]:
    """The page's blocks in order, each with its line."""
    document = Document.parse(str(ROOT / page), parse)
    return [(example.line, example.parsed) for example in document.examples()]


def is_test(block: Block) -> bool:
    return block.language == "python" and re.search(r"^(async )?def test_", block.source, re.MULTILINE) is not None


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("BROWSER_USE_API_KEY", "BROWSER_USE_BASE_URL"):  # Put back afterwards.
        monkeypatch.setenv(name, "set by the page")
    made = Workshop(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("page", pages())
def test_page(page: str, workshop: Workshop) -> None:
    for line, block in blocks(page):
        where = f"{page}:{line}"
        if block.not_run or block.language in SHOWN or is_test(block):
            continue
        if block.language == "sandbox":
            workshop.serve(settings_of(block.source))
        elif block.language == "console":
            with_place(where, lambda block=block: workshop.shell(block.source))
        elif block.title and block.language in FILES:
            workshop.write(block.title, block.source)
        elif block.language in ("python", "check"):
            workshop.python(block.source, page, line)
        elif block.language == "yaml":
            yaml.safe_load(block.source)
        elif block.language == "json":
            json.loads(block.source)
        else:
            pytest.fail(f"{where}: nobody knows how to run {block.language or 'a block without a language'}")


@pytest.mark.parametrize("page", [page for page in pages() if any(block.language == "check" for _, block in blocks(page))])
def test_python_without_the_hidden_blocks(page: str, workshop: Workshop) -> None:
    """A reader who copies the Python of a page has not prepared a sandbox."""
    del workshop.names["sandbox"]
    workshop.names["input"] = print
    for line, block in blocks(page):
        if block.not_run or is_test(block):
            continue
        if block.language == "console" and block.source.startswith("$ bu-sessions sandbox --port"):
            workshop.shell(block.source)
        elif block.title and block.language in FILES:
            workshop.write(block.title, block.source)
        elif block.language == "python":
            workshop.python(block.source, page, line)


def with_place(where: str, run) -> None:
    try:
        run()
    except AssertionError as error:
        raise AssertionError(f"{where}: {error}") from None


def test_tests(tmp_path: Path) -> None:
    """Blocks that are tests, all in one run of pytest."""
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


def test_what_is_not_run() -> None:
    found = Counter(page for page in pages() for _, block in blocks(page) if block.not_run)
    assert dict(found) == NOT_RUN
