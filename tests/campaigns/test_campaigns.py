"""Each campaign of this folder at a small scale, as ``make soak`` runs it: in a process and a home of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCALES = {
    "kills": 0.005,
    "power_loss": 0.01,
    "damage": 0.004,
    "faults": 0.01,
    "restoring": 0.005,
    "journal": 0.001,
    "ssrf": 0.01,
    "list_kills": 0.01,
    "api_fuzz": 0.005,
    "canaries": 0.04,
}
TRACED = frozenset({"power_loss", "faults"})


@pytest.mark.skipif("TAWTHIQ_TEST_DATABASE_URL" in os.environ, reason="the campaigns are about SQLite and files")
@pytest.mark.parametrize("name", SCALES)
def test_it_holds(name: str, tmp_path: Path) -> None:
    if name in TRACED and not shutil.which("strace"):
        if os.environ.get("CI") == "true":
            pytest.fail("no strace here")
        pytest.skip("no strace here: the disk was not made to fail (Debian: apt-get install strace)")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TAWTHIQ_")}
    own = {
        "TAWTHIQ_HOME": str(tmp_path / "workspace"),
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests/campaigns"), str(ROOT / "benchmarks")]),
    }
    command = [sys.executable, ROOT / "scripts/soak.py", "--one", name, "--scale", str(SCALES[name]), "--seed", "1"]
    done = subprocess.run(command, env=kept | own, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures
    assert [figure["measured"] for figure in figures if not figure["held"]] == []
