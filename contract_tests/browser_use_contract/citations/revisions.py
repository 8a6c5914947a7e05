"""Statements of later revisions of the API. They apply if the OpenAPI document contains them."""

from ..requirement import Citation, Source


def _says(revision: str, key: str, says: str, about: str = "") -> Citation:
    return Citation(f"revisions.{key}", Source.NEIGHBOUR, f"revision {revision}, {key}", says, "", about)


SENSITIVE = _says(
    "2026-04-09",
    "sensitiveData",
    "The agent may type the values of sensitiveData; the model sees only their names.",
    "CreateSessionRequest.sensitiveData",
)
CODE_MODE = _says(
    "2026-05-05", "codeMode", "With codeMode, the output is an object with text and code.", "CreateSessionRequest.codeMode"
)
SHOWN = _says("2026-11", "options of a session", "A session shows the options from its create request.")
SCREEN = _says(
    "2026-11",
    "screen",
    "The screen's width and height must be given together or not at all.",
    "CreateSessionRequest.browserScreenWidth",
)
LIMIT = _says(
    "2026-11",
    "maxCostUsd",
    "A follow-up's limit replaces the session's. Without one, the limit is the spent amount plus the default limit.",
    "CreateSessionRequest.maxCostUsd",
)
LISTS = _says(
    "2026-11", "lists", "Only the response for a single session or browser has recordings and screenshots; lists have none."
)
PRICE = _says("2026-11", "price of browsers", "A browser has a fixed price per hour.")
DOWNLOADS = _says("2026-05-05", "includeUrls", "A download has a URL only if includeUrls is true.", "BrowserDownload.url")
