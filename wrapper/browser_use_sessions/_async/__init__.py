"""The asyncio client: `AsyncBrowserUse`, its resources and session handles, and the driver that carries flows out with
asyncio.
"""
