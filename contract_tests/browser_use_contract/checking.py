"""Carries out the `check` command: traffic or a HAR, verdicts, reports, exit code."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rich.console import Console

from .baseline import as_baseline, read_baseline
from .client import Client
from .exchange import KEY_HEADER
from .grouping import selection
from .har import read_har, write_har
from .redact import Redactor, visible
from .refused import CheckRefused
from .report import Report, make_report
from .run import Gathered, Options, gather
from .spec import use as hold_to
from .target import Target, target
from .trace import Trace
from .values import is_uuid
from .verdicts import judge

CANNOT_JUDGE = 2
_STDOUT = Path("-")


@dataclass(frozen=True)
class Outputs:
    """The files that are written, besides what the terminal shows; `-` is standard output."""

    json_file: Path | None = None
    html_file: Path | None = None
    junit_file: Path | None = None
    har_file: Path | None = None
    baseline: Path | None = None

    def require_folders(self) -> None:
        """Raises CheckRefused where a file cannot be written for want of a folder, and where two go to standard output."""
        paths = [path for path in (self.json_file, self.html_file, self.junit_file, self.har_file) if path]
        for path in paths:
            if not path.absolute().parent.is_dir():
                raise CheckRefused(f"{path} cannot be written: its folder does not exist.")
        if paths.count(_STDOUT) > 1:
            raise CheckRefused("Only one report can go to standard output.")

    @property
    def uses_stdout(self) -> bool:
        return _STDOUT in (self.json_file, self.html_file, self.junit_file, self.har_file)


def carry_out(
    *,
    url: str | None,
    api_key: str,
    budget: str | None,
    quick: bool,
    strict: bool,
    seed: int,
    timeout: float,
    max_time: float | None,
    headers: Sequence[str],
    only: Sequence[str],
    skip: Sequence[str],
    profile_id: str | None,
    workspace_id: str | None,
    from_har: Path | None,
    spec: Path | None,
    baseline: Path | None,
    update_baseline: bool,
    json_file: Path | None,
    html_file: Path | None,
    junit_file: Path | None,
    har_file: Path | None,
) -> int:
    """Runs the check and returns its exit code. Errors that a user can mend are told in one message, and in every report."""
    outputs = Outputs(json_file, html_file, junit_file, har_file, baseline if update_baseline else None)
    console = Console(highlight=False, soft_wrap=False, emoji=False, stderr=outputs.uses_stdout)
    begun = time.monotonic()
    try:
        outputs.require_folders()
        if update_baseline and baseline is None:
            raise CheckRefused("Which file? --update-baseline goes with --baseline FILE.")
        known = {} if update_baseline and baseline and not baseline.exists() else read_baseline(baseline)
        hold_to(spec)
        redactor = Redactor(api_key)
        if from_har is not None:
            where, exchanges = read_har(from_har)
            gathered = Gathered(Trace(exchanges))
        else:
            found = target(_require(url), api_key)
            options = _options(found, budget, quick, seed, timeout, profile_id, workspace_id)
            options = replace(options, max_time=max_time, headers=_headers(headers))
            with _ended_by_signals(), _progress() as watch:
                gathered, where = gather(found, options, watch), found.url
        counted = {} if update_baseline else known
        judgements = judge(gathered.trace, strict=strict, is_chosen=selection(only, skip), known=counted)
        report = make_report(gathered, judgements, redactor, url=where, seconds=time.monotonic() - begun, quick=quick, seed=seed)
        _write(report, gathered, redactor, outputs, known)
    except CheckRefused as error:
        Console(stderr=True, highlight=False).print(visible(str(error)).replace("\\x0a", "\n"), style="bold red", markup=False)
        _write_refusal(str(error), url or str(from_har or ""), time.monotonic() - begun, Redactor(api_key), outputs)
        return CANNOT_JUDGE
    except BrokenPipeError:
        return CANNOT_JUDGE
    from .reports.terminal import print_report

    try:
        print_report(report, console)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return report.exit_code


def _headers(given: Sequence[str]) -> dict[str, str]:
    """The headers of `-H "NAME: VALUE"`. Raises CheckRefused where one is none, or is the key's."""
    found = {}
    for one in given:
        name, colon, value = one.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name.strip()) or not value.strip().isprintable():
            raise CheckRefused(f"{name!r} is no header. It looks like -H 'NAME: VALUE'.")
        if name.strip().lower() == KEY_HEADER:
            raise CheckRefused("The key goes into --api-key, so that it can be left out where that is tried.")
        found[name.strip()] = value.strip()
    return found


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Lets SIGTERM and SIGHUP end the check as Ctrl-C does, so that what it made is deleted. Windows has no SIGHUP."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {name: signal.signal(getattr(signal, name), interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


