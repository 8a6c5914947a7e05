"""What nobody writes down, and an API of this kind does. A server that differs is warned about."""

from ..requirement import Citation, Source


def _assumed(key: str, says: str, silent: str = "") -> Citation:
    return Citation(f"assumed.{key}", Source.ASSUMED, "assumed", says, silent)


KEY = _assumed("401", "A missing or wrong key is answered 401, before anything else about the request is checked.")
UNKNOWN = _assumed("404", "An unknown or deleted session is answered 404, also as the sessionId of a body.")
NO_UUID = _assumed("no UUID", "An id in the path that is no UUID is answered 422.")
BUSY = _assumed("409", "A task for a session that is not idle is answered 409.")
RETRY_AFTER = _assumed("retry-after", "429 may carry Retry-After.", "It permits something; the suite waits as long as it says.")
SERVER_ERRORS = _assumed(
    "server errors", "5xx answers and HTML pages of a proxy happen.", "It permits something; the suite tries again."
)
UNKNOWN_PROFILE = _assumed(
    "unknown profile",
    "An unknown profile or workspace is 404 on an API that has those.",
    "A 404 for a made-up id means that nothing was tried.",
)
TOTAL = _assumed("total", "total counts all of the project's sessions, deleted ones not.")
NEWEST_FIRST = _assumed("newest first", "The newest session comes first.")
PAGES = _assumed("pages", "Pages divide the list: none is skipped, none comes twice, and past the last one there is nothing.")
NO_CURSOR = _assumed("no cursor", "Without a cursor come the newest messages, or the oldest ones.")
CURSOR_PAGES = _assumed("cursor pages", "after gives the first messages that follow, before the last that precede.")
HAS_MORE = _assumed("hasMore", "hasMore speaks of the direction that was asked for.")
UNKNOWN_CURSOR = _assumed("unknown cursor", "An unknown cursor gives something.", "Nobody says what; it is not checked.")
KEEP_ALIVE = _assumed("keepAlive replaced", "A follow-up's keepAlive replaces the session's; absent, it means false.")
KEPT = _assumed("kept", "Model, proxy, profile and workspace stay as they were created.")
ANEW = _assumed("anew", "outputSchema, output and isTaskSuccessful start anew at a dispatch.")
NO_BODY = _assumed("no body", "A create without a body is 422.")
STOP_AGAIN = _assumed(
    "stop again", "Stopping what has stopped is answered 200 and changes nothing; so is stopping the task of an idle session."
)
STOPPED_TASK = _assumed("stopped task", "A task that was stopped leaves isTaskSuccessful false.")
