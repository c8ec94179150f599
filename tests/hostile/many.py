"""Many files through one sandbox: inside it a process of its own for each, with limits of its own.

Only for campaigns. ``tawthiq.capture.looking`` gives each file a sandbox of its own.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tawthiq.capture import sandbox

EACH_S, BATCH = 18, 200
# Runs inside. For each file: its own process, 18 s, 768 MiB; the answer, the status and the time go out.
INSIDE = f"""
import json, os, resource, signal, struct, sys, time
from importlib import import_module
from tawthiq.capture.parsers.pieces import write_answer
from tawthiq.capture.parsers import archive, mail, office, page, pdf, picture, pixels
import numpy, pypdfium2, lxml.html, openpyxl, trafilatura, email, c2pa
import gc; gc.freeze()
pack, out = open("/in/item", "rb"), sys.stdout.buffer
while head := pack.readline():
    told = json.loads(head)
    with open("/scratch/one", "wb") as one:
        one.write(pack.read(told["size"]))
    before, began = os.stat("/scratch/one"), time.monotonic()
    out.flush()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, ({EACH_S}, {EACH_S}))
        signal.alarm({EACH_S})
        out_file = os.open("/scratch/answer", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 2)
        module = import_module("tawthiq.capture.parsers." + told["parser"])
        data = write_answer(module.parse("/scratch/one", media_type=told["media_type"], start=0))
        while data:
            data = data[os.write(out_file, data):]
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    answer = open("/scratch/answer", "rb").read() if os.path.exists("/scratch/answer") else b""
    for name in os.listdir("/scratch"):
        os.unlink("/scratch/" + name)
    line = {{"status": status, "wall_s": time.monotonic() - began, "peak": usage.ru_maxrss * 1024, "size": len(answer)}}
    out.write(json.dumps(line).encode() + b"\\n" + answer)
"""


@dataclass(frozen=True, slots=True)
class One:
    """How one file fared."""

    parser: str
    data: bytes
    ran: sandbox.Ran


def run_many(files: Iterable[tuple[str, str, bytes]]) -> list[One]:
    """All of them, in batches, in order; raises AssertionError where the runner itself did not come to its end."""
    waiting = list(files)
    batches = [waiting[at : at + BATCH] for at in range(0, len(waiting), BATCH)]
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as runners:
        return [one for batch in runners.map(_run_batch, batches) for one in batch]


def _run_batch(files: list[tuple[str, str, bytes]]) -> list[One]:
    with tempfile.NamedTemporaryFile() as pack:
        for parser, media_type, data in files:
            pack.write(
                json.dumps({"parser": parser, "media_type": media_type, "size": len(data)}).encode() + b"\n" + data
            )
        pack.flush()
        Path(pack.name).chmod(0o444)
        limits = sandbox.Limits(wall_s=900, cpu_s=900, output_bytes=512 << 20)
        ran = sandbox.run([sys.executable, "-I", "-B", "-c", INSIDE], item=pack.fileno(), limits=limits)
    assert (ran.stopped, ran.status) == ("", 0), (ran.stopped, ran.status)
    found, at = [], 0
    for parser, _, data in files:
        end = ran.output.index(b"\n", at)
        told = json.loads(ran.output[at:end])
        answer = ran.output[end + 1 : end + 1 + told["size"]]
        at = end + 1 + told["size"]
        status = told["status"] >> 8 if told["status"] & 127 == 0 else 128 + (told["status"] & 127)
        stopped = "timeout" if told["wall_s"] >= EACH_S else ""
        found.append(One(parser, data, sandbox.Ran(stopped, status, answer, told["wall_s"], told["peak"])))
    assert at == len(ran.output)
    return found
