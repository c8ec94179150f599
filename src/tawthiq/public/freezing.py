"""The whole site as static files, for mirrors and onion hosts: every page that a link leads to, in both languages.

The pages are asked of the site itself, so a copy says what the site says. Nothing in it needs a server that thinks, and
the same releases give the same bytes.
"""

import hashlib
import json
import shutil
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from tawthiq.errors import InvalidRecord, NotFound, NotReleasable
from tawthiq.public import shelf
from tawthiq.public.addresses import file_of, links_of, point_to_files
from tawthiq.store.release import folder_name
from tawthiq.store.release.durable import replace_file
from tawthiq.store.release.manifest import entry_of

LIST = "frozen.json"
_OWN = ("ar", "en", "releases", "static")  # folders in which nobody else has files
_START = ("/", "/ar/", "/en/", "/ar/not-found/", "/en/not-found/")
_BESIDE = {"/ar/not-found/": "404.html"}  # where web servers look for it


@dataclass(slots=True)
class Frozen:
    """What a freeze did: files written because they are new or changed, left as they were, and removed."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    files: dict[str, str] = field(default_factory=dict)  # file -> SHA-256


def freeze(out: Path, *, base: str = "", contact: str = "") -> Frozen:
    """The site lies in ``out``, every link in it leads to a file, and what is no longer public is gone from it.

    ``base`` is the address the copy will have (links are relative without it), ``contact`` says where the desk can be
    reached. Raises NotFound while nothing is public, InvalidRecord for a folder that is neither empty nor a copy, and
    NotReleasable naming each link that leads nowhere. Whatever it raises, nothing stays that this run did not find to
    be public: a copy with holes does less harm than one with somebody who was taken back.
    """
    done, earlier = Frozen(), _earlier(out)
    _note(out, files=earlier)  # from here on the folder is known as a copy, also where the run is cut off
    try:
        if not shelf.releases_public():
            raise NotFound("no release is public")
        with override_settings(
            IS_FROZEN=True, CONTACT=contact, BASE=base.rstrip("/"), DROP_RECIPIENT="", DROP=out / "no-drop"
        ):
            wanted = _crawl(out, done, base=base.rstrip("/"))
    finally:
        _remove_others(out, done, earlier=earlier)
        _note(out, files=done.files)
    if faults := _dead_links(out, done, wanted=wanted):
        raise NotReleasable("; ".join(faults[:20]))
    return done


def _note(out: Path, *, files: dict[str, str]) -> None:
    listed = json.dumps({"format": 1, "files": files}, indent=1, sort_keys=True)
    replace_file(out / LIST, content=listed.encode())


def _remove_others(out: Path, done: Frozen, *, earlier: dict[str, str]) -> None:
    """Gone is what the list names, and what a run that was cut off left in the site's own folders."""
    left = {str(path.relative_to(out)) for name in _OWN for path in (out / name).rglob("*") if path.is_file()}
    for name in sorted((left | set(earlier)) - set(done.files)):
        (out / name).unlink(missing_ok=True)
        done.removed += 1
    _sweep(out)


def _earlier(out: Path) -> dict[str, str]:
    """The files of the copy that lies here already."""
    if not out.exists() or not any(out.iterdir()):
        out.mkdir(parents=True, exist_ok=True)
        return {}
    try:
        files: dict[str, str] = json.loads((out / LIST).read_text(encoding="utf-8"))["files"]
    except (FileNotFoundError, ValueError, KeyError) as odd:
        raise InvalidRecord(f"{out}: neither empty nor a frozen copy") from odd
    if any(not (out / name).resolve().is_relative_to(out.resolve()) for name in files):
        raise InvalidRecord(f"{out}: its list names files outside of it")
    return files


def _crawl(out: Path, done: Frozen, *, base: str) -> set[tuple[str, str]]:
    """Every page that can be reached is kept; returns the files, with fragments, that links lead to."""
    client = Client(raise_request_exception=True, headers={"host": "localhost", "accept-language": "ar"})
    waiting, seen, wanted = deque(_START), set(_START), set()
    while waiting:
        address = waiting.popleft()
        if address.startswith("/releases/"):
            _copy(out, done, address=address)
            continue
        name, html = file_of(address), _ask(client, address)
        if isinstance(html, bytes):
            _keep(out, done, name=name, content=html)
            continue
        for target, fragment in links_of(html, at=address):
            wanted.add((file_of(target), fragment))
            if target not in seen:
                seen.add(target)
                waiting.append(target)
        turned = point_to_files(html, at=address, base=base).encode()
        _keep(out, done, name=name, content=turned)
        if address in _BESIDE and base:  # relative links would depend on which address was not found
            _keep(out, done, name=_BESIDE[address], content=turned)
    return wanted


def _ask(client: Client, address: str) -> str | bytes:
    """A page as text, anything else as bytes; raises NotReleasable where a link leads to something broken."""
    response = client.get(address)
    expected = 404 if address.endswith("/not-found/") else 200
    if response.status_code != expected:
        raise NotReleasable(f"{address}: answers {response.status_code}")
    content = b"".join(response)
    return content.decode() if response.headers["Content-Type"].startswith("text/html") else content


def _copy(out: Path, done: Frozen, *, address: str) -> None:
    """A file of a release, byte for byte, without holding it in memory."""
    _, _, number, name = address.split("/", 3)
    source = shelf.release_numbered(int(number)).folder / name
    if source.parent.name != folder_name(int(number)) or source.parent.parent != Path(settings.RELEASES):
        raise NotReleasable(f"{address}: no file of a release")
    digest, target = entry_of(source).sha256, out / address.lstrip("/")
    done.files[address.lstrip("/")] = digest
    if target.is_file() and entry_of(target).sha256 == digest:
        done.unchanged += 1
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{name}.partial")
    shutil.copyfile(source, partial)
    partial.replace(target)
    done.written += 1


def _keep(out: Path, done: Frozen, *, name: str, content: bytes) -> None:
    target = out / name
    done.files[name] = hashlib.sha256(content).hexdigest()
    if target.is_file() and target.read_bytes() == content:
        done.unchanged += 1
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    partial.write_bytes(content)
    partial.replace(target)
    done.written += 1


def _dead_links(out: Path, done: Frozen, *, wanted: set[tuple[str, str]]) -> list[str]:
    faults = [f"{name}: is not there" for name, _ in sorted(wanted) if name not in done.files]
    for name, fragment in sorted(wanted):
        if fragment and name in done.files and f'id="{fragment}"' not in (out / name).read_text(encoding="utf-8"):
            faults.append(f"{name}#{fragment}: is not there")
    return faults


def _sweep(out: Path) -> None:
    """The site's folders that nothing is in any more are gone, the deepest first."""
    own = (path for name in _OWN for path in (out / name, *(out / name).rglob("*")) if path.is_dir())
    for folder in sorted(own, reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
