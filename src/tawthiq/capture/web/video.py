"""The video of a page by yt-dlp, where it is switched on: behind the same wall, through a guard of its own."""

import os
import signal
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tawthiq.capture.sandbox import python_command
from tawthiq.capture.web.browsing import Visit
from tawthiq.capture.web.dialling import Dialler
from tawthiq.capture.web.egress import Bounds, Egress
from tawthiq.capture.web.wall import PROXY, guard_place, wall_command

BOUNDS = Bounds(total_bytes=1 << 30, wall_s=240.0)
LARGEST_BYTES = 512 << 20
_OPTIONS = (
    "--ignore-config",
    "--no-cache-dir",
    "--no-playlist",
    "--max-downloads=1",
    "--no-progress",
    "--quiet",
    "--write-info-json",
    "--no-mtime",
    "--no-part",
    "--no-overwrites",
    "--restrict-filenames",
    "--socket-timeout=20",
    "--retries=1",
    "--extractor-retries=1",
    "--format=b/bv*+ba",
    f"--max-filesize={LARGEST_BYTES}",
    f"--proxy={PROXY}",
)


def take_video(visit: Visit, *, room: Path, dialler: Dialler, bounds: Bounds = BOUNDS) -> None:
    """The video and its description are among the visit's ``videos``; where there is none, a gap says so."""
    if visit.fault:
        return
    folder = room / "video"
    folder.mkdir(mode=0o700)
    try:
        visit.tools["yt-dlp"] = version("yt-dlp")
    except PackageNotFoundError:
        visit.gaps["media"] = "not_made"
        return
    _run(visit.final_url or visit.url, folder=folder, dialler=dialler, bounds=bounds)
    found = sorted(one for one in folder.iterdir() if one.is_file() and not one.is_symlink() and one.stat().st_size)
    if any(one.suffix != ".json" for one in found):
        visit.videos = found
    else:
        visit.gaps.setdefault("media", "no_video")


def _run(url: str, *, folder: Path, dialler: Dialler, bounds: Bounds) -> None:
    """Over when it ends, or when its time is over."""
    limits = ["/usr/bin/prlimit", f"--fsize={LARGEST_BYTES}", "--nofile=256", "--core=0", "--"]
    program = python_command("yt_dlp", *_OPTIONS, "--output", str(folder / "video.%(ext)s"), "--", url)
    with guard_place() as place, Egress(place, dialler=dialler, bounds=bounds) as guard:
        guard.begin("")
        line = wall_command([*limits, *program], guard=place, room=folder)
        process = subprocess.Popen(  # noqa: S603 - our own command line; the address stands behind "--"
            line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}
        )
        try:
            process.wait(bounds.wall_s)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)  # the outermost: its namespace ends with it
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            process.wait()
