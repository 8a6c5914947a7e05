"""openapi.yaml contains the facts of the API's other reference pages: operations, statuses, parameters, properties, bounds.

The tables were copied from those pages, not from the document. The document may contain more.
"""

from typing import Any

import pytest

Object = dict[str, Any]

# Operation, method, path, and statuses in addition to the common ones.
COMMON = {"401", "403", "429", "5XX"}
OPERATIONS = """
createSession         post   /sessions                                200 402 404 409 422
listSessions          get    /sessions                                200 422
getSession            get    /sessions/{session_id}                   200 404 422
stopSession           post   /sessions/{session_id}/stop              200 404 422
deleteSession         delete /sessions/{session_id}                   204 404 422
listSessionMessages   get    /sessions/{session_id}/messages          200 404 422
listProfiles          get    /profiles                                200 422
createProfile         post   /profiles                                201 402 422
getProfile            get    /profiles/{profile_id}                   200 404 422
updateProfile         patch  /profiles/{profile_id}                   200 404 422
deleteProfile         delete /profiles/{profile_id}                   204 404 422
listWorkspaces        get    /workspaces                              200 422
createWorkspace       post   /workspaces                              201 422
getWorkspace          get    /workspaces/{workspace_id}               200 404 422
updateWorkspace       patch  /workspaces/{workspace_id}               200 404 422
deleteWorkspace       delete /workspaces/{workspace_id}               204 404 422
listWorkspaceFiles    get    /workspaces/{workspace_id}/files         200 404 422
uploadWorkspaceFiles  post   /workspaces/{workspace_id}/files/upload  200 404 422
deleteWorkspaceFile   delete /workspaces/{workspace_id}/files         204 404 422
getWorkspaceSize      get    /workspaces/{workspace_id}/size          200 404 422
listBrowsers          get    /browsers                                200 422
createBrowser         post   /browsers                                201 403 404 422
getBrowser            get    /browsers/{session_id}                   200 404 422
updateBrowser         patch  /browsers/{session_id}                   200 404 422
getBillingAccount     get    /billing/account                         200 404
"""

# Operation: its query parameters, in the notation of `summary` below.
PAGE = {"pageSize": "integer minimum=1 maximum=100 default=10", "pageNumber": "integer minimum=1 default=1"}
QUERIES: dict[str, dict[str, str]] = {
    "listSessions": {"page": "integer minimum=1 default=1", "page_size": "integer minimum=1 maximum=100 default=20"},
    "listSessionMessages": {
        "after": "string format=uuid",
        "before": "string format=uuid",
        "limit": "integer minimum=1 maximum=100 default=10",
    },
    "listProfiles": {**PAGE, "query": "string maxLength=200"},
    "listWorkspaces": PAGE,
    "listWorkspaceFiles": {
        "prefix": "string default=",
        "limit": "integer minimum=1 maximum=100 default=50",
        "cursor": "string",
        "includeUrls": "boolean default=false",
        "shallow": "boolean default=false",
    },
    "uploadWorkspaceFiles": {"prefix": "string default="},
    "deleteWorkspaceFile": {"path": "required string"},
    "listBrowsers": {**PAGE, "filterBy": "string enum=active,stopped"},
}

