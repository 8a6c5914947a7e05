"""The valid paths of files in a workspace.

Like storage services, the sandbox allows nearly any name; programs that write files to a disk must check where they go.
"""

_LONGEST = 1024


def joined(prefix: str, name: str) -> str:
    """The path of a file in the folder `prefix`, which may end with a slash. ValueError with the reason if it is invalid."""
    folder = prefix.removesuffix("/")
    path = f"{folder}/{name}" if folder else name
    check_path(path)
    return path


def check_path(path: str) -> None:
    """ValueError with the reason if no file can be uploaded to that path."""
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise ValueError(f"The whole path is longer than {_LONGEST} bytes")
    for part in path.split("/"):
        if part in (".", ".."):
            raise ValueError(f"A part of the path is {part!r}, which would leave the folder")
