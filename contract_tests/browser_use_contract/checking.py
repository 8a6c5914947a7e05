"""Carries out the `check` command: traffic or a HAR, verdicts, reports, exit code."""

from __future__ import annotations

import os
import sys
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rich.console import Console

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


def carry_out(
    *,
    url: str | None,
    api_key: str,
    budget: str | None,
    quick: bool,
    strict: bool,
    seed: int,
    timeout: float,
    profile_id: str | None,
    workspace_id: str | None,
    from_har: Path | None,
    spec: Path | None,
    json_file: Path | None,
    html_file: Path | None,
    junit_file: Path | None,
    har_file: Path | None,
) -> int:
    """Runs the check and returns its exit code. Errors that a user can mend are told in one message."""
    console = Console(highlight=False, soft_wrap=False, emoji=False)
    begun = time.monotonic()
    try:
        for path in (json_file, html_file, junit_file, har_file):
            _require_folder(path)
        hold_to(spec)
        redactor = Redactor(api_key)
        if from_har is not None:
            where, exchanges = read_har(from_har)
            gathered = Gathered(Trace(exchanges))
        else:
            found = target(_require(url), api_key)
            options = _options(found, budget, quick, seed, timeout, profile_id, workspace_id)
            gathered, where = gather(found, options), found.url
        judgements = judge(gathered.trace, strict=strict)
        report = make_report(gathered, judgements, redactor, url=where, seconds=time.monotonic() - begun, quick=quick, seed=seed)
        _write(report, gathered, redactor, json_file, html_file, junit_file, har_file)
    except CheckRefused as error:
        Console(stderr=True, highlight=False).print(visible(str(error)).replace("\\x0a", "\n"), style="bold red", markup=False)
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


def _require_folder(path: Path | None) -> None:
    if path is not None and not path.absolute().parent.is_dir():
        raise CheckRefused(f"{path} cannot be written: its folder does not exist.")


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


def _write(
    report: Report,
    gathered: Gathered,
    redactor: Redactor,
    json_file: Path | None,
    html_file: Path | None,
    junit_file: Path | None,
    har_file: Path | None,
) -> None:
    if json_file:
        from .reports.as_json import as_json

        _put(json_file, as_json(report))
    if html_file:
        from .reports.as_html import as_html
        from .timeline import timeline

        _put(html_file, as_html(report, timeline(gathered.trace, redactor)))
    if junit_file:
        from .reports.as_junit import as_junit

        _put(junit_file, as_junit(report))
    if har_file:
        _put(har_file, write_har(gathered.trace.exchanges, report.url, redactor))


def _put(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise CheckRefused(f"{path} cannot be written: {error.strerror}.") from None
