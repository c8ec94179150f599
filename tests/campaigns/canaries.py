"""Planted secrets: names, places, telephones, points, file names and e-mails, through every way into the register.

Then everything that goes out is searched for every one of them: releases, the site's pages, its frozen copy, the API,
logs, error pages, addresses, the published journal, and a backup for another's disk. The search is believed only where
it finds every secret in the register itself.
"""

import base64
import json
import logging
import os
import re
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from canary_paths import Planted, Planter
from figure import Figure, progress
from running import TAWTHIQ, make_workspace, scratch

SECRETS = 1000
DRIVER = Path(__file__).resolve().parents[1] / "public" / "driver.py"
_LINK = re.compile(r'(?:href|action|src)="([^"]*)"')
ROOMS = ("/", "/inbox/", "/incidents/", "/people/", "/places/", "/comments/", "/articles/", "/cases/", "/releases/")
ABSENT = ("/items/EV-999999/", "/reports/RP-999999/", "/incidents/IN-999999/", "/nothing-here/")
Surface = dict[str, bytes]


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """As many secrets as the scale asks for, planted in rounds; one release of them all, and one figure."""
    make_workspace()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.desk.settings"
    import django

    django.setup()
    with scratch("canaries-") as place:
        from django.test.utils import override_settings

        # Argon2 is slow on purpose, and no password is what is looked for.
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            planter = Planter(place, chance=Random(seed))  # noqa: S311 - a choice
        while len(planter.planted) < round(SECRETS * scale):
            planter.plant_round()
            progress("secrets", done=len(planter.planted), all=round(SECRETS * scale))
        logged = _Listener()
        logging.getLogger().addHandler(logged)
        planter.release()
        surfaces = surfaces_of(planter, place) | {"logs of the desk": "\n".join(logged.said).encode()}
        return [_figure(planter.planted, surfaces, home=planter.home)]


class _Listener(logging.Handler):
    """Keeps every line that a log would have."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


def _figure(planted: list[Planted], surfaces: Surface, *, home: Path) -> Figure:
    found = [(one, name) for name, data in surfaces.items() for one in planted if is_in(one.words, data)]
    empty = [name for name, data in surfaces.items() if len(data) < 200 and not name.startswith("logs")]
    for one, name in found[:20]:
        print(f"  {name}: {one.kind} planted in {one.path}", file=sys.stderr)
    told = "; ".join(sorted({f"{one.kind} of {one.path} in {name}" for one, name in found}))[:400]
    unseen = [one for one in planted if not any(way in _bytes_below(home) for way in ways_to_write(one.words))]
    odd = f"not seen in the register: {sorted({f'{u.kind} of {u.path}' for u in unseen})}; nothing in: {empty}"
    kinds, ways = len({one.kind for one in planted}), len({one.path for one in planted})
    where = ", ".join(sorted(surfaces))
    return Figure(
        "canaries.found",
        f"Planted secrets of {kinds} kinds through {ways} ways that are found in what goes out ({where})",
        "أسرار زُرعت في كل مدخل ثم وُجدت في ما يخرج: الإصدارات والصفحات والنسخ والواجهة والسجلات والعناوين",
        "0 of 1,000",
        f"{len({one.words for one, _ in found})} of {len(planted):,}",
        not (found or empty or unseen),
        told if found else odd if empty or unseen else "",
    )


def is_in(words: str, data: bytes) -> bool:
    """Whether the secret stands in the bytes: in any way to write it, or folded (case, marks, separators)."""
    return any(way in data for way in ways_to_write(words)) or _plain(words) in _plain_of(data)


_folded: dict[int, str] = {}


def _plain_of(data: bytes) -> str:
    if id(data) not in _folded:
        _folded[id(data)] = _plain(data.decode("utf-8", "ignore"))
    return _folded[id(data)]


def _plain(text: str) -> str:
    """Without case, marks, dashes, spaces and dots: of this campaign's own making, not the program's folding."""
    kept = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())
    return "".join(kept).translate(str.maketrans("أإآىة", "ااايه"))


def ways_to_write(words: str) -> list[bytes]:
    """The words as bytes: plain, wide, percent-encoded, escaped, as in HTML, in base64; a point also as a double."""
    plain = words.encode()
    shifted = [base64.b64encode(b"\x00" * lead + plain)[4:-4] for lead in range(3)] if len(plain) > 6 else []
    escaped = [json.dumps(words).strip('"').encode(), words.encode("ascii", "xmlcharrefreplace")]
    number = [struct.pack(f"{order}d", float(words)) for order in "><"] if words.replace(".", "", 1).isdecimal() else []
    return [plain, words.encode("utf-16-le"), quote(words).encode(), *escaped, *shifted, *number]


def _bytes_below(*roots: Path) -> bytes:
    key = str(roots)
    if key not in _below:
        files = sorted(path for root in roots for path in root.rglob("*") if path.is_file())
        _below[key] = b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in files)
    return _below[key]


_below: dict[str, bytes] = {}


def surfaces_of(planter: Planter, place: Path) -> Surface:
    """Everything that leaves the house, as bytes, by name."""
    from django.db import connections

    from tawthiq.store.release import texts_in_files

    releases = planter.home / "releases"
    copy = place / "files"
    copy.mkdir()
    for path in sorted((releases / "0001").iterdir()):
        if not path.name.startswith("manifest"):
            (copy / path.name).write_bytes(path.read_bytes())
    texts = "\n".join(f"{where} {text}" for where, text in texts_in_files(copy))
    desk = _desk(planter)
    planter.publish_journal()
    planter.back_up(place / "backup")
    connections.close_all()
    said = _run("freeze", place / "frozen")
    site, errors, log = _site(planter, place)
    return {
        "release": _bytes_below(releases) + texts.encode(),
        "frozen site": _bytes_below(place / "frozen"),
        "site and API": site,
        "error pages": errors + desk["errors"],
        "addresses": desk["addresses"] + b"\n".join(_addresses(site)),
        "journal as published": _bytes_below(*planter.published()),
        "encrypted backup": _bytes_below(place / "backup"),
        "logs of the site": log + said,
    }


def _run(*arguments: object) -> bytes:
    """What a command says while it does its work."""
    done = subprocess.run([*TAWTHIQ, *map(str, arguments)], capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return done.stdout + done.stderr


def _desk(planter: Planter) -> dict[str, bytes]:
    """Addresses on the desk's pages, and its answers to who may not, or asks for what is not there."""
    from django.test import Client

    addresses: list[str] = []
    errors: list[bytes] = []
    for role, user in planter.people.items():
        client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
        client.force_login(user)
        for room in ROOMS:
            answer = client.get(room)
            addresses += [answer.headers.get("Location", ""), *_LINK.findall(answer.content.decode())]
            if answer.status_code >= 400:
                errors.append(answer.content)
        if role == "reporter":
            errors += [client.get(address).content for address in (*ABSENT, *planter.protected_addresses())]
    return {"addresses": "\n".join(addresses).encode(), "errors": b"\n".join(errors)}


