"""From responses to errors: the class, the server's message, and what to do next."""

import json
import pickle
from typing import Any

import pytest

import browser_use_sessions as package
from browser_use_api.operations import workspaces
from browser_use_sessions import BrowserUseError, Session, errors, webhooks
from browser_use_sessions._decisions.create_request import create_request
from browser_use_sessions._transport.calls import Call, Response, TransportFailure, call, get_session
from browser_use_sessions._transport.error_mapping import error_for, read
from browser_use_sessions.errors import Issue
from browser_use_sessions.results import SessionResult

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
CALL = get_session(ID)


def answer(status: int, body: Any, kind: str = "application/json", **headers: str) -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, content, {"content-type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}})


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.AuthenticationError),
        (402, errors.CreditsError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (409, errors.SessionBusyError),
        (422, errors.InvalidRequestError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
        (520, errors.ServerError),
        (599, errors.ServerError),
        (418, errors.APIError),
        (405, errors.APIError),
    ],
)
def test_status_maps_to_its_error_class(status: int, kind: type[BrowserUseError]) -> None:
    error = error_for(CALL, answer(status, {"detail": "because"}), 0.0)
    assert type(error) is kind
    assert (error.status_code, error.detail, error.session_id) == (status, "because", ID)
    assert "because" in str(error)
    assert str(error).startswith(f"GET /sessions/{ID} was answered {status}")


def test_422_gives_fields_and_messages() -> None:
    detail = [
        {"loc": ["body", "maxCostUsd"], "msg": "Not a number", "type": "decimal"},
        {"loc": ["body", "items", 3], "msg": "Too long", "type": "x"},
        "odd",
        {"msg": 5},
    ]
    error = error_for(CALL, answer(422, {"detail": detail}), 0.0)
    assert isinstance(error, errors.InvalidRequestError)
    assert error.issues[:2] == (Issue("body.maxCostUsd", "Not a number", "decimal"), Issue("body.items.3", "Too long", "x"))
    assert "body.maxCostUsd: Not a number" in str(error)


@pytest.mark.parametrize("body", [{"detail": "plain words"}, {"detail": None}, {}, [], "text", 5, None, {"detail": {"a": [1]}}])
@pytest.mark.parametrize("status", [400, 422, 429, 503])
def test_error_body_of_any_shape_gives_an_error(status: int, body: Any) -> None:
    assert error_for(CALL, answer(status, body), 0.0).status_code == status


@pytest.mark.parametrize("content", [b"", b"<html><h1>502</h1>", b"\xff\xfe", b"[" * 100_000, b"{" + b'"a":' * 5, b"9" * 5000])
def test_body_that_is_not_json(content: bytes) -> None:
    assert isinstance(error_for(CALL, answer(503, content, "text/html"), 0.0), errors.ServerError)
    with pytest.raises(errors.UnexpectedAnswerError):
        read(CALL, answer(200, content, "text/html"))


def test_html_404_points_to_the_base_url() -> None:
    error = error_for(CALL, answer(404, b"<html>nginx", "text/html"), 0.0)
    assert isinstance(error, errors.UnexpectedAnswerError)
    assert "/api/v3" in str(error)


@pytest.mark.parametrize("body", [{}, [], None, {"id": ID}, {"detail": "x"}, 5])
def test_success_with_an_invalid_body_raises_unexpected_answer_error(body: Any) -> None:
    with pytest.raises(errors.UnexpectedAnswerError) as caught:
        read(CALL, answer(200, body))
    assert caught.value.session_id == ID
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_redirect_raises_an_error_with_its_target() -> None:
    error = error_for(CALL, answer(302, b"", location="https://elsewhere.test/\r\nx"), 0.0)
    assert isinstance(error, errors.UnexpectedAnswerError)
    assert "https://elsewhere.test/" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (TransportFailure("refused", sent=False), errors.ConnectionFailedError),
        (TransportFailure("reset", sent=True), errors.ConnectionFailedError),
        (TransportFailure("slow", sent=True, timed_out=True), errors.RequestTimeoutError),
        (TransportFailure("bad gzip", sent=True, undecodable=True), errors.UnexpectedAnswerError),
    ],
)
def test_transport_failure_maps_to_its_error_class(failure: TransportFailure, kind: type[BrowserUseError]) -> None:
    error = error_for(CALL, failure, 0.0)
    assert type(error) is kind
    assert failure.text in str(error)


