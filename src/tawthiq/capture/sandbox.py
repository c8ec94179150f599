"""One program over one file, shut in: no network, one read-only input, bounded memory, time, processes and output.

Built on bubblewrap; ``docs/explain/sandbox.md`` says what it holds and what it does not. Where it cannot be made,
nothing is run: there is no unprotected way round.
"""

import os
import random
import resource
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tawthiq.errors import Unreachable

INPUT = "/in/item"
SCRATCH = "/scratch"  # in memory, gone with it; not /tmp, since Python itself may have been put below that
PACKAGE = Path(__file__).resolve().parents[1]
LOOK_EVERY_S = 0.05
COMPLAINT_BYTES = 64 << 10
NOBODIES = (1 << 30, (1 << 31) - 1)  # no system gives users such numbers
OWN_PROCESSES = 4  # the sandbox's
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
ROOT_LINKS = ("/lib", "/lib64", "/lib32", "/libx32", "/bin", "/sbin")
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": SCRATCH,
    "TMPDIR": SCRATCH,
    "TZ": "UTC",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take. Memory counts per process and over all of them; scratch is memory besides."""

    wall_s: float = 20.0
    cpu_s: int = 20
    memory_bytes: int = 768 << 20
    scratch_bytes: int = 128 << 20
    output_bytes: int = 64 << 20
    processes: int = 32


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended: ``stopped`` is empty, or timeout, memory or too_large; ``status`` 128+n tells of signal n."""

    stopped: str
    status: int
    output: bytes
    wall_s: float
    peak_bytes: int


def run(command: Sequence[str], *, item: int | None = None, limits: Limits | None = None) -> Ran:
    """The command runs over the open file ``item`` (a descriptor), which it sees as ``INPUT``, and is gone on return.

    Started by root, the command runs as a user that nobody is: the file must then be one that everybody may read, in a
    folder that nobody else may enter (``must_be_public``).
    Its standard output is kept up to the limit; what it complains about on standard error is thrown away. Call it from
    a thread that outlives the run: with the thread the sandbox dies. Raises Unreachable where no sandbox can be made.
    """
    require_sandbox()
    return _run(command, item=item, limits=limits or Limits())


def must_be_public() -> bool:
    """Whether the input must be readable for everybody: what root starts has none of root's rights inside."""
    return os.geteuid() == 0


def require_sandbox() -> None:
    """Raises Unreachable, with the reason, where this machine makes no sandbox."""
    if reason := _why_not(os.environ.get("PATH", "")):
        _why_not.cache_clear()  # it may be mended while the worker runs
        raise Unreachable(f"no_sandbox: {reason}")


@cache
def _why_not(path: str) -> str:
    for program in ("bwrap", "prlimit", *(("setpriv",) if must_be_public() else ())):
        if shutil.which(program, path=path) is None:
            return f"{program} is not installed"
    try:
        probe = _run(["/usr/bin/true"], item=None, limits=Limits())
    except Unreachable as odd:
        return str(odd)
    return "" if probe.status == 0 else f"a trial run ended with {probe.status}"


