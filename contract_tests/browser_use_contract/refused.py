"""The error that ends a check without a verdict."""


class CheckRefused(Exception):
    """The check is not possible. The message tells the user why, and what to do."""
