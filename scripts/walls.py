"""Walls that imports alone do not show: core is pure, views never query, data folders hold data only.

``python scripts/walls.py [SRC]`` names every crossing with file and line and exits 1 when there is one.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Standard library that reads the world: files, clock, chance, environment, network, other programs.
WORLD = """
asyncio builtins concurrent ctypes fileinput ftplib getpass glob http importlib io locale logging mmap multiprocessing
os pathlib pickle platform random secrets select shelve shutil signal smtplib socket socketserver sqlite3 ssl
subprocess sys tempfile threading time urllib uuid warnings webbrowser
"""
IMPURE_MODULES = frozenset(WORLD.split())
PURE_PARTS = ("urllib.parse",)  # takes addresses apart and looks at nothing
IMPURE_CALLS = frozenset({"open", "input", "print", "eval", "exec", "compile", "__import__", "breakpoint", "globals"})
CLOCK_ATTRIBUTES = frozenset({"now", "utcnow", "today"})
MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"})
DATA_SUFFIXES = frozenset({".yaml", ".csv"})


def imported_names(node: ast.AST) -> list[str]:
    """Full dotted names that an import statement brings in; empty for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def find_impurities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and words for each import, call or clock reading that a pure module may not have."""
    for node in ast.walk(tree):
        for name in imported_names(node):
            top = name.split(".")[0]
            if top in IMPURE_MODULES and not name.startswith(PURE_PARTS):
                yield node.lineno, f"imports {name}, which reads the world"  # type: ignore[attr-defined]
            elif top and top != "tawthiq" and top not in sys.stdlib_module_names:
                yield node.lineno, f"imports {name}, which is not of the standard library"  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            yield node.lineno, f"calls {node.func.id}()"
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_ATTRIBUTES:
            yield node.lineno, f"reads the clock with .{node.attr}"


def find_queries(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and words for each place where a view or form asks the database past ``access`` and ``queries``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, f"touches .{node.attr}"
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in SHORTCUTS:
                    yield node.lineno, f"imports {alias.name}"


WALLS = (
    ("core is pure", "core", find_impurities),
    ("a view never touches .objects", "desk/views", find_queries),
    ("a form never touches .objects", "desk/forms", find_queries),
)


def check(package: Path) -> list[str]:
    """Every crossing below the package folder, one sentence each: place, wall, what crosses it."""
    faults = []
    for wall, room, find in WALLS:
        for path in sorted([*(package / room).rglob("*.py"), *package.glob(f"{room}.py")]):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            faults += [f"{path.relative_to(package)}:{line}: {wall}: {what}" for line, what in find(tree)]
    for room in ("conflicts", "data"):
        for path in sorted((package / room).rglob("*")):
            if path.is_file() and path.suffix not in DATA_SUFFIXES:
                faults.append(f"{path.relative_to(package)}: {room}/ holds YAML and CSV only")
    return faults


def main(arguments: list[str]) -> int:
    """Prints the crossings; 1 when there is one, 2 when the folder is not the package."""
    package = Path(arguments[0] if arguments else ROOT / "src") / "tawthiq"
    if not (package / "core").is_dir():
        print(f"{package} has no core/")
        return 2
    faults = check(package)
    print("\n".join(faults) or "all walls stand")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
