"""The table of `make polyglot`, for the terminal and for docs/languages.md, where markers enclose it."""

from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from polyglot_options import options
from polyglot_run import Result
from polyglot_targets import Target

PAGE = Path(__file__).parent.parent / "docs/languages.md"
BEGIN = "<!-- made by `make polyglot` -->"
END = "<!-- end of what `make polyglot` makes -->"
Results = dict[str, tuple[Target, Result]]

HEAD = (
    "Language",
    "Generator",
    "From",
    "Generates without warning",
    "Compiles strictly",
    "Runs the program",
    "Unknown enum values",
)
NAMES = {"openapi-generator-cli": "OpenAPI Generator"}
ONLY_GENERATED = "Generated only: the libraries that they need are not available here, so they are not compiled."
OPTIONS = ("Generator", "Option", "Without it")
UNKNOWN = {"kept": "kept", "lost": "survive, value lost", "fails": "no"}


def generator(target: Target) -> str:
    return f"{NAMES.get(target.generator, target.generator)} {target.version}"


def yes(value: bool | None) -> str:
    return "–" if value is None else "yes" if value else "no"


def generates(result: Result) -> str:
    if not result.generated:
        return "no"
    count = len(result.warnings)
    return f"{count} warning{'s' if count > 1 else ''}" if count else "yes"


def cells_of(target: Target, result: Result) -> list[str]:
    """Returns the cells of a target's row, one for each title of HEAD."""
    outcome = [generates(result), yes(result.compiled), yes(result.ran), UNKNOWN.get(result.unknown or "", "–")]
    return [target.language, generator(target), target.document, *outcome]


def row(target: Target, result: Result) -> str:
    """Returns the target's row in the page."""
    language, *others = cells_of(target, result)
    return f"| {' | '.join([f'[{language}](../polyglot/{target.name})', *others])} |"


def named(target: Target) -> str:
    return f"{target.language}, {NAMES.get(target.generator, target.generator)}"


def limits(target: Target) -> str:
    """Returns the target's line in the list of known limits."""
    return f"- **{named(target)}**: {' '.join(target.limits)}"


def all_limits(results: Results) -> list[str]:
    """Returns the list of known limits."""
    targets = [target for target, _ in results.values()]
    only_generated = ", ".join(f"**{target.language}**" for target in targets if not target.run)
    lines = [limits(target) for target in targets if target.run]
    return [*lines, f"- {only_generated}: {ONLY_GENERATED}"] if only_generated else lines


def markdown(results: Results) -> str:
    """Returns the generated part of the page: the table, the warnings, the commands."""
    lines = [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|", *(row(*each) for each in results.values())]
    places: dict[str, list[str]] = {}
    for name, (_, result) in results.items():
        for warning in result.warnings:
            places.setdefault(warning, []).append(name)
    lines += ["", "Known limits:", "", *all_limits(results)]
    lines += ["", "The warnings, word for word:", ""]
    lines += [f"- `{warning.replace('`', chr(39))}` ({', '.join(names)})" for warning, names in sorted(places.items())]
    lines += ["", "The commands, each in its folder of `polyglot/`:", "", "<!-- not run: `make polyglot` runs them -->", "```sh"]
    for name, (target, _) in results.items():
        lines += [f"# {name}", *target.generate]
    lines += ["```", "", "Options that are needed:", "", f"| {' | '.join(OPTIONS)} |", "|---" * len(OPTIONS) + "|"]
    return "\n".join([*lines, *(option.row for option in options())])


def write(results: Results) -> None:
    """Writes the generated part of the page."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{markdown(results)}\n\n{END}{after}")


def is_told(target: Target, result: Result) -> bool:
    """Whether the page says the same of the target."""
    lines = PAGE.read_text().splitlines()
    return row(target, result) in lines and (target.run is None or limits(target) in lines)


def show(results: Results) -> None:
    """Prints the page's table and limits, with the name and the seconds of each target."""
    console = Console(highlight=False)
    if not console.is_terminal:  # A log: lines may be longer than a terminal's.
        console.width = 140
    table = Table(*(Column(title, overflow="fold") for title in ("Target", *HEAD, "Seconds")))
    for name, each in results.items():
        table.add_row(name, *cells_of(*each), f"{each[1].seconds:.0f}")
    console.print(table)
    console.print("Known limits:", *(line.replace("**", "") for line in all_limits(results)), sep="\n", markup=False)
