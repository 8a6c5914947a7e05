"""Tasks, files and profiles with httpx and the models that datamodel-code-generator makes."""

import os
import time

import httpx
from generated.models import (
    CreateProfileRequest,
    CreateSessionRequest,
    CreateWorkspaceRequest,
    FileToUpload,
    MessageList,
    Profile,
    ProfileList,
    Session,
    UploadFilesRequest,
    UploadFilesResponse,
    ValidationError,
    Workspace,
    WorkspaceFileList,
)
from pydantic import BaseModel


def body(model: BaseModel) -> dict[str, object]:
    """What is sent: the properties that were given, and no defaults."""
    data: dict[str, object] = model.model_dump(mode="json", exclude_unset=True, by_alias=True)
    return data


def create(client: httpx.Client, request: CreateSessionRequest) -> Session:
    return Session.model_validate_json(client.post("sessions", json=body(request)).raise_for_status().content)


def wait(client: httpx.Client, session: Session) -> Session:
    while session.isTaskSuccessful is None and session.status not in ("stopped", "timed_out", "error"):
        time.sleep(0.2)
        session = Session.model_validate_json(client.get(f"sessions/{session.id}").raise_for_status().content)
    return session


def tasks(client: httpx.Client) -> None:
    # A task, and what the agent said.
    mouse = wait(client, create(client, CreateSessionRequest(task="Find the cheapest mouse", maxCostUsd="0.50")))
    print("output:", mouse.output)
    print("cost:", mouse.totalCostUsd, "USD")
    print("model:", mouse.model)
    answer = client.get(f"sessions/{mouse.id}/messages", params={"limit": 100}).raise_for_status()
    messages = MessageList.model_validate_json(answer.content).messages
    print(f"messages: {len(messages)}, the first from {messages[0].role}")

    # Two tasks in one session, which is stopped afterwards.
    chat = create(client, CreateSessionRequest(task="Name a city", keepAlive=True))
    try:
        print("first task:", wait(client, chat).output)
        request = CreateSessionRequest(sessionId=chat.id, task="How many people live there?", keepAlive=True)
        print("follow-up:", wait(client, create(client, request)).output)
    finally:
        stopped = client.post(f"sessions/{chat.id}/stop").raise_for_status()
        print("status:", Session.model_validate_json(stopped.content).status)

    # A request that is refused: a session without a task.
    refusal = client.post("sessions", json=body(CreateSessionRequest(sessionId=chat.id)))
    if refusal.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
        for issue in ValidationError.model_validate_json(refusal.content).detail:
            print(f"refused: {'.'.join(map(str, issue.loc))}: {issue.msg}")


def files(client: httpx.Client) -> None:
    # A file up and down. The URLs belong to a storage host: the API key does not go there.
    answer = client.post("workspaces", json=body(CreateWorkspaceRequest(name="Prices"))).raise_for_status()
    path = f"workspaces/{Workspace.model_validate_json(answer.content).id}/files"
    content = b"mouse,39.90"
    request = UploadFilesRequest(files=[FileToUpload(name="prices.csv", contentType="text/csv", size=len(content))])
    answer = client.post(f"{path}/upload", json=body(request)).raise_for_status()
    for target in UploadFilesResponse.model_validate_json(answer.content).files:
        httpx.put(target.uploadUrl, content=content, headers={"Content-Type": "text/csv"}).raise_for_status()
    answer = client.get(path, params={"includeUrls": True}).raise_for_status()
    for found in WorkspaceFileList.model_validate_json(answer.content).files:
        if found.url:
            print("file:", httpx.get(found.url).raise_for_status().text)


def profiles(client: httpx.Client) -> None:
    # All profiles, two to a page.
    for name in ("Ann", "Bob", "Cem"):
        client.post("profiles", json=body(CreateProfileRequest(name=name))).raise_for_status()
    found: list[Profile] = []
    number = 1
    while True:
        answer = client.get("profiles", params={"pageNumber": number, "pageSize": 2}).raise_for_status()
        page = ProfileList.model_validate_json(answer.content)
        found += page.items
        if not page.items or len(found) >= page.totalItems:
            break
        number += 1
    print("profiles:", ", ".join(profile.name or "" for profile in found))


def main() -> None:
    url = os.environ.get("BROWSER_USE_BASE_URL", "https://api.browser-use.com/api/v3")
    headers = {"X-Browser-Use-API-Key": os.environ["BROWSER_USE_API_KEY"]}
    with httpx.Client(base_url=url, headers=headers) as client:
        tasks(client)
        files(client)
        profiles(client)


main()
