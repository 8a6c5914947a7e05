"""The Markdown pages of the project, and their code blocks."""

import re
from pathlib import Path
from typing import NamedTuple

from sybil import Document, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

ROOT = Path(__file__).parents[2]
# Pages that commands write, at least in part. Other tests compare them with the code.
GENERATED = {"docs/requirements.md", "docs/faults.md"}
READMES = ["README.md", "generated/README.md", "wrapper/README.md", "sandbox/README.md", "contract_tests/README.md"]
OTHERS = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "examples/README.md",
    "sandbox/DETAILS.md",
    "contract_tests/browser_use_contract/diff/README.md",
]
_INFO = re.compile(r"(?P<info>[^\n`]*)$\n", re.MULTILINE)
_NOT_RUN = re.compile(r"<!-- not run: (?P<why>[^\n]+?) -->\n[ \t]*\Z")
_HIDDEN = re.compile(r"^<!-- (?P<kind>sandbox|check)\n(?P<source>.*?)^-->$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block: its language, its title (a file name) if it has one, why it is not run, and the code."""

    language: str
    title: str | None
    not_run: str | None
    source: str


def pages() -> list[str]:
    """Returns the pages written by hand, as paths relative to the project's root."""
    docs = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return [page for page in [*READMES, *OTHERS, *docs] if page not in GENERATED]


def parse(document: Document) -> list[Region]:
    """Finds fenced code blocks, and hidden ones: `<!-- sandbox` (settings in YAML), `<!-- check` (Python)."""
    found = [Region(m.start(), m.end(), Block(m["kind"], None, None, m["source"])) for m in _HIDDEN.finditer(document.text)]
    for region in RawFencedCodeBlockLexer(_INFO)(document):
        language, _, rest = region.lexemes["info"].strip().partition(" ")
        title = re.search(r'title="([^"]+)"', rest)
        not_run = _NOT_RUN.search(document.text[: region.start])
        block = Block(language, title and title[1], not_run and not_run["why"], str(region.lexemes["source"]))
        found.append(Region(region.start, region.end, block))
    return found
