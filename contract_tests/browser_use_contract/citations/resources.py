"""Documented and assumed statements about profiles, workspaces, browsers, billing and webhooks."""

from ..requirement import Citation, Source


def _says(place: str, key: str, says: str, silent: str = "") -> Citation:
    about = f"neighbouring reference pages, {place}"
    return Citation(f"{place.replace(' ', '-')}.{key}", Source.NEIGHBOUR, about, says, silent)


def _assumed(key: str, says: str, silent: str = "") -> Citation:
    return Citation(f"assumed.{key}", Source.ASSUMED, "assumed", says, silent)


QUERY = _says("profiles", "query", "query searches the name and the userId of profiles.")
PROFILE_LIMIT = _says("profiles", "402", "402: the plan allows no more profiles.", "A check does not use up the plan.")
USER_ID = _says(
    "profiles",
    "userId",
    "userId is the caller's own identifier for a user.",
    "Its meaning is up to the caller; it is checked as a written value.",
)
USED = _says(
    "profiles", "last use", "A profile's state is saved when its session or browser ends cleanly: lastUsedAt is set then."
)
COOKIES = _says("profiles", "cookies", "Cookies are saved then.", "The cookies of a task are not known in advance.")
SESSION_PROFILE = _assumed(
    "unknown profile of a session", "A session with a profile or workspace that does not exist is answered 404."
)
BROWSER_PROFILE = _says("browsers", "404", "404: no such profile.")

GONE_FILES = _says(
    "workspaces",
    "delete",
    "The files of a deleted workspace are lost.",
    "Checked under deleted resources.",
)
PREFIX = _says("files", "prefix", "prefix selects the files below a folder.")
URLS = _says("files", "includeUrls", "With includeUrls, url is a signed URL to download the file. Otherwise there is none.")
URL_EXPIRY = _says(
    "files", "download expiry", "A download URL expires after 60 seconds.", "Waiting a minute takes longer than a check."
)
FOLDERS = _says(
    "files", "shallow", "With shallow, folders are those one level below the prefix, and files are those directly below it."
)
UPLOAD_ORDER = _says("uploads", "order", "The response has a URL and a path for each file, in the requested order.")
UPLOAD = _says("uploads", "upload", "Each file's bytes are sent by PUT to its URL, with the same Content-Type.")
UPLOAD_EXPIRY = _says(
    "uploads", "upload expiry", "An upload URL expires after 5 minutes.", "Waiting 5 minutes takes longer than a check."
)
STORAGE = _says("uploads", "storage host", "The URLs belong to a storage host, not to the API.")
FILES = _says("files", "files", "A workspace keeps files: path, size in bytes and lastModified of each.")
DELETE_FILE = _says("files", "delete", "A file is deleted by its path, with 204.")
SIZE = _says("workspaces", "size", "The size of a workspace is the bytes that its files use.")
AGENT_FILES = _says(
    "workspaces",
    "agent",
    "An agent reads and writes the files of its workspace.",
    "The files of an agent are not known in advance.",
)
SCRIPTS = _says("workspaces", "scripts", "Script caching stores its scripts there.", "Their place and names are not documented.")
CONTENT_TYPE = _assumed("content type", "A PUT with another Content-Type than the announced one is refused with 403.")
CHUNKED = _assumed("content length", "A PUT without a Content-Length is refused with 411.", "Storage servers differ.")
UNKNOWN_FILE = _assumed("unknown file", "A file that does not exist is answered 404.")
FOLDER_PREFIX = _assumed("prefix of an upload", "A prefix without a slash at its end is also a folder.")
NO_SIZE = _assumed("size of an upload", "size may be left out.", "Whether a server refuses that is not checked.")

ACTIVE = _says("browsers", "status", "A new browser is active. After a stop request it is stopped.")
TIMEOUT = _says("browsers", "timeout", "timeout is in minutes, 60 by default; a browser stops by itself at timeoutAt.")
TIMES_OUT = _says(
    "browsers", "time-out", "A browser stops by itself at timeoutAt.", "The shortest timeout takes longer than a check."
)
FINISHED = _says("browsers", "finishedAt", "finishedAt is when the browser stopped.")
CDP = _says("browsers", "cdpUrl", "cdpUrl is a Chrome DevTools Protocol endpoint.")
COST = _says(
    "browsers", "billing", "Billed by time, rounded up to the minute, at least one minute. Unused time is refunded at the stop."
)
CHARGE = _says(
    "browsers", "charge", "The whole timeout is charged at the start.", "The cost is checked after the browser has stopped."
)
FILTER = _says("browsers", "filterBy", "filterBy selects the browsers with a status.")
AGENT_BROWSER = _says("browsers", "agentSessionId", "The browser of an agent session is also listed, with its agentSessionId.")
PASSWORD = _says("browsers", "customProxy", "customProxy.password is a secret, like the API key.")
RECORDING = _says("browsers", "recordingUrl", "recordingUrl is the recording that enableRecording requests.")
LONGER = _says("browsers", "403", "403: longer than the limit of 240 minutes.")
MANY_BROWSERS = _says(
    "browsers", "429", "429: too many active browsers.", "The limit depends on the plan; a check stays below it."
)
STOP_SESSION = _assumed("browser of a session", "Stopping the browser of an agent session stops the session.")

BALANCE = _assumed("balances", "Monthly and additional credits together are the total.")
PROJECT = _says("billing", "projectId", "projectId is the project that the key belongs to.")
NO_PROJECT = _says("billing", "404", "404: no project for this key.", "The key of a check has a project.")

WEBHOOKS = _says("webhooks", "setup", "Webhooks are set up in the dashboard, not over the API.", "No operation shows the events.")
EVENTS = _says(
    "webhooks", "events", "Events are agent.task.status_update and test.", "They are sent to a receiver, and a check has none."
)
SIGNATURES = _says(
    "webhooks",
    "signature",
    "Webhooks are signed with HMAC-SHA256 and carry their time.",
    "They are sent to a receiver, and a check has none.",
)

PATCHED = _assumed("updatedAt", "An update changes updatedAt. createdAt never changes.")
PATCH = _assumed(
    "patch",
    "In a PATCH, an absent property stays as it is and null clears it.",
    "Checked under written values, for every resource type.",
)
NO_BODY = _assumed("empty body", "A POST without a body counts as {} for profiles and workspaces.")
STABLE = _assumed("order", "Lists are in a stable order, the newest first.")
