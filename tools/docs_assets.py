"""Scripts of the documentation site that no Python package contains: from npm, at pinned versions, cached in .venv."""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import node_tools

HOME = Path(sys.prefix) / "docs-assets"

# Package, version, file in the package, name in the site.
REDOC = ("redoc", "2.5.3", "bundles/redoc.standalone.js", "redoc.js")
# Needed for search in pages opened from local files. Zensical would load it from another host.
IFRAME_WORKER = ("iframe-worker", "1.0.4", "shim/index.js", "iframe-worker.js")


def fetch(package: str, version: str, file: str, name: str) -> Path:
    """Returns the file of the npm package, downloading it if necessary. Raises CalledProcessError if npm fails."""
    kept = HOME / f"{package}-{version}" / name
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            command: list[str | Path] = [
                *node_tools.npm(),
                "pack",
                f"{package}@{version}",
                "--silent",
                "--pack-destination",
                folder,
            ]
            subprocess.run(command, check=True, env=node_tools.environment(), cwd=folder, stdout=subprocess.DEVNULL)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as tar:
                source = tar.extractfile(f"package/{file}")
                if source is None:
                    raise FileNotFoundError(f"{package} {version} has no file {file}")
                kept.parent.mkdir(parents=True, exist_ok=True)
                part = kept.with_suffix(".part")
                with source, part.open("wb") as target:
                    shutil.copyfileobj(source, target)
                part.rename(kept)
    return kept


def redoc_script() -> str:
    """Returns Redoc as one script, without its logo, which it would load from another host."""
    text = fetch(*REDOC).read_text("utf-8")
    return re.sub(r"https://cdn\.redoc\.ly/[\w./-]+", "data:,", text)


def iframe_worker_script() -> str:
    return fetch(*IFRAME_WORKER).read_text("utf-8")
