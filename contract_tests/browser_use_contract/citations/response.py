"""Statements on the create-session page, second half: the session object. Numbers are line numbers of its text."""

from ..requirement import PROPERTIES, Citation, Source

#: The properties of statements whose keys are not property names.
_ABOUT = {
    **dict.fromkeys(("success", "state", "polling"), ""),
    "lifecycle": "status",
    "created": "status",
    "output's time": "output",
    "screenshot expiry": "screenshotUrl",
}


def _page(lines: str, key: str, says: str, silent: str = "") -> Citation:
    about = _ABOUT.get(key, key)
    return Citation(
        f"session.{key}",
        Source.DOCUMENTED,
        f"API page, session object, {key}, {lines}",
        says,
        silent,
        f"Session.{about}" if about else "",
    )


SUCCESS = _page("408-410", "success", "The successful response is a session object.")
STATE = _page(
    "412",
    "state",
    "The object shows the session and its current state.",
    "It is about the whole object; each property has its own requirements.",
)
POLL = _page(
    "414",
    "polling",
    "Polling shows progress: status is the stage, and output is available after the task completes.",
    "It repeats the statements about status and output, which have their own requirements.",
)
ID = _page("416-420", "id", "A UUID that is unique to the session.")
STATUS = _page("422-434", "status", "One of six statuses.")
PROGRESS = _page("426", "lifecycle", "created, then idle, then running, then stopped, timed_out or error.")
CREATED = _page("426", "created", "created: the sandbox starts.")
MODEL = _page("435-447", "model", "The model that is used for the session.")
CREATED_AT = _page("448-452", "createdAt", "When the session was created.")
UPDATED_AT = _page("454-458", "updatedAt", "When the session was last updated.")
TITLE = _page("460-463", "title", "A short title made from the task, available when the task runs.")
OUTPUT = _page("465-468", "output", "The final output: data that fits the outputSchema, else text or null.")
OUTPUT_WHEN = _page("468", "output's time", "The output is available after the task completes, whether it succeeded or not.")
OUTPUT_SCHEMA = _page("470-473", "outputSchema", "The requested JSON Schema, if any.")
STEP_COUNT = _page("475-479", "stepCount", "How many steps the agent has executed so far, 0 by default.")
LAST_STEP = _page("481-484", "lastStepSummary", "A description of the most recent step.")
SUCCESSFUL = _page(
    "486-489", "isTaskSuccessful", "True or false after the task is over. Null while it runs, and if there was no task."
)
LIVE_URL = _page("491-494", "liveUrl", "A URL to watch the browser, available from the creation.")
RECORDING_URLS = _page("496-499", "recordingUrls", "Filled only if enableRecording was true and the task has completed.")
PROFILE = _page("501-504", "profileId", "The profile that is loaded, if any.")
WORKSPACE = _page("506-509", "workspaceId", "The workspace that is attached, if any.")
PROXY = _page("511-763", "proxyCountryCode", "The country of the session's proxy; null without one.")
MAX_COST = _page("764-769", "maxCostUsd", "The limit that was set, as a decimal string or null.")
INPUT_TOKENS = _page("770-774", "totalInputTokens", "The LLM input tokens of the session, 0 by default.")
OUTPUT_TOKENS = _page("776-780", "totalOutputTokens", "The LLM output tokens of the session, 0 by default.")
PROXY_USED = _page("782-788", "proxyUsedMb", "Proxy traffic in megabytes, a decimal string, 0 by default.")
LLM_COST = _page("789-795", "llmCostUsd", "The cost of the LLM, a decimal string, 0 by default.")
PROXY_COST = _page("796-802", "proxyCostUsd", "The cost of the proxy, a decimal string, 0 by default.")
BROWSER_COST = _page("803-809", "browserCostUsd", "The cost of the browser, a decimal string, 0 by default.")
TOTAL_COST = _page("810-816", "totalCostUsd", "The total cost: LLM, proxy and browser together.")
SCREENSHOT = _page("817-820", "screenshotUrl", "The URL of the latest screenshot. Each fetch of the session creates a new URL.")
SCREENSHOT_EXPIRY = _page("820", "screenshot expiry", "A screenshot's URL expires after 5 minutes.")
MAIL = _page("822-825", "agentmailEmail", "The session's mail address, only with agentmail.")

#: The statement about each property.
FIELDS = {
    "id": ID,
    "status": STATUS,
    "model": MODEL,
    "createdAt": CREATED_AT,
    "updatedAt": UPDATED_AT,
    "title": TITLE,
    "output": OUTPUT,
    "outputSchema": OUTPUT_SCHEMA,
    "stepCount": STEP_COUNT,
    "lastStepSummary": LAST_STEP,
    "isTaskSuccessful": SUCCESSFUL,
    "liveUrl": LIVE_URL,
    "recordingUrls": RECORDING_URLS,
    "profileId": PROFILE,
    "workspaceId": WORKSPACE,
    "proxyCountryCode": PROXY,
    "maxCostUsd": MAX_COST,
    "totalInputTokens": INPUT_TOKENS,
    "totalOutputTokens": OUTPUT_TOKENS,
    "proxyUsedMb": PROXY_USED,
    "llmCostUsd": LLM_COST,
    "proxyCostUsd": PROXY_COST,
    "browserCostUsd": BROWSER_COST,
    "totalCostUsd": TOTAL_COST,
    "screenshotUrl": SCREENSHOT,
    "agentmailEmail": MAIL,
}
PROPERTIES.update(FIELDS)
