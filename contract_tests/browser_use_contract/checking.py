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
from .baseline import as_baseline, baseline_notes, read_baseline
from .client import Client
from .connection import Connection
from .document import use as hold_to
from .exchange import KEY_HEADER
from .grouping import resources_for, selected
from .incomplete import left_out
from .recordings import read_recording, write_har
from .redact import Redactor, visible
from .refused import CheckRefused
from .report import Report, make_report, version
from .requirement import Requirement
from .run import CollectedTraffic, Options, gather
from .target import Target, target
from .trace import Trace
from .values import is_uuid
from .verdicts import evaluate

CANNOT_CHECK = 2
_STDOUT = Path("-")


def _report_files(given: Arguments) -> list[Path]:
    return [path for path in (given.json_file, given.html_file, given.junit_file, given.har_file) if path]


def _require_folders(given: Arguments) -> None:
    """Raises CheckRefused if the folder of a report does not exist, or if two reports go to standard output."""
    for path in _report_files(given):
        if not path.absolute().parent.is_dir():
            raise CheckRefused(f"{path} cannot be written: its folder does not exist.")
    if _report_files(given).count(_STDOUT) > 1:
        raise CheckRefused("Only one report can go to standard output.")


@dataclass
class Checked:
    """The collected traffic and its report."""

    gathered: CollectedTraffic
    redactor: Redactor
    report: Report


def carry_out(arguments: Arguments) -> int:
    """Runs the check and returns its exit code. A CheckRefused is printed as one message and written to every report."""
    console = Console(highlight=False, soft_wrap=False, emoji=False, stderr=_STDOUT in _report_files(arguments))
    begun = time.monotonic()
    try:
        with _ended_by_signals(), _progress() as watch:
            checked = check_and_write(arguments, watch)
    except (CheckRefused, KeyboardInterrupt) as error:
        why = str(error) or "The check was interrupted before anything could be checked."
        message = Redactor(arguments.api_key).keyless(why)
        Console(stderr=True, highlight=False).print(visible(message).replace("\\x0a", "\n"), style="bold red", markup=False)
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


def check_and_write(arguments: Arguments, watch: Callable[[Client], None] = lambda client: None) -> Checked:
    """Runs the check and writes its report files. Raises CheckRefused."""
    _require_folders(arguments)
    begun, known = time.monotonic(), known_violations(arguments)
    hold_to(arguments.spec)
    wanted = selected(arguments.only, arguments.skip)
    collected = _collect(arguments, wanted, watch)
    with _first_signal_ignored():  # the traffic is complete, and its verdict takes only a moment
        checked = _evaluate(arguments, collected, wanted, known, begun)
        for path, text in _texts(checked.report, checked.gathered, checked.redactor, arguments):
            _put(path, text)
        if arguments.update_baseline and arguments.baseline:
            _put(arguments.baseline, as_baseline((item.requirement.id for item in checked.report.failures), known))
    return checked


def known_violations(arguments: Arguments) -> Mapping[str, str]:
    """Returns the known violations from the baseline file. Raises CheckRefused if it cannot be read."""
    if arguments.update_baseline and arguments.baseline is None:
        raise CheckRefused("--update-baseline needs --baseline FILE.")
    if arguments.update_baseline and arguments.baseline and not arguments.baseline.exists():
        return {}
    return read_baseline(arguments.baseline)


@dataclass
class _Collected:
    """The traffic to evaluate, with the server's URL. Each trace is evaluated separately."""

    gathered: CollectedTraffic
    traces: Sequence[Trace]
    redactor: Redactor
    url: str


def _collect(arguments: Arguments, wanted: Sequence[Requirement], watch: Callable[[Client], None]) -> _Collected:
    """Makes traffic or reads recordings. Raises CheckRefused if that is not possible; its message says what to do.

    `wanted` are the requirements to check. `watch` is called with the client before it sends anything.
    """
    if arguments.from_har:
        recording = read_recording(arguments.from_har, is_complete=arguments.complete)
        gathered = CollectedTraffic(_in_one(recording.traces), left_out(recording, asked_complete=arguments.complete))
        return _Collected(gathered, recording.traces, Redactor(arguments.api_key, recording.secrets), recording.url)
    found = target(_require(arguments.url), arguments.api_key, arguments.allow_http)
    options = options_of(arguments, found)
    if arguments.only or arguments.skip:
        options = replace(options, resources=resources_for(wanted))
    gathered = gather(found, options, watch)
    return _Collected(gathered, [gathered.trace], Redactor(arguments.api_key), found.url)


