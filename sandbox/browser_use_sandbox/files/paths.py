"""Which paths files can have in a workspace."""

_LONGEST = 1024


def joined(prefix: str, name: str) -> str:
    """The path of a file in the folder `prefix`, which may end in a slash or not. ValueError that says why there can be none."""
    folder = prefix.removesuffix("/")
    path = f"{folder}/{name}" if folder else name
    check_path(path)
    return path


def check_path(path: str) -> None:
    """ValueError that says why no file can be there."""
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise ValueError(f"The whole path is longer than {_LONGEST} bytes")
    for part in path.split("/"):
        if part in (".", ".."):
            raise ValueError(f"A part of the path is {part!r}, which would lead elsewhere")
        if not part:
            raise ValueError("A part of the path is empty: it begins or ends with a slash, or has two in a row")
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise ValueError("The path holds a control character")
