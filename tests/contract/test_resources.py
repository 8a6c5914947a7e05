"""Signed URLs, secret properties, and derived requirements for every resource type, on hand-made traces."""

from __future__ import annotations

from typing import Any

import pytest

from browser_use_contract import samples, schemas, spec
from browser_use_contract.client import storage_address
from browser_use_contract.redact import Redactor
from browser_use_contract.request_validation import Ambiguous, mistakes_in
from browser_use_contract.resource_types import resource_types
from browser_use_contract.target import Target

LATER = "2023-11-14T22:14:00Z"
PROFILE = "5c1f7a52-8d3e-4b6f-9a70-2e4c6d8f0b14"


@pytest.mark.parametrize(
    ("url", "loopback", "leads_to"),
    [
        ("http://127.0.0.1:9/a?x=1#f", True, "http://127.0.0.1:9/a?x=1"),
        ("http://bucket.localhost:9/a", True, "http://127.0.0.1:9/a"),
        ("http://[::1]:9/a", True, "http://[::1]:9/a"),
        ("https://storage.example.com/a?sig=1", False, "https://storage.example.com/a?sig=1"),
        ("https://user:pass@storage.example.com/a", False, "https://storage.example.com/a"),
        ("http://storage.example.com/a", False, None),
        ("http://storage.example.com/a", True, None),
        ("https://storage.example.com/a", True, None),
        ("https://127.0.0.1/a", False, None),
        ("file:///etc/passwd", True, None),
        ("http://127.0.0.1:x/a", True, None),
        ("http://127.0.0.1/a b\r\nX: 1", True, None),
        ("", True, None),
    ],
)
def test_signed_urls_lead_only_where_they_may(url: str, loopback: bool, leads_to: str | None) -> None:
    assert storage_address(url, Target("http://localhost/v3" if loopback else "https://api.example.com", "k")) == leads_to


def test_secrets_of_the_document_are_in_no_report(story: Any) -> None:
    one = story.call(
        "POST",
        "/browsers",
        {"customProxy": {"host": "proxy.example.com", "port": 1, "password": "c0rrect-h0rse"}},
        status=201,
        answer={"id": PROFILE, "cdpUrl": "wss://cdp.example.com/devtools/s3cret", "liveUrl": None},
    )
    redactor = Redactor("a-key-of-some-length")
    told = redactor.request(one) + redactor.answer(one)
    assert "c0rrect" not in told
    assert "s3cret" not in told
    assert "proxy.example.com" in told
    assert "wss://cdp.example.com" in told
    assert redactor.secret("https://a.example.com/1") != redactor.secret("https://a.example.com/2")
    assert {"uploadUrl", "url", "cdpUrl", "password", "recordingUrls"} <= schemas.secret_names()


def test_resources_follow_from_paths() -> None:
    found = resource_types()
    assert set(found) == {"/sessions", "/profiles", "/workspaces", "/browsers"}
    assert found["/browsers"].delete is None
    assert {one.id for one in found["/workspaces"].inner} == {
        "listWorkspaceFiles",
        "deleteWorkspaceFile",
        "uploadWorkspaceFiles",
        "getWorkspaceSize",
    }


@pytest.mark.parametrize("operation", [name for name in spec.operations() if spec.body_properties(name)])
def test_samples_are_what_they_are_said_to_be(operation: str) -> None:
    for schema in spec.body_properties(operation).values():
        check = schemas.validator_of(schema)
        assert samples.valid(schema)
        assert all(check.is_valid(value) for value in samples.valid(schema))
        assert not any(check.is_valid(value) for values in samples.wrong(schema).values() for value in values)


def test_what_nobody_can_say_is_doubtful() -> None:
    schema = spec.body_properties("createBrowser")["profileId"]
    with pytest.raises(Ambiguous):
        list(mistakes_in(schema, PROFILE.replace("-", "")))


def _profile(**changes: Any) -> dict[str, Any]:
    stamps = {"createdAt": "2023-11-14T22:13:21Z", "updatedAt": "2023-11-14T22:13:21Z"}
    return {"id": PROFILE, "name": "Shop", "userId": None, "lastUsedAt": None, **stamps, **changes}


def _page(*items: Any, total: int | None = None, number: int = 1, size: int = 10) -> dict[str, Any]:
    return {"items": list(items), "totalItems": len(items) if total is None else total, "pageNumber": number, "pageSize": size}


def test_what_was_written_is_read_back(story: Any) -> None:
    story.call("POST", "/profiles", {"name": "Shop"}, status=201, answer=_profile())
    story.call("GET", f"/profiles/{PROFILE}", answer=_profile())
    story.call("GET", "/profiles", answer=_page(_profile()))
    assert story.violated() == set()
    story.call("PATCH", f"/profiles/{PROFILE}", {"userId": "u-1"}, answer=_profile(userId="u-1", name=None, updatedAt=LATER))
    assert story.violated() == {"written.updateProfile.name", "written.updateProfile.kept"}
    story.call("GET", "/profiles", answer=_page(_profile(userId=None, updatedAt=LATER)))
    assert "written.listProfiles.userId" in story.violated()


def test_a_write_that_overlaps_a_read_says_nothing_of_it(story: Any) -> None:
    story.call("POST", "/profiles", {"name": "Shop"}, status=201, answer=_profile())
    at = story.time + 5
    story.call("PATCH", f"/profiles/{PROFILE}", {"name": "New"}, answer=_profile(name="New", updatedAt=LATER), at=at, took=2.0)
    story.call("GET", f"/profiles/{PROFILE}", answer=_profile(), at=at + 1, took=0.5)
    assert story.violated() == set()


def test_what_was_deleted_is_gone_from_everywhere(story: Any) -> None:
    story.call("POST", "/profiles", {"name": "Shop"}, status=201, answer=_profile())
    story.call("DELETE", f"/profiles/{PROFILE}", status=204, headers={})
    story.call("GET", f"/profiles/{PROFILE}", answer=_profile())
    story.call("GET", "/profiles", answer=_page(_profile()))
    assert story.violated() == {"deleting.getProfile.gone", "deleting.getProfile.404", "deleting.listProfiles.unlisted"}


def test_pages_that_lose_or_repeat_resources(story: Any) -> None:
    other = PROFILE.replace("5c", "6c")
    story.call("POST", "/profiles", {"name": "Shop"}, status=201, answer=_profile())
    for number in (1, 2):
        query = (("pageSize", "1"), ("pageNumber", str(number)))
        story.call("GET", "/profiles", query=query, answer=_page(_profile(id=other), total=2, number=number, size=1))
    assert story.violated() == {"paging.listProfiles.once", "paging.listProfiles.complete"}


@pytest.mark.parametrize(
    ("more", "cursor", "is_sound"), [(True, "x", True), (False, None, True), (True, None, False), (False, "x", False)]
)
def test_a_next_page_is_told_by_cursor_and_flag_alike(more: bool, cursor: str | None, is_sound: bool, story: Any) -> None:
    file = {"path": "a.txt", "size": 1, "lastModified": "2023-11-14T22:13:21Z"}
    answer = {"files": [file], "hasMore": more, "nextCursor": cursor}
    story.call("GET", f"/workspaces/{PROFILE}/files", answer=answer)
    assert story.violated() == (set() if is_sound else {"paging.listWorkspaceFiles.next"})
