"""Runs inside the browser's sandbox, where there is no network: 127.0.0.1 leads to the guard; then the program.

``python -m tawthiq.capture.web.inside SOCKET PORT PROGRAM ARGUMENT…``. Knows the standard library only.
"""

import socket
import subprocess
import sys
import threading

CHUNK_BYTES = 64 << 10
PIPES = (3, 4)  # over which a browser that is driven takes its orders


def main(arguments: list[str]) -> int:
    """The program's exit status; with it everything here ends."""
    guard, port, *command = arguments
    door = socket.create_server(("127.0.0.1", int(port)), backlog=128)
    threading.Thread(target=_serve, args=(door, guard), daemon=True).start()
    pipes = PIPES if "--remote-debugging-pipe" in command else ()
    return subprocess.run(command, pass_fds=pipes, check=False).returncode  # noqa: S603 - our own command line


def _serve(door: socket.socket, guard: str) -> None:
    while True:
        visitor, _ = door.accept()
        threading.Thread(target=_join, args=(visitor, guard), daemon=True).start()


def _join(visitor: socket.socket, guard: str) -> None:
    way_out = socket.socket(socket.AF_UNIX)
    try:
        way_out.connect(guard)
    except OSError:
        visitor.close()
        return
    threading.Thread(target=_carry, args=(visitor, way_out), daemon=True).start()
    _carry(way_out, visitor)


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(CHUNK_BYTES):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        target.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
