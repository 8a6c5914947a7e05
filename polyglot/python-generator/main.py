"""Tasks, files and profiles with the package that OpenAPI Generator makes for Python."""

import os
import time

import browser_use as api
import urllib3


def wait(sessions: api.SessionsApi, session: api.Session) -> api.Session:
    ended = ("stopped", "timed_out", "error")
    while session.is_task_successful is None and session.status not in ended:
        time.sleep(0.2)
        session = sessions.get_session(session.id)
    return session


def tasks(sessions: api.SessionsApi) -> None:
    # A task, and what the agent said.
    request = api.CreateSessionRequest(task="Find the cheapest mouse", max_cost_usd="0.50")
    mouse = wait(sessions, sessions.create_session(request))
    print("output:", mouse.output)
    print("cost:", mouse.total_cost_usd, "USD")
    print("model:", mouse.model)
    messages = sessions.list_session_messages(mouse.id, limit=100).messages
    print(f"messages: {len(messages)}, the first from {messages[0].role}")

    # Two tasks in one session, which is stopped afterwards.
    chat = sessions.create_session(api.CreateSessionRequest(task="Name a city", keep_alive=True))
    try:
        print("first task:", wait(sessions, chat).output)
        request = api.CreateSessionRequest(session_id=chat.id, task="How many people live there?", keep_alive=True)
        print("follow-up:", wait(sessions, sessions.create_session(request)).output)
    finally:
        print("status:", sessions.stop_session(chat.id).status)

    # A request that is refused: a session without a task.
    try:
        sessions.create_session(api.CreateSessionRequest(session_id=chat.id))
    except api.exceptions.UnprocessableEntityException as refusal:
        if isinstance(refusal.data, api.ValidationError):
            for issue in refusal.data.detail:
                print(f"refused: {'.'.join(str(part.actual_instance) for part in issue.loc)}: {issue.msg}")


def files(workspaces: api.WorkspacesApi) -> None:
    # A file up and down. The URLs belong to a storage host: the API key does not go there.
    workspace = workspaces.create_workspace(create_workspace_request=api.CreateWorkspaceRequest(name="Prices"))
    content = b"mouse,39.90"
    file = api.FileToUpload(name="prices.csv", content_type="text/csv", size=len(content))
    upload = workspaces.upload_workspace_files(workspace.id, api.UploadFilesRequest(files=[file]))
    for target in upload.files:
        put = urllib3.request("PUT", target.upload_url, body=content, headers={"Content-Type": "text/csv"})
        assert put.status < 300, put.status
    for found in workspaces.list_workspace_files(workspace.id, include_urls=True).files:
        if found.url:
            print("file:", urllib3.request("GET", found.url).data.decode())


def profiles(profiles: api.ProfilesApi) -> None:
    # All profiles, two to a page.
    for name in ("Ann", "Bob", "Cem"):
        profiles.create_profile(create_profile_request=api.CreateProfileRequest(name=name))
    names: list[str] = []
    number = 1
    while True:
        page = profiles.list_profiles(page_number=number, page_size=2)
        names += [profile.name or "" for profile in page.items]
        if not page.items or len(names) >= page.total_items:
            break
        number += 1
    print("profiles:", ", ".join(names))


def main() -> None:
    configuration = api.Configuration(
        host=os.environ.get("BROWSER_USE_BASE_URL", "https://api.browser-use.com/api/v3"),
        api_key={"apiKey": os.environ["BROWSER_USE_API_KEY"]},
    )
    with api.ApiClient(configuration) as client:
        tasks(api.SessionsApi(client))
        files(api.WorkspacesApi(client))
        profiles(api.ProfilesApi(client))


main()
