"""Runs the `check` command: makes traffic or reads a HAR file, checks it, writes reports, returns the exit code."""

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
from math import inf
from pathlib import Path

from rich.console import Console

from .arguments import Arguments
from .baseline import as_baseline, read_baseline
from .client import Client
from .connection import Connection
from .exchange import KEY_HEADER
from .grouping import selection
from .incomplete import left_out
from .recordings import read_recording, write_har
from .redact import Redactor, visible
from .refused import CheckRefused
from .report import Report, make_report, version
from .run import CollectedTraffic, Options, gather
from .spec import use as hold_to
from .target import Target, target
from .trace import Trace
from .values import is_uuid
from .verdicts import evaluate

CANNOT_CHECK = 2
_STDOUT = Path("-")


@dataclass(frozen=True)
class Outputs:
    """The report files to write, besides the terminal output. `-` is standard output."""

    json_file: Path | None = None
    html_file: Path | None = None
    junit_file: Path | None = None
    har_file: Path | None = None
    baseline: Path | None = None

    def require_folders(self) -> None:
        """Raises CheckRefused if a folder does not exist, or if two reports go to standard output."""
        paths = [path for path in (self.json_file, self.html_file, self.junit_file, self.har_file) if path]
        for path in paths:
            if not path.absolute().parent.is_dir():
                raise CheckRefused(f"{path} cannot be written: its folder does not exist.")
        if paths.count(_STDOUT) > 1:
            raise CheckRefused("Only one report can go to standard output.")

    @property
    def uses_stdout(self) -> bool:
        return _STDOUT in (self.json_file, self.html_file, self.junit_file, self.har_file)


def outputs_of(given: Arguments) -> Outputs:
    baseline = given.baseline if given.update_baseline else None
    return Outputs(given.json_file, given.html_file, given.junit_file, given.har_file, baseline)


@dataclass
class Checked:
    """The collected traffic and its report."""

    gathered: CollectedTraffic
    redactor: Redactor
    report: Report


def carry_out(arguments: Arguments) -> int:
    """Runs the check and returns its exit code. A CheckRefused is printed as one message and written to every report."""
    outputs = outputs_of(arguments)
    console = Console(highlight=False, soft_wrap=False, emoji=False, stderr=outputs.uses_stdout)
    begun = time.monotonic()
    try:
        with _ended_by_signals(), _progress() as watch:
            checked = check_and_write(arguments, outputs, watch)
    except (CheckRefused, KeyboardInterrupt) as error:
        why = str(error) or "The check was interrupted before anything could be checked."
        told = Redactor(arguments.api_key).keyless(why)
        Console(stderr=True, highlight=False).print(visible(told).replace("\\x0a", "\n"), style="bold red", markup=False)
        write_refusal(arguments, why, time.monotonic() - begun)
        return CANNOT_CHECK
    except BrokenPipeError:
        return CANNOT_CHECK
    from .reports.terminal import print_report

    try:
        print_report(checked.report, console)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return checked.report.exit_code


def check_and_write(arguments: Arguments, outputs: Outputs, watch: Callable[[Client], None] = lambda client: None) -> Checked:
    """Runs the check and writes its report files. Raises CheckRefused."""
    outputs.require_folders()
    known = known_violations(arguments)
    checked = _check(arguments, watch)
    _write(checked.report, checked.gathered, checked.redactor, outputs, known)
    return checked


def known_violations(arguments: Arguments) -> Mapping[str, str]:
    """Returns the known violations from the baseline file. Raises CheckRefused if it cannot be read."""
    if arguments.update_baseline and arguments.baseline is None:
        raise CheckRefused("--update-baseline needs --baseline FILE.")
    if arguments.update_baseline and arguments.baseline and not arguments.baseline.exists():
        return {}
    return read_baseline(arguments.baseline)


def _check(arguments: Arguments, watch: Callable[[Client], None] = lambda client: None) -> Checked:
    """Checks a server or a recording. Raises CheckRefused if that is not possible; its message says what to do.

    `watch` is called with the client before it sends anything.
    """
    begun = time.monotonic()
    known = {} if arguments.update_baseline else known_violations(arguments)
    hold_to(arguments.spec)
    if arguments.from_har:
        recording = read_recording(arguments.from_har, is_complete=arguments.complete)
        where, traces, redactor = recording.url, recording.traces, Redactor(arguments.api_key, recording.secrets)
        gathered = CollectedTraffic(_in_one(traces), left_out(recording, asked_complete=arguments.complete))
    else:
        found = target(_require(arguments.url), arguments.api_key, arguments.allow_http)
        redactor = Redactor(arguments.api_key)
        gathered, where = gather(found, options_of(arguments, found), watch), found.url
        traces = (gathered.trace,)
    is_chosen = selection(arguments.only, arguments.skip)
    results = evaluate(*traces, strict=arguments.strict, is_chosen=is_chosen, known=known)
    seconds, quick, seed = time.monotonic() - begun, arguments.quick, arguments.seed
    shown = redactor.keyless(where)
    return Checked(
        gathered, redactor, make_report(gathered, results, redactor, url=shown, seconds=seconds, quick=quick, seed=seed)
    )


