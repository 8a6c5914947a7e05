"""What later revisions of the API say beyond the page. They hold where the document that a server is held to has them."""

from ..requirement import Citation, Source


def _says(revision: str, key: str, says: str, about: str = "") -> Citation:
    return Citation(f"revisions.{key}", Source.NEIGHBOUR, f"revision {revision}, {key}", says, "", about)


SENSITIVE = _says(
    "2026-04-09",
    "sensitiveData",
    "The agent may type the values of sensitiveData; the model sees their names alone.",
    "CreateSessionRequest.sensitiveData",
)
CODE_MODE = _says(
    "2026-05-05", "codeMode", "With codeMode, the output is an object with text and code.", "CreateSessionRequest.codeMode"
)
SHOWN = _says("2026-11", "options of a session", "What a session was created with comes back in it.")
SCREEN = _says(
    "2026-11",
    "screen",
    "The screen's width and height are given together or not at all.",
    "CreateSessionRequest.browserScreenWidth",
)
LIMIT = _says(
    "2026-11",
    "maxCostUsd",
    "A follow-up's limit replaces the session's; without one it is what was spent and the default limit.",
    "CreateSessionRequest.maxCostUsd",
)
LISTS = _says("2026-11", "lists", "Recordings and screenshots are in the single view alone; in lists there are none.")
PRICE = _says("2026-11", "price of browsers", "A browser costs a fixed price an hour.")
DOWNLOADS = _says("2026-05-05", "includeUrls", "A download has a URL only where includeUrls is true.", "BrowserDownload.url")
