"""The table of `make polyglot`, for the terminal and for docs/languages.md, where markers enclose it."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

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


def cells(result: Result) -> list[str]:
    """Returns the cells: generates without a warning, compiles, runs, unknown values."""
    return [generates(result), yes(result.compiled), yes(result.ran), UNKNOWN.get(result.unknown or "", "–")]


def row(target: Target, result: Result) -> str:
    """Returns the target's row in the page."""
    program = f"[{target.language}](../polyglot/{target.name})"
    return f"| {' | '.join([program, generator(target), target.document, *cells(result)])} |"


def named(target: Target) -> str:
    return f"{target.language}, {NAMES.get(target.generator, target.generator)}"


def limits(target: Target) -> str:
    """Returns the target's line in the list of known limits."""
    return f"- **{named(target)}**: {' '.join(target.limits)}"


def markdown(results: Results) -> str:
    """Returns the generated part of the page: the table, the warnings, the commands."""
    lines = [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|", *(row(*each) for each in results.values())]
    places: dict[str, list[str]] = {}
    for name, (_, result) in results.items():
        for warning in result.warnings:
            places.setdefault(warning, []).append(name)
    targets = [target for target, _ in results.values()]
    lines += ["", "Known limits:", "", *(limits(target) for target in targets if target.run)]
    lines += ["- " + ", ".join(f"**{target.language}**" for target in targets if not target.run) + f": {ONLY_GENERATED}"]
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
    """Prints the table. On a narrow terminal it has no generators."""
    console = Console()
    wide = console.width >= 76
    table = Table()
    for title in ("target", *(["generator"] if wide else []), "generates", "compiles", "runs", "unknown values", "s"):
        table.add_column(
            title, no_wrap=title in ("target", "generates"), overflow="fold", justify="right" if title == "s" else "left"
        )
    for name, (target, result) in results.items():
        table.add_row(name, *([generator(target)] if wide else []), *cells(result), f"{result.seconds:.0f}")
    console.print(table)
