"""The options of the `check` command and of the pytest plugin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Arguments:
    """The options, with their names from the command line. `command.py` describes each."""

    url: str | None = None
    api_key: str = ""
    budget: str | None = None
    quick: bool = False
    strict: bool = False
    seed: int = 0
    timeout: float = 10.0
    max_time: float | None = None
    rate: float | None = None
    wait_for_server: float | None = None
    headers: Sequence[str] = ()
    allow_http: Sequence[str] = ()
    ca: Path | None = None
    client_cert: Path | None = None
    insecure: bool = False
    proxy: str | None = None
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    profile_id: str | None = None
    workspace_id: str | None = None
    from_har: Sequence[Path] = ()
    complete: bool = False
    spec: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    json_file: Path | None = None
    html_file: Path | None = None
    junit_file: Path | None = None
    har_file: Path | None = None
