"""What is run in the sandbox stays in it, however it behaves. Every bad program here is bounded itself: should a limit
be broken, the test fails and the machine lives."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.capture import sandbox
from tawthiq.capture.looking import parser_named, read_answer

QUICK = sandbox.Limits(wall_s=8, memory_bytes=256 << 20, scratch_bytes=8 << 20, output_bytes=1 << 20, processes=8)
FORKS = """
import os, time
n = 0
for _ in range(200):
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        time.sleep(2)
        os._exit(0)
    n += 1
print(n)
"""
THREADS = """
import threading, time
n = 0
for _ in range(200):
    try:
        threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
    except RuntimeError:
        break
    n += 1
print(n)
"""
MANY_BIG = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(b"x" * (100 << 20))
        time.sleep(5)
        os._exit(0)
time.sleep(5)
"""
WRITES = """
import os
for place in ("/in/item", "/in/new", "/usr/new", "/new", "/dev/new", "/etc/new", PYTHON + "/new"):
    try:
        open(place, "w").write("x")
        print("wrote", place)
    except OSError:
        pass
"""
FILLS = """
import sys
try:
    with open("/scratch/big", "wb") as out:
        for _ in range(50):
            out.write(b"x" * (1 << 20))
except OSError as odd:
    print("stopped")
"""


@pytest.fixture
def item(tmp_path: Path) -> Iterator[int]:
    path = tmp_path / "a name that nobody may learn.txt"
    path.write_bytes(b"hello")
    path.chmod(0o444)
    with path.open("rb") as stream:
        yield stream.fileno()


def python(code: str, *, item: int | None = None, limits: sandbox.Limits = QUICK) -> sandbox.Ran:
    return sandbox.run([sys.executable, "-I", "-B", "-c", code], item=item, limits=limits)


def test_it_sees_one_file_and_not_its_name_nor_ours(item: int) -> None:
    ran = python(
        "import os; print(open('/in/item').read(), os.listdir('/in'), os.listdir('/scratch'), dict(os.environ))",
        item=item,
    )
    told = ran.output.decode()
    assert told.startswith("hello ['item'] []")
    assert "nobody may learn" not in told
    assert "TAWTHIQ" not in told
    assert (
        python("import os; print([n for n in ('/proc', '/home', '/var', '/etc/passwd') if os.path.exists(n)])").output
        == b"[]\n"
    )


def test_it_has_none_of_our_rights() -> None:
    told = python("import os; print(os.getuid(), os.getgroups())").output.decode()
    assert told.startswith("65534 ")
    assert "0]" not in told.replace("65534", "")
    assert python("import ctypes; print(ctypes.CDLL(None, use_errno=True).unshare(0x10000000))").output == b"-1\n"


@pytest.mark.parametrize("code", ["x = bytearray(3 << 30)", "x = [bytearray(b'1' * (1 << 20)) for _ in range(3000)]"])
def test_memory_is_bounded(code: str) -> None:
    ran = python(code + "\nprint('had it all')")
    assert b"had it all" not in ran.output
    assert ran.stopped == "memory" or ran.status != 0
    assert ran.peak_bytes <= 300 << 20


def test_memory_is_bounded_over_all_processes() -> None:
    assert python(MANY_BIG).stopped == "memory"


@pytest.mark.parametrize("code", [FORKS, THREADS], ids=["forks", "threads"])
def test_the_number_of_processes_is_bounded(code: str) -> None:
    ran = python(code)
    assert ran.stopped == "memory" or int(ran.output) <= QUICK.processes


def test_time_is_bounded_for_those_who_work_and_those_who_wait() -> None:
    hurried = sandbox.Limits(wall_s=1.0)
    for code in ("while True: pass", "import time; time.sleep(30)"):
        ran = python(code, limits=hurried)
        assert ran.stopped == "timeout"
        assert ran.wall_s < 6
    assert python("while True: pass", limits=sandbox.Limits(wall_s=15, cpu_s=1)).stopped == "timeout"


