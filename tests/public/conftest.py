"""The public site as a fixture: a process with the public settings over a release written for the test."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pyrage
import pytest
from sample import write_sample

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    statements: int
    modules: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.body.decode()


class Site:
    """The driver's process; ``get`` and ``post`` as a browser would."""

    def __init__(self, *, releases: Path, drop: Path, recipient: str = "") -> None:
        self.releases, self.drop, self.answers = releases, drop, drop.parent / "answers"
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAWTHIQ_"))}
        environ |= {"TAWTHIQ_RELEASES": str(releases), "TAWTHIQ_DROP": str(drop), "TAWTHIQ_DROP_RECIPIENT": recipient}
        environ["TAWTHIQ_ANSWERS"] = str(self.answers)
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "driver.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
        )

    def ask(
        self, path: str, *, method: str = "GET", body: bytes = b"", environ: dict[str, str] | None = None
    ) -> Answer:
        asked = {"path": path, "method": method, "environ": environ or {}, "body": base64.b64encode(body).decode()}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(self._process.stderr.read() if self._process.stderr else "the site ended")
        given = json.loads(line)
        return Answer(
            given["status"],
            {name.lower(): value for name, value in given["headers"]},
            base64.b64decode(given["body"]),
            given["statements"],
            tuple(given["modules"]),
        )

    def get(self, path: str, **environ: str) -> Answer:
        return self.ask(path, environ=environ)

    def post(self, path: str, fields: dict[str, str], **environ: str) -> Answer:
        given = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ORIGIN": "http://localhost"}
        return self.ask(path, method="POST", body=urlencode(fields).encode(), environ=given | environ)

    def close(self) -> str:
        _, errors = self._process.communicate(timeout=20)
        return errors


@pytest.fixture(scope="session")
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


OpenSite = Callable[..., Site]


@pytest.fixture(scope="module")
def open_site(tmp_path_factory: pytest.TempPathFactory, identity: pyrage.x25519.Identity) -> Iterator[OpenSite]:
    """Starts a site over a fresh folder; ``copies`` of the sample's incidents, none released where it is 0."""
    sites: list[Site] = []

    def start(*, copies: int = 1, recipient: str | None = None) -> Site:
        home = tmp_path_factory.mktemp("public")
        (home / "drop").mkdir()
        (home / "releases").mkdir()
        if copies:
            write_sample(home / "releases", copies=copies)
        known = str(identity.to_public()) if recipient is None else recipient
        sites.append(Site(releases=home / "releases", drop=home / "drop", recipient=known))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture(scope="module")
def site(open_site: OpenSite) -> Site:
    """The sample, released and public."""
    return open_site()
