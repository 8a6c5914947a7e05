"""The ASGI application and the HTTP server that runs it, in a thread or in the foreground."""

from .http_server import Server

__all__ = ["Server"]
