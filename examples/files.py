"""A file in, a file out: the agent reads a table of products and leaves a report.

    python examples/files.py products.csv report/

The workspace is deleted at the end: it is there for this task alone.
"""

import sys
from pathlib import Path

from browser_use_sessions import BrowserUse


def main(table: Path, folder: Path) -> None:
    with BrowserUse() as client:
        workspace = client.workspaces.create(name=f"prices of {table.name}")
        try:
            (path,) = client.workspaces.upload(workspace.id, table, prefix="in/")
            task = f"Look up the price of each product in {path} on example.com. Write them to out/report.md."
            client.run(task, workspace_id=workspace.id, max_cost_usd=1).raise_for_failure()
            for file in client.workspaces.download_all(workspace.id, folder, prefix="out/"):
                print(file)
        finally:
            client.workspaces.delete(workspace.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
