"""``tawthiq capture`` as people run it: a list with good and bad addresses, run again, looked at again, verified."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from newsite import NAME, Site, running_proxy

BASE = f"http://{NAME}"


def run(environment: dict[str, str], *arguments: str, code: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tawthiq.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def told(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.browser
def test_a_list_is_captured_resumed_and_looked_at_again(
    site: Site, workspace_environment: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"# a remark\n{BASE}/article\n\n{BASE}/softly-gone\nhttp://10.0.0.1/\n", encoding="utf-8")
    with running_proxy(site) as proxy:
        environment = {**workspace_environment, "TAWTHIQ_CAPTURE_PROXY": proxy, "TAWTHIQ_LANG": "en"}
        run(environment, "init", code=0)
        run(environment, "capture", code=2)
        first = told(run(environment, "capture", "--list", str(listed), "--why", "a reason", "--json", code=1))
        assert [one["outcome"] for one in first] == ["captured", "not_found", "refused"]
        assert [one["is_fine"] for one in first] == [True, False, False]
        assert first[0]["is_court_complete"]
        assert {role for role, _ in first[0]["files"]} >= {"record", "warc", "wacz", "source", "screenshot", "pdf"}
        assert first[1]["missing"]["page"] == "outcome"
        assert first[2]["note"] == "url_private"

        site.asked.clear()
        again = run(environment, "capture", f"{BASE}/article", code=0)
        assert "(captured before)" in again
        assert site.asked == []

        assert "Still there" in run(environment, "capture", "--recheck", f"{BASE}/article", code=0)
        site.pages["/article"] = (410, {}, b"gone")
        arabic = {**environment, "TAWTHIQ_LANG": "ar"}
        assert "أُزيلت" in run(arabic, "capture", "--recheck", f"{BASE}/article", code=1)
    run(environment, "verify", code=0)


BEATING = """
import os, sys, time
from pathlib import Path
from tawthiq.cli.workspaces import open_register, workspace_of
open_register(workspace_of(None))
from django.utils import timezone
from tawthiq.desk import models as m
from tawthiq.desk.actions import captures
from tawthiq.errors import Unreachable
captures.BEAT_S = 0.05
row = captures.ask_for(["https://example.org/"], actor="sami", why="").captures[0]

def make(capture, room):
    m.Capture.objects.update(check_after=None)
    for _ in range(200):
        time.sleep(0.05)
        if m.Capture.objects.filter(check_after__gt=timezone.now()).exists():
            print("alive")
            raise Unreachable("enough")

try:
    captures.run_capture(row, make=make)
except Unreachable:
    print("ended")
"""


def test_whoever_makes_a_visit_says_that_it_is_alive(workspace_environment: dict[str, str]) -> None:
    run(workspace_environment, "init", code=0)
    line = [sys.executable, "-c", BEATING]
    done = subprocess.run(line, env=workspace_environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["alive", "ended"], done.stderr
