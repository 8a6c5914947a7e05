"""Runs `bu-sessions diff`."""

from __future__ import annotations

import sys
from pathlib import Path

from .comparison import Comparison, compare_documents
from .errors import CannotCompare
from .loading import load_document, load_new_document
from .reports.as_json import as_json
from .reports.as_markdown import as_markdown
from .reports.terminal import clean, print_report

_STDOUT = Path("-")


def run(old: str, new: str, json_file: Path | None, markdown_file: Path | None, *, any_breaks: bool, open_enums: bool) -> int:
    """Compares two documents and writes the reports. Returns the exit code; the command's help explains it."""
    try:
        comparison = _compare(old, new, open_enums)
        if json_file is not None:
            _write(json_file, as_json(comparison))
        if markdown_file is not None:
            _write(markdown_file, as_markdown(comparison))
    except CannotCompare as error:
        print(clean(f"Cannot compare: {error}"), file=sys.stderr)
        return 2
    except OSError as error:
        print(clean(f"Cannot write {error.filename}: {error.strerror}"), file=sys.stderr)
        return 2
    if _STDOUT not in (json_file, markdown_file):
        print_report(comparison)
    return 1 if comparison.old_client_breaks or (any_breaks and comparison.new_client_breaks) else 0


def _compare(old: str, new: str, open_enums: bool) -> Comparison:
    document = load_document(old)
    other = load_new_document(new, old, document)
    try:
        return compare_documents(document, other, open_enums=open_enums)
    except RecursionError as error:
        raise CannotCompare(new, None, "its schemas, or those of the other document, are nested too deeply") from error


def _write(file: Path, text: str) -> None:
    if file == _STDOUT:
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8")
