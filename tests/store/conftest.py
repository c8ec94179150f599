"""What the tests of bundles share with the campaigns."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "campaigns"))
