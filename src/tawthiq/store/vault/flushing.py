"""What makes written bytes and names stay: one file, one folder, or everything that a batch wrote, at once.

Law: nothing is named before its bytes are flushed, nothing is acknowledged before its name is flushed.
Explained in ``docs/explain/durability.md``; ``tests/campaigns/power_loss.py`` cuts the power at every step.
"""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

# File systems whose syncfs(2) is known to flush files and names: ext2/3/4, XFS, btrfs. FUSE may answer and do nothing.
# Source: Linux, include/uapi/linux/magic.h and fs/xfs/libxfs/xfs_format.h.
FLUSHED_WHOLE = frozenset({0xEF53, 0x58465342, 0x9123683E})
# Since this kernel syncfs reports write errors. Source: syncfs(2), VERSIONS.
TOLD_ERRORS = (5, 8)
# Beyond this much unwritten data of everybody on the machine, flushing the batch's own files one by one is sooner done.
MOST_DIRTY_KB = 768 * 1024
EARLY_BYTES = 8 << 20

_libc = ctypes.CDLL(None, use_errno=True)


def flush_folder(folder: Path) -> None:
    """The names in the folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin_flushing(descriptor: int) -> None:
    """The disk starts on what was written so far, so that the flush at the end finds little left to do; a hint only."""
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


class GroupFlush:
    """Flushes all that a group of writes left behind. Make it before the first write: an error since then is raised."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is anywhere on the file system that is written to."""
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._flushes_whole = may_flush_whole(self._descriptor)

    def close(self) -> None:
        """The folder is let go."""
        os.close(self._descriptor)

    def files(self, descriptors: Iterable[int]) -> None:
        """The bytes of these open files are on disk; raises OSError."""
        if self._flushes_whole and unwritten_kb() <= MOST_DIRTY_KB:
            self._flush_whole()
            return
        descriptors = list(descriptors)
        for descriptor in descriptors:
            begin_flushing(descriptor)
        for descriptor in descriptors:
            os.fsync(descriptor)

    def folders(self, folders: Iterable[Path]) -> None:
        """The names in these folders are on disk; raises OSError."""
        if self._flushes_whole and unwritten_kb() <= MOST_DIRTY_KB:
            self._flush_whole()
            return
        for folder in folders:
            flush_folder(folder)

    def _flush_whole(self) -> None:
        if _libc.syncfs(self._descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


def may_flush_whole(descriptor: int) -> bool:
    """Whether syncfs(2) can be trusted here: a file system we know, on a kernel that reports its errors."""
    release = tuple(int(part) for part in os.uname().release.split(".")[:2] if part.isdigit())
    told = ctypes.create_string_buffer(256)  # struct statfs begins with f_type, a machine word
    if os.uname().sysname != "Linux" or release < TOLD_ERRORS or _libc.fstatfs(descriptor, told) != 0:
        return False
    return ctypes.c_ulong.from_buffer(told).value in FLUSHED_WHOLE


def unwritten_kb() -> int:
    """What the whole machine has written and not yet flushed, in kB."""
    with Path("/proc/meminfo").open(encoding="ascii") as lines:
        amounts = dict(line.split(":", 1) for line in lines)
    return sum(int(amounts[name].split()[0]) for name in ("Dirty", "Writeback"))
