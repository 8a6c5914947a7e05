"""The modules of tools/ that make the portable document and try the clients in other languages."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT / "tools") not in sys.path:
    sys.path.append(str(ROOT / "tools"))