def python_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of ours inside: isolated, writing no caches."""
    return [sys.executable, "-I", "-B", "-X", "utf8", "-m", module, *arguments]


def _run(command: Sequence[str], *, item: int | None, limits: Limits) -> Ran:
    status_read, status_write = os.pipe()
    fds = (status_write,) if item is None else (status_write, item)
    bubble = _bubble(f"/proc/self/fd/{item}" if item is not None else "", limits)
    if must_be_public():
        bubble = [*_without_root(item), *_bubble(INPUT if item is not None else "", limits)]
    line = [*bubble, "--json-status-fd", str(status_write), "--", *_limited(limits), *command]
    started = time.monotonic()
    with os.fdopen(status_read, "rb") as reports:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own command line; the file's name is no part of it
                line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=fds, env={}
            )
        finally:
            os.close(status_write)
        watch = _Watch(process, limits, started=started)
        stopped = watch.follow()
        told = reports.read(COMPLAINT_BYTES)
    if not stopped and b'"exit-code"' not in told:
        raise Unreachable(watch.complaint.decode("utf-8", "replace").strip()[:200] or "the sandbox did not start")
    return watch.ran(stopped)


def _bubble(source: str, limits: Limits) -> list[str]:
    line = [_bwrap(), "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"]
    line += ["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    line += ["--size", str(limits.scratch_bytes), "--tmpfs", SCRATCH]
    line += system_binds()
    for device in DEVICES:
        line += ["--dev-bind", device, device]
    line += ["--chdir", SCRATCH]
    if source:
        line += ["--ro-bind", source, INPUT]
    return [*line, "--remount-ro", "/"]


def _without_root(item: int | None) -> list[str]:
    """Gives root's rights away before the sandbox is made, for a user of this run alone.

    Limits on processes do not hold for root, and a user that others share would share their number. The first shell
    only lets that user reach a Python that lies in root's own folder.
    """
    line = [
        _bwrap(),
        "--unshare-pid",
        "--die-with-parent",
        "--bind",
        "/proc",
        "/proc",
        "--dev-bind",
        "/dev",
        "/dev",
        "--dir",
        "/tmp",  # noqa: S108 - bubblewrap builds the inner sandbox on it
    ]
    for folder in sorted({str(place) for path in (*_ours(), *SYSTEM_FILES) for place in Path(path).parents} - {"/"}):
        line += ["--perms", "0755", "--dir", folder]
    line += system_binds()
    if item is not None:
        line += ["--perms", "0755", "--dir", str(Path(INPUT).parent), "--ro-bind", f"/proc/self/fd/{item}", INPUT]
    nobody = str(random.SystemRandom().randrange(*NOBODIES))
    rights = ["--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--pdeathsig", "KILL"]
    return [*line, "--", "/usr/bin/setpriv", "--reuid", nobody, "--regid", nobody, *rights]


def _bwrap() -> str:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise Unreachable("bwrap is not installed")
    return bwrap


@cache
def system_binds() -> list[str]:
    """Programs and libraries, read-only: Debian's, Python's own and ours, wherever they were put."""
    line = ["--ro-bind", "/usr", "/usr"]
    for name in ROOT_LINKS:
        place = Path(name)
        if place.is_symlink():
            line += ["--symlink", str(place.readlink()), name]
        elif place.is_dir():
            line += ["--ro-bind", name, name]
    for name in SYSTEM_FILES:
        line += ["--ro-bind-try", name, name]
    for folder in _ours():
        line += ["--ro-bind", folder, folder]
    return line


@cache
def _ours() -> tuple[str, ...]:
    """Folders of the Python in use and of this package that do not lie below /usr or one another."""
    ours = {sys.base_prefix, sys.prefix, str(PACKAGE), sysconfig.get_path("platlib"), sysconfig.get_path("purelib")}
    bound = ["/usr"]
    for folder in sorted(ours):
        if not any(Path(folder).is_relative_to(place) for place in bound):
            bound.append(folder)
    return tuple(bound[1:])


def _limited(limits: Limits) -> list[str]:
    """Set inside, where processes are counted afresh: a busy user has no fewer left."""
    return [
        "/usr/bin/prlimit",
        f"--as={limits.memory_bytes}",
        f"--cpu={limits.cpu_s}:{limits.cpu_s + 1}",
        f"--fsize={limits.scratch_bytes}",
        f"--nproc={limits.processes}",
        "--nofile=256",
        "--core=0",
        "--",
    ]


class _Watch:
    """Reads what a run says, and ends it when it takes more than it may."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits, *, started: float) -> None:
        self._process, self._limits, self._started = process, limits, started
        self._output, self.complaint, self._peak = bytearray(), bytearray(), 0
        self._usage: resource.struct_rusage | None = None

    def follow(self) -> str:
        """Until its end; the reason where it was ended, else nothing."""
        try:
            return self._read_all()
        finally:
            self._end()

    def _read_all(self) -> str:
        over = os.pidfd_open(self._process.pid)
        try:
            with selectors.DefaultSelector() as waiting:
                waiting.register(over, selectors.EVENT_READ)
                for pipe in self._pipes():
                    os.set_blocking(pipe, False)
                    waiting.register(pipe, selectors.EVENT_READ)
                return self._follow(waiting, over)
        finally:
            os.close(over)

    def _follow(self, waiting: selectors.BaseSelector, over: int) -> str:
        is_over = False
        while not is_over:
            for key, _ in waiting.select(LOOK_EVERY_S):
                if key.fd == over:
                    is_over = True
                elif not self._take(key.fd):
                    waiting.unregister(key.fd)
            if reason := self._excess(is_over=is_over):
                return reason
        for pipe in self._pipes():  # what was written just before the end
            while self._take(pipe) and len(self._output) <= self._limits.output_bytes:
                pass
        return self._excess(is_over=True)

    def _pipes(self) -> list[int]:
        return [stream.fileno() for stream in (self._process.stdout, self._process.stderr) if stream is not None]

    def _take(self, pipe: int) -> bool:
        """Whether there may be more."""
        try:
            chunk = os.read(pipe, 1 << 16)
        except BlockingIOError:
            return False
        if pipe == self._pipes()[0]:
            self._output += chunk
        elif len(self.complaint) < COMPLAINT_BYTES:
            self.complaint += chunk
        return bool(chunk)

    def _excess(self, *, is_over: bool) -> str:
        if len(self._output) > self._limits.output_bytes:
            return "too_large"
        if is_over:
            return ""
        if time.monotonic() - self._started > self._limits.wall_s:
            return "timeout"
        processes, memory = weigh(self._process.pid)
        self._peak = max(self._peak, memory)
        too_many = processes > self._limits.processes + OWN_PROCESSES
        return "memory" if memory > self._limits.memory_bytes or too_many else ""

    def _end(self) -> None:
        """Killing the outermost ends the namespace: no process inside survives, however it forked."""
        os.kill(self._process.pid, signal.SIGKILL)  # nobody has waited for it yet: the number is still its own
        _, status, self._usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def ran(self, stopped: str) -> Ran:
        """The account of a run that is over."""
        status = self._process.returncode
        usage = self._usage
        cpu_s = usage.ru_utime + usage.ru_stime if usage else 0.0
        if not stopped and (status == 128 + signal.SIGXCPU or cpu_s > self._limits.cpu_s):
            stopped = "timeout"
        elif not stopped and status == 128 + signal.SIGKILL:
            stopped = "memory"  # nobody but the kernel, short of memory, kills inside
        return Ran(stopped, status, bytes(self._output), time.monotonic() - self._started, self._peak)


def weigh(pid: int) -> tuple[int, int]:
    """How many processes there are from this one down, and their resident memory in bytes, all together."""
    processes, pages, waiting = 0, 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            pages += int(Path(f"/proc/{one}/statm").read_bytes().split()[1])
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_bytes().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while it was looked at
        processes += 1
    return processes, pages * os.sysconf("SC_PAGE_SIZE")