def _site(planter: Planter, place: Path) -> tuple[bytes, bytes, bytes]:
    """Pages and API of the site in its own process; its answers to odd questions; what it writes to its log."""
    own = {"TAWTHIQ_RELEASES": str(planter.home / "releases"), "TAWTHIQ_DROP": str(planter.home / "drop")}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAWTHIQ_"))}
    log = place / "site.log"
    with log.open("wb") as heard:
        site = subprocess.Popen(
            [sys.executable, str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=heard, env=kept | own
        )
        pages = _ask(site, _pages_wanted(planter.refs))
        odd = _ask(site, _odd(planter.planted))
        site.communicate()
    return pages, odd, log.read_bytes()


def _pages_wanted(refs: Iterable[str]) -> Iterator[dict[str, Any]]:
    rooms = ["", "incidents/", "map/", "figures/", "articles/", "method/", "about/", "contact/", "downloads/"]
    yield from ({"path": f"/{lang}/{room}"} for lang in ("ar", "en") for room in [*rooms, "releases/", "api/"])
    api = ["releases", "releases/1", *(f"releases/1/{name}" for name in ("incidents", "figures", "places", "parties"))]
    yield from ({"path": f"/api/v1/{name}"} for name in [*api, "openapi.json"])
    for ref in refs:
        yield {"path": f"/en/incidents/{ref}/"}
        yield {"path": f"/api/v1/releases/1/incidents/{ref}"}


def _odd(planted: list[Planted]) -> Iterator[dict[str, Any]]:
    """Questions without sense. None of them says a secret itself, or its own words would come back."""
    yield from ({"path": path} for path in ("/en/none/", "/api/v1/none", "/en/incidents/?page=x", "/en/articles/none/"))
    yield {"path": "/en/articles/a-market/", "method": "POST"}
    yield {"path": "/api/v1/releases/1/incidents?kind=x", "method": "POST"}
    # Except here: the log must not keep what somebody asked for.
    yield from ({"path": f"/en/articles/{quote(one.words)}/", "is_said": True} for one in planted[:50])


def _ask(site: "subprocess.Popen[bytes]", wanted: Iterable[dict[str, Any]]) -> bytes:
    if site.stdin is None or site.stdout is None:
        raise AssertionError("the site has no pipes")
    found = []
    for one in wanted:
        site.stdin.write(json.dumps(one).encode() + b"\n")
        site.stdin.flush()
        told = json.loads(site.stdout.readline())
        if not one.get("is_said"):
            found.append(base64.b64decode(told["body"]) + json.dumps(told["headers"]).encode())
    return b"\n".join(found)


def _addresses(page: bytes) -> list[bytes]:
    return [found.encode() for found in _LINK.findall(page.decode("utf-8", "ignore"))]
