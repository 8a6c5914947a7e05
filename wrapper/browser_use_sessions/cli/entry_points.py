"""Groups that load their commands when they are needed: from entry points, or from the catalogue of operations."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import entry_points
from typing import Any

import click

GROUP = "browser_use_sessions.commands"
Loaders = dict[str, Callable[[], click.Command]]
"""Name of a command → function that loads it."""


class LazyGroup(click.Group):
    """Loads a command when it is needed. Commands from entry points take precedence over those from the catalogue."""

    resource = ""
    """The name of the resource; empty for the program itself."""

    @cached_property
    def defined(self) -> Loaders:
        """The commands from entry points."""
        return {point.name: point.load for point in entry_points(group=f"{GROUP}.{self.resource}".rstrip("."))}

    @cached_property
    def made(self) -> Loaders:
        """The commands that are made from the catalogue."""
        raise NotImplementedError

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.defined | self.made)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        load = self.defined.get(cmd_name) or self.made.get(cmd_name)
        if load is None:
            close = get_close_matches(cmd_name, self.list_commands(ctx), 1)
            if close and not ctx.resilient_parsing:
                ctx.fail(f"No such command '{cmd_name}'. Did you mean {close[0]}?")
            return None
        try:
            return load()
        except ImportError as error:
            return _Unavailable(cmd_name, f"`{cmd_name}` cannot be loaded ({error}). Is one of the extras missing?")


class _Unavailable(click.Command):
    """Stands in for a command whose dependencies are not installed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, short_help="(not installed)", add_help_option=False)
        self._problem = f"{problem} pip install '.[cli,sandbox,contract]' in a checkout installs everything."

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return []

    def invoke(self, ctx: click.Context) -> Any:
        raise click.UsageError(self._problem)
