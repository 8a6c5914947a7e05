"""The site in a real browser, opened as files without a network: search, HTTP reference, no console errors."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService
from selenium.webdriver.support.wait import WebDriverWait

from .pages import ROOT

pytestmark = pytest.mark.slow


PAGES_WITH_WIDE_TABLES = [
    "faults.html",
    "languages.html",
    "compatibility.html",
    "design/documentation.html",
    "reference/requirements.html",
    "reference/http-api.html",
    "how-to/troubleshooting.html",
]


@pytest.fixture
def chrome() -> Iterator[Chrome]:
    driver = shutil.which("chromedriver")
    if driver is None or not (binary := shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("chromium and chromedriver are not installed here")
    options = ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless", "--no-sandbox", "--window-size=1280,900", "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options, ChromeService(driver))
    yield chrome
    chrome.quit()


def wait_for_text(chrome: Chrome, text: str) -> None:
    """Waits until the page shows the text, also within shadow roots."""
    script = """
        const texts = [document.body.innerText];
        for (const each of document.querySelectorAll("*")) if (each.shadowRoot) texts.push(each.shadowRoot.textContent);
        return texts.join(" ");
    """
    WebDriverWait(chrome, 30).until(lambda _: text in chrome.execute_script(script))


def test_search_finds_a_page(chrome: Chrome, site: Path) -> None:
    chrome.get((site / "index.html").as_uri())
    wait_for_text(chrome, "What do you want to know?")
    ActionChains(chrome).send_keys("/").perform()
    WebDriverWait(chrome, 30).until(lambda _: chrome.execute_script("return document.activeElement !== document.body"))
    ActionChains(chrome).send_keys("OutcomeUnknownError").perform()
    wait_for_text(chrome, "results")
    assert chrome.get_log("browser") == []


def test_pages_fit_narrow_screens(chrome: Chrome, site: Path) -> None:
    """At a width of 400 pixels no page scrolls horizontally; only wide tables and code do."""
    narrow = {"width": 400, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", narrow)
    wide = []
    long = {"python-client.html", "python-generated.html", "python-models.html"}  # They look like python-resources.html.
    for path in sorted(path for path in site.rglob("*.html") if path.name not in long):
        chrome.get(path.as_uri())
        if chrome.execute_script("return document.documentElement.scrollWidth") > 400:
            wide.append(path.name)
    assert not wide


def test_wide_tables_fit_at_1280_pixels(chrome: Chrome, site: Path) -> None:
    """At 1280 pixels all columns of these tables can be seen, and no word is broken."""
    script = """
        const all = [...document.querySelectorAll(".md-typeset__scrollwrap")];
        return all.some(each => each.scrollWidth > each.clientWidth);
    """
    cut = []
    for page in PAGES_WITH_WIDE_TABLES:
        chrome.get((site / page).as_uri())
        wait_for_text(chrome, "Search")
        if chrome.execute_script(script):
            cut.append(page)
    assert not cut


def test_http_reference_shows_all_operations(chrome: Chrome, site: Path) -> None:
    chrome.get((site / "reference/http/index.html").as_uri())
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    wait_for_text(chrome, document["info"]["title"])
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                wait_for_text(chrome, operation["summary"])
    assert chrome.get_log("browser") == []
