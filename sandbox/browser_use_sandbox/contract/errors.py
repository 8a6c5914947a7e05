"""The error of an invalid document."""


class DocumentError(ValueError):
    """An OpenAPI document is invalid; the message begins with the name of its file."""
