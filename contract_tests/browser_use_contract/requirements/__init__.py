"""All requirements, one module per subject. `load` registers them."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Imports every module of this package; each registers its rules on import."""
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")
