"""Makes the modules of tools/ importable that create the portable document and run clients in other languages."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT / "tools") not in sys.path:
    sys.path.append(str(ROOT / "tools"))
