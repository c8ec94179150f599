"""What a process did to the files of a workspace, from its system calls: written, named, flushed, acknowledged."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CALLS = (
    "openat,open,creat,close,write,pwrite64,lseek,ftruncate,truncate,fallocate,fsync,fdatasync,syncfs,sync,link,linkat,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,writev,pwritev,pwritev2,copy_file_range,sendfile,"
    "dup,dup2,dup3,splice"
)
NOT_MODELLED = frozenset(
    {"writev", "pwritev", "pwritev2", "copy_file_range", "sendfile", "splice", "fallocate", "rmdir"}
)
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)")
ARGUMENT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"|([^,\s"]+)')

NUMBER, OCTAL = re.compile(r"-?(\d+|0x[0-9a-f]+)"), re.compile(r"0\d")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: ``what`` is create, mkdir, link, unlink, rename, write, cut, flush, flush_all or said.

    ``path`` is where it happened, below the workspace; ``file`` numbers the file or folder meant, which its names may
    outlive or precede.
    """

    what: str
    path: str = ""
    file: int = 0
    to: str = ""
    at: int = 0
    data: bytes = b""


def record(command: Sequence[str], *, home: Path, trace: Path, environment: dict[str, str]) -> list[Event]:
    """What the command did below ``home`` and said on standard output; raises AssertionError where it failed."""
    reading = Reading(home)
    traced = ["strace", "-f", "-qq", "-xx", "-s", "20000000", "-e", f"trace={CALLS}", "-o", str(trace), *command]
    done = subprocess.run(traced, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"exit {done.returncode}: {done.stderr[-2000:]}")
    with trace.open(encoding="ascii") as lines:
        return list(reading.events(lines))


