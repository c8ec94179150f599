"""The frozen site: every page in both languages, no dead link, the same bytes twice, nothing withdrawn."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from sample import write_sample

from tawthiq.public.addresses import canonical, file_of, links_of, point_to_files
from tawthiq.store.release import set_public


def freeze(home: Path, out: Path, *more: str, code: int = 0) -> dict[str, int]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAWTHIQ_"))}
    command = [sys.executable, "-m", "tawthiq.cli", "freeze", str(out), "--home", str(home), "--json", *more]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if code == 0 else {"error": done.stderr}


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    (made / "releases").mkdir()
    write_sample(made / "releases", copies=4)
    write_sample(made / "releases", number=2, copies=4)
    set_public(made / "releases", numbers=[1, 2])
    return made


@pytest.fixture(scope="module")
def frozen(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "site"
    freeze(home, out, "--contact", "editors.example")
    return out


def test_every_link_of_the_copy_leads_to_a_file_of_it(frozen: Path):
    pages = list(frozen.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        for value in re.findall(r'\b(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            target, _, fragment = unescape(value).partition("#")
            held = (page.parent / unquote(target)).resolve() if target else page
            assert held.is_file(), f"{page}: {value}"
            if fragment and held.suffix == ".html":
                assert f'id="{fragment}"' in held.read_text(encoding="utf-8"), f"{page}: {value}"


def test_pages_of_both_languages_downloads_and_earlier_releases_are_there(frozen: Path, home: Path):
    names = set(files_of(frozen))
    for lang in ("ar", "en"):
        for page in ("", "incidents/", "incidents/IN-000001/", "map/", "figures/", "articles/the-market/", "contact/"):
            assert f"{lang}/{page}index.html" in names
    for name in ("incidents.parquet", "manifest.sig", "SHA256SUMS"):
        assert (frozen / f"releases/1/{name}").read_bytes() == (home / f"releases/0001/{name}").read_bytes()
    assert "static/public/site.css" in names
    # A question that the pages ask is a page: page 2 of the list, and what a figure is the sum of.
    listed = [(frozen / name).read_text(encoding="utf-8") for name in names if name.startswith("en/incidents/page-2.")]
    assert len(listed) == 1
    assert "Page 2 of" in listed[0]


def test_nothing_in_the_copy_asks_a_server(frozen: Path):
    for page in frozen.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<form" not in text
        assert "/api/" not in text
        assert not re.search(r'\b(?:href|src)="/', text)
    for lang in ("ar", "en"):
        assert "editors.example" in (frozen / f"{lang}/contact/index.html").read_text(encoding="utf-8")


def test_what_was_taken_back_leaves_the_copy_and_all_else_is_the_same_bytes(home: Path, frozen: Path, tmp_path: Path):
    """Every page is made again: "unchanged" says that the second time gave the bytes of the first."""
    before = files_of(frozen)
    shutil.copytree(frozen, tmp_path / "site")
    set_public(home / "releases", numbers=[2])
    try:
        told = freeze(home, tmp_path / "site", "--contact", "editors.example")
    finally:
        set_public(home / "releases", numbers=[1, 2])
    after = files_of(tmp_path / "site")
    gone = {name for name in before if "releases/1/" in name}
    assert set(before) - set(after) == gone
    assert told["removed"] == len(gone) > 10
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"ar/releases/index.html", "en/releases/index.html", "frozen.json"}
    assert (told["written"], told["unchanged"]) == (2, len(after) - 3)
    assert not (tmp_path / "site/releases/1").exists()


def test_while_nothing_is_public_there_is_no_copy_and_an_earlier_one_is_emptied(frozen: Path, tmp_path: Path):
    (tmp_path / "releases").mkdir()
    shutil.copytree(frozen, tmp_path / "site")
    (tmp_path / "site/letters.txt").write_text("mine")
    assert "no release is public" in freeze(tmp_path, tmp_path / "site", code=2)["error"]
    assert set(files_of(tmp_path / "site")) == {"frozen.json", "letters.txt"}


def test_a_run_that_breaks_leaves_nothing_that_was_taken_back(home: Path, frozen: Path, tmp_path: Path):
    """Also what an earlier run wrote and was cut off before it could list it."""
    shutil.copytree(frozen, tmp_path / "site")
    (tmp_path / "site/en/incidents/IN-000099").mkdir()
    (tmp_path / "site/en/incidents/IN-000099/index.html").write_text("a page of a run that was cut off")
    shutil.copytree(home / "releases", tmp_path / "releases")
    set_public(tmp_path / "releases", numbers=[2])
    (tmp_path / "releases/0002/incidents.geojson").unlink()
    assert "incidents.geojson" in freeze(tmp_path, tmp_path / "site", code=3)["error"]
    left = set(files_of(tmp_path / "site"))
    assert not {name for name in left if "releases/1/" in name or "IN-000099" in name}
    assert set(json.loads((tmp_path / "site/frozen.json").read_text())["files"]) == left - {"frozen.json"}


def test_a_folder_of_somebody_else_is_left_alone(home: Path, tmp_path: Path):
    (tmp_path / "letters.txt").write_text("mine")
    assert "neither empty nor a frozen copy" in freeze(home, tmp_path, code=2)["error"]
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_addresses_and_files():
    assert canonical("/en/incidents/?page=1&q=&month=2015-06#x") == "/en/incidents/?month=2015-06"
    assert file_of("/en/") == "en/index.html"
    assert file_of("/static/a.css") == "static/a.css"
    one, two = file_of("/en/incidents/?place=a+b"), file_of("/en/incidents/?place=a%2Fb")
    assert one != two
    assert all(re.fullmatch(r"en/incidents/place-a-b\.[0-9a-f]{8}/index\.html", name) for name in (one, two))
    page = '<a href="?&amp;page=2">2</a><a href="#main">m</a><a href="https://x.example/">x</a><a href="/ar/#a">a</a>'
    assert links_of(page, at="/en/incidents/") == [
        ("/en/incidents/?page=2", ""),
        ("/en/incidents/", "main"),
        ("/ar/", "a"),
    ]
    turned = point_to_files(page, at="/en/incidents/", base="")
    assert f'href="{file_of("/en/incidents/?page=2").removeprefix("en/incidents/")}"' in turned
    assert 'href="#main"' in turned
    assert 'href="https://x.example/"' in turned
    assert 'href="../../ar/index.html#a"' in turned
    full = point_to_files(page, at="/en/incidents/", base="https://mirror.example/copy")
    assert 'href="https://mirror.example/copy/ar/#a"' in full
    assert 'href="https://mirror.example/copy/en/incidents/#main"' in full
