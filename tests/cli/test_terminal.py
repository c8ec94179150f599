"""What is different where a person sits at the terminal: progress, and passwords that are asked for."""

import os
import pty
import select
import subprocess
import time

from conftest import Tawthiq


def typed(tawthiq: Tawthiq, *arguments: str, answers: list[str]) -> tuple[int, str]:
    """Exit code and all that was shown, the answers given one after the other to whatever is asked."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        tawthiq.command(*arguments),
        env=tawthiq.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as running:
        os.close(theirs)
        shown, left, until = b"", list(answers), time.monotonic() + 60
        while time.monotonic() < until:
            ready, _, _ = select.select([ours], [], [], 0.2)
            if ready:
                try:
                    chunk = os.read(ours, 4096)
                except OSError:  # the other side is closed
                    break
                shown += chunk
            if left and shown.rstrip(b" ").endswith(b":"):
                os.write(ours, f"{left.pop(0)}\n".encode())
                shown += b"\n"
        code = running.wait(10)
    os.close(ours)
    return code, shown.decode()


def test_a_password_is_asked_for_twice_and_never_shown(tawthiq: Tawthiq) -> None:
    words = "a long enough phrase"
    code, shown = typed(tawthiq, "init", "--admin", "noor", answers=[words, "something else"])
    assert (code, "the two passwords differ" in shown) == (2, True), shown
    code, shown = typed(tawthiq, "init", "--admin", "noor", answers=[words, words])
    assert (code, "noor can sign in as administrator" in shown) == (0, True), shown
    assert words not in shown
    code, shown = typed(tawthiq, "verify", answers=[])
    assert code == 0
    assert "\r\x1b[K" in shown  # the progress line, cleared before the last word
    assert "\r\x1b[KEverything is as it was written" in shown
