"""Real browsers: with `--chromium`, a Chromium of this machine for each browser without an agent session."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from .common.api_errors import ApiError

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_ARGUMENTS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_TIMEOUT_SECONDS = 30.0
_POLL_SECONDS = 0.02
_GRACE_SECONDS = 5.0


class NoChromium(ApiError):
    """No Chromium is installed, or it does not start."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(f"The sandbox cannot start a Chromium: {reason}")


class RealBrowser:
    """A running Chromium: its DevTools endpoint, its process, and the folder of its profile."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self._process, self.folder = process, folder
        self.cdp_url = ""
        self._ending: threading.Thread | None = None

    async def wait_until_ready(self) -> bool:
        """Whether the browser accepts connections before it ends or takes too long."""
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError, ValueError):
                # Chromium writes its port and the path of its endpoint into this file.
                port, path = (self.folder / "DevToolsActivePort").read_text().split("\n")
                self.cdp_url = f"ws://127.0.0.1:{port}{path}"
                return True
            await asyncio.sleep(_POLL_SECONDS)
        return False

    def close(self) -> None:
        """Start to end the process and its children, and to remove its profile; what does not end is killed. Returns at once."""
        if self._ending is None:
            self._ending = threading.Thread(target=self._end, name="browser-use-sandbox-chromium")
            self._ending.start()

    def wait(self) -> None:
        """Wait for the end of the process, after `close`."""
        if self._ending is not None:
            self._ending.join()

    def _end(self) -> None:
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE_SECONDS)
                break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # Children that are still alive.
        shutil.rmtree(self.folder, ignore_errors=True)


async def start_chromium(width: float | None, height: float | None) -> RealBrowser:
    """A new Chromium with an empty profile and a window of this size in pixels. NoChromium if it does not start.

    The environment variable `CHROMIUM` names the program; otherwise it is the first known one on the path.
    """
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise NoChromium("none is installed; CHROMIUM in the environment may name one")
    folder = Path(tempfile.mkdtemp(prefix="browser-use-sandbox-chromium-"))
    size = f"--window-size={int(width or 1280)},{int(height or 800)}"
    command = [program, *_ARGUMENTS, size, f"--user-data-dir={folder}", "about:blank"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium does not start as root with its sandbox.
    try:
        process = subprocess.Popen(  # noqa: ASYNC220, S603 -- it returns at once; the program is installed on this machine
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoChromium(f"{program}: {error.strerror or error}") from None
    browser = RealBrowser(process, folder)
    try:
        if await browser.wait_until_ready():
            return browser
    except BaseException:
        browser.close()
        raise
    browser.close()
    await asyncio.to_thread(browser.wait)
    raise NoChromium(f"{program} ended before it was ready")
