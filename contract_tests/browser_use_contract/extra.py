"""Tells the user which packages are missing when the extra `contract` is not installed."""

from __future__ import annotations

import re
from importlib import metadata

import click

_REQUIREMENT = re.compile(r"""([\w.-]+).*extra == ["']contract["']""")


class MissingPackages(click.ClickException):
    """Packages of the extra are not installed."""

    exit_code = 2


def require_extra(command: str) -> None:
    """Raises MissingPackages if a package of the extra is not installed."""
    missing = [name for name in _packages() if not _is_installed(name)]
    if missing:
        raise MissingPackages(
            f"`{command}` needs {', '.join(missing)}: pip install '.[contract]' in a checkout installs what is missing"
        )


def _packages() -> list[str]:
    """Returns the packages that the extra consists of."""
    try:
        required = metadata.requires("browser-use-sessions") or []
    except metadata.PackageNotFoundError:  # Imported from a folder.
        return []
    return [found[1] for line in required if (found := _REQUIREMENT.match(line))]


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True
