"""Builds the documentation site (`make docs`): collects pages from docs/ and from the code in build/docs, writes build/site.

The site works from local files and from any static server: it loads nothing from other hosts. Warnings are errors.
"""

import argparse
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import docs_assets
import docs_reference

ROOT = Path(__file__).parent.parent

# Pages from other folders of the repository, or with another name in docs/: their paths in the site.
ELSEWHERE = {
    "ARCHITECTURE.md": "design/architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "sandbox/DETAILS.md": "design/sandbox.md",
    "contract_tests/browser_use_contract/diff/README.md": "reference/diff.md",
    "docs/requirements.md": "reference/requirements.md",
    "examples/README.md": "examples.md",
    "openapi.yaml": "reference/http/openapi.yaml",
    "openapi.portable.yaml": "reference/http/openapi.portable.yaml",
    "polyglot/expected.txt": "programs/expected.txt",
    "polyglot/newer.yaml": "programs/newer.yaml",
}
# The folders of programs in other languages: all on one page.
ELSEWHERE_FOLDERS = {
    "polyglot": "programs.md",
    **{f"polyglot/{path.parent.name}": f"programs.md#{path.parent.name}" for path in (ROOT / "polyglot").glob("*/target.yaml")},
}
ELSEWHERE |= {f"examples/{path.name}": f"examples/{path.name}" for path in (ROOT / "examples").iterdir() if path.suffix != ".md"}


def relinked(text: str, source: str, target: str) -> str:
    """Returns a page with its relative links changed for the site. A link to a file outside the site becomes text."""

    def link(match: re.Match[str]) -> str:
        words, where, anchor = match["words"], match["where"], match["anchor"] or ""
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), where))
        in_docs = file.removeprefix("docs/") if file.startswith("docs/") else None
        in_site = ELSEWHERE.get(file) or ELSEWHERE_FOLDERS.get(file) or in_docs
        if in_site is None:
            return words
        return f"[{words}]({posixpath.relpath(in_site, posixpath.dirname(target) or '.')}{anchor})"

    return re.sub(r"(?<!!)\[(?P<words>[^\]\n]*)\]\((?P<where>(?![a-z]+:|#)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)", link, text)


def gather(pages: Path) -> None:
    """Collects all sources of the site in the folder `pages`."""

    def write(name: str, text: str) -> None:
        path = pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    shutil.rmtree(pages, ignore_errors=True)
    moved = [Path(name).name for name in ELSEWHERE if name.startswith("docs/")]
    shutil.copytree(ROOT / "docs", pages, ignore=shutil.ignore_patterns(*moved))
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").as_posix()
        if name not in moved:
            write(name, relinked(path.read_text("utf-8"), f"docs/{name}", name))
    for source, target in ELSEWHERE.items():
        text = (ROOT / source).read_text("utf-8")
        write(target, relinked(text, source, target) if target.endswith(".md") else text)
    for target, make in docs_reference.PAGES.items():
        write(target, make())
    document = docs_reference.read_document()
    write("reference/http-api.md", docs_reference.http_api(document))
    write("reference/http/index.html", docs_reference.http_page(document))
    write("reference/http/redoc.js", docs_assets.redoc_script())
    write("assets/iframe-worker.js", docs_assets.iframe_worker_script())
    write("all-pages.txt", all_pages(pages))


def all_pages(pages: Path) -> str:
    """Returns the sources of all pages that are not generated from code, as one text, in the order of the navigation."""
    names = re.findall(r"(\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    texts = {name: (pages / name).read_text("utf-8") for name in names}
    return "\n\n".join(f"<!-- {name} -->\n\n{text}" for name, text in texts.items() if docs_reference.MADE not in text)


def build(folder: Path) -> int:
    """Builds `folder`/site from `folder`/docs. Returns Zensical's exit code."""
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    config = folder / "mkdocs.yml"
    config.write_text((ROOT / "mkdocs.yml").read_text("utf-8").replace("ROOT/", f"{ROOT}/"), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file", str(config)]
    plain = os.environ | {"NO_COLOR": "1"}
    result = subprocess.run(command, cwd=folder, env=plain, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(result.stdout.partition("Traceback")[0].rstrip(), file=sys.stderr)  # without Zensical's traceback
    if result.returncode == 0:
        finish(site)
        shorten_search(site)
    return result.returncode


def finish(site: Path) -> None:
    """Replaces scripts that Zensical's pages load from another host by local copies, and lets names in tables break."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        top = "../" * (len(path.relative_to(site).parts) - 1)
        own = re.sub(r"https://unpkg\.com/iframe-worker/shim", f"{top}assets/iframe-worker.js", text)
        own = re.sub(r"<td.*?</td>", breakable, own, flags=re.DOTALL)
        if own != text:
            path.write_text(own, "utf-8")


def shorten_search(site: Path) -> None:
    """Removes the generated client's methods from the search: the client's own have the same names and say more."""
    index = site / "search.json"
    content = json.loads(index.read_text("utf-8"))
    content["items"] = [item for item in content["items"] if "#browser_use_api.resources." not in item["location"]]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    index.write_text(text, "utf-8")
    (site / "search.js").write_text(f"var __index = {text}", "utf-8")  # For pages opened from local files.


def breakable(cell: re.Match[str]) -> str:
    """Returns a table's cell whose names may be broken after a dot, `_` or `/`, and before a capital letter."""
    places = r"(?<=[\w)}>][._/])(?=\w)|(?<=[a-z])(?=[A-Z])"
    return re.sub(r"(?<=<code>)[^<]+", lambda name: re.sub(places, "<wbr>", name[0]), cell[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "build", help="the output folder (build)")
    folder: Path = parser.parse_args().folder.resolve()
    start = time.monotonic()
    gather(folder / "docs")
    code = build(folder)
    if code == 0:
        print(f"{folder / 'site' / 'index.html'}  ({time.monotonic() - start:.0f} s)")
    return code


if __name__ == "__main__":
    sys.exit(main())
