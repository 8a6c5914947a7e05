"""Answers operations that are not simulated from the document. They change nothing."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from ...common.json_text import encode
from ...contract.schemas import value_for
from ...generation.heuristic_examples import NoHeuristic
from .base import Call, Reply

if TYPE_CHECKING:
    from ...app_state import AppState


class SchemaResponder:
    """Answers with an example or a value that fits the schema: the same response to the same request."""

    def __init__(self, state: "AppState") -> None:
        self._state = state

    async def answer(self, call: Call) -> Reply:
        """A documented example, or a value that fits the schema, with the properties of the request."""
        success = call.operation.success
        if success.media_type is None:
            return Reply()
        value = success.example[0] if success.example else await self._generated(call)
        if not success.is_json:
            return Reply(content=value.encode() if isinstance(value, str) else encode(value).encode())
        return Reply(encode(self._with_request(call, value)))

    async def _generated(self, call: Call) -> Any:
        document, schema = self._state.contract.document, call.operation.success.schema
        request = json.dumps([call.operation.id, call.parameters, call.sent], default=str, sort_keys=True)
        seed = int.from_bytes(hashlib.sha256(request.encode("utf-8", "replace")).digest()[:4])
        try:
            value = value_for(document, schema, seed=seed)
            if document.compile(schema).is_valid(value):
                return value
        except NoHeuristic:
            pass
        found = await self._state.outputs.search(document.bundled(schema), seed)
        return None if found is None else found.value

    def _with_request(self, call: Call, value: Any) -> Any:
        """The value with the properties of the request and the ID in the path, if the schema allows them."""
        if not isinstance(value, dict):
            return value
        is_valid = self._state.contract.document.compile(call.operation.success.schema).is_valid
        given = dict(call.sent) if isinstance(call.sent, dict) else {}
        if call.path_names and "id" in value and call.operation.path.endswith("}"):
            given["id"] = call.parameters[call.path_names[-1]]
        for name in given.keys() & value.keys():
            changed = {**value, name: given[name]}
            if is_valid(changed):
                value = changed
        return value
