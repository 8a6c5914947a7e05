"""Which paths from a workspace may become local files. Pure: nothing is looked up in the file system.

The paths come from agents and from other people. The same ones are refused on every operating system, so that what was
downloaded on one can be copied to another. Refused are paths that lead out of the folder or that mean something else to a
system; characters that Windows alone does not take (`?`, `:` and the like, which times are often written with) are refused on
Windows alone.
"""

from __future__ import annotations

import os
import re
import unicodedata

from browser_use_sessions.files.errors import UnsafePathError

# Bytes in UTF-8: the bounds of nearly all file systems.
_LONGEST_NAME = 255
_LONGEST_PATH = 4000
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\..*)?", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_HALF = re.compile("[\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
_WINDOWS_ONLY = re.compile('[<>:"|?*]')


class LocalNames:
    """The local names of one download, each given to one file."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def claim(self, path: str) -> tuple[str, ...]:
        """The folders and the name of the file, below the download's own folder. Raises UnsafePathError.

        Of files that would need the same name on a file system that ignores case, the first gets it.
        """
        parts = checked_parts(path)
        keys = _keys(parts)
        above = [self._files[key] for key in keys[:-1] if key in self._files]
        taken = self._files.get(keys[-1]) or self._folders.get(keys[-1]) or (above[0] if above else None)
        if taken == path:
            raise refusal(path, "is listed twice")
        if taken is not None:
            raise refusal(path, f"and {taken!r:.120} cannot both be here: their names differ in case alone, or one is a folder")
        self._files[keys[-1]] = path
        for key in keys[:-1]:
            self._folders.setdefault(key, path)
        return parts


def checked_parts(path: str) -> tuple[str, ...]:
    """The path's parts. Raises UnsafePathError where one of them cannot be a name."""
    if path.startswith("/"):
        raise refusal(path, "is an absolute path")
    if len(path.encode("utf-8", "replace")) > _LONGEST_PATH:
        raise refusal(path, "is too long")
    parts = tuple(path.split("/"))
    for part in parts:
        if problem := name_problem(part):
            raise refusal(path, problem)
    return parts


def part_problem(name: str) -> str | None:
    """Why the name can be none in any path, as the end of a sentence; None where it can."""
    if name in ("", ".", ".."):
        return f"has {name!r} among its parts" if name else "has an empty part"
    if "\\" in name:
        return "has a backslash, which separates folders on Windows"
    if _CONTROL.search(name):
        return "has a control character"
    if _HALF.search(name):
        return "has half a character"
    return None


def name_problem(name: str) -> str | None:
    """Why the name can be none of a local file or folder, as the end of a sentence; None where it can."""
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


def refusal(path: str, problem: str) -> UnsafePathError:
    shown = path if len(path) <= 120 else f"{path[:60]}…{path[-40:]}"
    return UnsafePathError(f"{shown!r} {problem}: it is not written. Rename it in the workspace, or leave it there.", path=path)


def _keys(parts: tuple[str, ...]) -> list[str]:
    """What the file, last, and its folders have in common with everything that takes their place where case is ignored."""
    folded = [unicodedata.normalize("NFC", part).lower() for part in parts]
    return ["/".join(folded[:count]) for count in range(1, len(folded) + 1)]
