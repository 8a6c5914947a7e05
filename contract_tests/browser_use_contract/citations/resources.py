"""What the reference pages say of profiles, workspaces, browsers, billing and webhooks, and what is assumed of them."""

from ..requirement import Citation, Source


def _says(place: str, key: str, says: str, silent: str = "") -> Citation:
    about = f"neighbouring reference pages, {place}"
    return Citation(f"{place.replace(' ', '-')}.{key}", Source.NEIGHBOUR, about, says, silent)


def _assumed(key: str, says: str, silent: str = "") -> Citation:
    return Citation(f"assumed.{key}", Source.ASSUMED, "assumed", says, silent)


QUERY = _says("profiles", "query", "query searches the name and the userId of profiles.")
PROFILE_LIMIT = _says("profiles", "402", "402: the plan allows no more profiles.", "A check does not use up a plan.")
USER_ID = _says(
    "profiles",
    "userId",
    "userId is the caller's own identifier for a user.",
    "What it means is the caller's; it is checked as what was written.",
)
USED = _says("profiles", "last use", "A profile's state is saved when what uses it ends cleanly: lastUsedAt is set then.")
COOKIES = _says("profiles", "cookies", "Cookies are kept then.", "What cookies a task leaves is not known beforehand.")
SESSION_PROFILE = _assumed("unknown profile of a session", "A session with a profile or workspace that does not exist is 404.")
BROWSER_PROFILE = _says("browsers", "404", "404: no such profile.")

GONE_FILES = _says(
    "workspaces",
    "delete",
    "The files of a workspace that is deleted are gone for good.",
    "Checked as what was deleted.",
)
PREFIX = _says("files", "prefix", "prefix selects the files below a folder.")
URLS = _says("files", "includeUrls", "url is there only with includeUrls: a signed URL to download the file.")
URL_EXPIRY = _says(
    "files", "download expiry", "A download URL expires after 60 seconds.", "Waiting a minute takes longer than a check."
)
FOLDERS = _says(
    "files", "shallow", "With shallow, folders are the names one level below the prefix, and files those directly there."
)
UPLOAD_ORDER = _says("uploads", "order", "The answer has a URL and a path for each file, in the order asked for.")
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
    "What an agent writes is not known beforehand.",
)
SCRIPTS = _says("workspaces", "scripts", "Script caching keeps its scripts there.", "Where and under which name, nobody says.")
CONTENT_TYPE = _assumed("content type", "A PUT with another Content-Type than was announced is refused with 403.")
CHUNKED = _assumed(
    "content length", "A PUT without a Content-Length is refused with 411.", "Servers in front of a storage differ."
)
UNKNOWN_FILE = _assumed("unknown file", "A file that does not exist is 404.")
FOLDER_PREFIX = _assumed("prefix of an upload", "A prefix without a slash at its end is a folder all the same.")
NO_SIZE = _assumed("size of an upload", "size may be left out.", "Whether a server refuses that is not checked.")

ACTIVE = _says("browsers", "status", "A browser that was created is active; one that was stopped is stopped.")
TIMEOUT = _says("browsers", "timeout", "timeout is in minutes, 60 by default; a browser stops by itself at timeoutAt.")
TIMES_OUT = _says(
    "browsers", "time-out", "A browser stops by itself at timeoutAt.", "The shortest timeout takes longer than a check."
)
FINISHED = _says("browsers", "finishedAt", "finishedAt is when the browser stopped.")
CDP = _says("browsers", "cdpUrl", "cdpUrl is a Chrome DevTools Protocol endpoint.")
COST = _says(
    "browsers", "billing", "Billed by time, rounded up to the minute, at least one; what is not used is given back at the stop."
)
CHARGE = _says("browsers", "charge", "The whole time is charged at the start.", "A cost is checked when the browser has stopped.")
FILTER = _says("browsers", "filterBy", "filterBy selects the browsers of a status.")
AGENT_BROWSER = _says("browsers", "agentSessionId", "An agent session has a browser too: it is listed with its agentSessionId.")
PASSWORD = _says("browsers", "customProxy", "customProxy.password is a secret like the key.")
RECORDING = _says("browsers", "recordingUrl", "recordingUrl is the recording that was asked for by enableRecording.")
LONGER = _says("browsers", "403", "403: longer than the limit of 240 minutes.")
MANY_BROWSERS = _says(
    "browsers", "429", "429: too many active browsers.", "The limit depends on the plan; a check stays below it."
)
STOP_SESSION = _assumed("browser of a session", "Stopping the browser of an agent session stops the session.")

BALANCE = _assumed("balances", "Monthly and additional credits together are the total.")
PROJECT = _says("billing", "projectId", "projectId is the project that the key belongs to.")
NO_PROJECT = _says("billing", "404", "404: no project for this key.", "A check has one key, and that has a project.")

WEBHOOKS = _says(
    "webhooks", "setup", "Webhooks are set up in the dashboard, not over the API.", "No operation shows what is sent."
)
EVENTS = _says(
    "webhooks", "events", "Events are agent.task.status_update and test.", "They go to a receiver, which a check is not."
)
SIGNATURES = _says(
    "webhooks",
    "signature",
    "Webhooks are signed with HMAC-SHA256 and carry their time.",
    "They go to a receiver, which a check is not.",
)

PATCHED = _assumed("updatedAt", "An update moves updatedAt; createdAt never changes.")
PATCH = _assumed(
    "patch",
    "In a PATCH, an absent property stays as it is and null clears it.",
    "Checked as what was written, of every resource.",
)
NO_BODY = _assumed("empty body", "A POST without a body is taken as {} for profiles and workspaces.")
STABLE = _assumed("order", "Lists are in a stable order, the newest first.")
