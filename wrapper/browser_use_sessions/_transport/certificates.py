"""Which certificates are trusted: those of the environment, or those of the argument `verify`."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

import httpx

from browser_use_sessions._arguments import invalid_argument, invalid_variable
from browser_use_sessions.errors import InvalidArgumentError

SYSTEM = "system"


def trust_store() -> ssl.SSLContext:
    """The certificates of the environment. Raises InvalidArgumentError if a variable names a file that cannot be read."""

    def refuse(problem: str) -> InvalidArgumentError:
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
            if value := os.environ.get(name):
                told = f"names certificates that cannot be read: {value} ({problem})"
                return invalid_variable(name, told, "Name a PEM file, or unset it.")
        return InvalidArgumentError(f"The trusted certificates cannot be read ({problem}).", argument="SSL_CERT_FILE")

    return _made(httpx.create_ssl_context, refuse)


def checked_verify(verify: Any) -> ssl.SSLContext | None:
    """The certificates that are trusted; None for those of the environment."""
    if verify is True or verify is None:
        return None
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify is False:
        return httpx.create_ssl_context(verify=False, trust_env=False)
    if verify == SYSTEM:
        return _system_store()
    if not isinstance(verify, str | PathLike) or not str(verify):
        raise invalid_argument(
            "verify",
            f"must be True, False, {SYSTEM!r}, the path of certificates or an ssl.SSLContext, not {type(verify).__name__}",
            "Leave it out for the usual ones.",
        )
    path = Path(verify)
    file, folder = (None, str(path)) if path.is_dir() else (str(path), None)

    def refuse(problem: str) -> InvalidArgumentError:
        return invalid_argument("verify", f"names certificates that cannot be read: {path} ({problem})", "Name a PEM file.")

    context = _made(lambda: ssl.create_default_context(cafile=file, capath=folder), refuse)
    context.set_alpn_protocols(["http/1.1"])
    return context


def is_untrusted_certificate(error: BaseException | None) -> bool:
    """Whether it is the reason for the error."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _made(make: Callable[[], ssl.SSLContext], refuse: Callable[[str], InvalidArgumentError]) -> ssl.SSLContext:
    try:
        return make()
    except (OSError, ValueError) as error:  # An ssl.SSLError is an OSError.
        keys = os.environ.get("SSLKEYLOGFILE")
        if keys and isinstance(error, OSError) and error.filename == keys:  # For certificates, it has no file name.
            problem = f"names a file that cannot be written: {keys} ({error.strerror})"
            refusal = invalid_variable("SSLKEYLOGFILE", problem, "Name another, or unset it.")
        else:
            refusal = refuse(getattr(error, "strerror", None) or str(error))
    raise refusal


def _system_store() -> ssl.SSLContext:
    try:
        import truststore
    except ImportError:
        raise invalid_argument(
            "verify", f"is {SYSTEM!r}, which needs the package truststore", "Install the extra: pip install '.[truststore]'."
        ) from None
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
