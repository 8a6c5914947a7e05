"""Which paths from a workspace may become local files. Pure functions: they do not access the file system.

The paths come from agents and from other people. Paths that lead out of the folder, or that have a special meaning on some
operating system, are refused on every system, so that downloaded files can be copied from one system to another. Characters that
only Windows forbids (`?`, `:` and others, which are common in times) are refused only on Windows.
"""

from __future__ import annotations

import os
import re
import unicodedata

from browser_use_sessions.errors import UnsafePathError

# Bytes in UTF-8: the limits of nearly all file systems.
_LONGEST_NAME = 255
_LONGEST_PATH = 4000
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\..*)?", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
_WINDOWS_ONLY = re.compile('[<>:"|?*]')


class LocalNames:
    """The local names of one download. Each belongs to one file."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def claim(self, path: str) -> tuple[str, ...]:
        """The folders and the name of the file, below the download's folder. Raises UnsafePathError.

        If several files need the same name on a file system that ignores case, the first one gets it.
        """
        parts = checked_parts(path)
        keys = _keys(parts)
        above = [self._files[key] for key in keys[:-1] if key in self._files]
        taken = self._files.get(keys[-1]) or self._folders.get(keys[-1]) or (above[0] if above else None)
        if taken == path:
            raise unsafe_path(path, "is listed twice")
        if taken is not None:
            raise unsafe_path(
                path, f"and {taken!r:.120} cannot both be here: their names differ only in case, or one is a folder"
            )
        self._files[keys[-1]] = path
        for key in keys[:-1]:
            self._folders.setdefault(key, path)
        return parts


def checked_parts(path: str) -> tuple[str, ...]:
    """The path's parts. Raises UnsafePathError if one of them is not a valid name."""
    if path.startswith("/"):
        raise unsafe_path(path, "is an absolute path")
    if len(path.encode("utf-8", "replace")) > _LONGEST_PATH:
        raise unsafe_path(path, "is too long")
    parts = tuple(path.split("/"))
    for part in parts:
        if problem := name_problem(part):
            raise unsafe_path(path, problem)
    return parts


def part_problem(name: str) -> str | None:
    """Why the name is not valid in any path, as the end of a sentence; None if it is valid."""
    if name in ("", ".", ".."):
        return f"has {name!r} among its parts" if name else "has an empty part"
    if "\\" in name:
        return "has a backslash, which separates folders on Windows"
    if _CONTROL.search(name):
        return "has a control character"
    if _SURROGATE.search(name):
        return "has an unpaired surrogate"
    return None


def name_problem(name: str) -> str | None:
    """Why the name is not valid for a local file or folder, as the end of a sentence; None if it is valid."""
    if problem := part_problem(name):
        return problem
    if len(name.encode()) > _LONGEST_NAME:
        return f"has a part of more than {_LONGEST_NAME} bytes"
    if _DRIVE.match(name):
        return "begins with, or has, a drive letter"
    if _DEVICES.fullmatch(name):
        return f"has {name!r:.40} among its parts, which is a device on Windows"
    if name[-1] in " .":
        return "has a part that ends in a blank or a dot, which Windows leaves out"
    if os.name == "nt" and _WINDOWS_ONLY.search(name):
        return "has a character that Windows does not take"
    return None


def unsafe_path(path: str, problem: str) -> UnsafePathError:
    shown = path if len(path) <= 120 else f"{path[:60]}…{path[-40:]}"
    return UnsafePathError(f"{shown!r} {problem}: it is not written. Rename it in the workspace, or leave it there.", path=path)


def _keys(parts: tuple[str, ...]) -> list[str]:
    """One key for each folder and, last, the file: equal for paths that are the same file if case is ignored."""
    folded = [unicodedata.normalize("NFC", part).lower() for part in parts]
    return ["/".join(folded[:count]) for count in range(1, len(folded) + 1)]
