"""Real browsers: a Chromium of this machine for each bare browser, where `--chromium` asks for them."""

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

import attrs

from .api_errors import Refusal

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
_TOLD = re.compile(rb"DevTools listening on (ws://\S+)")
_PATIENCE_SECONDS = 30.0
_GRACE_SECONDS = 5.0


class NoChromium(Refusal):
    """There is no Chromium, or it does not start."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(f"The sandbox cannot start a Chromium: {reason}")


def find_chromium() -> str | None:
    """The program: what the environment variable `CHROMIUM` names, or the first known name on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@attrs.frozen
class RealBrowser:
    """A Chromium that runs: its DevTools endpoint, its process, and the folder with its profile."""

    cdp_url: str
    _process: "subprocess.Popen[bytes]" = attrs.field(alias="process")
    _folder: Path = attrs.field(alias="folder")

    def close(self) -> None:
        """End it and its helpers, and forget its profile; what is not gone soon is killed. Returns at once."""
        threading.Thread(target=end, args=(self._process, self._folder), name="browser-use-sandbox-chromium").start()


async def start_chromium(width: int | None = None, height: int | None = None) -> RealBrowser:
    """A new one with an empty profile. NoChromium."""
    program = find_chromium()
    if program is None:
        raise NoChromium("none is installed; CHROMIUM in the environment may name one")
    return await asyncio.to_thread(_start, program, width or 1280, height or 800)


def _start(program: str, width: int, height: int) -> RealBrowser:
    folder = Path(tempfile.mkdtemp(prefix="browser-use-sandbox-chromium-"))
    arguments = [*_ARGUMENTS, f"--window-size={width},{height}", f"--user-data-dir={folder}", "about:blank"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.insert(0, "--no-sandbox")  # As root, Chromium does not start with its own.
    try:
        process = subprocess.Popen(  # noqa: S603 -- the program is the machine's own
            [program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoChromium(f"{program}: {error.strerror or error}") from None
    alarm = threading.Timer(_PATIENCE_SECONDS, end, (process, folder))
    alarm.start()
    for line in process.stderr or ():
        found = _TOLD.search(line)
        if found:
            alarm.cancel()
            threading.Thread(target=_read_on, args=(process,), daemon=True).start()
            return RealBrowser(found[1].decode("latin-1"), process, folder)
    alarm.cancel()
    end(process, folder)
    raise NoChromium(f"{program} ended before it was ready")


def _read_on(process: "subprocess.Popen[bytes]") -> None:
    """Take what it says, so that it never waits for a reader."""
    for _ in process.stderr or ():
        pass


def end(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """End the process and all that it has started, and remove the folder."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
            break
    shutil.rmtree(folder, ignore_errors=True)
