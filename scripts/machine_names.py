"""No file of the project names a package registry or a path of the machine it was written on.

``python scripts/machine_names.py [FOLDER]`` names file and line of each and exits 1 when there is one. What
set-up makes is passed over. The files that drive set-up hold no address at all: where packages come from is the
business of the machine.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE = frozenset({"build", "workspace", "__pycache__"})
SET_UP = frozenset({"Makefile", "pyproject.toml", "requirements", "debian", "scripts", ".ci"})
ADDRESS = re.compile(r"\bhttps?:/{2}(?!127\b|localhost)[^\s{<]|--(?:extra-)?index-url[ =]|--find-link[s]")
# Classes of one letter keep this file from naming what it looks for.
REGISTRIES = (
    r"\b(?:py[p]i|test\.py[p]i)\.org|pythonhoste[d]|registry\.npm|npmj[s]\.|proxy\.golan[g]|"
    r"(?:deb|snapshot|security)\.debia[n]\.|artifact-?registr[y]|[.]pkg[.]dev"
)
PATHS = r"(?<![\w./])/(?:root|home/\w+|Users/\w+)/"
LONGEST = 2_000_000


def project_files(folder: Path) -> Iterator[Path]:
    """Every file that could be committed, sorted."""
    for path in sorted(folder.iterdir()):
        if (
            path.is_symlink()
            or path.name in MADE
            or (path.is_dir() and path.name.startswith(".") and path.name != ".ci")
        ):
            continue
        if path.is_dir():
            yield from project_files(path)
        elif path.stat().st_size < LONGEST:
            yield path


def forbidden_in(folder: Path) -> re.Pattern[str]:
    """Registries, home folders, and the checkout's own path where that is long enough to mean nothing else."""
    words = [REGISTRIES, PATHS]
    if len(folder.resolve().parts) > 2:
        words.append(rf"(?<![\w.]){re.escape(str(folder.resolve()))}\b")
    return re.compile("|".join(words))


def find_names(folder: Path) -> Iterator[str]:
    """One sentence for each forbidden name below the folder: file, line, words."""
    forbidden = forbidden_in(folder)
    for path in project_files(folder):
        place = path.relative_to(folder)
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            found = forbidden.search(line) or (ADDRESS.search(line) if place.parts[0] in SET_UP else None)
            if found:
                yield f"{place}:{number}: {found.group()}"


def main(arguments: list[str]) -> int:
    """Prints the findings; 1 when there is one."""
    faults = list(find_names(Path(arguments[0]) if arguments else ROOT))
    print("\n".join(faults) or "no registry host and no machine path")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
