"""The client's messages speak to Python programs. Here they are put into the words of a shell."""

from __future__ import annotations

import re

import click

# What a pattern finds becomes the words beside it, from the top to the bottom.
_CALLS = [
    (r'(?:client\.)?sessions\.stop\(["\']([^"\']*)["\'], strategy=["\']task["\']\)', r"`bu-sessions stop --task \1`"),
    (r'(?:client\.)?sessions\.stop\(["\']([^"\']*)["\']\)', r"`bu-sessions stop \1`"),
    (r'(?:client\.)?sessions\.get\(["\']([^"\']*)["\']\)', r"`bu-sessions get \1`"),
    (r"(?:client\.)?sessions\.list\(\)", "`bu-sessions list --active`"),
    (r"for which there is an argument", "for which there is an option"),
    (r" more: see failures", " more: --json lists all of them"),
    (r"download_all\(\)", "a PATH that ends in a slash"),
    (r"stop the task \(strategy 'task'\)", "stop the task (`bu-sessions stop --task ID`)"),
    (r"run_many\(\) waits by itself, and max_retries can be raised", "`bu-sessions list --active` shows which there are"),
    (r"its output as it came is in \.output of this error", "`bu-sessions get ID` shows its output as it came"),
    (r"in Python, allow_insecure_http=True lets", "--allow-insecure-http lets"),
    (r", or give the client a longer timeout", ""),
    (r"a longer timeout", "a longer --timeout"),
    (r"the api_key argument", "--api-key"),
    (r"use its URL as base_url, with the key sandbox-key", "give its URL as --base-url and `sandbox-key` as --api-key"),
    (r"cache_script is True", "cache_script"),
    (r"session_id must be", "the ID of a session must be"),
    (r"Decimal\('([0-9.]+)'\)", r"\1"),
    (r"\[Errno -?\d+\] ", ""),
    (r" \(_ssl\.c:\d+\)", ""),
]


def argument_of(parameter: click.Parameter) -> str:
    """The argument in Python that an option stands for."""
    option = getattr(parameter, "option", None)
    return "extra_body" if parameter.name == "extra" else parameter.name or "" if option is None else option.argument


def for_shell(text: str, session_id: str | None = None) -> str:
    """The message with commands in place of methods, options of the command that runs in place of arguments, and the ID for the
    commands.
    """
    from browser_use_api.catalogue import RESOURCES

    for pattern, words in _CALLS:
        text = re.sub(pattern, words, text)
    text = re.sub(rf"(?:client\.)?\b({'|'.join(RESOURCES)})\.([a-z_]+)\(\)", _command, text)
    if session_id is not None:
        text = text.replace(" ID`", f" {session_id}`")
    context = click.get_current_context(silent=True)
    names = {argument_of(each): _shown(each) for each in context.command.params} if context is not None else {}
    # Names of one word may be words of the sentence.
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b|(?<=Give it as )[a-z]+", lambda found: names.get(found[0], found[0]), text)


def _command(method: re.Match[str]) -> str:
    resource, name = method.groups()
    return f"`{'bu-sessions' if resource == 'sessions' else f'bu-sessions {resource}'} {name.replace('_', '-')}`"


def _shown(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(click.get_current_context())
