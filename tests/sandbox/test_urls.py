"""The URLs that a session holds lead somewhere on this server."""

import struct
import zlib

import pytest


def screenshot_url(api, session):
    return api.get(session)["screenshotUrl"]


def test_a_screenshot_is_a_picture(api):
    session = api.create(task="x")
    assert session["screenshotUrl"] is None
    api.wait(3)
    answer = api.client.get(screenshot_url(api, session))
    assert answer.headers["content-type"] == "image/png"
    width, height = struct.unpack(">II", answer.content[16:24])
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    start = answer.content.index(b"IDAT") + 4
    pixels = zlib.decompress(answer.content[start : answer.content.index(b"IEND") - 8])
    assert len(pixels) == height * (1 + width)


def test_each_look_gives_a_new_url(api):
    session = api.create()
    api.wait(1)
    urls = [screenshot_url(api, session) for _ in range(3)] + [api.call("GET", "/sessions")["sessions"][0]["screenshotUrl"]]
    assert len(set(urls)) == 4
    assert {api.client.get(url).status_code for url in urls} == {200}


def test_it_expires_after_five_minutes(api):
    session = api.create()
    api.wait(1)
    url = screenshot_url(api, session)
    api.wait(299)
    assert api.client.get(url).status_code == 200
    api.wait(1)
    assert api.client.get(url).status_code == 403
    assert api.client.get(screenshot_url(api, session)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
        lambda url: url.replace("expires=", "expires=9"),
        lambda url: url.replace("/0.png", "/1.png"),
        lambda url: url.partition("?")[0],
        lambda url: url + "&signature=",
        lambda url: url + "é",
        lambda url: url.partition("&signature")[0],
    ],
)
def test_nobody_else_can_make_one(api, change):
    session = api.create()
    api.wait(1)
    assert api.client.get(change(screenshot_url(api, session))).status_code == 403


def test_messages_have_screenshots_of_their_own(api):
    session = api.create(task="x")
    api.wait(10)
    urls = [message["screenshotUrl"] for message in api.messages(session, limit=100)["messages"] if message["screenshotUrl"]]
    assert len(urls) > 1
    assert len({url.partition("?")[0] for url in urls}) == len(urls)
    assert {api.client.get(url).status_code for url in urls} == {200}


def test_urls_lead_to_where_the_caller_came_from(api):
    for host, expected in (
        ("proxy.test:81", "http://proxy.test:81/"),
        ("[::1]:65535", "http://[::1]:65535/"),
        ('a"<b>', "http://127.0.0.1:"),
        ("x:65536", "http://127.0.0.1:"),
        ("x:99999999", "http://127.0.0.1:"),
    ):
        session = api.call("POST", "/sessions", json={}, headers={"Host": host})
        assert session["liveUrl"].startswith(expected)


def test_pictures_differ_from_step_to_step(api):
    session = api.create(task="x")
    api.wait(10)
    pictures = [api.client.get(one["screenshotUrl"]).content for one in api.messages(session)["messages"] if one["screenshotUrl"]]
    assert len(set(pictures)) == len(pictures) > 1


def test_players_can_seek_in_recordings(api):
    session = api.create(task="x", enableRecording=True, keepAlive=True)
    api.wait(10)
    (url,) = api.get(session)["recordingUrls"]
    whole = api.client.get(url)
    assert whole.headers["accept-ranges"] == "bytes"
    part = api.client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    assert api.client.get(url, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416


def test_recordings_need_their_signature(api):
    session = api.create(task="x", enableRecording=True, keepAlive=True)
    api.wait(10)
    (url,) = api.get(session)["recordingUrls"]
    assert api.client.get(url).headers["content-type"] == "video/webm"
    for wrong in (url.replace("/0.webm", "/1.webm"), url.partition("?")[0], url[:-1], url + "0"):
        assert api.client.get(wrong).status_code == 403
    api.delete(session)
    assert api.client.get(url).status_code == 404


def test_what_is_not_there(api):
    origin = api.sandbox.base_url.removesuffix("/api/v3")
    for path in ("/live/x", "/recordings/x/0.webm", "/screenshots/x/0.png", "/live", "/_sandbox/pages/routes.py", "/favicon.ico"):
        assert api.client.get(origin + path).json() == {"detail": "Not Found"}
