"""All requirements. Those in `derived` follow from the document for every operation; the others are written for one subject.

`load` registers them.
"""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages


@cache
def load() -> None:
    """Imports every module of this package; each registers its rules on import."""
    for module in sorted(walk_packages(__path__, f"{__name__}."), key=lambda found: found.name):
        import_module(module.name)