def _evaluate(
    arguments: Arguments, collected: _Collected, wanted: Sequence[Requirement], known: Mapping[str, str], begun: float
) -> Checked:
    """Evaluates the traffic and makes the report. `begun` is when the check started, by the monotonic clock."""
    is_chosen = set(wanted).__contains__
    ignored = {} if arguments.update_baseline else known
    results = evaluate(*collected.traces, strict=arguments.strict, is_chosen=is_chosen, known=ignored)
    report = make_report(
        collected.gathered,
        results,
        collected.redactor,
        url=collected.redactor.keyless(collected.url),
        seconds=time.monotonic() - begun,
        quick=arguments.quick,
        seed=arguments.seed,
    )
    notes = baseline_notes(known, results, is_update=arguments.update_baseline)
    return Checked(collected.gathered, collected.redactor, replace(report, baseline=notes))


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
def _handled_by(handler: Callable[..., None], *names: str) -> Iterator[None]:
    """Handles these signals with a function. Does nothing outside the main thread. Windows has no SIGHUP."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Makes SIGTERM and SIGHUP end the check like Ctrl-C, so that what it created is deleted."""
    with _handled_by(_interrupt, "SIGTERM", "SIGHUP"):
        yield


@contextmanager
def _first_signal_ignored() -> Iterator[None]:
    """Ignores the first Ctrl-C, SIGTERM or SIGHUP. A further one ends the check."""
    received: list[object] = []

    def handle(*_: object) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(True)

    with _handled_by(handle, "SIGINT", "SIGTERM", "SIGHUP"):
        yield


@contextmanager
def _progress() -> Iterator[Callable[[Client], None]]:
    """Shows the number of requests: on a terminal continuously, elsewhere, as in CI, with a line every ten seconds."""
    console = Console(stderr=True, highlight=False)
    over = threading.Event()

    def watch(tell: Callable[[str], None], interval: float) -> Callable[[Client], None]:
        return lambda client: threading.Thread(
            target=show_progress, args=(client, tell, over.wait, interval), daemon=True
        ).start()

    try:
        if console.is_terminal:
            with console.status("Starting") as status:
                yield watch(status.update, _TERMINAL_INTERVAL)
        else:
            yield watch(console.print, _LINE_INTERVAL)
    finally:
        over.set()


#: The interval between two messages on progress, in seconds: on a terminal, and elsewhere.
_TERMINAL_INTERVAL, _LINE_INTERVAL = 0.2, 10.0


def show_progress(
    client: Client,
    tell: Callable[[str], None],
    wait: Callable[[float], bool],
    interval: float,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Tells the number of requests every `interval` seconds. `wait` waits so long and returns whether the traffic is over."""
    begun = clock()
    while not wait(interval):
        tell(f"{len(client.exchanges)} requests in {clock() - begun:.0f} s")


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


def _texts(report: Report, gathered: CollectedTraffic, redactor: Redactor, given: Arguments) -> Iterator[tuple[Path, str]]:
    """Yields the path and content of each report file."""
    if given.json_file:
        from .reports.as_json import as_json

        yield given.json_file, as_json(report)
    if given.html_file:
        from .reports.as_html import as_html
        from .timeline import timeline

        yield given.html_file, as_html(report, timeline(gathered.trace, redactor))
    if given.junit_file:
        from .reports.as_junit import as_junit

        yield given.junit_file, as_junit(report)
    if given.har_file:
        yield given.har_file, write_har(gathered.trace.exchanges, report.url, redactor)


def write_refusal(arguments: Arguments, why: str, seconds: float) -> None:
    """Writes reports that say why there is no verdict, and a HAR file without entries.

    Older files are thus not mistaken for this check's. A file that cannot be written is left out.
    """
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
    for path, text in _texts(refused, CollectedTraffic(Trace(())), redactor, arguments):
        with suppress(CheckRefused):
            _put(path, text)


def _put(path: Path, text: str) -> None:
    if path == _STDOUT:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
        return
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise CheckRefused(f"{path} cannot be written: {error.strerror}.") from None
