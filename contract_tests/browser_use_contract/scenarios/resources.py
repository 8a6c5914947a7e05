"""Hand-written scenarios for profiles, workspaces with files, browsers and the account."""

from __future__ import annotations

from decimal import Decimal

from ..actions import Abandoned, Actions
from ..exchange import Exchange
from ..values import objects
from .derived import walk
from .tasks import HELLO

#: An upper bound of the price of one browser minute, in USD.
PAID_BROWSER = Decimal("0.005")
_TEXTS: tuple[tuple[str, bytes, str], ...] = (
    ("report.csv", b"name,price\nmouse,39.90\n", "text/csv"),
    ("notes/Größe 価格 😀.txt", "Größe: 価格\n".encode(), "text/plain; charset=utf-8"),
    ("notes/deep/er/data.bin", bytes(range(256)) * 64, "application/octet-stream"),
    ("a+b c&d=e%20f.txt", b"x", "text/plain"),
)


def searched_profiles(act: Actions) -> None:
    """Searches profiles by name and by userId, and without a match."""
    mark = f"{act.rng('profiles').getrandbits(40):x}"
    bodies = (
        {"name": f"Shop {mark} one"},
        {"userId": f"customer-{mark}"},
        {"name": "Nobody", "userId": "else"},
        {"name": f"Größe {mark}"},
    )
    made = [act.client.send("POST", "/profiles", body) for body in bodies]
    if not any(one.object.get("id") for one in made):
        raise Abandoned("no profile was created")
    for wanted in (mark, f"Shop {mark}", f"customer-{mark}", f"SHOP {mark}".lower(), f"no {mark}", "Größe"):
        act.client.send("GET", "/profiles", query=[("query", wanted), ("pageSize", "100")])


def used_profile(act: Actions) -> None:
    """Reads a profile before, during and after its use by a session and a browser."""
    profile = act.profile()
    act.client.send("GET", f"/profiles/{profile}")
    session = act.create(task=HELLO, profileId=profile, keepAlive=True)
    act.wait_until_done(session)
    act.stop(session)
    act.wait_until_stopped(session)
    act.client.send("GET", f"/profiles/{profile}")
    other = act.profile()
    one = act.client.send("POST", "/browsers", {"profileId": other, "timeout": 5})
    if isinstance(browser := one.object.get("id"), str):
        act.client.send("PATCH", f"/browsers/{browser}", {"action": "stop"})
        act.client.send("GET", f"/profiles/{other}")


def deleted_references(act: Actions) -> None:
    """Creates sessions and browsers with a deleted profile or workspace."""
    profile, workspace = act.profile(), act.workspace()
    act.client.send("DELETE", f"/profiles/{profile}")
    act.client.send("DELETE", f"/workspaces/{workspace}")
    act.try_create(profileId=profile)
    act.try_create(workspaceId=workspace)
    act.try_create(task=HELLO, workspaceId=workspace)
    act.client.send("POST", "/browsers", {"profileId": profile, "timeout": 1})


def _upload(act: Actions, workspace: str, files: list[tuple[str, bytes, str]], prefix: str = "") -> list[Exchange]:
    """Uploads files with one request for URLs and returns the exchanges of the transfers."""
    asked = [{"name": name, "contentType": kind, "size": len(data)} for name, data, kind in files]
    query = [("prefix", prefix)] if prefix else []
    one = act.client.send("POST", f"/workspaces/{workspace}/files/upload", {"files": asked}, query=query)
    found = []
    for (_, data, kind), answer in zip(files, objects(one.object.get("files")), strict=False):
        url = answer.get("uploadUrl")
        done = act.client.transfer("PUT", url, data, kind) if isinstance(url, str) else None
        found += [done] if done else []
    if not found:
        raise Abandoned("no file was uploaded")
    return found


def _list(act: Actions, workspace: str, **query: str) -> Exchange:
    return act.client.send("GET", f"/workspaces/{workspace}/files", query=list(query.items()))


def _download(act: Actions, listed: Exchange) -> None:
    for item in objects(listed.object.get("files")):
        if isinstance(url := item.get("url"), str):
            act.client.transfer("GET", url)


