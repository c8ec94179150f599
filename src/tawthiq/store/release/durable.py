"""Bytes that stay: written, flushed to disk, then given their name."""

import os
import secrets
from pathlib import Path


def write_file(path: Path, *, content: bytes) -> None:
    """The new file is on disk afterwards; its folder entry is not, until ``sync_folder``."""
    with path.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def sync_file(path: Path) -> None:
    """Another writer's file (SQLite's) is on disk afterwards."""
    with path.open("rb") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder are on disk afterwards."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, *, content: bytes) -> None:
    """The file holds either the old or the new content at every moment, and the new one durably afterwards."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_file(partial, content=content)
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)