def test_retry_after_is_an_attribute_of_the_error() -> None:
    error = error_for(CALL, answer(429, {"detail": "later"}, retry_after="7"), 0.0)
    assert isinstance(error, errors.RateLimitError)
    assert error.retry_after == 7.0
    error = error_for(CALL, answer(503, {"detail": "later"}, retry_after="9"), 0.0)
    assert isinstance(error, errors.ServerError)
    assert error.retry_after == 9.0


def test_409_mentions_the_session_only_for_session_operations() -> None:
    conflict = answer(409, {"detail": "Conflict"})
    assert "The session is not idle" in str(error_for(CALL, conflict, 0.0))
    for of_workspace in (call(workspaces.CREATE), call(workspaces.DELETE, workspace_id=ID)):
        message = str(error_for(of_workspace, conflict, 0.0))
        assert "session" not in message
        assert "the present state of the workspace" in message


@pytest.mark.parametrize(
    ("words", "expected"),
    [("File not found", f"client.workspaces.files('{ID}')"), ("Workspace not found", "client.workspaces.list()")],
)
def test_404_of_a_file_names_the_list_to_check(words: str, expected: str) -> None:
    of_file = call(workspaces.DELETE_FILE, workspace_id=ID, path="a.txt")
    assert f"{expected} shows" in str(error_for(of_file, answer(404, {"detail": words}), 0.0))


def test_server_text_in_errors_is_escaped_and_shortened() -> None:
    message = str(error_for(CALL, answer(400, {"detail": "\x1b[2J\r\n" + "x" * 10_000}), 0.0))
    assert message.isprintable()
    assert len(message) < 1000


def test_every_error_is_public_derives_from_the_root_and_pickles() -> None:
    modules = (errors, webhooks)
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    kinds = [value for value in found if issubclass(value, BaseException) and not value.__name__.startswith("_")]
    assert {kind.__name__ for kind in kinds} == {name for name in package.__all__ if name.endswith("Error")}
    data = {"id": ID, "status": "error", "model": "m", "createdAt": "2026-01-02T03:04:05Z", "updatedAt": "2026-01-02T03:04:05Z"}
    for kind in kinds:
        assert issubclass(kind, BrowserUseError)
        error = kind(
            "words",
            session_id=ID,
            result=SessionResult.of(Session.from_dict(data), None, ""),
            issues=(Issue("a", "b", "c"),),
            status_code=418,
        )
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (kind, "words", vars(error))
        assert again.message == "words"


def test_errors_derive_from_fitting_builtin_errors() -> None:
    assert issubclass(errors.RunTimeoutError, TimeoutError)
    assert issubclass(errors.RequestTimeoutError, TimeoutError)
    assert issubclass(errors.InvalidArgumentError, ValueError)


@pytest.mark.parametrize(
    ("options", "words", "expected"),
    [
        ({"profile_id": ID}, "Profile not found", ["profiles"]),
        ({"profile_id": ID, "workspace_id": ID}, "Workspace not found", ["workspaces"]),
        ({"profile_id": ID, "workspace_id": ID}, "Not found", ["profiles", "workspaces"]),
        ({}, "Not found", ["sessions"]),
    ],
)
def test_404_of_a_create_names_the_lists_to_check(options: dict[str, Any], words: str, expected: list[str]) -> None:
    message = str(error_for(Call(create_request("t", None, None, options)), answer(404, {"detail": words}), 0.0))
    assert [name for name in ("sessions", "profiles", "workspaces") if f"client.{name}.list()" in message] == expected
