"""Helpers for tests of workspaces and their files, with the time advanced by hand."""

from typing import Any

import httpx
import pytest


@pytest.fixture
def storage():
    """A client that knows no key."""
    with httpx.Client(verify=False, timeout=60) as client:
        yield client


def _ask(api, workspace, files, status=200, **query):
    return api.call("POST", f"/workspaces/{workspace}/files/upload", status, params=query, json={"files": files})


@pytest.fixture
def ask() -> Any:
    return _ask


def _put(storage, url, data=b"", content_type="application/octet-stream", **headers):
    return storage.put(url, content=data, headers={"Content-Type": content_type, **headers})


@pytest.fixture
def put() -> Any:
    return _put


def _upload(api, storage, workspace, path, data=b"x"):
    (file,) = _ask(api, workspace, [{"name": path}])["files"]
    answer = _put(storage, file["uploadUrl"], data)
    assert answer.status_code == 200, answer.text


@pytest.fixture
def upload() -> Any:
    return _upload


def _files(api, workspace, **query):
    return api.call("GET", f"/workspaces/{workspace}/files", params=query)


@pytest.fixture
def files() -> Any:
    return _files


def _paths(page):
    return [file["path"] for file in page["files"]]


@pytest.fixture
def paths() -> Any:
    return _paths
