"""A filled workspace: released by two people, served by three processes, stopped as one."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Tawthiq

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def password(tawthiq: Tawthiq) -> str:
    """Of all the people of the demo workspace, which is filled now."""
    told = tawthiq("demo")
    assert told.code == 0, told.err
    found = re.search(r"karim +editor +(.+)", told.out)
    assert found
    return found[1]


def test_what_the_demo_filled_verifies(tawthiq: Tawthiq, password: str) -> None:
    told = tawthiq("verify", "--json")
    assert told.code == 0, told.out
    assert told.lines[-1]["summary"]["releases"] >= 1


def test_a_release_takes_two_people_and_can_be_taken_back(tawthiq: Tawthiq, password: str) -> None:
    built = tawthiq("release", "build", "--by", "karim", "--json", TAWTHIQ_PASSWORD=password)
    assert built.code == 0, built.err
    (release,) = built.lines
    number, current = str(release["number"]), tawthiq.home / "releases/current"
    assert release["state"] == "built"
    before = current.read_text()

    alone = tawthiq("release", "sign", number, "--by", "karim", TAWTHIQ_PASSWORD=password)
    assert (alone.code, "may not do it" in alone.err) == (2, True)
    wrong = tawthiq("release", "sign", number, "--by", "mariam", TAWTHIQ_PASSWORD="not the password")
    assert (wrong.code, current.read_text()) == (2, before)
    assert "not the password" not in wrong.err
    assert tawthiq("release", "sign", number, "--by", "mariam").code == 2  # nobody at a terminal to ask

    signed = tawthiq("release", "sign", number, "--by", "mariam", TAWTHIQ_PASSWORD=password)
    assert signed.code == 0, signed.err
    assert current.read_text().strip() == number.zfill(4)
    words = ("--reason", "a name was wrong")
    taken = tawthiq("release", "withdraw", number, "--by", "mariam", *words, "--json", TAWTHIQ_PASSWORD=password)
    assert taken.lines[0]["state"] == "withdrawn"
    assert current.read_text() == before
    listed = tawthiq("release", "list", "--json")
    assert [line["state"] for line in listed.lines] == ["public", "withdrawn"]
    assert tawthiq("release", "sign", "99", "--by", "mariam", TAWTHIQ_PASSWORD=password).code == 2
    assert tawthiq("verify").code == 0


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


@contextmanager
def served(tawthiq: Tawthiq, *options: str) -> Iterator[tuple["subprocess.Popen[str]", int, int]]:
    """The servers, both answering."""
    desk, public = free_ports()
    with tawthiq.started("serve", "--desk-port", desk, "--public-port", public, *options) as serving:
        assert serving.stdout
        said = ""
        while "Ctrl-C" not in said:
            line = serving.stdout.readline()
            assert line, f"{said}{serving.stderr.read() if serving.stderr else ''}"
            said += line
        assert f"http://127.0.0.1:{desk}/" in said
        assert (f"http://127.0.0.1:{public}/" in said) == ("--no-public" not in options)
        yield serving, desk, public


def children_of(process: "subprocess.Popen[str]") -> dict[str, int]:
    """Program ids by what they are."""
    marks = {"tawthiq.desk.wsgi": "desk", "tawthiq.public.wsgi": "public", "tawthiq.cli\0work": "worker"}
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if parent == process.pid:
            found |= {name: int(folder.name) for mark, name in marks.items() if mark in command}
    return found


def runs(program: int) -> bool:
    status = Path(f"/proc/{program}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def until(condition, *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_desk_public_site_and_worker_run_apart_and_stop_together(
    tawthiq: Tawthiq, password: str, tmp_path: Path
) -> None:
    with served(tawthiq) as (serving, desk, public):
        with urllib.request.urlopen(f"http://127.0.0.1:{desk}/") as page:
            assert page.status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{public}/en/") as page:
            assert page.status == 200
        children = children_of(serving)
        assert set(children) == {"desk", "public", "worker"}
        environment = Path(f"/proc/{children['public']}/environ").read_bytes().decode().split("\0")
        told = dict(line.split("=", 1) for line in environment if "=" in line)
        assert {name for name in told if name.startswith("TAWTHIQ")} == {
            "TAWTHIQ_RELEASES",
            "TAWTHIQ_DROP",
            "TAWTHIQ_DROP_RECIPIENT",
            "TAWTHIQ_ANSWERS",
        }
        assert not any("register" in value or "postgres:" in value for value in told.values())

        taken = tawthiq("serve", "--desk-port", desk, "--public-port", public)
        assert taken.code == 3
        assert str(desk) in taken.err

        (tmp_path / "new.txt").write_text(
            "Aleppo\n\nRegime warplanes bombed Manbij yesterday and killed nine civilians.\n"
        )
        (line,) = tawthiq("ingest", tmp_path / "new.txt", "--json").lines
        os.kill(children["worker"], signal.SIGKILL)
        assert until(lambda: children_of(serving).get("worker", children["worker"]) != children["worker"])
        last = list(children_of(serving).values())
        assert until(lambda: "0 reports wait" in tawthiq("doctor").out)
        assert line["new"]
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) == 0
        assert not any(runs(program) for program in last)
    assert tawthiq("verify").code == 0


def test_a_killed_parent_leaves_no_server_behind(tawthiq: Tawthiq, password: str) -> None:
    with served(tawthiq, "--no-public") as (serving, desk, _):
        children = list(children_of(serving).values())
        assert len(children) == 2
        serving.kill()
        serving.wait(10)
        assert until(lambda: not any(runs(program) for program in children))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        assert until(lambda: probe.connect_ex(("127.0.0.1", desk)) != 0)
