"""How events are written and signed: as openapi.yaml's webhook tells receivers to check it."""

import hashlib
import hmac
import json
from typing import Any


def written(event: dict[str, Any]) -> bytes:
    """The event as it is sent: JSON with sorted keys and no white space between tokens."""
    return json.dumps(event, sort_keys=True, separators=(",", ":")).encode("ascii")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of an event that is sent at that time, in Unix seconds."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
