"""``tawthiq serve`` as one block of code: started on free ports, stopped when the block ends."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


class Served(NamedTuple):
    """Where the two faces answer, without a slash at the end."""

    desk: str
    public: str


def free_port() -> int:
    """A port of this machine on which nothing listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Served]:
    """The workspace of ``TAWTHIQ_HOME`` in ``environment`` is served; raises RuntimeError when it cannot be."""
    ports = free_port(), free_port()
    command = [sys.executable, "-m", "tawthiq.cli", "serve"]
    command += ["--desk-port", str(ports[0]), "--public-port", str(ports[1])]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            _wait_for(process, ports)
            yield Served(*(f"http://127.0.0.1:{port}" for port in ports))
        finally:
            process.terminate()


def _wait_for(process: "subprocess.Popen[str]", ports: tuple[int, int]) -> None:
    """Returns once both addresses are announced, which is when both have answered."""
    waited_for = {str(port) for port in ports}
    for line in process.stdout or ():
        waited_for -= set(ADDRESS.findall(line))
        if not waited_for:
            return
    raise RuntimeError(f"tawthiq serve ended with code {process.wait()}")
