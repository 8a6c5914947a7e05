"""Workspaces, without their files."""

from typing import Any

from ...common.json_text import encode, timestamp
from ...files.workspace import Workspace
from .base import Call, Reply, Resource, extras_of, items_shape, numbered_page, page_bounds, reply


class Workspaces(Resource):
    """The operations on workspaces."""

    async def list_workspaces(self, call: Call) -> Reply:
        self._now()
        found, total = call.project.workspaces.page(*page_bounds(call))
        shape = items_shape(call)
        return numbered_page(call, [encode(shape.fit(workspace_json(each), each.extras)) for each in found], total)

    async def create_workspace(self, call: Call) -> Reply:
        workspace = self._state.simulation.new_workspace(call.project, call.body, self._now())
        workspace.extras = extras_of(call, workspace_json(workspace))
        return _shown(call, workspace)

    async def get_workspace(self, call: Call) -> Reply:
        self._now()
        return _shown(call, call.project.workspaces.find(call.id()))

    async def update_workspace(self, call: Call) -> Reply:
        now = self._now()
        workspace = call.project.workspaces.find(call.id())
        workspace.name = (call.sent or {}).get("name", workspace.name)
        workspace.extras |= extras_of(call, workspace_json(workspace))
        workspace.updated_at = now
        return _shown(call, workspace)

    async def delete_workspace(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        self._state.simulation.delete_workspace(workspace)
        call.project.workspaces.remove(workspace)
        return Reply()

    async def get_workspace_size(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        return reply(call, {"usedBytes": workspace.files.used_bytes}, {})


def workspace_json(workspace: Workspace) -> dict[str, Any]:
    """Everything that the simulation knows of a workspace."""
    return {
        "id": str(workspace.id),
        "name": workspace.name,
        "createdAt": timestamp(workspace.created_at),
        "updatedAt": timestamp(workspace.updated_at),
    }


def _shown(call: Call, workspace: Workspace) -> Reply:
    return reply(call, workspace_json(workspace), workspace.extras, workspace.id)