def _in_one(traces: Sequence[Trace]) -> Trace:
    """Joins the exchanges of a recording for counts and the timeline. An unknown end becomes the time of the start."""
    every = [one if one.ended < inf else replace(one, ended=one.started) for trace in traces for one in trace.exchanges]
    return Trace(every, is_complete=all(trace.is_complete for trace in traces))


def _headers(given: Sequence[str]) -> dict[str, str]:
    """Parses the headers of `-H "NAME: VALUE"`. Raises CheckRefused for a malformed header and for the API key header."""
    found = {}
    for one in given:
        name, colon, value = one.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name.strip()) or not value.strip().isprintable():
            raise CheckRefused(f"{name!r} is no header. It looks like -H 'NAME: VALUE'.")
        if name.strip().lower() == KEY_HEADER:
            raise CheckRefused("Give the key with --api-key, not with -H: some requests must be sent without the key.")
        found[name.strip()] = value.strip()
    return found


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Makes SIGTERM and SIGHUP end the check like Ctrl-C, so that what it created is deleted. Windows has no SIGHUP."""
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
    """Shows the number of requests on a terminal. Shows nothing if the output is not a terminal."""
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


def _require(url: str | None) -> str:
    if not url:
        raise CheckRefused(
            "No server was given. Give --url BASE_URL or set BROWSER_USE_BASE_URL; or check a recording with --from-har FILE."
        )
    return url


def options_of(arguments: Arguments, found: Target) -> Options:
    """Returns the options of the traffic. Raises CheckRefused if an option has an invalid value."""
    if not arguments.timeout > 0:
        raise CheckRefused("--timeout must be more than 0 seconds.")
    for name, value in (("--profile-id", arguments.profile_id), ("--workspace-id", arguments.workspace_id)):
        if value is not None and not is_uuid(value):
            raise CheckRefused(f"{name} must be a UUID.")
    try:
        amount = Decimal(arguments.budget) if arguments.budget is not None else Decimal(0)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise CheckRefused("--budget must be an amount of USD, such as 0.50.")
    free = found.is_local and arguments.budget is None
    processes = 2 if free and not arguments.quick else 1  # the generator process sends requests at the same time
    connection = Connection(
        timeout=arguments.timeout,
        pause=processes / arguments.rate if arguments.rate else 0.0,
        ca=str(arguments.ca) if arguments.ca else None,
        client_cert=str(arguments.client_cert) if arguments.client_cert else None,
        insecure=arguments.insecure,
        proxy=arguments.proxy,
        headers=_headers(arguments.headers),
    )
    connection.require_usable(found.url, is_local=found.is_local)
    return Options(
        budget=None if free else amount,
        quick=arguments.quick,
        seed=arguments.seed,
        profile_id=arguments.profile_id,
        workspace_id=arguments.workspace_id,
        max_time=arguments.max_time,
        wait_for_server=arguments.wait_for_server or 0.0,
        connection=connection,
    )


def _write(report: Report, gathered: CollectedTraffic, redactor: Redactor, outputs: Outputs, known: Mapping[str, str]) -> None:
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
        _put(outputs.baseline, as_baseline((item.requirement.id for item in report.failures), known))


def write_refusal(arguments: Arguments, why: str, seconds: float) -> None:
    """Writes reports that say why there is no verdict, so that older report files are not mistaken for this check's."""
    redactor, where = Redactor(arguments.api_key), arguments.url or ", ".join(map(str, arguments.from_har))
    refused = Report(
        redactor.text(where),
        strict=arguments.strict,
        quick=arguments.quick,
        seed=arguments.seed,
        seconds=seconds,
        exit_code=CANNOT_CHECK,
        items=[],
        exchanges=0,
        refusal=redactor.text(why),
        version=version(),
    )
    with suppress(CheckRefused):
        outputs = replace(outputs_of(arguments), har_file=None, baseline=None)
        _write(refused, CollectedTraffic(Trace(())), redactor, outputs, {})


def _put(path: Path, text: str) -> None:
    if path == _STDOUT:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
        return
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise CheckRefused(f"{path} cannot be written: {error.strerror}.") from None
