"""A local server that keeps the contract of the Browser Use Cloud API (v3), sessions part, with a simulated agent."""

from .app import create_app
from .clock import Clock
from .server import Sandbox
from .settings import DEFAULT_API_KEY, Settings

__all__ = ["DEFAULT_API_KEY", "Clock", "Sandbox", "Settings", "create_app"]
