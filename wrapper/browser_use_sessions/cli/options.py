"""Options made from the catalogue: one for each argument of an operation, with its type and its help text."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from browser_use_api import UNSET
from browser_use_sessions.cli.values import NULL, NameValue, Value

if TYPE_CHECKING:
    from browser_use_api._core.operation import Operation, Option

# These parts of a name are left out: `--profile ID` is for `profile_id`. The full name works as well.
_OMITTED = re.compile("^enable_(?=.)|(?<=.)_(id|usd|country_code)$")
# The command line's own options. No option of the API gets one of these names.
RESERVED = frozenset(("base-url", "api-key", "allow-insecure-http", "json", "show-secrets", "extra", "help"))


class ApiOption(click.Option):
    """An option for one argument of an operation. The help text shows the first of its names; the others work as well."""

    def __init__(self, names: Iterable[str], option: Option, **settings: Any) -> None:
        super().__init__(list(names), **settings)
        self.option = option

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        shown = copy.copy(self)
        shown.opts, shown.secondary_opts = self.opts[:1], self.secondary_opts[:1]
        if known := self.type.known() if isinstance(self.type, Value) else []:
            shown.help = f"{self.help} Known: {', '.join(known)}."
        return super(ApiOption, shown).get_help_record(ctx)

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return f"'{self.opts[0]}'"


class ApiArgument(click.Argument):
    """A positional argument for a parameter of an operation's path."""

    def __init__(self, option: Option, metavar: str) -> None:
        super().__init__([_parameter(option)], required=True, metavar=metavar, type=Value(option.codec))
        self.option = option


def names_of(options: Iterable[Option], reserved: Iterable[str]) -> dict[str, list[str]]:
    """Argument of the operation → its names on the command line, without leading dashes. The first name is shown."""
    taken = set(reserved)
    whole = {option.argument: option.argument.replace("_", "-") for option in options}
    found = {}
    for option in options:
        short = _OMITTED.sub("", option.argument).replace("_", "-")
        wanted = [whole[option.argument]] if short in whole.values() else [short, whole[option.argument]]
        names = [name for name in dict.fromkeys(wanted) if name not in taken] or [f"{option.place}-{wanted[0]}"]
        found[option.argument] = names
        taken.update(names)
    return found


def click_parameters(
    operation: Operation[Any], reserved: Iterable[str] = (), leave_out: Iterable[str] = ()
) -> list[click.Parameter]:
    """Positional arguments for the path, options for everything else, and `--extra` if there is a JSON body."""
    options = [option for option in operation.options.values() if option.argument not in leave_out]
    in_path = [option for option in options if option.place == "path"]
    others = [option for option in options if option.place != "path"]
    names = names_of(others, {*RESERVED, *reserved})
    parameters: list[click.Parameter] = [
        ApiArgument(option, "ID" if len(in_path) == 1 and option.argument.endswith("id") else option.argument.upper())
        for option in in_path
    ]
    parameters += [_click_option(operation, option, names) for option in others]
    if operation.body is not None and not operation.body.whole and operation.body.is_json:
        text = "A property of the request that this version does not know, by its name in the API. Can be given several times."
        parameters.append(click.Option(["--extra"], type=NameValue(), multiple=True, help=text))
    return parameters


def arguments(parameters: Iterable[click.Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the operation that were given on the command line."""
    found: dict[str, Any] = {}
    for parameter in parameters:
        value = values.get(parameter.name or "")
        if isinstance(parameter, ApiOption | ApiArgument) and value is not None and value != ():
            found[parameter.option.argument] = None if value is NULL else _flat(value) if isinstance(value, tuple) else value
        elif parameter.name == "extra" and value:
            found["extra_body"] = dict(value)
    return found


def null_matters(operation: Operation[Any], option: Option) -> bool:
    """Whether null differs from leaving the option out."""
    return option.codec.accepts_null and (operation.method == "PATCH" or option.default not in (UNSET, None))


def _click_option(operation: Operation[Any], option: Option, names: Mapping[str, list[str]]) -> ApiOption:
    is_flag = option.codec.kind == "boolean" and not null_matters(operation, option)
    unit = "USD" if option.argument.endswith("_usd") else "COUNTRY" if option.argument.endswith("country_code") else ""
    return ApiOption(
        [_parameter(option), *(f"--{name}/--no-{name}" if is_flag else f"--{name}" for name in names[option.argument])],
        option,
        type=None if is_flag else Value(option.codec, unit),
        multiple=option.codec.kind == "list",
        required=option.is_required,
        help=_help(operation, option, names),
        **({"default": None} if is_flag and not option.is_required else {}),
    )


def _help(operation: Operation[Any], option: Option, names: Mapping[str, list[str]]) -> str:
    text = in_options(option.description, operation, names)
    kind = option.codec.kind
    if kind == "list":
        text += " Can be given several times, or once as a JSON list."
    elif kind == "object" or option.codec.item is not None:
        text += " `@FILE` reads it from a file."
    if null_matters(operation, option):
        text += " `null` means null."
    default = option.default
    if default in (UNSET, None, ""):
        return text
    shown = (
        {True: "on", False: "off"}[default]
        if isinstance(default, bool)
        else default
        if isinstance(default, str)
        else json.dumps(default)
    )
    return f"{text} [default: {shown}]"


def in_options(text: str, operation: Operation[Any], names: Mapping[str, list[str]] | None = None) -> str:
    """A description from the document, with the names of arguments replaced by those of options."""
    names = names_of([each for each in operation.options.values() if each.place != "path"], RESERVED) if names is None else names
    options = {
        f"`{each.name}`": f"`--{names[each.argument][0]}`" for each in operation.options.values() if each.argument in names
    }
    return re.sub("`[^`]+`", lambda found: options.get(found[0], found[0]), text)


def _flat(values: Iterable[Any]) -> list[Any] | None:
    """The items of a list. Each occurrence of the option has one or several."""
    items: list[Any] = []
    for value in values:
        if value is NULL:
            return None
        items += value if isinstance(value, list) else [value]
    return items


def _parameter(option: Option) -> str:
    """The parameter's name in click, different from those of the command line's own options."""
    return f"{option.place}_{option.argument}"
