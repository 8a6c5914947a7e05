"""The responses of the control API as JSON."""

from typing import Any
from uuid import UUID

from ..common.json_text import timestamp
from ..common.money import plain
from ..files.transfers import Transfer
from ..simulation.delivery import Delivery
from ..simulation.received import Received
from .project_admin import State
from .snapshots import SeenBrowser, SeenProfile, SeenSession, SeenWorkspace


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
        "resourceId": _text(request.resource_id),
        "isSimulated": request.is_simulated,
    }


def profile_json(profile: SeenProfile) -> dict[str, Any]:
    return {
        "id": str(profile.id),
        "name": profile.name,
        "userId": profile.user_id,
        "lastUsedAt": None if profile.last_used_at is None else timestamp(profile.last_used_at),
        "cookieDomains": list(profile.cookie_domains),
        "isDeleted": profile.is_deleted,
    }


def workspace_json(workspace: SeenWorkspace) -> dict[str, Any]:
    return {
        "id": str(workspace.id),
        "name": workspace.name,
        "files": list(workspace.files),
        "isDeleted": workspace.is_deleted,
    }


def browser_json(browser: SeenBrowser) -> dict[str, Any]:
    return {
        "id": str(browser.id),
        "status": browser.status,
        "startedAt": timestamp(browser.started_at),
        "timeoutAt": timestamp(browser.timeout_at),
        "finishedAt": None if browser.finished_at is None else timestamp(browser.finished_at),
        "agentSessionId": _text(browser.agent_session_id),
        "profileId": _text(browser.profile_id),
        "totalCostUsd": plain(browser.total_cost_usd),
    }


def transfer_json(transfer: Transfer) -> dict[str, Any]:
    return {
        "at": timestamp(transfer.at),
        "method": transfer.method,
        "workspaceId": _text(transfer.workspace_id),
        "path": transfer.path,
        "size": transfer.size,
        "status": transfer.status,
        "reason": transfer.reason,
        "hasKey": transfer.has_key,
        "fault": transfer.fault,
    }


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    return {
        "event": delivery.event,
        "attempts": list(delivery.attempts),
        "isDelivered": delivery.is_delivered,
        "isGivenUp": delivery.is_given_up,
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def state_json(state: State) -> dict[str, Any]:
    credits_usd = state.limits.credits_usd
    return {
        "time": timestamp(state.time),
        "speed": state.speed,
        "limits": {
            "credits_usd": None if credits_usd is None else plain(credits_usd),
            "max_active_sessions": state.limits.max_active_sessions,
            "max_active_browsers": state.limits.max_active_browsers,
            "max_profiles": state.limits.max_profiles,
        },
        "spent_usd": plain(state.spent_usd),
        "page": state.page,
        "not_simulated": state.not_simulated,
        "leaked_keys": state.leaked_keys,
    }
