"""Statements on the neighbouring reference pages about operations on sessions."""

from ..requirement import Citation, Source


def _neighbour(place: str, key: str, says: str, silent: str = "") -> Citation:
    return Citation(f"reference.{key}", Source.NEIGHBOUR, f"neighbouring reference pages, {place}", says, silent)


KEY = _neighbour("all operations", "key", "Every operation requires the key.")
CREATE = _neighbour("create session", "create", "200 with a session object.", "The API page says it too; checked as that.")
LIST = _neighbour("list sessions", "list", "200 with sessions, total, page and pageSize: the project's sessions.")
PAGE = _neighbour("list sessions", "page", "page is an integer from 1 on, 1 by default.")
PAGE_SIZE = _neighbour("list sessions", "page size", "page_size is an integer from 1 to 100, 20 by default.")
GET = _neighbour("get session", "get", "200 with the session object; the operation to poll.")
STOP = _neighbour("stop session", "stop", "200 with the session object. The body is optional, an object or null.")
STRATEGY = _neighbour("stop session", "strategy", "strategy is task or session, session by default.")
STOP_SESSION = _neighbour(
    "stop session", "stop the session", "Strategy session destroys the sandbox; the status becomes stopped."
)
STOP_TASK = _neighbour("stop session", "stop the task", "Strategy task stops only the running task; the session becomes idle.")
DELETE = _neighbour("delete session", "delete", "204 without a body.")
DELETE_RUNNING = _neighbour("delete session", "delete a running one", "A running session is stopped first, then deleted.")
MESSAGES = _neighbour("list messages", "messages", "200 with messages and hasMore.")
LIMIT = _neighbour("list messages", "limit", "limit is an integer from 1 to 100, 10 by default.")
ORDER = _neighbour("list messages", "order", "Messages come in chronological order.")
CURSORS = _neighbour("list messages", "cursors", "after and before are message ids; that message is not included.")
MESSAGE = _neighbour(
    "message", "message", "id, sessionId, role, data and createdAt are required; type, summary, screenshotUrl and hidden are not."
)
ROLE = _neighbour("message", "role", "role is human for a submitted task, ai for the agent.")
MESSAGE_TYPES = _neighbour(
    "message",
    "message types",
    "Common types of messages.",
    "Other values are allowed too, so none is a violation.",
)
SESSION = _neighbour(
    "session object",
    "session",
    "id, status, model, createdAt and updatedAt are required; other properties have defaults or may be null.",
    "Checked property by property, see the session object.",
)
NEW_PROPERTIES = _neighbour(
    "session object",
    "new properties",
    "Servers add properties over time.",
    "It is about clients; the suite ignores unknown properties.",
)
OUTPUT = _neighbour("session object", "output", "The output is available after the task is over, whether it succeeded or not.")
ECHO_SCHEMA = _neighbour("session object", "echo of the schema", "outputSchema is returned as it was sent.")
MAX_COST = _neighbour(
    "create session",
    "maxCostUsd",
    "maxCostUsd is a number, a decimal string or null in requests, and a decimal string or null in responses.",
)
BOOLEANS = _neighbour("create session", "booleans", "The booleans of the body are not nullable, except cacheScript.")
UNKNOWN_PROPERTIES = _neighbour("create session", "unknown properties", "Unknown properties of the body are ignored.")
STATUSES = _neighbour(
    "lifecycle", "statuses", "created: no task can be dispatched yet. idle: waits for a task. running: a task runs."
)
FINAL = _neighbour("lifecycle", "final", "stopped, timed_out and error are final.")
STOPPED = _neighbour(
    "lifecycle",
    "stopped",
    "stopped: by the stop operation, or by itself after its task without keepAlive.",
    "Checked under keepAlive and stopping.",
)
TIMED_OUT = _neighbour("lifecycle", "timed out", "timed_out: cleaned up after inactivity.")
BROKEN = _neighbour(
    "lifecycle", "broken", "error: the sandbox failed to start or cannot recover.", "A client cannot make a sandbox fail."
)
TRANSITIONS = _neighbour(
    "lifecycle",
    "transitions",
    "created, idle, running, idle and so on, until stopped, timed_out or error.",
    "The API page says it too; checked as that.",
)
BRIEF_IDLE = _neighbour(
    "lifecycle",
    "brief idle",
    "A session made with a task may show idle before running.",
    "It permits something; for the suite, idle alone does not mean that a task is over.",
)
SUCCESS_NULL = _neighbour("lifecycle", "success null", "isTaskSuccessful is null until the task is over.")
INACTIVITY = _neighbour("lifecycle", "inactivity", "The inactivity limit is 15 minutes.")
LIFETIME = _neighbour("lifecycle", "lifetime", "A session lives at most 4 hours.")
ADD_UP = _neighbour("lifecycle", "totals", "Tokens, steps and costs belong to the session and add up over its tasks.")
LIMIT_TOTAL = _neighbour("lifecycle", "limit of the total", "maxCostUsd limits that total.")
CACHE_WORKSPACE = _neighbour(
    "script caching",
    "caching without a workspace",
    "cacheScript true without a workspace is refused with 422.",
    "The API page says it too; checked there, with the 422 from here.",
)
CACHED_COST = _neighbour(
    "script caching",
    "cached cost",
    "A rerun with a cached script has an LLM cost of 0.",
    "The API page says it too; checked as that.",
)
INVALID = _neighbour(
    "errors",
    "422",
    "A request that violates the schema or the task rule is answered 422, with loc, msg and type for each mistake.",
)
ERRORS = _neighbour("errors", "errors", "Errors are {detail: string}: 402, 403, 404, 429.")
NO_CREDITS = _neighbour("errors", "402", "402: no credits left.", "A check cannot use up an account.")
TOO_MANY = _neighbour("errors", "429", "429: too many active sessions.", "The limit depends on the plan; a check stays below it.")