@contextmanager
def _progress() -> Iterator[Callable[[Client], None]]:
    """Shows on a terminal how many requests were sent; elsewhere nothing."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda client: None
        return
    over = threading.Event()
    with console.status("Starting") as status:

        def show(client: Client) -> None:
            begun = time.monotonic()
            while not over.wait(0.2):
                status.update(f"{len(client.exchanges)} requests in {time.monotonic() - begun:.0f} s")

        yield lambda client: threading.Thread(target=show, args=(client,), daemon=True).start()
        over.set()


def judged(
    url: str, api_key: str, *, budget: str | None = None, quick: bool = False, strict: bool = False, seed: int = 0
) -> Report:
    """Checks a server and returns the report. Raises CheckRefused, with what to do, where it cannot be judged."""
    begun = time.monotonic()
    found = target(url, api_key)
    gathered = gather(found, _options(found, budget, quick, 0, 10.0, None, None))
    judgements = judge(gathered.trace, strict=strict)
    seconds = time.monotonic() - begun
    return make_report(gathered, judgements, Redactor(api_key), url=found.url, seconds=seconds, quick=quick)


def _require(url: str | None) -> str:
    if not url:
        raise CheckRefused(
            "Which server? Give --url BASE_URL or set BROWSER_USE_BASE_URL; or judge a recording with --from-har FILE."
        )
    return url


def _options(
    found: Target, budget: str | None, quick: bool, seed: int, timeout: float, profile_id: str | None, workspace_id: str | None
) -> Options:
    if not timeout > 0:
        raise CheckRefused("--timeout must be more than 0 seconds.")
    for name, value in (("--profile-id", profile_id), ("--workspace-id", workspace_id)):
        if value is not None and not is_uuid(value):
            raise CheckRefused(f"{name} must be a UUID.")
    try:
        amount = Decimal(budget) if budget is not None else Decimal(0)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise CheckRefused("--budget must be an amount of USD, such as 0.50.")
    free = found.is_loopback and budget is None
    return Options(None if free else amount, quick, seed, timeout, profile_id, workspace_id)


def _write(report: Report, gathered: Gathered, redactor: Redactor, outputs: Outputs, known: Mapping[str, str]) -> None:
    if outputs.json_file:
        from .reports.as_json import as_json

        _put(outputs.json_file, as_json(report))
    if outputs.html_file:
        from .reports.as_html import as_html
        from .timeline import timeline

        _put(outputs.html_file, as_html(report, timeline(gathered.trace, redactor)))
    if outputs.junit_file:
        from .reports.as_junit import as_junit

        _put(outputs.junit_file, as_junit(report))
    if outputs.har_file:
        _put(outputs.har_file, write_har(gathered.trace.exchanges, report.url, redactor))
    if outputs.baseline:
        _put(outputs.baseline, as_baseline((item.promise.id for item in report.failures), known))


def _write_refusal(why: str, url: str, seconds: float, redactor: Redactor, outputs: Outputs) -> None:
    """Writes the reports of a check without a verdict, so that none of an earlier check is taken for it."""
    refused = Report(redactor.text(url), False, False, 0, seconds, CANNOT_JUDGE, [], 0, refusal=redactor.text(why))
    with suppress(CheckRefused):
        _write(refused, Gathered(Trace(())), redactor, replace(outputs, har_file=None, baseline=None), {})


def _put(path: Path, text: str) -> None:
    if path == _STDOUT:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
        return
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise CheckRefused(f"{path} cannot be written: {error.strerror}.") from None
