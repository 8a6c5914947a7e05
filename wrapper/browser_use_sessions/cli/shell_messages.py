"""The client's messages are for Python programmers. Here they are rewritten for users of the command line."""

from __future__ import annotations

import re

import click

# Patterns and their replacements, applied from the top to the bottom.
_REPLACEMENTS = [
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
    """The argument of the Python client that belongs to an option."""
    option = getattr(parameter, "option", None)
    return "extra_body" if parameter.name == "extra" else parameter.name or "" if option is None else option.argument


def for_shell(text: str, session_id: str | None = None) -> str:
    """The message with methods replaced by commands, arguments by options of the running command, and the ID inserted into the
    commands.
    """
    from browser_use_api.catalogue import RESOURCES

    for pattern, words in _REPLACEMENTS:
        text = re.sub(pattern, words, text)
    text = re.sub(rf"(?:client\.)?\b({'|'.join(RESOURCES)})\.([a-z_]+)\(([^()]*)\)", _command, text)
    if session_id is not None:
        text = text.replace(" ID`", f" {session_id}`")
    context = click.get_current_context(silent=True)
    names = {argument_of(each): _shown(each) for each in context.command.params} if context is not None else {}
    # A name without an underscore may be an ordinary word of the sentence.
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b|(?<=Give it as )[a-z]+", lambda found: names.get(found[0], found[0]), text)


def _command(method: re.Match[str]) -> str:
    resource, name, given = method.groups()
    words = ["bu-sessions"] if resource == "sessions" else ["bu-sessions", resource]
    words.append(name.replace("_", "-"))
    if "strategy=" in given:
        words.append("--task")
    if words == ["bu-sessions", "list"]:
        words.append("--active")
    ids = re.findall(r"""["']([^"']*)["']""", given.partition(", strategy=")[0])
    return f"`{' '.join([*words, *ids])}`"


def _shown(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(click.get_current_context())
