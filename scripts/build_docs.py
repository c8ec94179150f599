"""The documentation, held to the code and written as plain pages.

``python scripts/build_docs.py`` names each command, option, setting and error that ``docs/reference`` does not
mention and each link that leads nowhere (exit code 1), then writes every page to ``build/docs``.
"""

import ast
import html
import importlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
SETTING = re.compile(r"\bTAWTHIQ_[A-Z][A-Z_]*[A-Z]\b")
LINK = re.compile(r"(?:href|src)=\"([^\"]+)\"")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 sans-serif}}img{{max-width:100%}}
pre{{overflow:auto;padding:.7rem;background:#f3f3f0}}table{{border-collapse:collapse}}
td,th{{border:1px solid #bbb;padding:.2rem .5rem}}
</style></head><body><nav><a href="{home}">Documentation</a></nav>
{body}
</body></html>
"""


def commands() -> list[str]:
    """Every verb of ``tawthiq`` and every option of it, as a person types them."""
    import typer.main

    app = importlib.import_module("tawthiq.cli").app
    return list(dict.fromkeys(_words_of(typer.main.get_command(app), called="tawthiq")))


def _words_of(command: Any, *, called: str) -> Iterator[str]:
    yield called
    for parameter in command.params:
        yield from (option for option in parameter.opts if option.startswith("--") and option != "--help")
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from _words_of(below, called=f"{called} {name}")


def settings(source: Path) -> list[str]:
    """Every environment variable of the project that the source reads."""
    return sorted({name for path in source.rglob("*.py") for name in SETTING.findall(path.read_text(encoding="utf-8"))})


def errors(source: Path) -> list[str]:
    """Every error class."""
    tree = ast.parse((source / "errors.py").read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


def unmentioned(wanted: list[str], reference: str) -> list[str]:
    """Those of the wanted words that the reference never says."""
    return [words for words in wanted if not re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", reference)]


def pages(root: Path) -> list[Path]:
    """The README and every page below docs/, in a fixed order."""
    top = [root / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
    return [*filter(Path.exists, top), *sorted((root / "docs").rglob("*.md"))]


def broken_links(page: Path, body: str, root: Path) -> Iterator[str]:
    """Links of a page to files that are not there; other sites are nobody's business here."""
    for target in LINK.findall(body):
        file = html.unescape(target).split("#")[0]
        if not file or re.match(r"[a-z]+:", file):
            continue
        if not (page.parent / file).exists():
            yield f"{page.relative_to(root)}: leads nowhere: {target}"


def title_of(body: str, fallback: str) -> str:
    """The first heading."""
    found = re.search(r"<h1>(.*?)</h1>", body, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]) if found else fallback


def write(page: Path, body: str, *, root: Path, build: Path) -> str:
    """Writes one page; returns its line for the index."""
    place = page.relative_to(root).with_suffix(".html")
    target = build / place
    target.parent.mkdir(parents=True, exist_ok=True)
    linked = re.sub(r'(href="[^":]+)\.md(#[^"]*)?"', r'\1.html\2"', body)
    home = "../" * (len(place.parts) - 1) + "index.html"
    title = title_of(body, page.stem)
    target.write_text(PAGE.format(title=title, home=home, body=linked), encoding="utf-8")
    return f'<li><a href="{place.as_posix()}">{title}</a></li>'


def build(root: Path, target: Path) -> list[str]:
    """Writes all pages with their pictures below the target; returns links that lead nowhere."""
    shutil.rmtree(target, ignore_errors=True)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    faults: list[str] = []
    lines = []
    for page in pages(root):
        body = markdown.render(page.read_text(encoding="utf-8"))
        faults += broken_links(page, body, root)
        lines.append(write(page, body, root=root, build=target))
    for picture in sorted((root / "docs").rglob("*")):
        if picture.suffix in {".png", ".jpg", ".svg", ".webp"}:
            copy = target / picture.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, copy)
    index = PAGE.format(
        title="Documentation", home="index.html", body=f"<h1>Documentation</h1><ul>{''.join(lines)}</ul>"
    )
    (target / "index.html").write_text(index, encoding="utf-8")
    return faults


def main() -> int:
    """Checks, then writes; 1 when something is not said or leads nowhere."""
    source = ROOT / "src/tawthiq"
    reference = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs/reference").rglob("*.md")))
    wanted = [*commands(), *settings(source), *errors(source)]
    faults = [f"docs/reference never says {words}" for words in unmentioned(wanted, reference)]
    faults += build(ROOT, ROOT / "build/docs")
    print(
        "\n".join(faults) or f"{len(wanted)} commands, settings and errors are documented; pages: build/docs/index.html"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
