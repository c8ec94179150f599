"""Runs the long campaigns and writes what they found into the scoreboard.

    python scripts/soak.py [NAME …] [--scale 1.0] [--seed 1] [--again] [--list]

A campaign is a module of ``tests/campaigns`` or ``benchmarks`` with ``campaign(*, scale, seed)``. Each runs in a
process and a throw-away home of its own; one that failed stops no other. A campaign that is finished is not run again
for the same commit, scale and seed (``--again`` runs it all the same): stop at any moment and go on later. Only runs at
full scale go into ``docs/reference/scoreboard.json`` and ``scoreboard.md``; rows that are not run keep their figure.
"""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLACES = (ROOT / "tests/campaigns", ROOT / "benchmarks")
DONE = ROOT / "build/soak"
BOARD = ROOT / "docs/reference/scoreboard.json"
PAGE = BOARD.with_suffix(".md")
HEAD = """# Scoreboard · لوحة النتائج

What we claim about evidence, what was measured, and how to measure it again. `make soak` runs everything (hours);
`make soak SOAK="NAME --seed 2"` one campaign. A target that was missed stands here as missed.

ما نقوله عن الأدلة، وما قيس فعلاً، وكيف يُعاد القياس. الأمر `make soak` يشغّل كل شيء (ساعات)، وما لم يبلغ هدفه مكتوب
هنا صراحةً.

"""
COLUMNS = (
    "| what · الموضوع | target · الهدف | measured · المقيس | held · تحقق | run · التشغيل |\n|---|---|---|---|---|\n"
)


def main() -> int:
    """0 when every campaign ran and held, 1 otherwise."""
    asked = _arguments()
    sys.path[:0] = [str(place) for place in PLACES]
    if asked.one:
        return _run_here(asked)
    known = find_campaigns()
    if asked.list:
        print("\n".join(known))
        return 0
    if unknown := set(asked.names) - set(known):
        print(f"no such campaign: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    ended = [_run_apart(name, asked) for name in asked.names or known]
    return 0 if all(ended) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run campaigns and write the scoreboard.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def find_campaigns() -> list[str]:
    """Names of the modules that define ``campaign``, without importing any."""
    found = [path for place in PLACES for path in sorted(place.glob("*.py")) if not path.name.startswith("test_")]
    return [path.stem for path in found if "\ndef campaign(" in path.read_text(encoding="utf-8")]


def _run_apart(name: str, asked: argparse.Namespace) -> bool:
    commit = _commit()
    done = DONE / f"{name}-{asked.scale:g}-{asked.seed}.json"
    if done.exists() and not asked.again and json.loads(done.read_text(encoding="utf-8"))["commit"] == commit:
        print(f"== {name}: done already for this commit", file=sys.stderr)
        return True
    print(f"== {name} (scale {asked.scale:g}, seed {asked.seed})", file=sys.stderr)
    began, loaded = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="soak-", dir=_scratch()) as scratch:
        command = [sys.executable, __file__, "--one", name, "--scale", str(asked.scale), "--seed", str(asked.seed)]
        ran = subprocess.run(command, env=_environment(Path(scratch)), stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode not in (0, 1) or not ran.stdout.strip().endswith("]"):
        print(f"== {name}: BROKE OFF (exit {ran.returncode})", file=sys.stderr)
        return False
    figures = json.loads(ran.stdout.strip().splitlines()[-1])
    run = {
        "campaign": name,
        "commit": commit,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}, "
        f"Python {platform.python_version()}",
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "seconds": round(time.monotonic() - began),
        "load_before": round(loaded, 1),
        "command": f'make soak SOAK="{name} --seed {asked.seed}"',
    }
    _keep(run, figures, done=done, is_full=asked.scale >= 1)
    for figure in figures:
        print(f"{'held  ' if figure['held'] else 'MISSED'} {figure['what']}: {figure['measured']}")
    return all(figure["held"] for figure in figures)


def _run_here(asked: argparse.Namespace) -> int:
    figures = importlib.import_module(asked.one).campaign(scale=asked.scale, seed=asked.seed)
    print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
    return 0 if all(figure.held for figure in figures) else 1


def _environment(scratch: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TAWTHIQ_")}
    return kept | {
        "TAWTHIQ_HOME": str(scratch / "workspace"),
        "TMPDIR": str(scratch),
        "DJANGO_SETTINGS_MODULE": "tawthiq.desk.settings",
        "PYTHONPATH": os.pathsep.join(map(str, PLACES)),
    }


def _scratch() -> Path:
    """On the project's own disk: /tmp may be memory, where durability costs nothing and proves nothing."""
    folder = ROOT / "build/soak"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _commit() -> str:
    asked = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def _keep(run: dict[str, Any], figures: list[dict[str, Any]], *, done: Path, is_full: bool) -> None:
    done.write_text(json.dumps({**run, "figures": figures}, ensure_ascii=False), encoding="utf-8")
    if not is_full:
        return
    board = json.loads(BOARD.read_text(encoding="utf-8")) if BOARD.exists() else {}
    board[run["campaign"]] = {**run, "figures": figures}
    BOARD.write_text(json.dumps(board, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page_of(board), encoding="utf-8")


def page_of(board: dict[str, Any]) -> str:
    """The scoreboard as Markdown: one table row per figure, one footnote line per run."""
    rows, runs = [], []
    for name, run in sorted(board.items()):
        for figure in run["figures"]:
            held = "yes · نعم" if figure["held"] else "**no · لا**"
            what = _cell(f"{figure['what']}<br><span dir=rtl>{figure['what_ar']}</span>")
            measured = _cell(figure["measured"] + (f" ({figure['note']})" if figure["note"] else ""))
            rows.append(f"| {what} | {_cell(figure['target'])} | {measured} | {held} | {name} |")
        runs.append(
            f"- **{name}**: {run['date']}, commit {run['commit']}, {run['seconds']:,} s, "
            f"load before {run['load_before']}, {run['machine']}; `{run['command']}`"
        )
    return HEAD + COLUMNS + "\n".join(rows) + "\n\n## Runs · التشغيلات\n\n" + "\n".join(runs) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
