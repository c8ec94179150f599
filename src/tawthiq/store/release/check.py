"""Whether a release is still what was signed."""

from collections.abc import Iterator
from pathlib import Path

from tawthiq.errors import Tampered
from tawthiq.store.keys import is_signed
from tawthiq.store.release.manifest import (
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    FileEntry,
    Manifest,
    entry_of,
    folder_name,
    read_manifest,
)


def check_release(folder: Path, *, public_key: bytes | None = None) -> list[str]:
    """Every file of a release folder that differs from what was signed, as ``name: reason``; empty means whole.

    ``public_key`` (PEM) is the key the caller trusts; without it the folder's own key is used, which proves that the
    folder is whole but not who made it.
    """
    try:
        manifest = read_manifest(folder)
    except Tampered as odd:
        return [str(odd)]
    return [
        *_signature_faults(folder, manifest=manifest, public_key=public_key),
        *_file_faults(folder, files=manifest.files),
        *_unlisted(folder, manifest=manifest),
    ]


def _signature_faults(folder: Path, *, manifest: Manifest, public_key: bytes | None) -> Iterator[str]:
    written = (folder / MANIFEST).read_bytes()
    if written != manifest.to_bytes():
        yield f"{MANIFEST}: not in its canonical form"
    if folder.name != folder_name(manifest.number):
        yield f"{MANIFEST}: names release {manifest.number}, the folder is {folder.name}"
    own = _bytes_or_none(folder / PUBLIC_KEY)
    if public_key is not None and own is not None and own.strip() != public_key.strip():
        yield f"{PUBLIC_KEY}: is not the key that was expected"
    trusted, signature = public_key or own, _bytes_or_none(folder / SIGNATURE)
    if signature is None:
        yield f"{SIGNATURE}: missing"
    elif trusted is None or not _is_signed(written, signature=signature, public=trusted):
        yield f"{SIGNATURE}: does not fit {MANIFEST}"


def _is_signed(message: bytes, *, signature: bytes, public: bytes) -> bool:
    try:
        return is_signed(message, signature=signature, public=public)
    except ValueError:  # the key file is no longer a key
        return False


def _bytes_or_none(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _file_faults(folder: Path, *, files: tuple[FileEntry, ...]) -> Iterator[str]:
    for listed in files:
        path = folder / listed.name
        if path.parent != folder or not path.is_file():
            yield f"{listed.name}: missing"
        elif (found := entry_of(path)) != listed:
            yield f"{listed.name}: SHA-256 is {found.sha256}, signed was {listed.sha256}"


def _unlisted(folder: Path, *, manifest: Manifest) -> Iterator[str]:
    known = {listed.name for listed in manifest.files} | {MANIFEST, SIGNATURE}
    for name in sorted(path.name for path in folder.iterdir() if path.name not in known):
        yield f"{name}: not part of the release"
