"""A large file over a line that drops, to the real server: nothing acknowledged is lost, and memory stays flat."""

import base64
import hashlib
import http.client
import http.cookiejar
import json
import os
import random
import re
import signal
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest
from conftest import Tawthiq

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from serving import serving

pytestmark = pytest.mark.slow
LENGTH, SLICE = 64 * 1024 * 1024, 12 * 1024 * 1024
MOST_GROWTH_KB = 48 * 1024
PASSWORD = "a long enough phrase"
TUS = {"Tus-Resumable": "1.0.0"}
ANSWERED_WITHIN_S = 30


class Sender:
    """A reporter who signed in, and speaks the protocol over plain sockets."""

    def __init__(self, desk: str) -> None:
        self.desk, self.address = desk, ""
        cookies = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(cookies)
        )
        self._token(opener, "/sign-in/")
        form = {"login": "reporter-1", "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        opener.open(f"{desk}/sign-in/", urllib.parse.urlencode(form).encode())
        self._token(opener, "/upload/")
        self.headers = TUS | {
            "Cookie": "; ".join(f"{one.name}={one.value}" for one in cookies),
            "X-CSRFToken": self.token,
        }

    def _token(self, opener: urllib.request.OpenerDirector, path: str) -> None:
        page = opener.open(f"{self.desk}{path}").read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        self.token = found[1]

    @property
    def place(self) -> tuple[str, int]:
        parts = urllib.parse.urlsplit(self.desk)
        return str(parts.hostname), int(parts.port or 0)

    def ask(self, method: str, path: str, *, body: bytes | None = None, **more: str) -> http.client.HTTPResponse:
        headers = self.headers | {name.replace("_", "-"): value for name, value in more.items()}
        with closing(http.client.HTTPConnection(*self.place, timeout=ANSWERED_WITHIN_S)) as connection:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.text = answer.read()  # type: ignore[attr-defined]
        return answer

    def begin(self, length: int) -> None:
        name = base64.b64encode("فيديو كبير.mp4".encode()).decode()
        answer = self.ask("POST", "/uploads/", Upload_Length=str(length), Upload_Metadata=f"filename {name}")
        assert answer.status == 201, answer.text  # type: ignore[attr-defined]
        self.address = str(answer.headers["Location"])

    def offset(self) -> int:
        """Asked until the server answers: it may be starting again."""
        until = time.monotonic() + ANSWERED_WITHIN_S
        while True:
            try:
                answer = self.ask("HEAD", self.address)
                assert answer.status == 200
                return int(str(answer.headers["Upload-Offset"]))
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.1)

    def send(self, data: bytes, *, offset: int) -> int:
        """Where the upload stands afterwards; a server still busy with what came before a drop says so."""
        body = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
        try:
            answer = self.ask("PATCH", self.address, body=data, **body)
        except ConnectionError:
            return self.offset()
        if answer.status == 409:
            time.sleep(0.05)
            return self.offset()
        assert answer.status == 204, (answer.status, answer.text)  # type: ignore[attr-defined]
        return int(str(answer.headers["Upload-Offset"]))

    def drop(self, data: bytes, *, offset: int, after: int) -> None:
        """The line goes down when ``after`` bytes of the announced ones were sent, or when the server hangs up."""
        announced = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        headers = (
            self.headers | announced | {"Host": self.desk.removeprefix("http://"), "Content-Length": str(len(data))}
        )
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection(self.place, timeout=ANSWERED_WITHIN_S) as line, suppress(ConnectionError):
            line.sendall(f"PATCH {self.address} HTTP/1.1\r\n{lines}\r\n".encode() + data[:after])


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(one) for one in task.read_text().split()]
    return found + [one for child in found for one in children_of(child)]


def desk_servers(workspace: Path) -> list[int]:
    """The processes that serve this workspace's desk."""
    found = []
    for pid in children_of(os.getpid()):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if b"tawthiq.desk.wsgi" in command and str(workspace).encode() in environment:
            found.append(pid)
    return found


def peak_kb(pids: list[int]) -> int:
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    return max(int(one[1]) for one in peaks if one)


def test_a_large_file_arrives_whole_over_a_line_that_drops(tawthiq: Tawthiq) -> None:
    made = tawthiq("init", "--person", "reporter-1", "--role", "reporter", TAWTHIQ_PASSWORD=PASSWORD)
    assert made.code == 0, made.err
    chance = random.Random(7)  # noqa: S311 - bytes and places to drop at, no secret
    data = chance.randbytes(LENGTH)
    with serving(tawthiq.environment) as (desk, _public):
        sender = Sender(desk)
        sender.begin(LENGTH)
        before = peak_kb(desk_servers(tawthiq.home))
        at, drops = 0, 0
        while at < LENGTH:
            piece = data[at : at + SLICE]
            if drops < 5 and len(piece) == SLICE:
                drops += 1
                sender.drop(piece, offset=at, after=chance.randrange(SLICE))
                reached = sender.offset()
                assert reached >= at
                if drops == 3:
                    assert peak_kb(desk_servers(tawthiq.home)) - before < MOST_GROWTH_KB
                    for pid in desk_servers(tawthiq.home):
                        os.kill(pid, signal.SIGKILL)
                    reached = sender.offset()
                    assert reached >= at
                at = reached
            else:
                at = sender.send(piece, offset=at)
        state = json.loads(sender.ask("GET", sender.address).text)  # type: ignore[attr-defined]
        grown = peak_kb(desk_servers(tawthiq.home)) - before
    assert state["sha256"] == hashlib.sha256(data).hexdigest()
    assert (state["offset"], drops) == (LENGTH, 5)
    assert grown < MOST_GROWTH_KB, grown
    assert not list((tawthiq.home / "uploads").rglob("*.age"))
    checked = tawthiq("verify", "--json")
    assert checked.code == 0, checked.out
