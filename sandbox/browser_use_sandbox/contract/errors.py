"""What is wrong with a document."""


class DocumentError(ValueError):
    """What is wrong with an OpenAPI document, with the name of its file."""
