"""Which version of a tool made something; asked once per process, without any file."""

import platform
import re
import shutil
import subprocess
from functools import cache
from importlib import metadata

ASKING = {"exiftool": "-ver", "ffmpeg": "-version", "tesseract": "--version"}
VERSION = re.compile(r"\d[\w.+:~-]*")


def version_of(tool: str) -> str:
    """The version as the tool tells it; empty where it is not installed."""
    if tool == "python":
        return platform.python_version()
    if tool not in ASKING:
        try:
            return metadata.version(tool)
        except metadata.PackageNotFoundError:
            return ""
    program = shutil.which(tool)
    return _ask(program, ASKING[tool]) if program else ""


@cache
def _ask(program: str, option: str) -> str:
    told = subprocess.run([program, option], capture_output=True, text=True, check=False)  # noqa: S603
    found = VERSION.search(told.stdout.split("\n", 1)[0])
    return found[0][:60] if found else ""