class Reading:
    """Follows descriptors and names through the calls."""

    def __init__(self, home: Path) -> None:
        """Everything that is there now was flushed long ago."""
        self._home = str(home.resolve()) + "/"
        self._open: dict[int, tuple[int, str]] = {}
        self._offsets: dict[int, int] = {}
        self._files: dict[str, int] = {}
        self._count = 0
        self._sizes: dict[int, int] = {}
        for path in sorted(home.rglob("*")):
            file = self._number(str(path.relative_to(home)))
            self._sizes[file] = path.stat().st_size
        self._said = b""

    def events(self, lines: Iterator[str]) -> Iterator[Event]:
        """The events of the calls that succeeded, in order."""
        for line in lines:
            found = CALL.match(line)
            if "unfinished" in line or "resumed" in line:
                raise AssertionError(f"calls of several threads at once are not modelled: {line[:80]}")
            if found and not found[3].startswith("-"):
                yield from self._event(found[1], _arguments(found[2]), int(found[3], 0))

    def _event(self, call: str, told: list[Any], result: int) -> Iterator[Event]:
        if call in NOT_MODELLED and told and told[0] in self._open:
            raise AssertionError(f"{call} below the workspace is not modelled")
        if call.endswith("at") and call not in ("openat",):
            call, told = call[:-2], [one for one in told if one != "AT_FDCWD"]
        handler = getattr(self, f"_on_{call}", None)
        if handler is not None:
            yield from handler(told, result)

    def _number(self, path: str) -> int:
        if path not in self._files:
            self._count += 1
            self._files[path] = self._count
        return self._files[path]

    def _below(self, path: bytes) -> str | None:
        """The path below the workspace, or None."""
        full = os.path.normpath(Path.cwd() / os.fsdecode(path)) + "/"
        return full.removeprefix(self._home).rstrip("/") if full.startswith(self._home) else None

    def _on_openat(self, told: list[Any], result: int) -> Iterator[Event]:
        path = self._below(told[1])
        self._open.pop(result, None)
        if path is None:
            return
        is_new, flags = path not in self._files and path != "", told[2]
        file = self._number(path)
        self._open[result], self._offsets[result] = (file, path), 0
        if is_new and "O_CREAT" in flags:
            self._sizes[file] = 0
            yield Event("create", path, file)
        elif "O_TRUNC" in flags and self._sizes.get(file):
            self._sizes[file] = 0
            yield Event("cut", path, file)
        if "O_APPEND" in flags:
            self._offsets[result] = self._sizes[file]

    def _on_close(self, told: list[Any], _result: int) -> Iterator[Event]:
        self._open.pop(told[0], None)
        yield from ()

    def _on_write(self, told: list[Any], result: int) -> Iterator[Event]:
        if told[0] == 1:
            self._said += told[1][:result]
            *whole, self._said = self._said.split(b"\n")
            yield from (Event("said", data=line) for line in whole if line.startswith(b"{"))
        elif told[0] in self._open:
            at = self._offsets[told[0]]
            self._offsets[told[0]] += result
            yield self._written(told[0], told[1][:result], at=at)

    def _on_pwrite64(self, told: list[Any], result: int) -> Iterator[Event]:
        if told[0] in self._open:
            yield self._written(told[0], told[1][:result], at=told[3])

    def _written(self, descriptor: int, data: bytes, *, at: int) -> Event:
        file, path = self._open[descriptor]
        self._sizes[file] = max(self._sizes.get(file, 0), at + len(data))
        return Event("write", path, file, at=at, data=data)

    def _on_lseek(self, told: list[Any], result: int) -> Iterator[Event]:
        self._offsets[told[0]] = result
        yield from ()

    def _on_ftruncate(self, told: list[Any], _result: int) -> Iterator[Event]:
        if told[0] in self._open:
            file, path = self._open[told[0]]
            self._sizes[file] = told[1]
            yield Event("cut", path, file, at=told[1])

    def _on_fsync(self, told: list[Any], _result: int) -> Iterator[Event]:
        if told[0] in self._open:
            file, path = self._open[told[0]]
            yield Event("flush", path, file)

    _on_fdatasync = _on_fsync

    def _on_syncfs(self, _told: list[Any], _result: int) -> Iterator[Event]:
        yield Event("flush_all", "syncfs")

    _on_sync = _on_syncfs

    def _on_mkdir(self, told: list[Any], _result: int) -> Iterator[Event]:
        path = self._below(told[0])
        if path:
            yield Event("mkdir", path, self._number(path))

    def _on_link(self, told: list[Any], _result: int) -> Iterator[Event]:
        path, to = self._below(told[0]), self._below(told[1])
        if path and to:
            self._files[to] = self._files[path]
            yield Event("link", path, self._files[path], to=to)

    def _on_rename(self, told: list[Any], _result: int) -> Iterator[Event]:
        path, to = self._below(told[0]), self._below(told[1])
        if path and to:
            self._files[to] = self._files.pop(path)
            yield Event("rename", path, self._files[to], to=to)

    def _on_unlink(self, told: list[Any], _result: int) -> Iterator[Event]:
        path = self._below(told[0])
        if path:
            yield Event("unlink", path, self._files.pop(path))


def receipt_of(event: Event) -> str:
    """The receipt that a line acknowledges; empty where it acknowledges nothing."""
    return str(json.loads(event.data).get("receipt") or "")


def without(events: list[Event], numbers: set[int]) -> list[Event]:
    """The events as if those at these places had never happened."""
    return [event for number, event in enumerate(events) if number not in numbers]


def moved(events: list[Event], numbers: Sequence[int], *, to: int) -> list[Event]:
    """The events with these, in their order, at an earlier place."""
    left = without(events, set(numbers))
    return [*left[:to], *(events[number] for number in numbers), *left[to:]]


def _arguments(text: str) -> list[Any]:
    """Numbers, flags as text, strings as the bytes they are."""
    told: list[Any] = []
    for quoted, bare in ARGUMENT.findall(text):
        if bare:
            told.append(int(bare, 8 if OCTAL.match(bare) else 0) if NUMBER.fullmatch(bare) else bare)
        else:
            told.append(bytes.fromhex(quoted.replace("\\x", "")))
    return told