def test_output_is_bounded() -> None:
    ran = python("import sys\nfor _ in range(50): sys.stdout.write('x' * (1 << 20))")
    assert ran.stopped == "too_large"
    assert len(ran.output) <= QUICK.output_bytes + (1 << 16)


def test_complaints_are_thrown_away_however_many() -> None:
    ran = python("import sys\nfor _ in range(20): sys.stderr.write('x' * (1 << 20))\nprint('end')")
    assert (ran.stopped, ran.output) == ("", b"end\n")


def test_it_writes_nowhere(item: int) -> None:
    ran = python(f"PYTHON = {sys.base_prefix!r}" + WRITES, item=item)
    assert (ran.status, ran.output) == (0, b"")
    assert not (Path(sys.base_prefix) / "new").exists()


def test_its_scratch_is_bounded_and_gone_afterwards() -> None:
    assert python(FILLS).output == b"stopped\n"
    assert python("import os; print(os.listdir('/scratch'))").output == b"[]\n"


def test_it_reaches_nobody_not_even_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        told = python(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\nprint('reached')")
        assert b"reached" not in told.output
        with pytest.raises(TimeoutError):
            listener.accept()
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()  # it would have been seen
    assert python("import socket; print(socket.if_nameindex())").output == b"[(1, 'lo')]\n"


def test_a_crash_is_told_from_an_end() -> None:
    ran = python("import ctypes; ctypes.string_at(0)")
    assert (ran.stopped, ran.status) == ("", 128 + signal.SIGSEGV)
    assert python("raise SystemExit(7)").status == 7


def test_it_dies_with_whoever_started_it(tmp_path: Path) -> None:
    code = "from tawthiq.capture import sandbox; sandbox.run(['/usr/bin/sleep', '47.11'])"
    starter = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 10
    while not sleepers() and time.monotonic() < until:
        time.sleep(0.05)
    assert sleepers()
    starter.kill()
    starter.wait()
    while sleepers() and time.monotonic() < until:
        time.sleep(0.05)
    assert sleepers() == []


def sleepers() -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes()
        except OSError:
            continue
        if line == b"/usr/bin/sleep\x0047.11\x00":
            found.append(place.parent.name)
    return found


def test_as_root_the_file_of_others_is_not_readable(item: int) -> None:
    if not sandbox.must_be_public():
        assert os.geteuid() != 0
        return
    os.fchmod(item, 0o400)
    assert b"hello" not in python("print(open('/in/item').read())", item=item).output


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"no json\n",
        b"{}\n",
        b'{"v":2,"state":"made","next":null,"made":[]}\n',
        b'{"v":1,"state":"made","next":null,"made":[]}\nmore',
        b'{"v":1,"state":"made","next":-1,"made":[]}\n',
        b'{"v":1,"state":"failed","reason":"because"}\n',
        b'{"v":1,"state":"failed","reason":"malformed"}\nmore',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"text","number":0,"size_bytes":0,"facts":{}}]}\n',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"preview","number":0,"size_bytes":4,"facts":{}}]}\n<htm',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"preview","number":0,"size_bytes":9,"facts":{}}]}\n\xff\xd8\xff',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"picture_hash","number":0,"size_bytes":0,"facts":{"a":0.5}}]}\n',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"picture_hash","number":0,"size_bytes":0,"facts":{"a":"\\u0000"}}]}\n',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"picture_hash","number":0,"size_bytes":0,"facts":{"a":"\\ud800"}}]}\n',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"picture_hash","number":0,"size_bytes":0,"facts":{"a":[[[[[1]]]]]}}]}\n',
        b'{"v":1,"state":"made","next":null,"made":[{"kind":"picture_hash","number":true,"size_bytes":0,"facts":{}}]}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_an_answer_that_is_not_of_the_format_is_taken_as_hostile(output: bytes) -> None:
    assert read_answer(sandbox.Ran("", 0, output, 0.1, 0), parser_named("picture")) == ("bad_answer", [], None)
