"""The documentation site (`make docs`): pages from docs/ and from the code, gathered in build/docs and built into build/site.

The site works from a file and from any static server: it loads nothing from another host. Warnings are errors.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import docs_assets
import docs_reference

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "build" / "docs"
SITE = ROOT / "build" / "site"

# Pages that stand elsewhere in the repository, or in docs/ under another name: where the site has them.
ELSEWHERE = {
    "ARCHITECTURE.md": "design/architecture.md",
    "CHANGELOG.md": "changelog.md",
    "sandbox/DETAILS.md": "design/sandbox.md",
    "contract_tests/browser_use_contract/diff/README.md": "reference/diff.md",
    "docs/promises.md": "reference/requirements.md",
}


def gather() -> None:
    """Everything that the site is built from, in build/docs."""
    shutil.rmtree(PAGES, ignore_errors=True)
    moved = [Path(name).name for name in ELSEWHERE if name.startswith("docs/")]
    shutil.copytree(ROOT / "docs", PAGES, ignore=shutil.ignore_patterns(*moved))
    for source, target in ELSEWHERE.items():
        write(target, (ROOT / source).read_text("utf-8"))
    for target, make in docs_reference.PAGES.items():
        write(target, make())
    document = docs_reference.read_document()
    write("reference/http-api.md", docs_reference.http_api(document))
    write("reference/http/index.html", docs_reference.http_page(document))
    write("reference/http/redoc.js", docs_assets.redoc_script())
    write("assets/iframe-worker.js", docs_assets.iframe_worker_script())
    shutil.copy(ROOT / "openapi.yaml", PAGES / "reference/http/openapi.yaml")


def write(name: str, text: str) -> None:
    path = PAGES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def build() -> int:
    """Zensical's exit code. What it would load from another host comes from the site itself."""
    shutil.rmtree(SITE, ignore_errors=True)
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file", str(ROOT / "mkdocs.yml")]
    result = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_COLOR": "1"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(result.stdout.partition("Traceback")[0].rstrip(), file=sys.stderr)  # It ends a refusal with a traceback of its own.
    for path in SITE.rglob("*.html"):
        text = path.read_text("utf-8")
        top = "../" * (len(path.relative_to(SITE).parts) - 1)
        own = re.sub(r"https://unpkg\.com/iframe-worker/shim", f"{top}assets/iframe-worker.js", text)
        if own != text:
            path.write_text(own, "utf-8")
    return result.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gather", action="store_true", help="only gather the pages in build/docs")
    start = time.monotonic()
    only_gather = parser.parse_args().gather
    gather()
    if only_gather:
        return 0
    code = build()
    if code == 0:
        print(f"{SITE / 'index.html'}  ({time.monotonic() - start:.0f} s)")
    return code


if __name__ == "__main__":
    sys.exit(main())
