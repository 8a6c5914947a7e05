"""The one error that ends a check without a verdict."""


class CheckRefused(Exception):
    """Nothing could be checked. The message says why and what to do; it is meant for the person who ran the check."""
