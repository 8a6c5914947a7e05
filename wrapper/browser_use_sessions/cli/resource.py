"""A group of commands for each resource of the catalogue, one command for each of its operations."""

from __future__ import annotations

import sys
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from browser_use_sessions.cli.command import ApiCommand, json_option
from browser_use_sessions.cli.connection import connect, connection_options
from browser_use_sessions.cli.entry_points import Found, FoundGroup, commands_of
from browser_use_sessions.cli.streams import show, tell
from browser_use_sessions.cli.tables import secrets_option, show_object, show_table
from browser_use_sessions.cli.terminal import as_json, one_line

if TYPE_CHECKING:
    from browser_use_api._core.operation import Operation

_SHOWN = 20


class ResourceGroup(FoundGroup):
    """The operations of a resource, read from the catalogue when the group is called; and what packages add to them."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, help=description, short_help=description, no_args_is_help=True)

    @cached_property
    def found(self) -> Found:
        from browser_use_api.catalogue import operations

        assert self.name is not None
        made = {one.name.replace("_", "-"): partial(operation_command, one) for one in operations(self.name).values()}
        return {**made, **commands_of(self.name)}


def operation_command(operation: Operation[Any]) -> click.Command:
    """The command that carries the operation out."""
    from browser_use_sessions.cli.options import arguments, click_parameters

    paging = operation.paging
    by_name = {option.name: option.argument for option in operation.options.values() if option.place == "query"}
    # The command's own --limit counts over all pages.
    size = by_name.get(paging.size) if paging else None
    parameters = click_parameters(operation, ("limit",) if paging else (), (size,) if size == "limit" else ())

    @json_option
    @secrets_option
    @connection_options
    def command(wants_json: bool, show_secrets: bool = False, limit: int | None = None, **values: Any) -> None:
        connection = {name: values.pop(name) for name in ("base_url", "api_key", "allow_insecure_http")}
        given = arguments(parameters, values)
        with connect(connection) as client:
            method = getattr(getattr(client, operation.resource), operation.name)
            if paging is None:
                _show(method(**given), wants_json, show_secrets)
                return
            roles = (paging.page, paging.size, paging.cursor, paging.after, paging.before)
            is_one_page = any(by_name.get(role) in given for role in roles if role)
            if is_one_page:
                if size == "limit" and limit is not None:
                    given["limit"] = limit
                page = method(**given)
                items, more, most = page.items_here(), False, 0
            else:
                most = limit or _SHOWN
                page = method(**given, **_page_size(operation, size, most + 1))
                found = list(islice(page, most + 1))
                items, more = found[:most], len(found) > most
            _show_list(operation, page, items, is_one_page, wants_json, show_secrets)
            if more:
                tell(f"There are more; --limit {most * 5} shows up to {most * 5}.")

    made = ApiCommand(
        operation.name.replace("_", "-"),
        callback=command,
        help=_help(operation),
        short_help=f"{operation.summary}.",
        deprecated=operation.is_deprecated,
    )
    if paging is not None:
        told = f"How many at most, from as many pages as it takes. [default: {_SHOWN}]"
        parameters.append(click.Option(["--limit"], type=click.IntRange(1), metavar="N", help=told))
    common = reversed(getattr(command, "__click_params__", []))
    has_answer = any(200 <= answer.first < 300 and answer.media != "none" for answer in operation.answers)
    made.params = [*parameters, *(each for each in common if has_answer or each.name != "show_secrets")]
    return made


def _help(operation: Operation[Any]) -> str:
    text = "\n\n".join(part for part in (f"{operation.summary}.", operation.description) if part != ".")
    if operation.paging is None:
        return text
    told = "Every page is read, up to --limit. With an option about pages, one page is read, and --json gives it as it was sent."
    return f"{text}\n\n{told}"


def _page_size(operation: Operation[Any], argument: str | None, wanted: int) -> dict[str, int]:
    """As many items a page as are wanted, or as the API allows."""
    from browser_use_api._core.codecs import Mismatch

    for size in (wanted, 100) if argument else ():
        try:
            return {argument: operation.options[argument].codec.encode(size)} if argument else {}
        except Mismatch:
            continue
    return {}


def _show(value: Any, wants_json: bool, show_secrets: bool) -> None:
    """What an operation is answered with; nothing where the answer is empty."""
    if value is None:
        tell("Done.")
    elif isinstance(value, bytes):
        sys.stdout.buffer.write(value)
    elif wants_json:
        show(as_json(_data(value)))
    elif isinstance(value, list):
        show_table(value, show_secrets)
    else:
        show_object(value, show_secrets)


def _show_list(
    operation: Operation[Any], page: Any, items: list[Any], is_one_page: bool, wants_json: bool, show_secrets: bool
) -> None:
    """The items, and what else the page says besides those and how to go on."""
    paging = operation.paging
    assert paging is not None
    data = page.to_dict()
    others = [each.name for each in type(page).properties.values() if each.codec.item and each.name != paging.items]
    if wants_json:
        several = {paging.items: _data(items), **{name: data.get(name, []) for name in others}}
        show(as_json(data if is_one_page else several if others else several[paging.items]))
        return
    if items:
        show_table(items, show_secrets)
    else:
        tell(f"There are no {(operation.resource if operation.name == 'list' else operation.name).replace('_', ' ')}.")
    for name in others:
        if data.get(name):
            show(f"{name}: {', '.join(one_line(str(each)) for each in data[name])}")
    if is_one_page and paging.next and data.get(paging.next):
        tell(f"The next page: --{paging.cursor} {one_line(str(data[paging.next]))}")


def _data(value: Any) -> Any:
    if isinstance(value, list):
        return [_data(item) for item in value]
    if isinstance(value, dict):
        return {name: _data(item) for name, item in value.items()}
    return value.to_dict() if hasattr(value, "to_dict") else value
