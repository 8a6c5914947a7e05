"""Signed URLs, which only this sandbox can make and which may expire."""

import functools
import hashlib
import hmac
import secrets
from datetime import datetime


class Signer:
    """Signs paths with a key of its own."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._count = 0
        self._lasting = functools.lru_cache(4096)(self._signature)

    def sign(self, path: str, expires: datetime) -> str:
        """The path with a signature that is valid until `expires`; each call gives another one."""
        self._count += 1
        claim = f"{path}?expires={int(expires.timestamp())}&n={self._count}"
        return f"{claim}&signature={self._signature(claim)}"

    def lasting(self, path: str) -> str:
        """The path with a signature that does not expire; each call gives the same one."""
        return f"{path}{'&' if '?' in path else '?'}signature={self._lasting(path)}"

    def is_lasting(self, path: str, signature: str) -> bool:
        """Whether this is the permanent signature of the path."""
        return hmac.compare_digest(self._signature(path).encode(), signature.encode())

    def is_good(self, path: str, query: str, now: datetime) -> bool:
        """Whether `sign` made this path and query, and they have not expired."""
        claim, _, signature = f"{path}?{query}".rpartition("&signature=")
        if not hmac.compare_digest(self._signature(claim).encode(), signature.encode()):
            return False
        expires = int(claim.partition("?expires=")[2].partition("&")[0])
        return now.timestamp() < expires

    def signature(self, text: str) -> str:
        """The signature of any text."""
        return self._signature(text)

    def is_signature(self, text: str, signature: str) -> bool:
        """Whether this is the signature of the text."""
        return hmac.compare_digest(self._signature(text).encode(), signature.encode())

    def _signature(self, claim: str) -> str:
        return hashlib.blake2b(claim.encode(), key=self._key, digest_size=16).hexdigest()
