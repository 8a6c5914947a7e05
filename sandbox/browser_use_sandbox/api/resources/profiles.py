"""Profiles."""

from typing import Any

from ...common.json_text import encode, timestamp
from ...simulation.profile import Profile
from .base import Call, Reply, Resource, extras_of, items_shape, numbered_page, page_bounds, reply


class Profiles(Resource):
    """The operations on profiles."""

    async def list_profiles(self, call: Call) -> Reply:
        self._now()
        text = call.parameters.get("query")
        found, total = call.project.profiles.page(*page_bounds(call), (lambda profile: profile.is_about(text)) if text else None)
        shape = items_shape(call)
        return numbered_page(call, [encode(shape.fit(profile_json(each), each.extras)) for each in found], total)

    async def create_profile(self, call: Call) -> Reply:
        profile = self._state.simulation.new_profile(call.project, call.body, self._now())
        profile.extras = extras_of(call, profile_json(profile))
        return _shown(call, profile)

    async def get_profile(self, call: Call) -> Reply:
        self._now()
        return _shown(call, call.project.profiles.find(call.id()))

    async def update_profile(self, call: Call) -> Reply:
        now = self._now()
        profile = call.project.profiles.find(call.id())
        changes = call.sent or {}
        profile.name = changes.get("name", profile.name)
        profile.user_id = changes.get("userId", profile.user_id)
        profile.extras |= extras_of(call, profile_json(profile))
        profile.updated_at = now
        return _shown(call, profile)

    async def delete_profile(self, call: Call) -> Reply:
        self._now()
        call.project.profiles.remove(call.project.profiles.find(call.id()))
        return Reply()


def profile_json(profile: Profile) -> dict[str, Any]:
    """Everything that the simulation knows of a profile."""
    return {
        "id": str(profile.id),
        "userId": profile.user_id,
        "name": profile.name,
        "createdAt": timestamp(profile.created_at),
        "updatedAt": timestamp(profile.updated_at),
        "lastUsedAt": None if profile.last_used_at is None else timestamp(profile.last_used_at),
        "cookieDomains": profile.cookie_domains,
    }


def _shown(call: Call, profile: Profile) -> Reply:
    return reply(call, profile_json(profile), profile.extras, profile.id)
