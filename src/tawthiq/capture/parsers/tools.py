"""Programs of others, started inside the sandbox by a parser; they live and die within its limits."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from tawthiq.capture.parsers.pieces import CannotRead

# Containers that ffmpeg may take a file for: none that names other files or addresses.
MEDIA_FORMATS = "mov,mp4,m4a,3gp,matroska,webm,avi,wav,ogg,mp3,amr,flac,aac,mpegts,mpeg,asf,flv"
MEDIA_INPUT = ("-protocol_whitelist", "file", "-format_whitelist", MEDIA_FORMATS)


def ask(command: Sequence[str], *, timeout_s: float) -> tuple[int, bytes]:
    """Exit status and standard output; raises CannotRead("timeout") where it takes too long."""
    try:
        ran = subprocess.run(  # noqa: S603 - a fixed command line; the file's name is no part of it
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise CannotRead("timeout") from slow
    if ran.returncode < 0:
        raise CannotRead("memory" if b"alloc" in ran.stderr.lower() else "crashed")
    return ran.returncode, ran.stdout


def ask_json(command: Sequence[str], *, timeout_s: float) -> tuple[int, Any]:
    """As ``ask``; fractions are text, numbers that are none too."""
    status, output = ask(command, timeout_s=timeout_s)
    try:
        text = output.decode("utf-8", "replace")
        return status, json.loads(text, parse_float=str, parse_constant=str, strict=False)
    except (ValueError, RecursionError) as odd:
        raise CannotRead("malformed") from odd
