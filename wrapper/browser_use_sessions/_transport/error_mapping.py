"""From the outcome of a call to its value, or to an error of this package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_api._core.errors import InvalidResponse
from browser_use_api._core.model import ModelBase
from browser_use_api._core.operation import parse_json
from browser_use_api._core.paging import Page
from browser_use_sessions import errors
from browser_use_sessions._transport.calls import Response, TransportFailure
from browser_use_sessions._transport.retry import retry_after

if TYPE_CHECKING:
    from browser_use_sessions._transport.calls import Call, Outcome

T = TypeVar("T")

_KINDS: dict[int, type[errors.APIError]] = {
    401: errors.AuthenticationError,
    402: errors.CreditsError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.SessionBusyError,
    422: errors.InvalidRequestError,
    429: errors.RateLimitError,
}
_REMEDIES = {
    401: "Check the API key (BROWSER_USE_API_KEY, or the api_key argument); keys are made at https://cloud.browser-use.com.",
    402: "Add credits at https://cloud.browser-use.com, or use another project's key.",
    403: "The key is valid, but may not do this: use a key of the project that owns it.",
    422: "Correct the named fields and try again.",
    429: (
        "Wait for a session to finish, stop one, or upgrade the plan; run_many() waits by itself, and max_retries can be raised."
    ),
}


def read(call: Call[T], response: Response) -> T:
    """The value in a success response. Raises UnexpectedAnswerError if it has none, or if it is about something else."""
    try:
        value = call.request.read(response.status, response.content, response.headers.get("content-type") or "")
    except InvalidResponse as error:
        problem = f"is not as the API describes it: {error.problem}"
    else:
        if _is_about(value, call):
            return value
        problem = f"is about another {call.request.operation.resource.removesuffix('s')}"
    raise unexpected(call, response, problem)  # Here, so that no traceback shows the body.


def _is_about(value: Any, call: Call[Any]) -> bool:
    """Whether the response is about what was requested: an object by its `id`, a list by the IDs that its items refer to."""
    in_path = call.request.path_arguments
    wanted = call.session_id or next(iter(in_path.values()), None)
    if wanted is None or len(in_path) > 1 or getattr(value, "id", None) == wanted:
        return True
    if isinstance(value, Page):
        found = {getattr(item, name) for item in value.items_here() for name in in_path if name in type(item).properties}
    else:
        found = {getattr(value, "id", None)} if isinstance(value, ModelBase) and "id" in type(value).properties else set()
    return all(str(each).lower() == str(wanted).lower() for each in found)


def read_json(content: bytes) -> Any:
    """The JSON value; None if it is not JSON."""
    try:
        return parse_json(content)
    except (ValueError, RecursionError):
        return None


def error_for(call: Call[Any], outcome: Outcome, wall: float) -> errors.BrowserUseError:
    """The error for an outcome that is not a success. `wall`: the time of day as a timestamp."""
    if isinstance(outcome, TransportFailure):
        return _connection_error(call, outcome)
    status = outcome.status
    if 300 <= status < 400:
        where = _clip(outcome.headers.get("location") or "nowhere")
        return unexpected(
            call, outcome, f"redirects to {where}, and redirects are not followed, so that the key is not sent elsewhere"
        )
    if status < 400:
        return unexpected(call, outcome, "has an unknown status")
    data = read_json(outcome.content)
    detail = data.get("detail", data) if isinstance(data, dict) else data
    if status == 404 and data is None:
        return unexpected(call, outcome, "is not the API's")
    kind = errors.ServerError if status >= 500 else _KINDS.get(status, errors.APIError)
    facts: dict[str, Any] = {"status_code": status, "detail": detail, "session_id": call.session_id}
    reason = _reason(detail, outcome)
    if kind is errors.InvalidRequestError:
        facts["issues"] = issues = _issues(detail)
        reason = "; ".join(f"{issue.field}: {issue.message}" for issue in issues) or reason
    if issubclass(kind, errors.RateLimitError | errors.ServerError):
        facts["retry_after"] = pause = retry_after(outcome.headers, wall)
        reason += "" if pause is None else f" (it asks for a pause of {pause:.0f} s)"
    return kind(f"{call} was answered {status}: {reason}. {_remedy(call, status, reason)}".rstrip(), **facts)


def _remedy(call: Call[Any], status: int, reason: str) -> str:
    resource = call.request.operation.resource
    if status >= 500:
        return "The server, or a proxy in front of it, failed: try again later."
    if status == 404:
        return f"It was deleted, belongs to another project, or never existed. {_lists(call, reason)}"
    if status == 409 and resource != "sessions":
        return f"It conflicts with the present state of the {resource.removesuffix('s')}: look at that, then try again."
    if status == 409:
        return (
            "The session is not idle. If it runs, wait until its task is over or stop the task (strategy 'task'); if it has "
            "ended, use another session."
        )
    return _REMEDIES.get(status, "The API's documentation does not mention this status.")


def _lists(call: Call[Any], reason: str) -> str:
    """Which list shows what exists, for the resource in the path or those whose IDs are in the body."""
    from browser_use_api.catalogue import RESOURCES, operations

    if call.request.operation.name == "delete_file" and "workspace" not in reason.lower():
        return f"client.workspaces.files({call.request.path_arguments['workspace_id']!r}) shows which files there are."
    sent = None if call.request.path_arguments else read_json(call.request.content or b"")
    keys = {name.removesuffix("Id") for name, value in sent.items() if value is not None} if isinstance(sent, dict) else set()
    named = [name for name in RESOURCES if name.removesuffix("s") in keys]
    mentioned = [name for name in named if name.removesuffix("s") in reason.lower()]
    found = [name for name in mentioned or named or [call.request.operation.resource] if "list" in operations(name)]
    return " ".join(f"client.{name}.list() shows which {name} there are." for name in found)


def _connection_error(call: Call[Any], failure: TransportFailure) -> errors.BrowserUseError:
    facts = {"session_id": call.session_id}
    if failure.undecodable:
        return errors.UnexpectedAnswerError(
            f"{call} got an answer that cannot be decoded ({failure.text}). Try again; a proxy in between may be at fault.",
            **facts,
        )
    if failure.timed_out:
        return errors.RequestTimeoutError(
            f"{call} got no answer in time ({failure.text}). Try again, or give the client a longer timeout.", **facts
        )
    what = "broke off" if failure.sent else "could not be sent"
    remedy = failure.remedy or "Check the network and the base URL, then try again."
    return errors.ConnectionFailedError(f"{call} {what} ({failure.text}). {remedy}", **facts)


def unexpected(call: Call[Any], response: Response, problem: str) -> errors.UnexpectedAnswerError:
    kind = _kind_of_body(response)
    return errors.UnexpectedAnswerError(
        f"The answer to {call} (status {response.status}, {kind}) {problem}. Is the base URL right? It ends in /api/v3; a proxy "
        "in between may also have answered instead of the API.",
        status_code=response.status,
        session_id=call.session_id,
    )


def _kind_of_body(response: Response) -> str:
    if not response.content:
        return "an empty body"
    kind = (response.headers.get("content-type") or "").partition(";")[0].strip()
    return f"{len(response.content)} bytes of {_clip(kind) or 'unnamed type'}"


def _reason(detail: Any, response: Response) -> str:
    if isinstance(detail, str) and detail:
        return _clip(detail.rstrip("."))
    if detail is None:
        return f"no reason given ({_kind_of_body(response)})"
    return _clip(json.dumps(detail, ensure_ascii=False))


def _issues(detail: Any) -> tuple[errors.Issue, ...]:
    """The well-formed entries of a 422's detail."""
    entries = [entry for entry in detail if isinstance(entry, dict)] if isinstance(detail, list) else []
    return tuple(
        errors.Issue(
            ".".join(str(part) for part in entry["loc"]) if isinstance(entry.get("loc"), list) else "request",
            _clip(str(entry.get("msg", "refused"))),
            str(entry.get("type", "")),
        )
        for entry in entries
    )


def _clip(text: str) -> str:
    """The server's text for use in one line: short, without control characters."""
    line = "".join(char if char.isprintable() else " " for char in text[:500])
    return line + ("…" if len(text) > 500 else "")
