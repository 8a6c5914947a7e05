"""Statements on the create-session page, first half: authorization and request body. Numbers are line numbers of its text."""

from ..requirement import Citation, Source

_PROPERTIES = (
    *("model", "keepAlive", "maxCostUsd", "profileId", "workspaceId", "proxyCountryCode", "outputSchema", "cacheScript"),
    *("enableScheduledTasks", "enableRecording", "skills", "agentmail"),
)


def _page(lines: str, key: str, says: str, silent: str = "") -> Citation:
    about = next((name for name in _PROPERTIES if name in key.split()), "")
    return Citation(
        f"page.{key}",
        Source.DOCUMENTED,
        f"API page, {key}, {lines}",
        says,
        silent,
        f"CreateSessionRequest.{about}" if about else "",
    )


TITLE = _page("2-5", "operation", "Creating a session is POST /sessions.")
SAMPLE_REQUEST = _page(
    "6-30",
    "sample request",
    "A complete request, with every property set.",
    "An example: each of its properties has its own requirements, and scenarios send it.",
)
SAMPLE_ANSWER = _page(
    "31-58",
    "sample answer",
    "A complete response, with every property set.",
    "An example: each of its properties has its own requirements.",
)
KEY = _page("60-65", "authorization", "The header X-Browser-Use-API-Key is required.")
BODY = _page("67-69", "body", "The body is JSON.")
PURPOSE = _page("71", "purpose", "The operation creates a session, dispatches a task, or does both.")
IDLE = _page("73", "no sessionId, no task", "With neither a sessionId nor a task, an idle session is created.")
NEW_TASK = _page("74", "task alone", "With only a task, a session is created that runs the task immediately.")
DISPATCH = _page("75", "sessionId and task", "With both, the task is dispatched to that existing, idle session.")
TASK_REQUIRED = _page("76", "sessionId alone", "With only a sessionId, the response is 422.")
TASK = _page(
    "77-80", "task", "The task is text or null: what the agent should do, in plain language. With a sessionId it is required."
)
MODEL_DEFAULT = _page("82-84", "model default", "Without a model, the default is used: claude-sonnet-4.6.")
MODEL_PROSE = _page(
    "86",
    "model advice",
    "Which model is fast, balanced or capable.",
    "Speed, price and ability are advice without numbers to check.",
)
MODEL = _page("88-94", "model", "Six models can be chosen.")
SESSION_ID = _page(
    "95-98", "sessionId", "The id of an existing idle session for the task, a UUID or null. Without it, a new session is created."
)
KEEP_ALIVE_DEFAULT = _page("100-102", "keepAlive default", "keepAlive is a boolean, false by default.")
KEEP_ALIVE = _page("104", "keepAlive", "With keepAlive, the session stays idle after its task; otherwise it stops by itself.")
FOLLOW_UP = _page("104", "follow-up", "A session with keepAlive accepts follow-up tasks.")
BROWSER_STATE = _page(
    "104",
    "browser state",
    "Browser state and files remain after a task.",
    "Only the agent sees the state of the browser; no response shows it.",
)
MAX_COST = _page("106-108", "maxCostUsd", "maxCostUsd limits the total cost of the session in USD.")
MAX_COST_STOP = _page("108", "cost limit", "A task that reaches the limit is stopped.")
MAX_COST_DEFAULT = _page(
    "108",
    "default limit",
    "Without maxCostUsd, a default limit applies, capped by the balance.",
    "The amount is not given, and no operation of sessions shows the balance.",
)
PROFILE = _page("110-113", "profileId", "The id of a profile to load, a UUID or null.")
PROFILE_STATE = _page(
    "113",
    "profile state",
    "Profiles keep cookies and similar state.",
    "Profiles have their own operations, which are not checked here.",
)
WORKSPACE = _page("115-118", "workspaceId", "The id of a workspace to attach, a UUID or null.")
WORKSPACE_FILES = _page(
    "118", "workspace files", "Workspaces keep files.", "Workspaces have their own operations, which are not checked here."
)
PROXY_DEFAULT = _page("120-122", "proxyCountryCode default", "Without a country code, the proxy is in the us.")
PROXY_NULL = _page("124", "proxyCountryCode null", "Null turns the proxy off.")
PROXY_ROUTE = _page(
    "124",
    "proxy route",
    "The proxy routes traffic through the country.",
    "No response shows where traffic leaves the network.",
)
PROXY = _page("126-373", "proxyCountryCode", "247 country codes can be chosen.")
OUTPUT_SCHEMA = _page("374-377", "outputSchema", "A JSON Schema, as an object; the final output conforms to it.")
SCHEDULED = _page("379-381", "enableScheduledTasks", "enableScheduledTasks is a boolean, false by default.")
SCHEDULED_TASKS = _page(
    "383",
    "scheduled tasks",
    "The agent may create scheduled tasks, visible to the whole project.",
    "No session operation shows scheduled tasks, and they would remain after the check.",
)
RECORDING_DEFAULT = _page("385-387", "enableRecording default", "enableRecording is a boolean, false by default.")
RECORDING = _page("389", "enableRecording", "With it, recordingUrls contains the recording's URLs after the task has completed.")
SKILLS = _page("391-393", "skills", "skills is a boolean, true by default.")
SKILLS_EFFECT = _page(
    "395",
    "skills' effect",
    "Without skills the agent uses only the browser.",
    "No response shows what the agent may use.",
)
MAIL_DEFAULT = _page("397-399", "agentmail default", "agentmail is a boolean, true by default.")
MAIL = _page("401", "agentmail", "With it, the session has a mailbox, whose address is in agentmailEmail.")
CACHE = _page("403-404", "cacheScript", "cacheScript is a boolean or null.")
CACHE_AUTO = _page(
    "406", "cacheScript null", "By default caching is on if the task has {{value}} brackets and a workspace is attached."
)
CACHE_ON = _page("406", "cacheScript true", "True forces caching even without brackets: the exact task is cached.")
CACHE_OFF = _page("406", "cacheScript false", "False turns caching off, even with brackets.")
CACHE_FIRST = _page("406", "first call", "The first call runs the full agent and saves a script.")
CACHE_AGAIN = _page("406", "later calls", "Later calls with the same task template run the script at no LLM cost.")
CACHE_WORKSPACE = _page("406", "cacheScript's workspace", "Caching requires a workspace.")
