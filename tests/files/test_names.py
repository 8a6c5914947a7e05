"""Which remote paths may become local files, for arbitrary text."""

import ntpath
import os
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from browser_use_sessions.errors import UnsafePathError
from browser_use_sessions.files.names import LocalNames, checked_parts

# Pieces of text that are likely to cause problems.
PIECES = st.sampled_from(
    ["..", ".", "/", "\\", "a", "A", "con", "C:", " ", "\0", "\ud800", "e\u0301", "\u00e9", "ß", "\u202e", "~", "x" * 200]
)
PATHS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40)


@given(PATHS)
@example("a/../b")
@example("a/b/c.txt")
def test_path_stays_in_its_folder_or_is_rejected(path: str) -> None:
    try:
        parts = checked_parts(path)
    except UnsafePathError:
        return
    assert "/".join(parts) == path
    assert os.path.normpath("/".join(["/root/folder", *parts])) == f"/root/folder/{path}"
    assert PurePosixPath("/root/folder").joinpath(*parts).relative_to("/root/folder").as_posix() == path
    windows = PureWindowsPath("C:\\folder").joinpath(*parts)
    assert windows.parts == ("C:\\", "folder", *parts)
    is_reserved = getattr(ntpath, "isreserved", lambda name: PureWindowsPath(name).is_reserved())  # Since Python 3.13.
    # Characters that only Windows forbids are allowed on other systems.
    assert not any(is_reserved(re.sub('[<>:"|?*]', "_", part)) for part in parts)
    path.encode()


@given(st.lists(PATHS, max_size=12))
def test_no_two_files_collide_on_a_case_insensitive_file_system(paths: list[str]) -> None:
    names, taken = LocalNames(), []
    for path in paths:
        try:
            names.claim(path)
        except UnsafePathError:
            continue
        taken.append(unicodedata.normalize("NFC", path).lower())
    assert len(set(taken)) == len(taken)
    folders = {"/".join(path.split("/")[:count]) for path in taken for count in range(1, path.count("/") + 1)}
    assert not folders & set(taken)


@given(
    st.lists(
        st.text("abc/", min_size=1, max_size=6).filter(lambda path: "//" not in path and path.strip("/") == path), unique=True
    )
)
def test_names_valid_on_a_posix_file_system_are_accepted(tmp_path_factory: pytest.TempPathFactory, paths: list[str]) -> None:
    folder, names = tmp_path_factory.mktemp("names"), LocalNames()
    for path in paths:
        place = folder / path
        try:
            names.claim(path)
        except UnsafePathError:
            taken = place.exists() or any(parent.is_file() for parent in place.parents)
            assert taken
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"")
    assert Path(folder).exists()
