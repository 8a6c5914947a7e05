"""Profiles over HTTP, with time moved by hand."""

from uuid import uuid4

import pytest


def test_create_get_update_delete(api):
    profile = api.call("POST", "/profiles", 201, json={"name": "Shop", "userId": "customer-42"})
    path = f"/profiles/{profile['id']}"
    assert (profile["name"], profile["userId"], profile["lastUsedAt"], profile["cookieDomains"]) == (
        "Shop",
        "customer-42",
        None,
        None,
    )
    assert profile["createdAt"] == profile["updatedAt"]
    api.wait(5)
    changed = api.call("PATCH", path, json={"name": None})
    assert (changed["name"], changed["userId"]) == (None, "customer-42")
    assert changed["updatedAt"] > profile["updatedAt"] == changed["createdAt"]
    assert api.call("GET", path) == changed
    assert api.call("DELETE", path, 204) is None
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert api.call(method, path, 404, json=body) == {"detail": "Profile not found"}
    assert api.call("GET", "/profiles")["totalItems"] == 0


@pytest.mark.parametrize("request_", [{}, {"json": {}}, {"json": {"name": None, "userId": None}}])
def test_a_profile_without_a_name(api, request_):
    profile = api.call("POST", "/profiles", 201, **request_)
    assert (profile["name"], profile["userId"]) == (None, None)


@pytest.mark.parametrize(
    ("method", "body"), [("POST", {"name": "x" * 101}), ("POST", {"userId": 5}), ("POST", []), ("PATCH", None)]
)
def test_bodies_that_are_refused(api, method, body):
    path = "/profiles" if method == "POST" else f"/profiles/{api.profile()}"
    api.call(method, path, 422, json=body) if body is not None else api.call(method, path, 422)


def test_pages_and_search(api):
    ids = [api.profile(name=f"Profile {number}", userId=f"u{number % 2}") for number in range(25)]
    first = api.call("GET", "/profiles")
    assert [item["id"] for item in first["items"]] == ids[:-11:-1]
    assert (first["totalItems"], first["pageNumber"], first["pageSize"]) == (25, 1, 10)
    last = api.call("GET", "/profiles", params={"pageSize": 10, "pageNumber": 3})
    assert [item["id"] for item in last["items"]] == ids[4::-1]
    assert api.call("GET", "/profiles", params={"pageNumber": 9})["items"] == []
    for query, count in (("PROFILE 1", 11), ("u1", 12), ("none", 0), ("", 25)):
        assert api.call("GET", "/profiles", params={"query": query, "pageSize": 100})["totalItems"] == count
    for query in ({"query": "x" * 201}, {"pageSize": 101}, {"pageNumber": 0}):
        api.call("GET", "/profiles", 422, params=query)


def test_a_session_keeps_its_state_in_its_profile_where_it_ends_cleanly(make_api):
    api = make_api(life_seconds=3600)
    profile = api.profile()
    api.create(task="Buy a mouse on Shop.example and news.example.com", profileId=profile)
    api.wait(3)
    assert api.call("GET", f"/profiles/{profile}")["lastUsedAt"] is None
    api.wait(10)
    used = api.call("GET", f"/profiles/{profile}")
    assert used["lastUsedAt"] is not None
    assert used["cookieDomains"] == ["news.example.com", "shop.example"]
    api.wait(10)
    waiting = api.create(keepAlive=True, profileId=profile)
    api.wait(1000)
    assert api.get(waiting)["status"] == "timed_out"
    assert api.call("GET", f"/profiles/{profile}") == used
    api.stop(api.create(keepAlive=True, profileId=profile))
    assert api.call("GET", f"/profiles/{profile}")["lastUsedAt"] > used["lastUsedAt"]
    assert api.call("GET", f"/profiles/{profile}")["cookieDomains"] == used["cookieDomains"]


def test_unknown_profiles(make_api):
    api = make_api(api_keys=("one", "two"))
    unknown = str(uuid4())
    assert api.create(404, profileId=unknown) == {"detail": "Profile not found"}
    assert api.call("POST", "/browsers", 404, json={"profileId": unknown}) == {"detail": "Profile not found"}
    other = api.profile("two")
    api.create(404, profileId=other)
    api.call("GET", f"/profiles/{other}", 404)
    gone = api.profile()
    api.call("DELETE", f"/profiles/{gone}", 204)
    api.create(404, profileId=gone)
    assert api.call("GET", "/sessions")["total"] == 0


def test_unknown_ids_come_into_being_where_the_settings_say_so(make_api):
    api = make_api(accept_unknown_ids=True)
    unknown = str(uuid4())
    session = api.create(profileId=unknown, workspaceId=unknown)
    assert (session["profileId"], session["workspaceId"]) == (unknown, unknown)
    assert api.call("GET", f"/profiles/{unknown}")["name"] is None
    assert api.call("GET", f"/workspaces/{unknown}/files")["files"] == []
    assert api.call("POST", "/browsers", 201, json={"profileId": str(uuid4())})["status"] == "active"
    api.call("GET", f"/profiles/{uuid4()}", 404)


def test_a_plan_with_few_profiles(make_api):
    api = make_api(max_profiles=1)
    api.profile()
    assert api.call("POST", "/profiles", 402) == {"detail": "The plan allows no more profiles"}
    api.sandbox.limit(max_profiles=2)
    api.profile()


def test_what_a_test_sees(api):
    profile = api.profile(name="Shop")
    api.call("DELETE", f"/profiles/{api.profile()}", 204)
    first, second = api.sandbox.profiles()
    assert (str(first.id), first.name, first.is_deleted, second.is_deleted) == (profile, "Shop", False, True)
    told = api.client.get(api.sandbox.base_url.replace("/api/v3", "/_sandbox/profiles")).json()["profiles"]
    assert [each["name"] for each in told] == ["Shop", None]
    assert api.sandbox.requests("createProfile")[0].resource_id == first.id
    assert api.sandbox.requests("createProfile")[0].session_id is None
