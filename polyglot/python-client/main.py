"""Tasks, files and profiles with the package that openapi-python-client makes."""

import os
import time
from typing import TypeVar

import httpx
from generated.api.profiles import create_profile, list_profiles
from generated.api.sessions import create_session, get_session, list_session_messages, stop_session
from generated.api.workspaces import create_workspace, list_workspace_files, upload_workspace_files
from generated.models import (
    CreateProfileRequest,
    CreateSessionRequest,
    CreateWorkspaceRequest,
    Error,
    FileToUpload,
    Session,
    UploadFilesRequest,
    ValidationError,
)

from generated import AuthenticatedClient

T = TypeVar("T")


def unwrap(answer: T | Error | ValidationError | None) -> T:
    """The answer, if it is no refusal."""
    if answer is None or isinstance(answer, Error | ValidationError):
        raise RuntimeError(f"refused: {answer}")
    return answer


def wait(client: AuthenticatedClient, session: Session) -> Session:
    while not isinstance(session.is_task_successful, bool) and session.status not in ("stopped", "timed_out", "error"):
        time.sleep(0.2)
        session = unwrap(get_session.sync(session.id, client=client))
    return session


def tasks(client: AuthenticatedClient) -> None:
    # A task, and what the agent said.
    request = CreateSessionRequest(task="Find the cheapest mouse", max_cost_usd="0.50")
    mouse = wait(client, unwrap(create_session.sync(client=client, body=request)))
    print("output:", mouse.output)
    print("cost:", mouse.total_cost_usd, "USD")
    print("model:", mouse.model)
    messages = unwrap(list_session_messages.sync(mouse.id, client=client, limit=100)).messages
    print(f"messages: {len(messages)}, the first from {messages[0].role}")

    # Two tasks in one session, which is stopped afterwards.
    chat = unwrap(create_session.sync(client=client, body=CreateSessionRequest(task="Name a city", keep_alive=True)))
    try:
        print("first task:", wait(client, chat).output)
        request = CreateSessionRequest(session_id=chat.id, task="How many people live there?", keep_alive=True)
        print("follow-up:", wait(client, unwrap(create_session.sync(client=client, body=request))).output)
    finally:
        print("status:", unwrap(stop_session.sync(chat.id, client=client)).status)

    # A request that is refused: a session without a task.
    refusal = create_session.sync(client=client, body=CreateSessionRequest(session_id=chat.id))
    if isinstance(refusal, ValidationError):
        for issue in refusal.detail:
            print(f"refused: {'.'.join(map(str, issue.loc))}: {issue.msg}")


def files(client: AuthenticatedClient) -> None:
    # A file up and down. The URLs belong to a storage host: the API key does not go there.
    workspace = unwrap(create_workspace.sync(client=client, body=CreateWorkspaceRequest(name="Prices")))
    content = b"mouse,39.90"
    file = FileToUpload(name="prices.csv", content_type="text/csv", size=len(content))
    upload = unwrap(upload_workspace_files.sync(workspace.id, client=client, body=UploadFilesRequest(files=[file])))
    for target in upload.files:
        httpx.put(target.upload_url, content=content, headers={"Content-Type": "text/csv"}).raise_for_status()
    for found in unwrap(list_workspace_files.sync(workspace.id, client=client, include_urls=True)).files:
        if found.url:
            print("file:", httpx.get(found.url).raise_for_status().text)


def profiles(client: AuthenticatedClient) -> None:
    # All profiles, two to a page.
    for name in ("Ann", "Bob", "Cem"):
        unwrap(create_profile.sync(client=client, body=CreateProfileRequest(name=name)))
    names: list[str] = []
    number = 1
    while True:
        page = unwrap(list_profiles.sync(client=client, page_number=number, page_size=2))
        names += [profile.name or "" for profile in page.items]
        if not page.items or len(names) >= page.total_items:
            break
        number += 1
    print("profiles:", ", ".join(names))


def main() -> None:
    client = AuthenticatedClient(
        base_url=os.environ.get("BROWSER_USE_BASE_URL", "https://api.browser-use.com/api/v3"),
        token=os.environ["BROWSER_USE_API_KEY"],
        auth_header_name="X-Browser-Use-API-Key",
        prefix="",
    )
    with client:
        tasks(client)
        files(client)
        profiles(client)


main()