def files(act: Actions) -> None:
    """Uploads files, lists them with all options, downloads, replaces and deletes them."""
    workspace = act.workspace()
    path = f"/workspaces/{workspace}"
    act.client.send("GET", f"{path}/size")
    _upload(act, workspace, list(_TEXTS))
    _upload(act, workspace, [("april.csv", b"1,2\n", "text/csv")], "reports")
    _upload(act, workspace, [("may.csv", b"3,4\n5,6\n", "text/csv"), ("june.csv", b"7\n", "text/csv")], "reports/")
    everything = _list(act, workspace, includeUrls="true", limit="100")
    _download(act, everything)
    act.client.send("GET", f"{path}/size")
    _list(act, workspace)
    _list(act, workspace, includeUrls="false", shallow="false")
    for prefix in ("reports/", "reports", "notes/", "notes/deep/", "nothing/"):
        _list(act, workspace, prefix=prefix)
    for prefix in ("", "notes/", "reports/"):
        _list(act, workspace, prefix=prefix, shallow="true")
    for limit in ("1", "2", "3"):
        walk(act, f"{path}/files", [("limit", limit)], 10)
    _upload(act, workspace, [("report.csv", b"name,price\nmouse,45.00\ncat,1\n", "text/csv")])
    _download(act, _list(act, workspace, includeUrls="true", prefix=""))
    for name in ("report.csv", "reports/may.csv"):
        listed = _list(act, workspace, includeUrls="true")
        act.client.send("DELETE", f"{path}/files", query=[("path", name)])
        _download(act, listed)
        act.client.send("DELETE", f"{path}/files", query=[("path", name)])
    _list(act, workspace)
    act.client.send("GET", f"{path}/size")
    act.client.send("DELETE", f"{path}/files", query=[("path", "no/such.file")])


def wrong_uploads(act: Actions) -> None:
    """Uploads bytes with another content type than the one announced."""
    workspace = act.workspace()
    asked = {
        "files": [
            {"name": "a.csv", "contentType": "text/csv", "size": 3},
            {"name": "b.csv", "contentType": "text/csv", "size": 3},
        ]
    }
    one = act.client.send("POST", f"/workspaces/{workspace}/files/upload", asked)
    for answer in objects(one.object.get("files")):
        if isinstance(url := answer.get("uploadUrl"), str):
            act.client.transfer("PUT", url, b"abc", "text/html")
    _list(act, workspace)


def many_files(act: Actions) -> None:
    """Uploads more files than the default page size."""
    workspace = act.workspace()
    for part in range(2 if act.quick else 6):
        _upload(act, workspace, [(f"{part}/{number:02}.txt", b"%d" % number, "text/plain") for number in range(10)])
    for limit in ([], [("limit", "100")], [("limit", "7")]):
        walk(act, f"/workspaces/{workspace}/files", limit, 12)


def browsers(act: Actions) -> None:
    """Creates browsers with several timeouts, reads, filters and stops them, one of them twice."""
    kinds: tuple[dict[str, object], ...] = (
        {},
        {"timeout": 1},
        {"timeout": 240, "enableRecording": True},
        {
            "timeout": 30,
            "customProxy": {"host": "proxy.example.com", "port": 8080, "username": "robot", "password": "c0rrect-h0rse-battery"},
        },
    )
    made = []
    for body in kinds:
        one = act.client.send("POST", "/browsers", body)
        if isinstance(browser := one.object.get("id"), str):
            made.append(browser)
    if not made:
        raise Abandoned("no browser was created")
    for browser in made:
        act.client.send("GET", f"/browsers/{browser}")
    act.client.send("GET", "/browsers", query=[("filterBy", "active"), ("pageSize", "100")])
    for browser in (*made, made[0]):
        act.client.send("PATCH", f"/browsers/{browser}", {"action": "stop"})
    for browser in made:
        act.client.send("GET", f"/browsers/{browser}")
    for status in ("active", "stopped"):
        act.client.send("GET", "/browsers", query=[("filterBy", status), ("pageSize", "100")])


def frugal_browser(act: Actions) -> None:
    """Creates, reads and stops one browser with the shortest timeout, for a paid server."""
    act.budget.take(PAID_BROWSER)
    one = act.client.send("POST", "/browsers", {"timeout": 1, "proxyCountryCode": None})
    browser = one.object.get("id")
    if not isinstance(browser, str):
        raise Abandoned("no browser was created")
    act.client.send("GET", f"/browsers/{browser}")
    act.client.send("GET", "/browsers", query=[("filterBy", "active"), ("pageSize", "100")])
    for _ in range(2):
        act.client.send("PATCH", f"/browsers/{browser}", {"action": "stop"})
    act.client.send("GET", f"/browsers/{browser}")


def browser_of_session(act: Actions) -> None:
    """Stops the browser of a session and reads the session."""
    session = act.create(keepAlive=True)
    act.wait_for_status(session, "idle")
    for query in ([("pageSize", "100")], [("pageSize", "100"), ("filterBy", "active")]):
        one = act.client.send("GET", "/browsers", query=query)
        act.get(session)
    own = [item for item in objects(one.object.get("items")) if str(item.get("agentSessionId")).lower() == session.lower()]
    for item in own[:1]:
        act.client.send("PATCH", f"/browsers/{item.get('id')}", {"action": "stop"})
        act.get(session)


def account(act: Actions) -> None:
    """Reads the account several times while money is spent."""
    for _ in range(3):
        act.client.send("GET", "/billing/account")
        act.sleep(0.2)
    act.client.send("GET", "/billing/account")
