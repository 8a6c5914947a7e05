"""Writes a document as YAML, to read it or to generate a client from it."""

from pathlib import Path

from .document import Document, read_document
from .overlay import is_overlay
from .revisions import own_file


def document_text(spec: str | None, revision: str | None) -> str:
    """The document that a sandbox with these settings serves, as YAML: the text of its file, or the result of its overlays.

    Raises:
        DocumentError: the document does not exist, or cannot be served.
    """
    import yaml

    file = spec or str(own_file(revision))
    document = read_document(file)
    Document(file, document)
    text = Path(file).read_text(encoding="utf-8")
    if not is_overlay(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))):  # noqa: S506 -- both are safe loaders
        return text
    return yaml.dump(document, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=128)


def _dumper() -> type:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes texts of several lines as blocks, and repeated values without anchors."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    Dumper.add_representer(
        str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
    )
    return Dumper
