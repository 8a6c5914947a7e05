"""Which paths files can have in a workspace.

Like storage services, the sandbox takes nearly any name; it is for those who write files to a disk to see where they go.
"""

_LONGEST = 1024


def joined(prefix: str, name: str) -> str:
    """The path of a file in the folder `prefix`, which may end in a slash or not. ValueError that says why there can be none."""
    folder = prefix.removesuffix("/")
    path = f"{folder}/{name}" if folder else name
    check_path(path)
    return path


def check_path(path: str) -> None:
    """ValueError that says why nobody can upload a file to that path."""
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise ValueError(f"The whole path is longer than {_LONGEST} bytes")
    for part in path.split("/"):
        if part in (".", ".."):
            raise ValueError(f"A part of the path is {part!r}, which would lead elsewhere")