# Schema: its properties in the same notation.
PAGE_OF = {"totalItems": "required integer", "pageNumber": "required integer", "pageSize": "required integer"}
LIFE = {"id": "required string format=uuid", "createdAt": "required string format=date-time"}
CHANGES = {**LIFE, "updatedAt": "required string format=date-time"}
PROFILE = {"name": "string null maxLength=100", "userId": "string null maxLength=255"}
COST = "Decimal default=0"
BALANCE = "required number format=decimal"
SCHEMAS: dict[str, dict[str, str]] = {
    "SessionList": {
        "sessions": "required array items=Session",
        "total": "required integer",
        "page": "required integer",
        "pageSize": "required integer",
    },
    "StopSessionRequest": {"strategy": "StopStrategy default=session"},
    "Message": {
        **LIFE,
        "sessionId": "required string format=uuid",
        "role": "required string",
        "data": "required string",
        "type": "string default=",
        "summary": "string default=",
        "screenshotUrl": "string null",
        "hidden": "boolean default=false",
    },
    "MessageList": {"messages": "required array items=Message", "hasMore": "required boolean"},
    "CreateProfileRequest": PROFILE,
    "UpdateProfileRequest": PROFILE,
    "Profile": {
        **CHANGES,
        "userId": "string null",
        "name": "string null",
        "lastUsedAt": "string null format=date-time",
        "cookieDomains": "array null items=string",
    },
    "ProfileList": {"items": "required array items=Profile", **PAGE_OF},
    "CreateWorkspaceRequest": {"name": PROFILE["name"]},
    "UpdateWorkspaceRequest": {"name": PROFILE["name"]},
    "Workspace": {**CHANGES, "name": "string null"},
    "WorkspaceList": {"items": "required array items=Workspace", **PAGE_OF},
    "WorkspaceFile": {
        "path": "required string",
        "size": "required integer",
        "lastModified": "required string format=date-time",
        "url": "string null",
    },
    "WorkspaceFileList": {
        "files": "required array items=WorkspaceFile",
        "folders": "array items=string",
        "nextCursor": "string null",
        "hasMore": "boolean",
    },
    "UploadFilesRequest": {"files": "required array items=FileToUpload minItems=1 maxItems=10"},
    "FileToUpload": {
        "name": "required string minLength=1 maxLength=255",
        "contentType": "string maxLength=255 default=application/octet-stream",
        "size": "integer null minimum=1",
    },
    "UploadFilesResponse": {"files": "required array items=FileUpload"},
    "FileUpload": {"name": "required string", "uploadUrl": "required string", "path": "required string"},
    "WorkspaceSize": {"usedBytes": "integer"},
    "CreateBrowserRequest": {
        "profileId": "string null format=uuid",
        "proxyCountryCode": "ProxyCountryCode null default=us",
        "timeout": "integer minimum=1 maximum=240 default=60",
        "browserScreenWidth": "integer null minimum=320 maximum=6144",
        "browserScreenHeight": "integer null minimum=320 maximum=3456",
        "allowResizing": "boolean default=false",
        "customProxy": "CustomProxy null",
        "enableRecording": "boolean default=false",
    },
    "CustomProxy": {
        "host": "required string minLength=1 maxLength=255",
        "port": "required integer minimum=1 maximum=65535",
        "username": "string null minLength=1 maxLength=255",
        "password": "string null minLength=1 maxLength=255 format=password",
    },
    "UpdateBrowserRequest": {"action": "required BrowserAction"},
    "Browser": {
        "id": "required string format=uuid",
        "status": "required BrowserStatus",
        "timeoutAt": "required string format=date-time",
        "startedAt": "required string format=date-time",
        "liveUrl": "string null",
        "cdpUrl": "string null",
        "finishedAt": "string null format=date-time",
        "agentSessionId": "string null format=uuid",
        "recordingUrl": "string null",
        "proxyUsedMb": COST,
        "proxyCost": COST,
        "browserCost": COST,
    },
    "BrowserList": {"items": "required array items=Browser", **PAGE_OF},
    "Account": {
        "totalCreditsBalanceUsd": BALANCE,
        "monthlyCreditsBalanceUsd": BALANCE,
        "additionalCreditsBalanceUsd": BALANCE,
        "rateLimit": "required integer",
        "planInfo": "required PlanInfo",
        "projectId": "required string format=uuid",
        "name": "string null",
    },
    "PlanInfo": {
        "planName": "required string",
        "subscriptionStatus": "required string null",
        "subscriptionId": "required string null",
        "subscriptionCurrentPeriodEnd": "required string null",
        "subscriptionCanceledAt": "required string null",
    },
}
ENUMS = {
    "StopStrategy": ["session", "task"],
    "BrowserAction": ["stop"],
    "BrowserStatus": ["active", "stopped"],
    "WebhookEventType": ["agent.task.status_update", "test"],
    "TaskStatus": ["running", "idle", "stopped"],
}
# Operation: the schema of its request body, whether the body is required, the schema of its response.
BODIES = {
    "createSession": ("CreateSessionRequest", True, "Session"),
    "listSessions": (None, False, "SessionList"),
    "getSession": (None, False, "Session"),
    "stopSession": ("StopSessionRequest", False, "Session"),
    "deleteSession": (None, False, None),
    "listSessionMessages": (None, False, "MessageList"),
    "listProfiles": (None, False, "ProfileList"),
    "createProfile": ("CreateProfileRequest", False, "Profile"),
    "getProfile": (None, False, "Profile"),
    "updateProfile": ("UpdateProfileRequest", True, "Profile"),
    "deleteProfile": (None, False, None),
    "listWorkspaces": (None, False, "WorkspaceList"),
    "createWorkspace": ("CreateWorkspaceRequest", False, "Workspace"),
    "getWorkspace": (None, False, "Workspace"),
    "updateWorkspace": ("UpdateWorkspaceRequest", True, "Workspace"),
    "deleteWorkspace": (None, False, None),
    "listWorkspaceFiles": (None, False, "WorkspaceFileList"),
    "uploadWorkspaceFiles": ("UploadFilesRequest", True, "UploadFilesResponse"),
    "deleteWorkspaceFile": (None, False, None),
    "getWorkspaceSize": (None, False, "WorkspaceSize"),
    "listBrowsers": (None, False, "BrowserList"),
    "createBrowser": ("CreateBrowserRequest", True, "Browser"),
    "getBrowser": (None, False, "Browser"),
    "updateBrowser": ("UpdateBrowserRequest", True, "Browser"),
    "getBillingAccount": (None, False, "Account"),
}
KEYWORDS = ("format", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def summary(schema: Object, required: bool) -> set[str]:
    """Summarizes a schema: its types or the name of its component, bounds, default, `required`."""
    found = {"required"} if required else set()
    for branch in [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        kinds = branch.get("type", ())
        found |= {kinds} if isinstance(kinds, str) else set(kinds)
        found |= {branch["$ref"].rpartition("/")[2]} if "$ref" in branch else set()
        found |= {f"{keyword}={branch[keyword]}" for keyword in KEYWORDS if keyword in branch}
    if "items" in schema:
        found.add("items=" + next(iter(summary(schema["items"], False))))
    if "enum" in schema:
        found.add("enum=" + ",".join(schema["enum"]))
    if "default" in schema:
        default = schema["default"]
        found.add(f"default={str(default).lower() if isinstance(default, bool) else default}")
    return found


def rows() -> list[list[str]]:
    return [line.split() for line in OPERATIONS.strip().splitlines()]


def test_tables_are_complete() -> None:
    assert len(rows()) == 25
    assert {row[0] for row in rows()} == set(BODIES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_operation_matches_the_reference(all_operations: dict[str, Object], row: list[str]) -> None:
    name, method, path, *statuses = row
    operation = all_operations[name]
    assert (operation["method"], operation["path"]) == (method, path)
    assert COMMON | set(statuses) <= set(operation["responses"])
    successes = {status for status in operation["responses"] if status.startswith("2")}
    assert successes == {status for status in statuses if status.startswith("2")}


@pytest.mark.parametrize("name", BODIES)
def test_request_and_response_schemas_match_the_reference(all_operations: dict[str, Object], name: str) -> None:
    request, required, answer = BODIES[name]
    operation = all_operations[name]
    body = operation["body"]
    assert (request in summary(body["content"]["application/json"]["schema"], False)) if request else body is None
    assert bool(body and body["required"]) == required
    for status, response in operation["responses"].items():
        expected = answer if status.startswith("2") else "ValidationError" if status == "422" else "Error"
        content = response.get("content", {})
        assert summary(content["application/json"]["schema"], False) == {expected} if expected else not content


@pytest.mark.parametrize("name", QUERIES)
def test_query_parameters_match_the_reference(all_operations: dict[str, Object], name: str) -> None:
    known = {
        each["name"]: summary(each["schema"], each.get("required", False))
        for each in all_operations[name]["parameters"]
        if each["in"] == "query"
    }
    for parameter, expected in QUERIES[name].items():
        assert known[parameter] == set(expected.split()), parameter


@pytest.mark.parametrize("name", SCHEMAS)
def test_properties_match_the_reference(schemas: dict[str, Object], name: str) -> None:
    schema = schemas[name]
    assert set(schema.get("required", ())) <= set(SCHEMAS[name])
    for prop, expected in SCHEMAS[name].items():
        assert summary(schema["properties"][prop], prop in schema.get("required", ())) == set(expected.split()), prop


@pytest.mark.parametrize("name", ENUMS)
def test_enum_values_match_the_reference(schemas: dict[str, Object], name: str) -> None:
    assert set(ENUMS[name]) <= set(schemas[name]["enum"])


def test_path_parameters_are_uuids(operation: Object) -> None:
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            assert summary(parameter["schema"], parameter["required"]) == {"required", "string", "format=uuid"}


def test_only_429_responses_have_retry_after(operation: Object) -> None:
    for status, response in operation["responses"].items():
        assert ("Retry-After" in response.get("headers", {})) == (status == "429")
