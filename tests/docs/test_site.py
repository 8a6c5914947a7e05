"""The documentation site: it builds without warnings, its links work, and it loads nothing from other hosts."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from .pages import ROOT, pages

# Questions with their page, at most two clicks from the first page, and a word of that page.
QUESTIONS = {
    "how do I cap the cost": ("how-to/cost.html", "max_cost_usd"),
    "typed output": ("how-to/typed-output.html", "output_schema"),
    "what happens on Ctrl-C": ("how-to/interruptions.html", "Ctrl-C"),
    "test without a key": ("how-to/sandbox.html", "browser_use_sandbox"),
    "check a server": ("how-to/check.html", "bu-sessions check"),
    "upload a file": ("how-to/files.html", "workspaces.upload"),
    "use a profile": ("how-to/profiles.html", "profile_id"),
    "drive a browser with Playwright": ("how-to/browsers.html", "connect_over_cdp"),
    "what when the API changes": ("how-to/api-changes.html", "bu-sessions diff"),
    "use it from TypeScript": ("how-to/other-languages.html", "run.ts"),
    "use today's API": ("how-to/todays-api.html", "extra_body"),
    "it does not work": ("how-to/troubleshooting.html", "There is no API key"),
    "record a video": ("how-to/watch.html", "enable_recording"),
    "use asyncio": ("how-to/asyncio.html", "AsyncBrowserUse"),
}


class Page(HTMLParser):
    """The links, the loaded resources and the anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.in_text: list[str] = []
        self._inside = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside |= tag == "article"
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
            if self._inside:
                self.in_text.append(given["href"])
        elif tag in ("script", "img", "iframe", "video", "source") and given.get("src"):
            self.loads.append(given["src"])
        elif tag == "link" and given.get("href") and given.get("rel") not in ("canonical",):
            self.loads.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "article"


@pytest.fixture(scope="module")
def parsed_pages(site: Path) -> dict[str, Page]:
    return {path.relative_to(site).as_posix(): Page(path) for path in site.rglob("*.html") if path.name != "404.html"}


def target(page: str, link: str) -> tuple[str, str] | None:
    """Returns the file and the anchor of a link; None if it leads out of the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = Path("/", page).parent / unquote(parts.path) if parts.path else Path("/", page)
    return Path(path).resolve().relative_to("/").as_posix(), unquote(parts.fragment)


def test_links_and_anchors_exist(site: Path, parsed_pages: dict[str, Page]) -> None:
    broken = []
    for page, content in parsed_pages.items():
        for link in content.links + content.loads:
            found = target(page, link)
            if found is None:
                continue
            file, anchor = found
            is_there = (site / file).is_file()
            # Redoc creates its anchors at run time.
            has_anchor = (
                not anchor or file not in parsed_pages or file.startswith("reference/http/") or anchor in parsed_pages[file].ids
            )
            if not (is_there and has_anchor):
                broken.append(f"{page} -> {link}")
    assert not broken


def test_site_loads_nothing_from_other_hosts(site: Path, parsed_pages: dict[str, Page]) -> None:
    assert not [
        f"{page} loads {link}" for page, content in parsed_pages.items() for link in content.loads if target(page, link) is None
    ]
    for path in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", path.read_text("utf-8")), path
    assert "cdn.redoc.ly" not in (site / "reference/http/redoc.js").read_text("utf-8")


def test_every_page_is_linked_from_another_page(parsed_pages: dict[str, Page]) -> None:
    linked = {
        found[0]
        for page, content in parsed_pages.items()
        for link in content.in_text
        if (found := target(page, link)) and found[0] != page
    }
    assert set(parsed_pages) - linked <= {"index.html"}


def test_answers_are_at_most_two_clicks_away(site: Path, parsed_pages: dict[str, Page]) -> None:
    first = {found[0] for link in parsed_pages["index.html"].links if (found := target("index.html", link))}
    second = {
        found[0] for page in first if page in parsed_pages for link in parsed_pages[page].in_text if (found := target(page, link))
    }
    for question, (page, word) in QUESTIONS.items():
        assert page in first | second, question
        text = re.sub(r"<[^>]+>", "", (site / page).read_text("utf-8"))
        assert word in text, question


def test_readme_is_short() -> None:
    """On GitHub, about 70 lines fill two screens of 900 pixels."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 72


def test_all_pages_text_contains_every_page(site: Path) -> None:
    text = (site / "all-pages.txt").read_text("utf-8")
    for page in pages():
        if page.startswith("docs/") or page == "examples/README.md":
            title = re.search(r"^# .+$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
            assert title
            assert title[0] in text, page


def test_search_index_contains_the_pages(site: Path) -> None:
    index = (site / "search.json").read_text("utf-8")
    for word in ("max_cost_usd", "OutcomeUnknownError", "connect_over_cdp", "--update-baseline"):
        assert word in index
    assert '"title":"Upload a file"' in index
    assert "#browser_use_api.resources." not in index  # The same methods, with less to say about them.
    assert (site / "search.js").read_text("utf-8") == f"var __index = {index}"


def members(kind: type) -> Iterator[tuple[str, list[str]]]:
    """The public members that a class has from this project, each with the entries of the reference that may describe it."""
    classes = [each for each in kind.__mro__ if each.__module__.startswith("browser_use_")]
    for owner in classes:
        for member in {*vars(owner), *vars(owner).get("__annotations__", {})}:
            if not member.startswith("_"):
                yield member, [f"{each.__name__}.{member}" for each in classes]


def test_reference_contains_everything_public(site: Path) -> None:
    import browser_use_api.models
    import browser_use_sandbox
    import browser_use_sessions

    text = "".join(path.read_text("utf-8") for path in (site / "reference").glob("*.html"))
    ids = {".".join(found.split(".")[-count:]) for found in re.findall(r'id="([\w.]+)"', text) for count in (1, 2)}
    missing = set()
    for package in (browser_use_sessions, browser_use_api, browser_use_api.models, browser_use_sandbox):
        for name in set(package.__all__) - {"DEFAULT_API_KEY", "models"}:
            value = getattr(package, name)
            name = getattr(value, "__name__", name)  # Some classes have a second name.
            missing |= {name} - ids
            if isinstance(value, type):
                missing |= {f"{name}.{member}" for member, owners in members(value) if not any(one in ids for one in owners)}
    assert not missing
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                assert f"operation/{operation['operationId']}" in text


@pytest.mark.parametrize("page", [page for page in pages() if not page.startswith("docs/")])
def test_relative_links_of_readmes_exist(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        parts = urlsplit(link)
        if not parts.scheme and parts.path and page.partition("/")[0] != "docs":
            assert ((ROOT / page).parent / parts.path).exists(), link
