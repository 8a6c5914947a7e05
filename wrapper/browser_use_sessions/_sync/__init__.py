"""The blocking client: `BrowserUse`, its resources and session handles, and the driver that carries flows out in threads."""
