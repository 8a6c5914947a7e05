"""The pages in a real browser: headless Chromium, driven through chromedriver."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from browser_use_sandbox import Sandbox

pytestmark = pytest.mark.slow

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium with a new profile. Both programs are named, so that Selenium looks for none and downloads nothing."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed here")
    options = ChromeOptions()
    options.binary_location = chromium
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = Chrome(options, ChromeService(driver))
    yield browser
    browser.quit()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(speed=0, seed=1) as running:
        yield running


def create(sandbox: Sandbox, **body: object) -> dict[str, str]:
    headers = {"X-Browser-Use-API-Key": sandbox.api_key}
    session: dict[str, str] = httpx.post(f"{sandbox.base_url}/sessions", json=body, headers=headers).raise_for_status().json()
    return session


def text(browser: Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


def wait_for(browser: Chrome, selector: str, told: str) -> None:
    """Until an element says so; pages fetch themselves anew every second."""
    found = f"return document.querySelector({selector!r})?.innerText.includes({told!r})"
    WebDriverWait(browser, 20, poll_frequency=0.05).until(lambda _: browser.execute_script(found))


def complaints(browser: Chrome) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def test_the_live_page_updates_by_itself(browser: Chrome, sandbox: Sandbox) -> None:
    session = create(sandbox, task="Find a mouse")
    browser.get(session["liveUrl"])
    assert text(browser, ".status") == "created"
    browser.execute_script("window.isTheSamePage = true")
    sandbox.advance("1 s")
    wait_for(browser, ".status", "running")
    assert browser.title == "running: Find a mouse"
    sandbox.advance("1 min")
    wait_for(browser, ".outcome", "Done: Find a mouse")
    assert text(browser, ".status") == "stopped"
    assert browser.execute_script("return window.isTheSamePage")
    picture = browser.find_element(By.TAG_NAME, "img")
    WebDriverWait(browser, 20).until(lambda _: picture.get_property("naturalWidth"))
    assert complaints(browser) == []


def test_the_list_updates_by_itself_and_its_links_lead_on(browser: Chrome, sandbox: Sandbox) -> None:
    browser.get(sandbox.base_url.removesuffix("/api/v3"))
    assert "None yet" in text(browser, "main")
    create(sandbox, task="Find a mouse")
    wait_for(browser, ".sessions", "Find a mouse")
    browser.find_element(By.CSS_SELECTOR, ".sessions a").click()
    wait_for(browser, "h1", "New session")
    browser.find_element(By.LINK_TEXT, "All sessions").click()
    wait_for(browser, "h1", "Sessions")
    assert complaints(browser) == []


@pytest.mark.parametrize("attributes", ["", 'sandbox="allow-scripts"'])
def test_it_works_in_a_frame_of_another_origin(browser: Chrome, sandbox: Sandbox, attributes: str, tmp_path: Path) -> None:
    session = create(sandbox, task="Find a mouse")
    outside = tmp_path / "outside.html"
    outside.write_text(f'<!doctype html><iframe {attributes} width=800 height=600 src="{session["liveUrl"]}"></iframe>')
    browser.get(outside.as_uri())
    browser.switch_to.frame(0)
    wait_for(browser, ".status", "created")
    sandbox.advance("1 s")
    wait_for(browser, ".status", "running")
    browser.switch_to.default_content()
    assert complaints(browser) == []


def test_hostile_text_does_nothing(browser: Chrome, sandbox: Sandbox) -> None:
    evil = '<img src=x onerror="document.title=\'evil\'"><script>document.title="evil"</script>'
    sandbox.script(title=evil, steps=[{"summary": evil, "messages": [evil]}], output=evil)
    session = create(sandbox, task=evil)
    sandbox.advance("1 min")
    for url in (session["liveUrl"], sandbox.page_url):
        browser.get(url)
        wait_for(browser, "main", "<img src=x onerror=")
        assert browser.title != "evil"
        assert len(browser.find_elements(By.CSS_SELECTOR, "script:not([src]), main script, [onerror]")) == 0
    assert complaints(browser) == []


def test_the_policy_stops_a_script_that_got_in(browser: Chrome, sandbox: Sandbox) -> None:
    browser.get(create(sandbox)["liveUrl"])
    browser.execute_script(
        "const s = document.createElement('div'); s.innerHTML = '<img src=\"data:,\" onerror=\"document.title=1\">';"
        "document.body.append(s)"
    )
    WebDriverWait(browser, 20).until(lambda _: any("Content Security Policy" in message for message in complaints(browser)))
    assert browser.title != "1"


@pytest.mark.parametrize("width", [320, 480, 900, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_narrow_and_wide_light_and_dark(browser: Chrome, sandbox: Sandbox, width: int, scheme: str) -> None:
    sandbox.script(title="W" * 200, steps=["x" * 400, "é" * 400], output={"long": "y" * 500})
    session = create(sandbox, task="z" * 1000, outputSchema={}, maxCostUsd="0.5")
    sandbox.advance("1 min")
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for url in (session["liveUrl"], sandbox.page_url):
        browser.get(url)
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        ink, paper = browser.execute_script("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]")
        assert (brightness(ink) > brightness(paper)) == (scheme == "dark")


def brightness(colour: str) -> int:
    """How bright a colour such as `rgb(28, 32, 40)` is."""
    return sum(int(part) for part in colour.strip("rgb()").split(","))


def test_a_recording_plays(browser: Chrome, sandbox: Sandbox) -> None:
    session = create(sandbox, task="x", enableRecording=True, keepAlive=True)
    sandbox.advance("1 min")
    browser.get(session["liveUrl"])
    browser.find_element(By.LINK_TEXT, "Recording of task 1").click()
    WebDriverWait(browser, 20).until(lambda _: browser.execute_script("return document.querySelector('video')?.duration > 0"))


def test_it_says_when_the_sandbox_does_not_answer(browser: Chrome, sandbox: Sandbox) -> None:
    browser.get(create(sandbox)["liveUrl"])
    sandbox.stop()
    wait_for(browser, "#silence", "does not answer")
