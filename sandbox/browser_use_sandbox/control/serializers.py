"""What the control API tells, as JSON."""

from typing import Any

from ..money import plain
from ..received import Received
from ..rendering import timestamp
from .project_admin import State
from .snapshots import SeenSession


def session_json(session: SeenSession) -> dict[str, Any]:
    return {
        "id": str(session.id),
        "status": session.status,
        "tasks": list(session.tasks),
        "model": session.model,
        "keepAlive": session.keep_alive,
        "maxCostUsd": session.max_cost_usd,
        "title": session.title,
        "output": session.output,
        "isTaskSuccessful": session.is_task_successful,
        "totalCostUsd": plain(session.total_cost_usd),
        "isDeleted": session.is_deleted,
        "requests": [request_json(request) for request in session.requests],
    }


def request_json(request: Received) -> dict[str, Any]:
    return {
        "at": timestamp(request.at),
        "operation": request.operation,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": dict(request.headers),
        "body": request.body,
        "sessionId": None if request.session_id is None else str(request.session_id),
        "status": request.status,
        "fault": request.fault,
    }


def state_json(state: State) -> dict[str, Any]:
    credits_usd = state.limits.credits_usd
    return {
        "time": timestamp(state.time),
        "speed": state.speed,
        "limits": {
            "credits_usd": None if credits_usd is None else plain(credits_usd),
            "max_active_sessions": state.limits.max_active_sessions,
        },
        "spent_usd": plain(state.spent_usd),
        "page": state.page,
    }
