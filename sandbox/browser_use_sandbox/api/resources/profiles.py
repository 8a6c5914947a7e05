"""Profiles."""

from .base import Call, Reply, Resource


class Profiles(Resource):
    """The operations on profiles."""

    async def list_profiles(self, call: Call) -> Reply:
        self._now()
        text = call.parameters.get("query")
        return self._page(call, call.project.profiles, (lambda profile: profile.is_about(text)) if text else None)

    async def create_profile(self, call: Call) -> Reply:
        body = call.body
        profile = self._state.simulation.new_profile(call.project, body, self._now())
        self._keep_extras(call, profile, body)
        return self._shown(call, profile)

    async def get_profile(self, call: Call) -> Reply:
        self._now()
        return self._shown(call, call.project.profiles.find(call.id()))

    async def update_profile(self, call: Call) -> Reply:
        now = self._now()
        profile = call.project.profiles.find(call.id())
        profile.change(call.sent or {}, now)
        self._keep_extras(call, profile, call.body)
        return self._shown(call, profile)

    async def delete_profile(self, call: Call) -> Reply:
        self._now()
        call.project.profiles.remove(call.project.profiles.find(call.id()))
        return Reply()
