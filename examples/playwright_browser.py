"""A bare browser in the cloud, without an agent, driven by Playwright over the Chrome DevTools Protocol.

    bu-sessions sandbox --port 8733 --chromium      # or the API itself
    python examples/playwright_browser.py https://example.com

Needs the package playwright (extra `examples`), but none of the browsers that it can install.
"""

import sys

from playwright.sync_api import sync_playwright

from browser_use_sessions import BrowserUse


def main(url: str) -> None:
    with BrowserUse() as client, sync_playwright() as playwright:
        browser = client.browsers.create(timeout=5)  # Minutes. It is billed until it is stopped, or they are over.
        try:
            page = playwright.chromium.connect_over_cdp(browser.cdp_url or "").new_context().new_page()
            page.goto(url)
            print(page.title())
        finally:
            stopped = client.browsers.stop(browser.id)
        print(f"The browser has cost ${stopped.browser_cost:.2f}.", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
