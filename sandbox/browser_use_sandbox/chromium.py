"""Real browsers: with `--chromium`, a Chromium of this machine for each browser without an agent session."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
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
_ENDPOINT = re.compile(rb"DevTools listening on (ws://\S+)")
_TIMEOUT_SECONDS = 30.0
_GRACE_SECONDS = 5.0


class NoChromium(ApiError):
    """No Chromium is installed, or it does not start."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(f"The sandbox cannot start a Chromium: {reason}")


def find_chromium() -> str | None:
    """The program that the environment variable `CHROMIUM` names, or the first known one on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


class RealBrowser:
    """A running Chromium: its DevTools endpoint, its process, and the folder of its profile."""

    def __init__(self, cdp_url: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.cdp_url, self._process, self.folder = cdp_url, process, folder
        self._reader = threading.Thread(target=_drain_stderr, args=(process,), daemon=True)
        self._reader.start()
        self._ending: threading.Thread | None = None

    def close(self) -> None:
        """Start to end the process and its children, and to remove its profile; what does not end is killed. Returns at once."""
        if self._ending is None:
            self._ending = threading.Thread(target=_end, args=(self._process, self.folder), name="browser-use-sandbox-chromium")
            self._ending.start()

    def wait(self) -> None:
        """Wait for the end of the process, after `close`."""
        if self._ending is not None:
            self._ending.join()
            self._reader.join()
            if self._process.stderr is not None:
                self._process.stderr.close()


async def start_chromium(width: float | None, height: float | None) -> RealBrowser:
    """A new Chromium with an empty profile and a window of this size in pixels. NoChromium if it does not start."""
    program = find_chromium()
    if program is None:
        raise NoChromium("none is installed; CHROMIUM in the environment may name one")
    return await asyncio.to_thread(_start, program, int(width or 1280), int(height or 800))


def _start(program: str, width: int, height: int) -> RealBrowser:
    folder = Path(tempfile.mkdtemp(prefix="browser-use-sandbox-chromium-"))
    arguments = [*_ARGUMENTS, f"--window-size={width},{height}", f"--user-data-dir={folder}", "about:blank"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.insert(0, "--no-sandbox")  # Chromium does not start as root with its sandbox.
    try:
        process = subprocess.Popen(  # noqa: S603 -- the program is installed on this machine
            [program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoChromium(f"{program}: {error.strerror or error}") from None
    alarm = threading.Timer(_TIMEOUT_SECONDS, _end, (process, folder))
    alarm.start()
    found = next(filter(None, map(_ENDPOINT.search, process.stderr or ())), None)
    alarm.cancel()
    if found is not None:
        return RealBrowser(found[1].decode("latin-1"), process, folder)
    _end(process, folder)
    if process.stderr is not None:
        process.stderr.close()
    raise NoChromium(f"{program} ended before it was ready")


def _drain_stderr(process: "subprocess.Popen[bytes]") -> None:
    """Read what the process writes, so that the pipe never fills up."""
    for _ in process.stderr or ():
        pass


def _end(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """End the process and its children, and remove the folder."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # Children that are still alive.
    shutil.rmtree(folder, ignore_errors=True)
