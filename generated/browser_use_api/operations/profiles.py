# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Operations on profiles, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.operation import Answer, Body, Operation, Option, Paging

if TYPE_CHECKING:
    from .. import models as _models

LIST: Operation[_models.ProfileList] = Operation(
    resource="profiles",
    name="list",
    id="listProfiles",
    method="GET",
    path="/profiles",
    summary="List or search the project's profiles",
    description="One page of the project's profiles. With `query`, only those whose name or `userId` contains that text.",
    options=(
        Option(
            "page_size",
            "pageSize",
            "query",
            _c.Integer(bounds=(1, 100)),
            description="How many items a page holds at most.",
            default=10,
            explode=True,
        ),
        Option(
            "page_number",
            "pageNumber",
            "query",
            _c.Integer(bounds=(1, None)),
            description="Number of the page; the first is 1.",
            default=1,
            explode=True,
        ),
        Option(
            "query",
            "query",
            "query",
            _c.Text(length=(0, 200)),
            description="Text to look for in the name and the `userId`. When absent, all profiles are listed.",
            explode=True,
        ),
    ),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "profile_list", "ProfileList")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    is_idempotent=True,
    paging=Paging(
        style="number",
        page="pageNumber",
        size="pageSize",
        items="items",
        total="totalItems",
    ),
)
CREATE: Operation[_models.Profile] = Operation(
    resource="profiles",
    name="create",
    id="createProfile",
    method="POST",
    path="/profiles",
    summary="Create a profile",
    description="Creates an empty profile. Give its ID as `profileId` when you create a session or a browser: the browser then starts with the cookies and local storage that the last one left, so a login lasts. Use one profile for each user of your application, and tell which by `userId`.",
    options=(
        Option(
            "name",
            "name",
            "body",
            _c.Nullable(_c.Text(length=(0, 100))),
            description="A name, for people to read.",
        ),
        Option(
            "user_id",
            "userId",
            "body",
            _c.Nullable(_c.Text(length=(0, 255))),
            description="The caller's own identifier for the user that the profile belongs to.",
        ),
    ),
    answers=(
        Answer(201, 201, "json", _c.Object(__name__, "profile", "Profile")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(402, 402, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    body=Body("application/json", is_required=False),
)
GET: Operation[_models.Profile] = Operation(
    resource="profiles",
    name="get",
    id="getProfile",
    method="GET",
    path="/profiles/{profile_id}",
    summary="Get a profile",
    description="The profile as it is now. `lastUsedAt` and `cookieDomains` change when a session that uses the profile has ended cleanly.",
    options=(
        Option(
            "profile_id",
            "profile_id",
            "path",
            _c.Uuid(),
            is_required=True,
            description="ID of the profile.",
        ),
    ),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "profile", "Profile")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    is_idempotent=True,
)
DELETE: Operation[None] = Operation(
    resource="profiles",
    name="delete",
    id="deleteProfile",
    method="DELETE",
    path="/profiles/{profile_id}",
    summary="Delete a profile",
    description="Deletes the profile and the browser state that it holds.",
    options=(
        Option(
            "profile_id",
            "profile_id",
            "path",
            _c.Uuid(),
            is_required=True,
            description="ID of the profile.",
        ),
    ),
    answers=(
        Answer(204, 204, "none"),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    is_idempotent=True,
)
UPDATE: Operation[_models.Profile] = Operation(
    resource="profiles",
    name="update",
    id="updateProfile",
    method="PATCH",
    path="/profiles/{profile_id}",
    summary="Change a profile's name or owner",
    description="Changes the properties that are in the body. Null clears a property; an absent property stays as it is.",
    options=(
        Option(
            "profile_id",
            "profile_id",
            "path",
            _c.Uuid(),
            is_required=True,
            description="ID of the profile.",
        ),
        Option(
            "name",
            "name",
            "body",
            _c.Nullable(_c.Text(length=(0, 100))),
            description="The new name.",
        ),
        Option(
            "user_id",
            "userId",
            "body",
            _c.Nullable(_c.Text(length=(0, 255))),
            description="The caller's own identifier for the user that the profile belongs to from now on.",
        ),
    ),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "profile", "Profile")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    body=Body("application/json", is_required=True),
    is_idempotent=True,
)
