"""Undocumented behaviour that is usual for such an API. Violations only give warnings."""

from ..requirement import Citation, Source


def _assumed(key: str, says: str, silent: str = "") -> Citation:
    return Citation(f"assumed.{key}", Source.ASSUMED, "assumed", says, silent)


KEY = _assumed("401", "A missing or wrong key is answered 401, before anything else about the request is checked.")
UNKNOWN = _assumed("404", "An unknown or deleted session is answered 404, also as the sessionId of a body.")
NO_UUID = _assumed("no UUID", "An id in the path that is not a UUID is answered 422.")
BUSY = _assumed("409", "A task for a session that is not idle is answered 409.")
RETRY_AFTER = _assumed("retry-after", "429 may carry Retry-After.", "It permits something; the suite waits for that time.")
SERVER_ERRORS = _assumed(
    "server errors", "5xx responses and HTML pages of a proxy happen.", "It permits something; the suite retries."
)
UNKNOWN_PROFILE = _assumed(
    "unknown profile",
    "An unknown profile or workspace is answered 404 by an API that has profiles and workspaces.",
    "A 404 for a made-up id counts as not tested.",
)
TOTAL = _assumed("total", "total counts all sessions of the project, without deleted ones.")
NEWEST_FIRST = _assumed("newest first", "The newest session comes first.")
PAGES = _assumed(
    "pages", "Pages divide the list: no session is missing, none comes twice, and a page past the last one is empty."
)
NO_CURSOR = _assumed("no cursor", "Without a cursor, a page contains the newest or the oldest messages.")
CURSOR_PAGES = _assumed(
    "cursor pages", "after gives the first messages that follow; before gives the last messages that precede."
)
HAS_MORE = _assumed("hasMore", "hasMore is about the requested direction.")
UNKNOWN_CURSOR = _assumed(
    "unknown cursor", "The response to an unknown cursor is not defined.", "It is not documented, so it is not checked."
)
KEEP_ALIVE = _assumed("keepAlive replaced", "A follow-up's keepAlive replaces the session's; absent, it means false.")
KEPT = _assumed("kept", "Model, proxy, profile and workspace of a session do not change.")
ANEW = _assumed("anew", "A dispatch resets outputSchema, output and isTaskSuccessful.")
NO_BODY = _assumed("no body", "A create request without a body is answered 422.")
STOP_AGAIN = _assumed(
    "stop again", "A stop of a stopped session, or of the task of an idle session, is answered 200 and changes nothing."
)
STOPPED_TASK = _assumed("stopped task", "isTaskSuccessful is false after a task was stopped.")
